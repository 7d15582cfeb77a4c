from . import gift_operations
