from . import gift_claim_dispute_ask
from . import crm_lead_lost
from . import gift_contact_log
from . import gift_employer_move
from . import gift_firm_choose
from . import gift_import_wizard
from . import gift_message_compose
from . import gift_operations
