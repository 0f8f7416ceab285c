from . import test_completion
from . import test_timesheet
from . import test_wages
