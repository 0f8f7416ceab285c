from . import account_analytic_line
from . import account_move_line
from . import sale_order
from . import sale_order_wages
from . import sale_order_cost
from . import sale_order_line
