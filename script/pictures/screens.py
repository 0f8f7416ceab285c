"""The screens that ``script/screenshots`` takes pictures of, and the way to each of them."""

from dataclasses import dataclass

ADDON = "pilotage_commercial"
DEMO, EMPTY = "demo", "empty"


@dataclass(frozen=True)
class Screen:
    """A screen: ``name`` is that of its picture.

    ``path`` is opened as ``login``, a user of the demo company whose password is the login; a
    ``{xmlid}`` in it is the id of that record. Then each of ``steps`` is done, and ``shows`` is
    waited for. Steps use the structure of the page, so that they work in any language.
    """

    name: str
    path: str
    shows: str
    login: str = "admin"
    steps: tuple = ()
    server: str = DEMO
    sizes: tuple = ("desktop", "phone")
    store: bool = False
    height: int | None = None


def action(xmlid):
    return f"/odoo/action-{ADDON}.{xmlid}"


def record(xmlid, of):
    """Path of our record ``xmlid``, under the action ``of``."""
    return f"/odoo/action-{of}/{{{ADDON}.{xmlid}}}"


def tab(name):
    return ("click", f".o_notebook_headers a[name={name}], .nav-link[name={name}]")


LEADS = "crm.crm_lead_action_pipeline"
ORDERS = "sale.action_quotations_with_onboarding"
REVIEWS = f"{ADDON}.pilotage_review_action"

LINES = ".o_form_view .o_data_row, .o_form_view .o_field_widget .o_kanban_record"

SCREENS = [
    # --- every day ---
    Screen("cockpit", "/odoo/cockpit", ".o_pilotage_cockpit .o_pilotage_grid canvas", store=True),
    Screen(
        "cockpit-figures",
        "/odoo/cockpit",
        ".o_pilotage_others",
        steps=(("click", ".o_pilotage_all"),),
        sizes=("desktop",),
        height=1400,
    ),
    Screen("start", "/odoo/cockpit", ".o_pilotage_start", server=EMPTY),
    Screen("pipeline", f"/odoo/action-{LEADS}", ".o_opportunity_kanban .o_kanban_record"),
    Screen(
        "day",
        action("crm_lead_action_to_handle"),
        ".o_data_row, .o_kanban_record",
        login="karim",
        store=True,
    ),
    Screen(
        "opportunity", record("demo_lead_dock", LEADS), ".o_form_view .o_field_widget[name=name]"
    ),
    Screen("sleeping", action("crm_lead_action_cold"), ".o_data_row, .o_kanban_record"),
    # --- orders and margins ---
    Screen("quotation", record("demo_order_flat", ORDERS), LINES),
    Screen("orders", action("sale_order_action_progress"), ".o_kanban_record"),
    Screen(
        "margin",
        record("demo_order_lobby", ORDERS),
        LINES,
        steps=(tab("real_margin"), ("scroll", ".o_notebook")),
        store=True,
    ),
    Screen(
        "margins",
        action("sale_order_action_real_margin"),
        ".o_pivot table, .o_kanban_record, .o_data_row",
        store=True,
    ),
    Screen("costs", action("sale_order_cost_action"), ".o_pivot table, .o_data_row"),
    Screen("variance", action("pilotage_cost_variance_action"), ".o_pivot, .o_list_view"),
    Screen("experience", action("pilotage_cost_experience_action"), ".o_list_view, .o_kanban_view"),
    Screen(
        "bills",
        action("account_move_line_action_cost"),
        ".o_data_row, .o_kanban_record",
        sizes=("desktop",),
    ),
    # --- customers ---
    Screen("customers", action("pilotage_customer_action"), ".o_data_row, .o_kanban_record"),
    # --- the week ---
    Screen(
        "review",
        record("demo_review_last", REVIEWS),
        ".o_form_view .o_data_row, .o_form_view .o_kanban_record",
        store=True,
    ),
    Screen("review-next", record("demo_review_this", REVIEWS), ".o_form_view"),
    Screen("reviews", f"/odoo/action-{REVIEWS}", ".o_data_row, .o_kanban_record"),
    Screen(
        "actions",
        action("pilotage_review_action_action"),
        ".o_data_row",
        steps=(("click", ".o_facet_remove"), ("click", ".o_facet_remove")),
        sizes=("desktop",),
    ),
    # --- figures and settings ---
    Screen("history", action("pilotage_kpi_snapshot_action"), ".o_graph_canvas_container canvas"),
    Screen("figures", action("pilotage_kpi_action"), ".o_data_row, .o_kanban_record"),
    Screen("targets", action("pilotage_kpi_target_action"), ".o_list_view, .o_kanban_view"),
    Screen("rules", action("base_automation_action_followup"), ".o_data_row, .o_kanban_record"),
    Screen("yield", action("sale_order_action_yield"), ".o_pivot table, .o_list_view"),
    Screen(
        "settings",
        "/odoo/settings#crm",
        ".app_settings_block[data-key=crm]",
        steps=(
            ("click", ".settings_tab .tab[data-key=crm]", "desktop"),
            ("scroll", ".o_pilotage_settings, .app_settings_block[data-key=crm] .o_setting_box"),
        ),
        sizes=("desktop",),
    ),
    # --- coming from elsewhere ---
    Screen(
        "import",
        f"/odoo/action-{ADDON}_import.pilotage_import_action_bring",
        ".o_pilotage_import_report",
        server=EMPTY,
        steps=(
            ("file", ".o_field_widget[name=file]", "sheet_{lang}.csv"),
            ("click", "button[name=action_check]:visible"),
        ),
        store=True,
    ),
]
