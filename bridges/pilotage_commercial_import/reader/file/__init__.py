from . import (
    sheets,
    csv_file,
    html_file,
    comments,
    xlsx_file,
    xls_file,
    ods_file,
    trello_file,
    files,
)
