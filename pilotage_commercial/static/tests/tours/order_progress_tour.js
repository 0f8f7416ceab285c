import { registry } from "@web/core/registry";
import { column } from "./pipeline_tour";

const card = ".o_kanban_record:contains('Mme Girard')";
const late = ".text-danger:contains('Delivery promised')";

/** Step: the order of the open form is at `progress`. */
const isAt = (progress) => ({
    content: `the order is at ${progress}`,
    trigger: `body:not(:has(.modal)) .o_field_widget[name=order_progress] .o_arrow_button_current:contains('${progress}')`,
});

/** Step: press a button of the form. */
const press = (trigger) => ({ trigger, run: "click" });

registry.category("web_tour.tours").add("pilotage_commercial_order_progress", {
    steps: () => [
        {
            content: "the card is late, and cannot be dragged",
            trigger: `${column("Confirmed")} ${card}:not(.o_draggable):has(${late}):contains('1,000')`,
        },
        {
            content: "the steps to come are there",
            trigger: `.o_kanban_renderer:has(${column("In Production")}):has(${column("Delivered")}):has(${column("Invoiced")}):has(${column("Paid")})`,
        },
        press(`${column("Confirmed")} ${card}`),
        isAt("Confirmed"),
        {
            content: "the form says why it is late",
            trigger: `.o_form_view ${late}`,
        },
        press(".o_cp_action_menus .dropdown-toggle"),
        press(".o-dropdown-item:contains('Mark as Delivered')"),
        isAt("Delivered"),
        {
            content: "it is late no more",
            trigger: `.o_form_view:not(:has(${late}:visible))`,
        },
        press("#create_invoice"),
        press(".modal button[name=create_invoices]"),
        press(".o_form_view button[name=action_post]:contains('Confirm')"),
        press(".o_form_view button[name=action_register_payment]"),
        press(".modal button[name=action_create_payments]"),
        {
            content: "back to the order",
            trigger: "body:not(:has(.modal)) .o_breadcrumb .o_back_button",
            run: "click",
        },
        isAt("Paid"),
        press(".o_breadcrumb .o_back_button"),
        {
            content: "the card moved by itself",
            trigger: `${column("Paid")} ${card}:contains('Paid on')`,
        },
        {
            content: "filter the late ones: there is none",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        press(".o_filter_menu .o-dropdown-item:contains('Late'):first"),
        {
            trigger: `.o_kanban_view:not(:has(${card}))`,
        },
    ],
});

registry.category("web_tour.tours").add("pilotage_commercial_order_progress_empty", {
    steps: () => [
        {
            content: "an empty screen says what it is for",
            trigger: ".o_nocontent_help:contains('No order under way')",
        },
    ],
});
