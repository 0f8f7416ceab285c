from . import test_ledger_random
from . import test_subcontracting
