from . import test_completion
from . import test_purchase
from . import test_purchase_documents
