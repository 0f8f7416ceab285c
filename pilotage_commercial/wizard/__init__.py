from . import crm_stage_map
from . import crm_stage_map_line
from . import sale_order_low_margin
