from . import test_project_stock
