import { registry } from "@web/core/registry";

const column = (name) => `.o_kanban_group:has(.o_column_title:contains('${name}'))`;
const card = (name) => `.o_kanban_record:contains('${name}')`;

/** Steps: drop a card on another stage. */
const move = (name, from, to) => ({
    content: `move ${name} to ${to}`,
    trigger: `body:not(:has(.modal)) ${column(from)} ${card(name)}`,
    run: ({ drag_and_drop }) =>
        drag_and_drop(column(to), { position: { top: 150, left: 60 }, relative: true }),
});

/** Steps: answer the question with `action`, in a week. */
const answer = (name, action) => [
    {
        content: "the question names the opportunity",
        trigger: `.modal:contains('${name}') #next_action_summary`,
        run: `edit ${action}`,
    },
    {
        trigger: ".modal .btn:contains('In a week')",
        run: "click",
    },
    {
        trigger: ".modal .btn-primary:contains('Plan')",
        run: "click",
    },
];

/** Steps: mark the activity of the open form done, without scheduling the next one. */
const markDone = (summary) => [
    {
        trigger: `.o-mail-Activity:contains('${summary}') .o-mail-Activity-markDone`,
        run: "click",
    },
    {
        trigger: ".o-mail-ActivityMarkAsDone button[aria-label='Done']",
        run: "click",
    },
];

const back = {
    content: "back to the pipeline",
    trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a",
    run: "click",
};

registry.category("web_tour.tours").add("pilotage_commercial_next_action_ask", {
    steps: () => [
        move("Dupont", "Prospect", "Qualified"),
        ...answer("Dupont", "Call back"),
        {
            content: "the card says what is next; open it",
            trigger: `body:not(:has(.modal)) ${column("Qualified")} ${card("Dupont")}:contains('Call back')`,
            run: "click",
        },
        ...markDone("Call back"),
        ...answer("Dupont", "Send the quotation"),
        {
            content: "the chatter has the next activity",
            trigger: "body:not(:has(.modal)) .o-mail-Activity:contains('Send the quotation')",
        },
        {
            content: "and so has the form",
            trigger: ".o_field_widget[name=next_action] input:value('Send the quotation')",
        },
        back,
        move("Martin", "Prospect", "Qualified"),
        {
            content: "skip",
            trigger: ".modal:contains('Martin') .btn:contains('Skip')",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${column("Qualified")} ${card("Martin")}:contains('No next action')`,
        },
        {
            content: "the statusbar asks too",
            trigger: `${column("Qualified")} ${card("Martin")}`,
            run: "click",
        },
        {
            trigger: ".o_statusbar_status button:contains('Quote')",
            run: "click",
        },
        ...answer("Martin", "Visit the site"),
        {
            trigger:
                "body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current:contains('Quote')",
        },
        {
            trigger: ".o_field_widget[name=next_action] input:value('Visit the site')",
        },
    ],
});

registry.category("web_tour.tours").add("pilotage_commercial_next_action_require", {
    steps: () => [
        move("Dupont", "Prospect", "Qualified"),
        {
            content: "there is nothing to skip: give up",
            trigger: ".modal:not(:has(.btn:contains('Skip'))) .btn:contains('Discard')",
            run: "click",
        },
        {
            content: "the card is where it was, without any error",
            trigger: `body:not(:has(.modal)) ${column("Prospect")} ${card("Dupont")}`,
        },
        move("Dupont", "Prospect", "Qualified"),
        ...answer("Dupont", "Call back"),
        {
            trigger: `body:not(:has(.modal)) ${column("Qualified")} ${card("Dupont")}:contains('Call back')`,
            run: "click",
        },
        {
            trigger: ".o-mail-Activity .o-mail-Activity-markDone",
            run: "click",
        },
        {
            content: "Odoo's own Done & Schedule Next: one question, ours",
            trigger: ".o-mail-ActivityMarkAsDone button[aria-label='Done and Schedule Next']",
            run: "click",
        },
        ...answer("Dupont", "Send the quotation"),
        {
            trigger: "body:not(:has(.modal)) .o-mail-Activity:contains('Send the quotation')",
        },
        back,
        {
            content: "the statusbar asks too",
            trigger: `${column("Prospect")} ${card("Martin")}`,
            run: "click",
        },
        {
            trigger: ".o_statusbar_status button:contains('Quote')",
            run: "click",
        },
        {
            content: "give up",
            trigger: ".modal:contains('Martin') .btn:contains('Discard')",
            run: "click",
        },
        {
            content: "the form is as it was, with nothing to save",
            trigger:
                "body:not(:has(.modal)):has(.o_form_status_indicator_buttons.invisible) .o_statusbar_status .o_arrow_button_current:contains('Prospect')",
        },
    ],
});
