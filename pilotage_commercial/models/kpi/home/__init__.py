from . import res_users
from . import res_users_settings
from . import ir_http
from . import ir_ui_menu
