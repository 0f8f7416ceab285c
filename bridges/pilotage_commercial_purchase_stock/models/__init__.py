from . import purchase_order_line
from . import purchase_order_line_returned
from . import purchase_order_line_split
from . import sale_order
from . import sale_order_returned
from . import stock_move
