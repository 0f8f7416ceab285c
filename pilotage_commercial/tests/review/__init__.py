from . import test_review
from . import test_review_leaks
from . import test_review_figures
from . import test_review_print
from . import test_review_rights
from . import test_review_tour
from . import test_ritual
from . import test_review_deals
