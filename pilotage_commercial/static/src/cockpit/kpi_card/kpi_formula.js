import { Component } from "@odoo/owl";
import { RecordsLink } from "../records_link/records_link";

/** How a KPI is worked out: opened on demand, from its card. */
export class KpiFormula extends Component {
    static template = "pilotage_commercial.KpiFormula";
    static components = { RecordsLink };
    static props = {
        kpi: Object,
        canEditTarget: Boolean,
        onEditTarget: Function,
        close: { type: Function, optional: true },
    };
}
