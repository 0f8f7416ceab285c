from . import sheets, csv_file, html_file, xlsx_file, xls_file, ods_file, trello_file, files
