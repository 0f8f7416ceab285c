from . import base_import_import, crm_lead, ir_exports
