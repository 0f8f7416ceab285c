import { registry } from "@web/core/registry";
import { ListController } from "@web/views/list/list_controller";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";
import { StartPage } from "../start_page/start_page";
import { DayModel } from "./day_model";
import { DaySearchModel } from "./day_search_model";

export class DayListController extends ListController {
    static template = "pilotage_commercial.DayListView";
    static components = { ...ListController.components, StartPage };
}

export class DayListRenderer extends ListRenderer {
    /** The second click on a button goes through it, as it is disabled while it works: no record opens. */
    onButtonCellClicked(record, column, ev) {
        if (!ev.currentTarget.querySelector("button:disabled")) {
            super.onButtonCellClicked(record, column, ev);
        }
    }
}

registry.category("views").add("pilotage_day_list", {
    ...listView,
    Controller: DayListController,
    Model: DayModel,
    Renderer: DayListRenderer,
    SearchModel: DaySearchModel,
});
