from . import test_documents
from . import test_late
from . import test_outcome
from . import test_payment
from . import test_progress
from . import test_progress_tour
from . import test_retention
from . import test_satisfaction
