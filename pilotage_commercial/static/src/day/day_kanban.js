import { registry } from "@web/core/registry";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { StartPage } from "../start_page/start_page";
import { DayModel } from "./day_model";
import { DayBoardSearchModel } from "./day_search_model";

export class DayKanbanController extends KanbanController {
    static template = "pilotage_commercial.DayKanbanView";
    static components = { ...KanbanController.components, StartPage };
}

registry.category("views").add("pilotage_day_kanban", {
    ...kanbanView,
    Controller: DayKanbanController,
    Model: DayModel,
    SearchModel: DayBoardSearchModel,
});
