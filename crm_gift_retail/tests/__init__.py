from . import test_security_profit
