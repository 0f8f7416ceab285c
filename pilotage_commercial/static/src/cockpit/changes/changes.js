import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { RecordsLink } from "../records_link/records_link";

const LOOKS = {
    new: { icon: "fa-plus", color: "info" },
    up: { icon: "fa-arrow-up", color: "success" },
    down: { icon: "fa-arrow-down", color: "danger" },
    won: { icon: "fa-trophy", color: "success" },
    lost: { icon: "fa-times", color: "danger" },
    slipped: { icon: "fa-calendar", color: "warning" },
    idle: { icon: "fa-moon-o", color: "warning" },
};

/** What moved in the pipeline since last week. */
export class CockpitChanges extends Component {
    static template = "pilotage_commercial.CockpitChanges";
    static components = { RecordsLink };
    static props = { since: String, changes: Array };

    get since() {
        return formatDate(deserializeDate(this.props.since));
    }

    /** Nothing happened of that kind: nothing to colour. */
    getLook({ code, count }) {
        const look = LOOKS[code] || { icon: "fa-circle-o", color: "muted" };
        return count === 0 ? { ...look, color: "muted" } : look;
    }
}
