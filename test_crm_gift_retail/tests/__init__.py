from . import test_frame
