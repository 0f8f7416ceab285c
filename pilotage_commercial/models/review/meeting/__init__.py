from . import pilotage_review
from . import pilotage_review_people
from . import pilotage_review_kept
from . import pilotage_review_drift
from . import pilotage_review_schedule
from . import pilotage_review_calendar
from . import calendar_event
