{
    "name": "Sales Steering: Manufacturing",
    "summary": "Real cost of what is manufactured for an order: time spent and components",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "Pilotage commercial",
    "license": "LGPL-3",
    "depends": ["pilotage_commercial_stock", "sale_mrp", "mrp_account"],
    "auto_install": True,
    "post_init_hook": "mark_real_costs",
    "uninstall_hook": "mark_real_costs",
}
