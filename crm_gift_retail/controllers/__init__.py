from . import gift_call
from . import gift_export
from . import gift_import
from . import gift_portal
from . import health
