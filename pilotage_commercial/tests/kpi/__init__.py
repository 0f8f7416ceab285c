from . import test_cockpit_screen
from . import test_kpi
from . import test_kpi_oracle
from . import test_kpi_pipeline
from . import test_kpi_plan
from . import test_kpi_query
from . import test_kpi_rights
from . import test_kpi_snapshot
