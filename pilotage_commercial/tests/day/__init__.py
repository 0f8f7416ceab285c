from . import test_day
from . import test_day_counts
from . import test_day_keyboard
from . import test_day_move
from . import test_day_remind
from . import test_day_start
from . import test_day_tour
from . import test_first_action
