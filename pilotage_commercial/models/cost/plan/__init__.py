from . import sale_order_line_plan
from . import sale_order_plan
from . import sale_order_margins
from . import sale_order_estimate
from . import crm_lead_estimate
from . import account_move_line
