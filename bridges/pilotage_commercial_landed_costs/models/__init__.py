from . import account_move
from . import account_move_line
from . import sale_order
from . import sale_order_cost
from . import stock_landed_cost
from . import stock_move
from . import stock_valuation_adjustment_lines
