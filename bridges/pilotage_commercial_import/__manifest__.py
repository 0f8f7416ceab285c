{
    "name": "Sales Steering: Pipeline Sheet",
    "summary": "Bring a pipeline from any sheet or tool, and export it as a sheet",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "Pilotage commercial",
    "license": "LGPL-3",
    "depends": ["pilotage_commercial", "base_import"],
    "data": [
        "security/ir.model.access.csv",
        "security/pilotage_import_security.xml",
        "data/ir_cron_data.xml",
        "views/report_templates.xml",
        "views/pilotage_import_views.xml",
        "data/ir_actions_server_data.xml",
        "data/ir_exports_data.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "pilotage_commercial_import/static/src/**/*",
            ("remove", "pilotage_commercial_import/static/src/cockpit_start/**/*"),
        ],
        "pilotage_commercial.assets_cockpit": [
            "pilotage_commercial_import/static/src/cockpit_start/**/*",
        ],
        "web.assets_unit_tests": [
            "pilotage_commercial_import/static/tests/**/*.test.js",
        ],
        "web.assets_tests": [
            "pilotage_commercial_import/static/tests/tours/**/*",
        ],
    },
    "auto_install": True,
}
