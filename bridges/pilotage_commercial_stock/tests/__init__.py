from . import test_bought
from . import test_completion
from . import test_experience
from . import test_sent_back
from . import test_share_out
from . import test_steps
from . import test_stock
