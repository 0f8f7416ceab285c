from . import test_project_mrp
