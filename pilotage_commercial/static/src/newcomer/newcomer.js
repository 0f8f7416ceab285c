import { Component } from "@odoo/owl";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { session } from "@web/session";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";
import { DAY_TOUR } from "./newcomer_tours";

/**
 * Returns a function that plays a tour, as often as one likes, where the user is.
 *
 * Playing one by hand switches Odoo's own tours on for good: they are left as they were.
 */
export function useTour() {
    const orm = useService("orm");
    const tours = useService("tour_service");
    return async (name) => {
        await tours.startTour(name, { mode: "manual", redirect: false });
        if (!session.tour_enabled) {
            await orm.call("res.users", "switch_tour_enabled", [false]);
        }
    };
}

/** Entry of the menu of *To Handle Today*. */
export class DayTour extends Component {
    static template = "pilotage_commercial.DayTour";
    static components = { DropdownItem };
    static props = {};

    setup() {
        const play = useTour();
        this.play = () => play(DAY_TOUR);
    }
}

export const dayTourItem = {
    Component: DayTour,
    groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
    isDisplayed: ({ config, searchModel, isSmall }) =>
        searchModel.resModel === "pilotage.day" &&
        !isSmall &&
        ["kanban", "list"].includes(config.viewType),
};

registry.category("cogMenu").add("pilotage-day-tour", dayTourItem, { sequence: 90 });
