{
    "name": "Sales Steering: Stock",
    "summary": "Real cost of the goods of an order, from the stock they left or where they came "
    "from",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "Pilotage commercial",
    "license": "LGPL-3",
    "depends": ["pilotage_commercial", "sale_stock"],
    "auto_install": True,
    "post_init_hook": "mark_real_costs",
    "uninstall_hook": "mark_real_costs",
}
