import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { exprToBoolean } from "@web/core/utils/strings";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";

import { Component } from "@odoo/owl";

const MODEL = "crm.lead";

/**
 * Download opportunities under the guide's five headers.
 *
 * @param {{ids: number[]|false, domain: Array, context: Object}} records
 */
async function downloadSheet({ ids, domain, context }) {
    const data = JSON.stringify({ ids, domain, context });
    await download({ url: "/pilotage_commercial_import/sheet", data: { data } });
}

/** The client action of the server action, for the records selected in a list. */
function exportSheetAction(env, { params, context }) {
    const { ids = false, domain = [] } = params;
    return downloadSheet({ ids, domain, context });
}

/** Entry of the view's menu: exports all the view's records when none is selected. */
export class ExportSheet extends Component {
    static template = "pilotage_commercial_import.ExportSheet";
    static components = { DropdownItem };
    static props = {};

    async exportSheet() {
        const { domain, context } = this.env.model.root;
        await downloadSheet({ ids: false, domain, context });
    }
}

export const exportSheetItem = {
    Component: ExportSheet,
    groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
    isDisplayed: async (env) =>
        env.searchModel.resModel === MODEL &&
        ["kanban", "list"].includes(env.config.viewType) &&
        !env.model.root.selection.length &&
        (await user.hasGroup("base.group_allow_export")) &&
        exprToBoolean(env.config.viewArch.getAttribute("export_xlsx"), true),
};

registry.category("actions").add("pilotage_commercial_import.export_sheet", exportSheetAction);
registry.category("cogMenu").add("pilotage-export-sheet", exportSheetItem, { sequence: 11 });
