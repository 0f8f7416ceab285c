from . import test_attention
from . import test_browser
from . import test_lost
from . import test_lost_merge
from . import test_lost_team
from . import test_margin
from . import test_next_action
from . import test_scoring
