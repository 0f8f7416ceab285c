from . import test_billed
from . import test_billed_together
from . import test_bought_by_hand
from . import test_cancelled_purchase
from . import test_completion
from . import test_dropship
from . import test_purchase_stock
from . import test_returns
