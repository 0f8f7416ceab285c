{
    "name": "Sales Steering: Timesheets",
    "summary": "Real cost of the time spent on an order",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "Pilotage commercial",
    "license": "LGPL-3",
    "depends": ["pilotage_commercial_project", "sale_timesheet"],
    "auto_install": True,
    "post_init_hook": "mark_real_costs",
    "uninstall_hook": "mark_real_costs",
}
