import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { GOOD, setFile } from "./import_sheet_tour";

const FIRST_HOUR = ".o_pilotage_first_hour";
const LIMIT = 60; // clicks and texts, from the empty company to the first review held

const click = (trigger) => ({ trigger, run: "click" });
const start = (code) => click(`${FIRST_HOUR} [data-step=${code}] button`);
const isDone = (code) => ({ trigger: `${FIRST_HOUR} [data-step=${code}][data-done='1']` });
const press = (name) => click(`.o_statusbar_buttons button[name='${name}']:enabled`);
const goBack = () => click(".o_menu_sections [data-menu-xmlid='pilotage_commercial.menu_cockpit']");
const openCockpit = () => [
    ...stepUtils.goToAppSteps("crm.crm_menu_root", "the import has no menu of CRM"),
    goBack(),
];

const sheetSteps = () => [
    start("sheet"),
    {
        content: "the sheet of the guide, two rows",
        trigger: ".o_pilotage_import .o_field_widget[name=file] .o_select_file_button",
        run() {
            const input = ".o_field_widget[name=file] input[type='file']";
            setFile(document.querySelector(input), GOOD, "suivi.csv");
        },
    },
    click("button[name=action_check]:visible"),
    { trigger: ".o_pilotage_import_report" },
    click("button[name=action_import]"),
    { trigger: "button[name=action_undo]" },
    ...openCockpit(),
    isDone("sheet"),
    isDone("day"),
];

const targetSteps = () => [
    start("targets"),
    {
        content: "nothing was measured yet: the usual targets are proposed",
        trigger: ".o_pilotage_targets [data-target=transformation_rate] input:value(25)",
    },
    {
        trigger: ".o_pilotage_targets [data-target=sales_cycle] input",
        run: "edit 45",
    },
    click(".o_pilotage_targets_save"),
    isDone("targets"),
];

const reviewSteps = () => [
    start("review"),
    press("action_start"),
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Mesurer')" },
    press("action_next_step"),
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Analyser')" },
    press("action_next_step"),
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Agir')" },
    press("action_next_step"),
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Clore')" },
    press("action_ask_close"),
    click(".modal button[name='action_close']"),
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Tenue')" },
    goBack(),
    isDone("review"),
];

const walk = () => [
    { trigger: `${FIRST_HOUR} [data-step=sheet][data-done='0']` },
    ...sheetSteps(),
    ...targetSteps(),
    ...reviewSteps(),
];

/** A French company from nothing to its first review: every click is counted. */
registry.category("web_tour.tours").add("pilotage_commercial_import.first_hour", {
    steps: () => {
        const steps = walk();
        const acts = steps.filter(({ run }) => run).length;
        if (acts >= LIMIT) {
            throw new Error(`${acts} clicks and texts, ${LIMIT} at most`);
        }
        return steps;
    },
});
