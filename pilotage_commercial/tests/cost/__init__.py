from . import test_assign
from . import test_estimate_currency
from . import test_low_margin
from . import test_real_cost
from . import test_real_cost_rights
from . import test_real_cost_update
from . import test_real_margin
from . import test_real_margin_tour
