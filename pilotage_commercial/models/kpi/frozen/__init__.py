from . import pilotage_kpi_snapshots
from . import pilotage_kpi_snapshot
from . import digest_digest
from . import crm_team
from . import res_groups
