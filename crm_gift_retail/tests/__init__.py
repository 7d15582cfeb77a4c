from . import test_job_run
from . import test_security_profit
