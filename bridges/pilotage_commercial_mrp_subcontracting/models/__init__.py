from . import mrp_production
from . import purchase_order_line
from . import sale_order
from . import sale_order_cost
from . import stock_move
