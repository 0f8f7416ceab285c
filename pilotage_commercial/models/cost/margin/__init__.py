from . import sale_order_real_margin
from . import sale_order_completion
from . import sale_order_completion_category
from . import sale_order_completion_update
from . import sale_order_completion_table
from . import pilotage_cost_variance
from . import sale_order_low_margin
from . import crm_lead
