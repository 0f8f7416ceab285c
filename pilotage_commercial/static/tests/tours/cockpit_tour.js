import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const value = (code, text) => `[data-kpi=${code}] .o_pilotage_value:contains('${text}')`;
const filteredOn = (name) => `[data-filter=user_id] input:value('${name}')`;

/** A Monday morning: filter the figures, open their records, and come back. */
registry.category("web_tour.tours").add("pilotage_commercial_cockpit", {
    steps: () => [
        ...stepUtils.goToAppSteps("crm.crm_menu_root", "open the application"),
        {
            content: "a manager has the cockpit beside the pipeline",
            trigger: ".o_menu_sections [data-menu-xmlid='pilotage_commercial.menu_cockpit']",
            run: "click",
        },
        {
            content: "the whole company",
            trigger: value("pipeline_value", "42,000"),
        },
        {
            content: "three figures to begin with, this one is not among them",
            trigger: ".o_pilotage_cockpit:not(:has([data-kpi=win_rate]))",
        },
        {
            trigger: ".o_pilotage_all",
            run: "click",
        },
        {
            content: "one won, one lost",
            trigger: "[data-kpi=win_rate] .o_pilotage_value:contains(/50\\s%/)",
        },
        {
            content: "whose figures?",
            trigger: "[data-filter=user_id] input",
            run: "edit Zoe Cockpit",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Zoe Cockpit')",
            run: "click",
        },
        {
            content: "hers alone; see what is counted",
            trigger: value("pipeline_value", "12,000"),
            run: "click",
        },
        {
            content: "the records behind the figure: all of them, and no other",
            trigger:
                ".o_list_view:has(.o_data_row:eq(1)):not(:has(.o_data_row:eq(2))):not(:has(.o_data_cell:contains('Other')))",
        },
        {
            content: "edited in place, or opened",
            trigger: ".o_data_row:contains('Roof') .o_list_record_open_form_view",
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name=name] textarea:value('Roof'), .o_form_view .o_field_widget[name=name] input:value('Roof')",
        },
        {
            content: "back to the list",
            trigger: ".o_breadcrumb .o_back_button a",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row",
        },
        {
            content: "back to the cockpit",
            trigger: ".o_breadcrumb .o_back_button a",
            run: "click",
        },
        {
            content: "the filter is as it was, and so is the figure",
            trigger: filteredOn("Zoe Cockpit"),
        },
        {
            trigger: value("pipeline_value", "12,000"),
        },
        {
            content: "so are the seven",
            trigger: "[data-kpi=win_rate]",
        },
        {
            content: "what is left out, and why",
            trigger: "[data-kpi=pipeline_value] footer button:contains('Left out')",
            run: "click",
        },
        {
            trigger: ".o_pilotage_left_out .o-dropdown-item:contains('Counted'):contains('2')",
        },
        {
            trigger: ".o_pilotage_left_out .o-dropdown-item:contains('All'):contains('4')",
            run: "click",
        },
        {
            content: "all of hers: won and lost too",
            trigger: ".o_list_view:has(.o_data_row:eq(3)):not(:has(.o_data_row:eq(4)))",
        },
        {
            trigger: ".o_breadcrumb .o_back_button a",
            run: "click",
        },
        {
            content: "everybody again",
            trigger: ".o_pilotage_reset",
            run: "click",
        },
        {
            trigger: value("pipeline_value", "42,000"),
        },
    ],
});
