from . import account_move_line
from . import product_product
from . import sale_order
from . import sale_order_bought
from . import sale_order_completion
from . import sale_order_cost
from . import stock_move
from . import stock_scrap
