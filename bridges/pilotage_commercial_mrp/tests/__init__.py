from . import test_completion
from . import test_kits
from . import test_mrp
from . import test_mrp_changes
from . import test_mrp_documents
from . import test_mrp_lost
