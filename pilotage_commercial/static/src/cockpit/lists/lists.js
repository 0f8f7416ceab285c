import { Component } from "@odoo/owl";
import { RecordsLink } from "../records_link/records_link";

const ICONS = {
    to_handle: "fa-check-square-o",
    overdue: "fa-clock-o",
    inactive: "fa-hourglass-half",
    no_action: "fa-calendar-times-o",
    unanswered: "fa-paper-plane-o",
    low_margin: "fa-level-down",
    drifting: "fa-arrow-circle-down",
    at_risk: "fa-user-times",
};

/** The lists to handle today. */
export class CockpitLists extends Component {
    static template = "pilotage_commercial.CockpitLists";
    static components = { RecordsLink };
    static props = { lists: Array };

    get isClear() {
        return this.props.lists.every(({ count }) => count === 0);
    }

    getIcon(code) {
        return ICONS[code] || "fa-list";
    }
}
