import { registry } from "@web/core/registry";

const row = (name) => `.o_data_row:contains('${name}')`;

/** Step: press a button. */
const press = (trigger) => ({ trigger, run: "click" });

/** Step: select a customer in the list. */
const select = (name) => press(`${row(name)} .o_list_record_selector input`);

/** Step: choose the action in the open wizard. */
const say = (summary) => ({
    trigger: ".modal .o_field_widget[name=summary] input",
    run: `edit ${summary}`,
});

const preview = (text) => ({
    content: `the wizard says: ${text}`,
    trigger: `.modal .o_field_widget[name=preview]:contains('${text}')`,
});

registry.category("web_tour.tours").add("pilotage_commercial_reactivate", {
    steps: () => [
        {
            content: "the portfolio opens on who is at risk: look at everybody",
            trigger: ".o_searchview_facet:contains('At Risk') .o_facet_remove",
            run: "click",
        },
        {
            content: "both customers are lost",
            trigger: `.o_list_view:has(${row("Girard")}:contains('Lost')):has(${row("Roux")}:contains('Lost'))`,
        },
        select("Girard"),
        press(".o_control_panel button:contains('Reactivate')"),
        preview("Follow-ups to plan: 1"),
        press(".modal .o_field_widget[name=kind] label:contains('Opportunity')"),
        preview("Opportunities to create: 1"),
        say("Offer the new range"),
        press(".modal footer button[name=action_reactivate]"),
        {
            content: "the opportunity opens, with its next action",
            trigger:
                "body:not(:has(.modal)) .o_form_view:has(.o_field_widget[name=next_action] input:value('Offer the new range: orders every 100 days, last one 400 days ago'))",
        },
        {
            content: "it says what was made",
            trigger: ".o_notification:contains('Opportunities created: 1')",
        },
        press(".o_breadcrumb .o_back_button, .breadcrumb-item a"),
        {
            content: "all of them, by the menu of actions",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        press(".o_cp_action_menus .dropdown-toggle:contains('Actions')"),
        press(".o-dropdown-item:contains('Reactivate')"),
        preview("1 skipped (an opportunity is open)"),
        say("Call back"),
        press(".modal footer button[name=action_reactivate]"),
        {
            content: "the contact opens, with the follow-up",
            trigger: "body:not(:has(.modal)) .o-mail-Activity:contains('Call back')",
        },
        {
            trigger: ".o_notification:contains('Follow-ups planned: 1')",
        },
    ],
});
