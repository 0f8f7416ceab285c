import { Component } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatColumnRatio, formatValue, isolate } from "../figure/figure_format";

const CENT = 0.005;

/** The costs of an order by category, from planned to completion, with the margin. */
export class CompletionField extends Component {
    static template = "pilotage_commercial.CompletionField";
    static props = { ...standardFieldProps };

    get table() {
        return this.props.record.data[this.props.name];
    }

    get columns() {
        return [
            { name: "planned", label: _t("As planned") },
            { name: "incurred", label: _t("Incurred"), isDetail: true },
            { name: "committed", label: _t("To come"), isDetail: true },
            { name: "remaining", label: _t("Remaining"), isDetail: true },
            { name: "completion", label: _t("At completion"), isFigure: true },
            { name: "drift", label: _t("Drift"), isFigure: true },
        ];
    }

    get rows() {
        const { lines, revenue, cost, margin } = this.table;
        return [
            { ...revenue, name: "revenue", label: _t("Revenue") },
            ...lines.map((line) => ({ ...line, name: line.category })),
            { ...cost, name: "cost", label: _t("Cost"), isTotal: true },
            { ...margin, name: "margin", label: _t("Margin"), isTotal: true },
        ];
    }

    /** The parts of the cost at completion, relative to the larger of that cost and the plan. */
    get parts() {
        const { cost } = this.table;
        const whole = Math.max(cost.completion, cost.planned);
        return [
            { name: "incurred", label: _t("Incurred"), color: "bg-primary" },
            { name: "committed", label: _t("To come"), color: "bg-info" },
            { name: "remaining", label: _t("Remaining"), color: "bg-secondary" },
        ]
            .map((part) => ({ ...part, share: cost[part.name] / whole }))
            .filter((part) => part.share > 0)
            .map((part) => ({ ...part, text: this.describePart(part, cost[part.name]) }));
    }

    /** Without a plan there is no figure at completion and no drift. */
    isShown(column, row) {
        const isKnown = !column.isFigure || this.table.known;
        const amount = row[column.name];
        return isKnown && amount !== undefined && (!row.category || Math.abs(amount) > CENT);
    }

    format(amount) {
        // Three columns leave no room for cents on a phone.
        const digits = this.env.isSmall ? { digits: [false, 0] } : {};
        const { company_currency_id } = this.props.record.data;
        return isolate(formatCurrency(amount, company_currency_id?.id, digits));
    }

    describePart({ label, share }, amount) {
        return `${label} ${this.format(amount)} (${formatValue(Math.round(100 * share) / 100, "ratio")})`;
    }

    getPercent(column) {
        const { margin, revenue } = this.table;
        const whole = column.name === "planned" ? revenue.planned : revenue.completion;
        return ["planned", "completion"].includes(column.name) &&
            this.isShown(column, margin) &&
            whole > 0
            ? margin[column.name] / whole
            : null;
    }

    formatPercent(column) {
        const percent = this.getPercent(column);
        return percent === null ? "" : isolate(formatColumnRatio(percent));
    }

    getPercentClass(column) {
        const percent = this.getPercent(column);
        if (percent === null) {
            return "";
        }
        if (percent < this.table.floor) {
            return "text-danger fw-bold";
        }
        return column.name === "completion" ? "text-success fw-bold" : "";
    }

    getClass(column, row) {
        const amount = row[column.name];
        if (column.name === "drift") {
            return amount < -CENT ? "text-danger" : amount > CENT ? "text-success" : "text-muted";
        }
        return row.name === "margin" && amount < 0 ? "text-danger" : "";
    }
}

registry.category("fields").add("pilotage_completion", {
    component: CompletionField,
    displayName: _t("Margin at completion"),
    supportedTypes: ["json"],
    fieldDependencies: [
        { name: "company_currency_id", type: "many2one", relation: "res.currency" },
    ],
});
