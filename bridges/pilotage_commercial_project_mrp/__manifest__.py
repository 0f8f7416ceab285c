{
    "name": "Sales Steering: Manufacturing of Projects",
    "summary": "Real cost of what is made by hand for the project of an order",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "Pilotage commercial",
    "license": "LGPL-3",
    "depends": ["pilotage_commercial_project", "pilotage_commercial_mrp", "project_mrp"],
    "auto_install": True,
    "post_init_hook": "mark_real_costs",
    "uninstall_hook": "mark_real_costs",
}
