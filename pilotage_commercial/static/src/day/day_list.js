import { registry } from "@web/core/registry";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { StartPage } from "../start_page/start_page";
import { DaySearchModel } from "./day_search_model";

export class DayListController extends ListController {
    static template = "pilotage_commercial.DayListView";
    static components = { ...ListController.components, StartPage };
}

registry.category("views").add("pilotage_day_list", {
    ...listView,
    Controller: DayListController,
    SearchModel: DaySearchModel,
});
