import { registry } from "@web/core/registry";

const press = (name, content = name) => ({
    content,
    trigger: `.o_statusbar_buttons button[name='${name}']:enabled`,
    run: "click",
});

const at = (step) => ({
    content: `the review is at the step ${step}`,
    trigger: `.o_statusbar_status .o_arrow_button_current:contains('${step}')`,
});

const line = (list, text) => `.o_field_widget[name='${list}'] .o_data_row:contains('${text}')`;

registry.category("web_tour.tours").add("pilotage_commercial_review", {
    steps: () => [
        {
            content: "the cockpit leads to the review",
            trigger: ".o_pilotage_open_review",
            run: "click",
        },
        press("action_start"),
        at("Measure"),
        { trigger: "[role='timer']:contains('15:00')" },
        { trigger: `${line("line_ids", "Pipeline value")}:contains('6,000')` },
        press("action_next_step"),
        at("Analyse"),
        {
            content: "comment on a KPI",
            trigger: `${line("gap_line_ids", "Pipeline value")} td[name='note']`,
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='gap_line_ids'] .o_selected_row [name='note'] input",
            run: "edit Two fairs in spring",
        },
        {
            content: "of the three prospects proposed one is left out",
            trigger: `${line("record_ids", "Prospect 1")} td[name='selected'] input`,
            run: "click",
        },
        { trigger: `${line("record_ids", "Prospect 1")} td[name='selected'] input:not(:checked)` },
        press("action_next_step"),
        at("Act"),
        { trigger: ".o_form_view button[name='action_plan']", run: "click" },
        { trigger: `${line("action_ids", "Call 2 blocked prospects")}:contains('Planned')` },
        press("action_next_step"),
        at("Close"),
        press("action_close"),
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Held')" },
        { trigger: `${line("line_ids", "Pipeline value")}:contains('Two fairs in spring')` },
        {
            content: "the summary is in the chatter",
            trigger: ".o-mail-Message:contains('Call 2 blocked prospects')",
        },
    ],
});

registry.category("web_tour.tours").add("pilotage_commercial_review_next", {
    steps: () => [
        {
            content: "the list leads to this week's review",
            trigger: "button[name='open_current']",
            run: "click",
        },
        press("action_start"),
        at("Last Actions"),
        {
            content: "last week's action and what it gave",
            trigger: `${line("previous_action_ids", "Call 2 blocked prospects")}:contains('Planned'):contains('6,000')`,
        },
        {
            trigger: `${line("previous_action_ids", "Call 2 blocked prospects")} button[name='action_done']`,
            run: "click",
        },
        { trigger: `${line("previous_action_ids", "Call 2 blocked prospects")}:contains('Done')` },
        press("action_next_step"),
        at("Measure"),
        press("action_next_step"),
        at("Analyse"),
        press("action_next_step"),
        at("Act"),
        press("action_next_step"),
        at("Close"),
        press("action_close"),
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Held')" },
        { trigger: ".o_field_widget[name='streak']:contains('2')" },
    ],
});

/** Monday: from a number of the cockpit to its records, to the review, to the deals. */
registry.category("web_tour.tours").add("pilotage_commercial_review_monday", {
    steps: () => [
        {
            content: "a number",
            trigger: "[data-kpi=pipeline_value] .o_pilotage_value:contains('6,000')",
            run: "click",
        },
        {
            content: "the records that make it",
            trigger: ".o_list_view:has(.o_data_row:eq(2)) .o_data_row:contains('Prospect 3')",
        },
        {
            content: "back to the cockpit",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a",
            run: "click",
        },
        { trigger: ".o_pilotage_open_review", run: "click" },
        press("action_start"),
        at("Measure"),
        { trigger: ".o_pilotage_step_timer:contains('2:00')" },
        press("action_next_step"),
        at("Analyse"),
        { trigger: ".o_pilotage_step_timer:contains('4:00')" },
        {
            content: "nothing is to act on: of three prospects none is chosen",
            trigger: `${line("record_ids", "Prospect 1")} td[name='selected'] input`,
            run: "click",
        },
        {
            trigger: `${line("record_ids", "Prospect 2")} td[name='selected'] input:checked`,
            run: "click",
        },
        {
            trigger: `${line("record_ids", "Prospect 3")} td[name='selected'] input:checked`,
            run: "click",
        },
        { trigger: `${line("record_ids", "Prospect 3")} td[name='selected'] input:not(:checked)` },
        press("action_next_step"),
        at("Act"),
        press("action_next_step"),
        at("Close"),
        press("action_ask_close", "closing asks whether there is really none"),
        {
            content: "one answer leads to the step where actions are decided",
            trigger: ".modal button[name='action_decide']",
            run: "click",
        },
        at("Act"),
        {
            trigger: `${line("record_ids", "Prospect 2")} td[name='selected'] input`,
            run: "click",
        },
        {
            trigger: `${line("record_ids", "Prospect 3")} td[name='selected'] input`,
            run: "click",
        },
        { trigger: `${line("record_ids", "Prospect 3")} td[name='selected'] input:checked` },
        press("action_next_step"),
        at("Close"),
        { trigger: `.o_statusbar_buttons:has(button[name='action_close']:enabled)` },
        press("action_close"),
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Held')" },
        { trigger: `${line("action_ids", "Call 2 blocked prospects")}:contains('0 / 2')` },
        {
            content: "the action leads to its deals",
            trigger: `${line("action_ids", "Call 2 blocked prospects")} button[name='action_open_document']`,
            run: "click",
        },
        {
            trigger: ".o_list_view:has(.o_data_row:eq(1)):not(:has(.o_data_row:eq(2)))",
        },
    ],
});

registry.category("web_tour.tours").add("pilotage_commercial_review_calendar", {
    steps: () => [
        {
            content: "the link of the mail led to the review, to be started",
            trigger: ".o_pilotage_review .o_statusbar_buttons button[name='action_start']",
        },
        press("action_schedule"),
        {
            content: "the meeting opens the review of its week",
            trigger: "button[name='action_open_calendar_event']",
            run: "click",
        },
        { trigger: ".o_pilotage_review .o_field_widget[name='participant_ids']" },
    ],
});

const card = (field, text) =>
    `.o_field_widget[name='${field}'] .o_kanban_record:contains('${text}')`;

registry.category("web_tour.tours").add("pilotage_commercial_review_phone", {
    steps: () => [
        { trigger: ".o_pilotage_open_review", run: "click" },
        press("action_start"),
        { trigger: `${card("line_ids", "Pipeline value")}:contains('6,000')` },
        press("action_next_step"),
        {
            content: "of the three prospects proposed one is left out",
            trigger: `${card("record_ids", "Prospect 1")} .o_boolean_toggle input:checked`,
            run: "click",
        },
        { trigger: `${card("record_ids", "Prospect 1")} .o_boolean_toggle input:not(:checked)` },
        press("action_next_step"),
        { trigger: ".o_form_view button[name='action_plan']", run: "click" },
        { trigger: `${card("action_ids", "Call 2 blocked prospects")}:contains('Planned')` },
        press("action_next_step"),
        press("action_close"),
        { trigger: ".o_statusbar_status .dropdown-toggle:contains('Held')" },
    ],
});
