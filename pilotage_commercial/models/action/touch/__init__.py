from . import crm_lead_touch
from . import crm_lead_change
from . import crm_lead_former
from . import mail_message
from . import mail_thread
from . import mail_tracking_value
from . import calendar_attendee
from . import calendar_event
