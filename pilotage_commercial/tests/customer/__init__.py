from . import test_customer
from . import test_customer_oracle
from . import test_customer_plan
from . import test_customer_rights
