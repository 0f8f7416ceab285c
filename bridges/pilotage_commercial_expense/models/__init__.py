from . import account_move_line
from . import hr_expense
from . import sale_order
from . import sale_order_cost
