import { registry } from "@web/core/registry";
import { card, column } from "./pipeline_tour";

const row = (name) => `.o_data_row:contains('${name}')`;
const press = (trigger, content) => ({ content, trigger, run: "click" });

/** Steps: in the list, put each of the deals from `first` to `last` off to the next working day. */
function postpone(first, last) {
    const steps = [];
    for (let index = first; index <= last; index++) {
        steps.push(press(`${row(`Deal ${index}`)} button[name=action_postpone]`), {
            content: "it is gone from the list, which is still there",
            trigger: `.o_list_view:not(:has(${row(`Deal ${index}`)}))`,
        });
    }
    return steps;
}

registry.category("web_tour.tours").add("pilotage_commercial_day", {
    steps: () => [
        {
            content: "Odoo opens on what is to handle today, the most urgent first",
            trigger: ".o_pilotage_day_list .o_data_row:first-child:contains('Deal 0')",
        },
        {
            content: "with a number to call",
            trigger: `${row("Deal 0")} a[href^='tel:']`,
        },
        press(`${row("Deal 0")} button[name=action_done]`, "done, then next"),
        press(".o_next_action_dialog .o_next_action_words button:contains('Send the quotation')"),
        press(".o_next_action_dialog .modal-footer .btn-primary"),
        { trigger: `.o_list_view:not(:has(${row("Deal 0")}))` },
        ...postpone(1, 9),
        {
            content: "nothing is left, and it says of what",
            trigger: ".o_view_nocontent:contains('Nothing to handle in this selection')",
        },
    ],
});

registry.category("web_tour.tours").add("pilotage_commercial_day_back", {
    steps: () => [
        press(`${row("Deal 0")} td[name=name]`),
        {
            content: "the deal is reloaded, once its address is written",
            trigger: ".o_form_view .o_field_widget[name=name]",
            async run() {
                while (!window.location.pathname.includes("/crm.lead/")) {
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }
                window.location.reload();
            },
            expectUnloadPage: true,
        },
        {
            content: "then the browser goes back",
            trigger: ".o_form_view .o_field_widget[name=name]",
            run: () => window.history.back(),
        },
        { trigger: `.o_pilotage_day_list ${row("Deal 0")}` },
    ],
});

registry.category("web_tour.tours").add("pilotage_commercial_day_board", {
    steps: () => [
        press(".o_switch_view.o_kanban"),
        { trigger: `${column("Nothing Planned")}` },
        { trigger: `${column("This Week")}` },
        {
            content: "dropping dates the action",
            trigger: `${column("Overdue")} ${card("Deal 0")}`,
            run: ({ drag_and_drop }) =>
                drag_and_drop(column("Today"), {
                    position: { top: 150, left: 60 },
                    relative: true,
                }),
        },
        { trigger: `${column("Today")} ${card("Deal 0")}` },
    ],
});

registry.category("web_tour.tours").add("pilotage_commercial_day_phone", {
    steps: () => [
        {
            content: "cards at once, without columns",
            trigger: `.o_pilotage_day_kanban:not(:has(.o_kanban_group)) ${card("Deal 0")}`,
        },
        { trigger: `${card("Deal 0")} a[href^='tel:']` },
        press(`${card("Deal 0")} [name=action_done]`),
        {
            trigger: ".o_next_action_dialog #next_action_summary",
            run: "edit Visit the site",
        },
        press(".o_next_action_dialog .modal-footer .btn-primary"),
        { trigger: `.o_pilotage_day_kanban:not(:has(${card("Deal 0")}))` },
        press(`${card("Deal 1")} [name=action_postpone]`),
        { trigger: `.o_pilotage_day_kanban:not(:has(${card("Deal 1")}))` },
    ],
});
