from . import (
    test_families,
    test_first_hour_tour,
    test_hostile,
    test_import_again,
    test_reader,
    test_samples,
    test_sheet_export,
    test_sheet_import,
    test_sheet_match,
    test_sheet_rights,
    test_sheet_screen,
    test_sheet_tour,
)
