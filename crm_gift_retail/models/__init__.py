from . import gift_profit_guard  # a mixin: before the models that use it

from . import account_invoice_report
from . import gift_export
from . import gift_import
from . import gift_job
from . import gift_job_run
from . import gift_outbox
from . import gift_sale_history
from . import ir_ui_view
from . import mail_mail
from . import product_product
from . import res_users
from . import sale_order
from . import sale_order_line
from . import sale_report
from . import sms_sms
