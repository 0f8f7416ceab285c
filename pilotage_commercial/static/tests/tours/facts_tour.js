import { registry } from "@web/core/registry";
import { card, column } from "./pipeline_tour";

const press = (trigger) => ({ trigger, run: "click" });

/** Steps: from the pipeline, open the quotation of the opportunity `name`. */
const openQuotation = (name) => [
    press(`body:not(:has(.modal)) ${card(name)}`),
    press(".o_form_view button[name=action_view_sale_quotation]"),
    { trigger: ".o_breadcrumb:contains('S0')" },
];

/** Steps: go back to the pipeline. */
const back = () => [
    press("body:not(:has(.modal)) .o_breadcrumb .o_back_button"),
    press(".o_form_view:has([name=expected_revenue]) .o_breadcrumb .o_back_button"),
];

/** Steps: mark the quotation of `name` as sent; its card moves with the quoted `amount`. */
const send = (name, amount) => [
    ...openQuotation(name),
    press(".o_cp_action_menus .dropdown-toggle"),
    press(".o-dropdown-item:contains('Mark Quotation as Sent')"),
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Quotation Sent')" },
    ...back(),
    {
        content: `${name} is in Quote, with the amount quoted`,
        trigger: `${column("Quote")} ${card(name)}:contains('${amount}')`,
    },
];

registry.category("web_tour.tours").add("pilotage_commercial_stages_follow_quotations", {
    steps: () => [
        ...send("Barn", "1,234"),
        ...send("Shed", "625"),
        ...send("Loft", "1,250"),
        ...openQuotation("Barn"),
        press(".o_form_view button[name=action_confirm]:visible"),
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Sales Order')",
        },
        ...back(),
        {
            content: "Barn is won",
            trigger: `${column("Won")} ${card("Barn")}:contains('1,234')`,
        },
    ],
});

registry.category("web_tour.tours").add("pilotage_commercial_attention", {
    steps: () => [
        {
            content: "the card of an untouched opportunity says so",
            trigger: `${card("Idle")} .o_pilotage_attention:contains('never touched')`,
        },
        {
            content: "that of a planned one has its action",
            trigger: `${card("Planned")}:contains('Visit'):not(:has(.o_pilotage_attention:visible))`,
        },
    ],
});

registry.category("web_tour.tours").add("pilotage_commercial_attention_list", {
    steps: () => [
        {
            content: "the list says it too",
            trigger: ".o_data_row:contains('Idle'):contains('never touched')",
        },
        { trigger: ".o_data_row:contains('Late')" },
        {
            content: "what is planned needs nothing today",
            trigger: ".o_list_view:not(:has(.o_data_row:contains('Planned')))",
        },
    ],
});
