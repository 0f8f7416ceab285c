from . import account_analytic_line
from . import sale_order
from . import sale_order_cost
