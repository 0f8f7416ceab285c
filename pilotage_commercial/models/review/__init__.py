from . import meeting  # the weekly review, its people, its calendar, the week that it keeps
from . import action  # its lines, the records to act on, and the actions decided
from . import course  # its steps from the opening to the report
