{
    "name": "Sales Steering: Purchase and Stock",
    "summary": "Real cost of the goods bought for an order, by the bills of their receipts",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "Pilotage commercial",
    "license": "LGPL-3",
    "depends": [
        "pilotage_commercial_purchase",
        "pilotage_commercial_stock",
        "sale_purchase_stock",
    ],
    "auto_install": True,
    "post_init_hook": "mark_real_costs",
    "uninstall_hook": "mark_real_costs",
}
