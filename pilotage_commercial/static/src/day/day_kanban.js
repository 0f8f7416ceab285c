import { utils } from "@web/core/ui/ui_service";
import { registry } from "@web/core/registry";
import { SearchModel } from "@web/search/search_model";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { StartPage } from "../start_page/start_page";

/**
 * On a wide screen the board shows the whole week, so that a dropped card stays visible. On a phone
 * there are no columns: one would have to swipe from one to the next.
 */
export class DaySearchModel extends SearchModel {
    async load(config) {
        if (utils.isSmall()) {
            return super.load({ ...config, defaultGroupBy: undefined });
        }
        await super.load(config);
        const [now, ...next] = ["to_handle", "week", "later"].map((name) =>
            Object.values(this.searchItems).find((item) => item.name === name)
        );
        const isActive = (item) => this.query.some(({ searchItemId }) => searchItemId === item.id);
        if (now && isActive(now)) {
            const missing = next.filter((item) => item && !isActive(item));
            this.query.push(...missing.map((item) => ({ searchItemId: item.id })));
            this._reset();
        }
    }
}

export class DayKanbanController extends KanbanController {
    static template = "pilotage_commercial.DayKanbanView";
    static components = { ...KanbanController.components, StartPage };
}

registry.category("views").add("pilotage_day_kanban", {
    ...kanbanView,
    Controller: DayKanbanController,
    SearchModel: DaySearchModel,
});
