import { Component } from "@odoo/owl";
import { isolate } from "../../figure/figure_format";
import { RecordsLink } from "../records_link/records_link";

const LOOKS = {
    new: { icon: "fa-plus", color: "info" },
    converted: { icon: "fa-share", color: "info" },
    reopened: { icon: "fa-undo", color: "info" },
    up: { icon: "fa-arrow-up", color: "success" },
    down: { icon: "fa-arrow-down", color: "danger" },
    won: { icon: "fa-trophy", color: "success" },
    lost: { icon: "fa-times", color: "danger" },
    archived: { icon: "fa-archive", color: "muted" },
    slipped: { icon: "fa-calendar", color: "warning" },
    idle: { icon: "fa-moon-o", color: "warning" },
};
/** Changes shown only when there are any. */
const RARE = ["converted", "reopened", "archived"];

/** The changes of the pipeline, from a week ago to today. */
export class CockpitChanges extends Component {
    static template = "pilotage_commercial.CockpitChanges";
    static components = { RecordsLink };
    static props = { changes: Object };

    /** The pieces of the bridge, in the order in which they add up. */
    get pieces() {
        return this.props.changes.changes.filter(
            ({ code, count, effect }) =>
                effect !== null && effect !== undefined && (count || !RARE.includes(code))
        );
    }

    /** Changes without an effect on the amount. */
    get others() {
        return this.props.changes.changes.filter(
            ({ effect }) => effect === null || effect === undefined
        );
    }

    /** Whether there is no such change: then it has no colour. */
    getLook({ code, count }) {
        const look = LOOKS[code] || { icon: "fa-circle-o", color: "muted" };
        return count === 0 ? { ...look, color: "muted" } : look;
    }

    formatEffect({ count, effect }) {
        if (!count) {
            return "";
        }
        const sign = effect < 0 ? "-" : "+"; // as Odoo writes negative amounts
        return isolate(sign + this.env.cockpit.format(Math.abs(effect), "money"));
    }

    formatAmount({ count, amount }) {
        return count ? this.env.cockpit.format(amount, "money") : "";
    }
}
