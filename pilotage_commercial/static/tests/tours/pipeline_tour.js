import { registry } from "@web/core/registry";

export const column = (name) => `.o_kanban_group:has(.o_column_title:contains('${name}'))`;
export const card = (name) => `.o_kanban_record:contains('${name}')`;

/** Steps: drop a card on Lost, give the reason, see it there, restore it from its form. */
export const loseAndRestoreSteps = (name, stage, lost = "Lost", reason = "Too expensive") => [
    {
        content: "drop the card on the Lost column",
        trigger: `${column(stage)} ${card(name)}`,
        run: ({ drag_and_drop }) =>
            drag_and_drop(column(lost), { position: { top: 150, left: 60 }, relative: true }),
    },
    {
        content: "choose the reason",
        trigger: `.modal .o_selection_badge:contains('${reason}')`,
        run: "click",
    },
    {
        trigger: ".modal button[name=action_lost_reason_apply]",
        run: "click",
    },
    {
        content: "the card is in the Lost column; open it",
        trigger: `body:not(:has(.modal)) ${column(lost)} ${card(name)}`,
        run: "click",
    },
    {
        content: "restore it",
        trigger: ".o_form_view button[name=action_restore]",
        run: "click",
    },
    {
        content: "it is back at its stage",
        trigger: `.o_statusbar_status .o_arrow_button_current:contains('${stage}')`,
    },
    {
        content: "back to the pipeline",
        trigger: ".o_breadcrumb .o_back_button",
        run: "click",
    },
    {
        trigger: `${column(stage)} ${card(name)}`,
    },
];

export const openPivotSteps = () => [
    {
        content: "open the pivot",
        trigger: "button.o_switch_view.o_pivot",
        run: "click",
    },
];

registry.category("web_tour.tours").add("pilotage_commercial_pipeline", {
    steps: () => [
        {
            content: "the card shows margin, next action and urgency",
            trigger: `${column("Quote")} ${card("M. Dupont BTP")}:contains('Relance'):contains('22')`,
        },
        {
            trigger: `${card("M. Dupont BTP")} .text-bg-danger:contains('Critical')`,
        },
        {
            content: "an opportunity without next action says so",
            trigger: `${column("Qualified")} ${card("Atelier Martin")}:contains('No next action')`,
        },
        ...loseAndRestoreSteps("M. Dupont BTP", "Quote"),
        ...openPivotSteps(),
        {
            content: "the weighted margin: (1 100 + 5 500) / 17 500 = 37.7 %",
            trigger: ".o_pivot:contains('17,500.00'):contains('37.7')",
        },
    ],
});
