from . import ir_module_module
from . import crm_stage
from . import crm_stage_reach
from . import crm_lead
from . import crm_lead_lost
from . import crm_lead_closed
from . import crm_lead_scoring
