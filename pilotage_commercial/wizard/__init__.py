from . import crm_stage_map
from . import crm_stage_map_line
