from . import test_answer
from . import test_opt_out
from . import test_request
