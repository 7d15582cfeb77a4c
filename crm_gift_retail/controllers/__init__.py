from . import gift_export
from . import health
