{
    "name": "Sales Steering: Subcontracted Manufacturing",
    "summary": "Real cost of what subcontractors make for an order: their bills and our components",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "Pilotage commercial",
    "license": "LGPL-3",
    "depends": [
        "pilotage_commercial_mrp",
        "pilotage_commercial_purchase_stock",
        "mrp_subcontracting_purchase",
    ],
    "auto_install": True,
    "post_init_hook": "mark_real_costs",
    "uninstall_hook": "mark_real_costs",
}
