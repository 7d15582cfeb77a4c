from . import test_health
from . import test_job_run
from . import test_js
from . import test_outbox
from . import test_sale_fact_flows
from . import test_security_profit
from . import test_xlsx_stream
