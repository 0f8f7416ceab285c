from . import account_move_line
from . import purchase_order
from . import purchase_order_line
from . import sale_order
