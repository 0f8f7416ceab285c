import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("pilotage_commercial_start_page", {
    steps: () => [
        {
            content: "Odoo opens on the cockpit",
            trigger: ".o_pilotage_cockpit [data-kpi=pipeline_value]",
        },
        {
            content: "in its application",
            trigger: ".o_menu_brand:contains('CRM')",
        },
        ...stepUtils.goToAppSteps("crm.crm_menu_root", "CRM opens on the pipeline, as ever"),
        {
            trigger: ".o_opportunity_kanban",
        },
        {
            trigger: ".o_menu_sections [data-menu-xmlid='pilotage_commercial.menu_cockpit']",
            run: "click",
        },
        {
            trigger: ".o_pilotage_start_page[aria-pressed=true]",
            run: "click",
        },
        {
            trigger: ".o_notification:contains('Odoo opens elsewhere')",
        },
        {
            trigger: ".o_pilotage_start_page[aria-pressed=false]",
        },
    ],
});
