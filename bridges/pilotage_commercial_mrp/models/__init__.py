from . import mrp_production
from . import mrp_workcenter
from . import mrp_workorder
from . import sale_order
from . import sale_order_cost
from . import sale_order_line
from . import stock_move
from . import stock_scrap
