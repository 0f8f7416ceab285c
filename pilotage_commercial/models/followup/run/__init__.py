from . import base_automation_engine
from . import base_automation_report
from . import base_automation_manager
from . import base_automation_message
from . import sale_order_message
from . import pilotage_followup_yield
