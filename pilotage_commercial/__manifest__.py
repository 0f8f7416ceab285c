{
    "name": "Sales Steering",
    "summary": "No opportunity without a dated next action, no order without its real margin, "
    "a weekly review that closes the loop",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Pilotage commercial",
    "license": "LGPL-3",
    "depends": [
        "crm",
        "sale_management",
        "sale_crm",
        "sale_margin",
        "base_automation",
    ],
    "data": [
        "security/ir.model.access.csv",
        "data/crm_stage_data.xml",
        "data/ir_cron_data.xml",
        "wizard/crm_stage_map_views.xml",
        "views/crm_lead_views.xml",
        "views/crm_stage_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "demo": [
        "demo/res_company_demo.xml",
        "demo/res_users_demo.xml",
        "demo/crm_team_demo.xml",
        "demo/res_partner_demo.xml",
        "demo/product_demo.xml",
        "demo/crm_lead_demo.xml",
        "demo/sale_order_demo.xml",
        "demo/crm_lead_outcome_demo.xml",
        "demo/mail_activity_demo.xml",
        "demo/calendar_event_demo.xml",
        "demo/mail_message_demo.xml",
        "demo/crm_lead_dates_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "pilotage_commercial/static/src/**/*",
        ],
        "web.assets_tests": [
            "pilotage_commercial/static/tests/tours/**/*",
        ],
        "web.assets_unit_tests": [
            "pilotage_commercial/static/tests/**/*.test.js",
        ],
    },
    "pre_init_hook": "pre_init_hook",
    "uninstall_hook": "uninstall_hook",
    "application": True,
}
