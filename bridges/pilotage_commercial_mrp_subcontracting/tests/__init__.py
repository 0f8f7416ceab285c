from . import test_kit_bought
from . import test_ledger_random
from . import test_production_category
from . import test_production_merged
from . import test_subcontracted_by_hand
from . import test_subcontracting
