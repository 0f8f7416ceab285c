from . import test_completion
from . import test_lump_sum
from . import test_purchase
from . import test_purchase_along
from . import test_purchase_billed
from . import test_purchase_documents
from . import test_purchase_shared
from . import test_purchase_typed
