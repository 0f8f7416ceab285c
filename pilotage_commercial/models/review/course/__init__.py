from . import pilotage_review_monday
from . import pilotage_review_steps
from . import pilotage_review_summary
from . import mail_compose_message
from . import mail_template
