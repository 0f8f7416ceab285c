import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("pilotage_commercial_real_margin", {
    steps: () => [
        {
            content: "the tab of an order that was confirmed",
            trigger: "a.nav-link[name='real_margin']",
            run: "click",
        },
        {
            content: "it was up to date when it opened: what is known",
            trigger: ".o_field_widget[name='real_cost_state']:contains('Provisional')",
        },
        {
            content: "1 000 less 420; and 420, 100 to come, 500 of the labour planned at 600",
            trigger: "table[name='margins'] tr[name='margin'] td[name='incurred']:contains('580')",
        },
        {
            trigger:
                "table[name='margins'] tr[name='cost'] td[name='completion']:contains('1,020')",
        },
        {
            content: "what is missing is named",
            trigger: "span[name='real_cost_missing']:contains('typed costs to come (1)')",
        },
        {
            content: "a typed cost can be deleted, that of a bill follows the bill",
            trigger:
                ".o_field_widget[name='real_cost_ids']:has(.o_data_row:contains('Finishing') .o_list_record_remove button):not(:has(.o_data_row:contains('Concrete C25') .o_list_record_remove button))",
        },
        {
            content: "open the bill behind the cost",
            trigger:
                ".o_field_widget[name='real_cost_ids'] .o_data_row:contains('Concrete C25') button[name='action_open_document']",
            run: "click",
        },
        {
            content: "it is the bill, with the order that it is a cost of",
            trigger:
                ".o_field_widget[name='invoice_line_ids'] .o_data_row:contains('Concrete C25')",
        },
        {
            content: "back to the order",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            trigger: "a.nav-link[name='real_margin']",
            run: "click",
        },
        {
            content: "the tab is there again",
            trigger:
                "table[name='margins'] tr[name='cost'] td[name='completion']:contains('1,020')",
        },
        {
            content: "type a cost",
            trigger:
                ".o_field_widget[name='real_cost_ids'] .o_field_x2many_list_row_add a:contains('Add a cost')",
            run: "click",
        },
        {
            trigger: ".o_selected_row .o_field_widget[name='name'] input",
            run: "edit Crane",
        },
        {
            trigger: ".o_selected_row .o_field_widget[name='amount'] input",
            run: "edit 80",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "the margin follows",
            trigger: "table[name='margins'] tr[name='margin'] td[name='incurred']:contains('500')",
        },
        {
            trigger: "button[name='action_update_real_cost']",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.o_form_saved .o_selected_row)) .o_field_widget[name='real_cost_ids'] .o_data_row:contains('Crane')",
        },
        {
            content: "nothing more is to come: the plan that remained is dropped",
            trigger: "button[name='action_close_costs']",
            run: "click",
        },
        {
            content: "by whom, and when; what is ordered is still to come",
            trigger: "span[name='costs_closed'] .o_field_widget[name='costs_closed_by_id']",
        },
        {
            trigger: "table[name='margins'] tr[name='cost'] td[name='completion']:contains('600')",
        },
        {
            content: "undo it",
            trigger: "button[name='action_reopen_costs']",
            run: "click",
        },
        {
            trigger: "button[name='action_close_costs']",
        },
    ],
});

registry.category("web_tour.tours").add("pilotage_commercial_assign_bills", {
    steps: () => [
        {
            trigger: "a.nav-link[name='real_margin']",
            run: "click",
        },
        {
            content: "open the bill lines that may be its costs",
            trigger: "button[name='action_assign_bill_lines']",
            run: "click",
        },
        {
            content: "those of its suppliers first: not the printer's",
            trigger:
                ".o_list_view:has(.o_data_row:contains('Formwork')):not(:has(.o_data_row:contains('Leaflets')))",
        },
        {
            content: "give one with a click on its line",
            trigger: ".o_data_row:contains('Formwork') button[name='action_give_to_order']",
            run: "click",
        },
        {
            content: "it has an order: it leaves the list",
            trigger:
                ".o_list_view:has(.o_data_row:contains('Rebar')):not(:has(.o_data_row:contains('Formwork')))",
        },
        {
            content: "give several at once",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_control_panel button[name='action_give_to_order']",
            run: "click",
        },
        {
            content: "none is left of these",
            trigger: ".o_list_view:not(:has(.o_data_row:contains('Rebar')))",
        },
        {
            content: "back to the order, whose costs they are",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            trigger: "a.nav-link[name='real_margin']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='real_cost_ids'] .o_data_row:contains('Formwork')",
        },
        {
            trigger: ".o_field_widget[name='real_cost_ids'] .o_data_row:contains('Rebar')",
        },
    ],
});

registry.category("web_tour.tours").add("pilotage_commercial_low_margin", {
    steps: () => [
        {
            content: "confirm a quotation below the floor",
            trigger: ".o_statusbar_buttons button[name='action_confirm']:visible",
            run: "click",
        },
        {
            content: "it asks",
            trigger: ".modal:contains('below the margin floor')",
        },
        {
            content: "give it up",
            trigger: ".modal .btn:contains('Back to the quotation')",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_statusbar_buttons button[name='action_confirm']:visible",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit A customer to win",
        },
        {
            trigger: ".modal .btn-primary:contains('Confirm anyway')",
            run: "click",
        },
        {
            content: "it is an order, and the reason is kept",
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains('Sales Order')",
        },
        {
            trigger: ".o-mail-Message:contains('A customer to win')",
        },
    ],
});
