from . import gift_artwork
from . import gift_call
from . import gift_export
from . import gift_import
from . import gift_link
from . import gift_portal
from . import health
