from . import test_agenda
from . import test_agenda_address
from . import test_ical
