from . import base_partner_merge
from . import crm_stage_map
from . import crm_stage_map_line
from . import pilotage_customer_reactivate
from . import pilotage_customer_reactivate_skipped
from . import sale_order_low_margin
