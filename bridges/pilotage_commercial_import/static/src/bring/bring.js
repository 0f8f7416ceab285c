import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { exprToBoolean } from "@web/core/utils/strings";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";

import { Component } from "@odoo/owl";

export const BRING_ACTION = "pilotage_commercial_import.pilotage_import_action_bring";

/** Entry of the pipeline's menu, above Odoo's import. */
export class BringPipeline extends Component {
    static template = "pilotage_commercial_import.BringPipeline";
    static components = { DropdownItem };
    static props = {};

    setup() {
        this.action = useService("action");
    }

    open() {
        return this.action.doAction(BRING_ACTION);
    }
}

export const bringPipelineItem = {
    Component: BringPipeline,
    groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
    isDisplayed: ({ config, searchModel }) =>
        searchModel.resModel === "crm.lead" &&
        ["kanban", "list"].includes(config.viewType) &&
        exprToBoolean(config.viewArch.getAttribute("import"), true) &&
        exprToBoolean(config.viewArch.getAttribute("create"), true),
};

registry.category("cogMenu").add("pilotage-bring-pipeline", bringPipelineItem, { sequence: 0 });
