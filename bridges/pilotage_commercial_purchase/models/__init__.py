from . import account_move
from . import account_move_line
from . import purchase_order_line
from . import purchase_order_line_parts
from . import sale_order
from . import sale_order_cost
from . import sale_order_line
