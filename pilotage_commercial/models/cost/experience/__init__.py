from . import pilotage_cost_experience
from . import sale_order_line_experience
from . import sale_order_experience
from . import crm_lead_experience
