from . import test_attention
from . import test_attention_search
from . import test_case
from . import test_next_action
from . import test_next_action_policy
from . import test_next_action_rpc
from . import test_next_action_tour
from . import test_touch_answers
