from . import test_browser
from . import test_margin
from . import test_next_action
