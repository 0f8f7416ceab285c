from . import export_sheet, import_files
