import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

export const COCKPIT_TOUR = "pilotage_commercial_newcomer_cockpit";
export const DAY_TOUR = "pilotage_commercial_newcomer_day";

/** A step that is read, then clicked: nothing is opened or changed by it. */
const read = (trigger, content, tooltipPosition = "bottom") => ({
    trigger,
    content,
    tooltipPosition,
    run: "click",
});
const DAY = ".o_pilotage_day_list, .o_pilotage_day_kanban";

const daySteps = () => [
    { trigger: DAY },
    read(
        ".o_searchview_facet:first",
        _t(
            "What is overdue, due today or without a next action, the most urgent first. Yours to begin with: remove a filter to see more."
        )
    ),
    read(
        ".o_switch_view.o_kanban",
        _t("A row is called, written to, done or put off by one click. Open the board."),
        "left"
    ),
    { trigger: ".o_pilotage_day_kanban" },
    read(
        ".o_switch_view.o_list",
        _t(
            "On the board, a card that you drop on a column gets the date of that column. Go back to the list."
        ),
        "left"
    ),
    { trigger: ".o_pilotage_day_list" },
    read(
        ".o_breadcrumb .active",
        _t("Each morning: this list, from the top, until it is empty. That is all.")
    ),
];

const cockpitSteps = () => [
    read(
        ".o_pilotage_essentials .o_pilotage_kpi:first .o_pilotage_title",
        _t(
            "Three figures to begin with, each against its target: the fuel, the efficiency, the speed."
        )
    ),
    read(
        ".o_pilotage_essentials .o_pilotage_kpi:first .o_pilotage_formula_toggle",
        _t("How a figure is worked out, with your own numbers."),
        "left"
    ),
    read(
        ".o_pilotage_formula .o_pilotage_formula_name",
        _t("The formula, an example from your records, and what to do when it falls behind.")
    ),
    read(
        ".o_pilotage_all",
        _t("The other figures are one click away: win rate, order value, churn, real margin."),
        "left"
    ),
    read(
        ".o_pilotage_block_lists .o_pilotage_title",
        _t("What to handle, by number and by amount. Each number opens its records."),
        "right"
    ),
    read(
        ".o_pilotage_filters",
        _t("Another period, a team, a salesperson: all the figures follow.")
    ),
];

/** From the cockpit to the day: for users with these menus, on a wide screen. */
const toTheDay = () => [
    read(
        ".o_menu_sections [data-menu-xmlid='crm.crm_menu_sales']",
        _t("That was the cockpit, to open once a week. Now the list of each day.")
    ),
    read(
        ".o-dropdown--menu [data-menu-xmlid='pilotage_commercial.crm_lead_menu_to_handle']",
        _t("Open what you have to handle today."),
        "right"
    ),
];

registry
    .category("web_tour.tours")
    .add(DAY_TOUR, { url: "/odoo/to-handle", steps: daySteps })
    .add(COCKPIT_TOUR, {
        url: "/odoo/cockpit",
        steps: () => [...cockpitSteps(), ...toTheDay(), ...daySteps()],
    });
