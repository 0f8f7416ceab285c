from . import base_automation
from . import base_automation_company
from . import res_company
from . import res_config_settings
