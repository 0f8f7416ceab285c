from . import cockpit
from . import agenda
