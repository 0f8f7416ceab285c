from . import followup_mixin
from . import mail_activity
from . import crm_team
from . import mail_activity_end
from . import res_users
