from . import crm_lead_next_action
from . import crm_lead_next_action_search
from . import crm_lead_next_action_policy
from . import crm_lead_next_action_proposal
from . import mail_activity
from . import sale_order
