from . import derived_mixin
from . import pilotage_system_fields
from . import ir_actions_server
from . import res_company
from . import res_company_timezone
from . import res_company_every
from . import res_company_day
from . import res_config_settings
