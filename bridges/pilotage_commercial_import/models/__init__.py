from . import (
    pilotage_import,
    pilotage_import_check,
    pilotage_import_report,
    pilotage_import_run,
    pilotage_import_undo,
    pilotage_import_column,
    pilotage_import_status,
    pilotage_import_conflict,
    pilotage_import_row,
    base_import_import,
    crm_lead,
    ir_exports,
)
