{
    "name": "Sales Steering: Landed Costs",
    "summary": "Real cost of bringing in what was bought or made for an order",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "Pilotage commercial",
    "license": "LGPL-3",
    "depends": ["pilotage_commercial_purchase_stock", "stock_landed_costs"],
    "auto_install": True,
    "post_init_hook": "mark_real_costs",
    "uninstall_hook": "mark_real_costs",
}
