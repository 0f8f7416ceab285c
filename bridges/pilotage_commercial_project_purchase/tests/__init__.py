from . import test_project_purchase
