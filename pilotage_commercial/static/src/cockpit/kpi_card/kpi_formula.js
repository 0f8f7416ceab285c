import { Component } from "@odoo/owl";

/** The formula of a KPI, in words and with figures to open: on demand, from its card. */
export class KpiFormula extends Component {
    static template = "pilotage_commercial.KpiFormula";
    static props = {
        kpi: Object,
        format: Function,
        onOpen: Function,
        canEditTarget: Boolean,
        onEditTarget: Function,
        close: { type: Function, optional: true },
    };

    /** The numerator and the denominator, each in its own unit. */
    get sides() {
        const { numerator, denominator } = this.props.kpi;
        return [numerator, denominator].filter(Boolean).map((list) => ({
            list,
            text: this.props.format(list.value, list.unit),
        }));
    }
}
