"""One folder per subject, as in ``models/``. Odoo finds the test modules here by their names."""

from .pipeline import *
from .order import *
from .cost import *
from .action import *
from .customer import *
from .followup import *
from .kpi import *
from .review import *
from .agenda import *
from .day import *
from .start import *
from .rights import *
from . import test_accessibility
from . import test_browser
from . import test_dates
from . import test_measures
from . import test_phone
from . import test_timezone
from . import test_transaction
from . import test_width
from . import test_layers
