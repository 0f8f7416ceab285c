from . import sale_order
from . import pilotage_customer
from . import pilotage_customer_query
from . import pilotage_customer_orders
from . import pilotage_customer_late
from . import pilotage_customer_prospect
from . import res_partner
