import { Component } from "@odoo/owl";

/** How a KPI is worked out, in words and in figures that open: on demand, from its card. */
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
