{
    "name": "Sales Steering: Purchase",
    "summary": "Real cost of what is bought for an order, by the vendor bills",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "Pilotage commercial",
    "license": "LGPL-3",
    "depends": ["pilotage_commercial", "sale_purchase"],
    "auto_install": True,
    "post_init_hook": "mark_real_costs",
    "uninstall_hook": "mark_real_costs",
}
