from . import sheet_parser, sheet_source, sheet_import
