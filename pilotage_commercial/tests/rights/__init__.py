from . import test_forged
from . import test_new_figures
from . import test_open_fields
from . import test_ledger
