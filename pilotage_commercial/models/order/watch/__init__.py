from . import sale_order_late
from . import sale_order_forgotten
from . import sale_order_back
from . import sale_order_board
from . import sale_order_satisfaction
