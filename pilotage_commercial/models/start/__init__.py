from . import res_users_settings
from . import pilotage_start
from . import pilotage_start_targets
