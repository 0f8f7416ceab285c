import { Component } from "@odoo/owl";
import { RecordsLink } from "../records_link/records_link";

/** How far the opportunities closed in the period came, and where they died. */
export class CockpitFunnel extends Component {
    static template = "pilotage_commercial.CockpitFunnel";
    static components = { RecordsLink };
    static props = { funnel: Object };

    get isEmpty() {
        return this.props.funnel.stages.every(({ reached }) => !reached);
    }

    /** How much of the width stands for `count` opportunities. */
    getWidth(count) {
        const most = Math.max(...this.props.funnel.stages.map(({ reached }) => reached), 1);
        return (100 * count) / most;
    }
}
