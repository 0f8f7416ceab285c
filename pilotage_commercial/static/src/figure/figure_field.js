import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat, formatPercentage } from "@web/views/fields/formatters";
import { useInputField } from "@web/views/fields/input_field_hook";
import { useNumpadDecimal } from "@web/views/fields/numpad_decimal_hook";
import { parseFloat, parsePercentage } from "@web/views/fields/parsers";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatValue } from "./figure_format";
import { isSingular } from "./plural";

const CENTS = 100;

/** A number in the unit of another field of the record: 0.25 is 25 % for a KPI in percent. */
export class FigureField extends Component {
    static template = "pilotage_commercial.FigureField";
    static props = {
        ...standardFieldProps,
        unitField: String,
        basisField: { type: String, optional: true },
        currencyField: { type: String, optional: true },
    };

    setup() {
        useInputField({
            getValue: () => this.typed,
            refName: "numpadDecimal",
            parse: (text) => (this.unit === "ratio" ? parsePercentage(text) : parseFloat(text)),
        });
        useNumpadDecimal();
    }

    get data() {
        return this.props.record.data;
    }

    get value() {
        return this.data[this.props.name];
    }

    /** "times": the number multiplies the basis. */
    get unit() {
        const basis = this.data[this.props.basisField];
        return basis && basis !== "value" ? "times" : this.data[this.props.unitField];
    }

    get typed() {
        return this.unit === "ratio"
            ? formatPercentage(this.value, { digits: [16, 2], noSymbol: true })
            : formatFloat(this.value, { digits: [16, 4], trailingZeros: false });
    }

    get suffix() {
        const days = isSingular(this.value) ? _t("day") : _t("days");
        return { ratio: "%", times: "×", days }[this.unit] || "";
    }

    get formattedValue() {
        if (this.unit === "times") {
            return `${this.typed} ×`;
        }
        return formatValue(this.value, this.unit, this.data[this.props.currencyField]?.id);
    }
}

registry.category("fields").add("pilotage_figure", {
    component: FigureField,
    displayName: _t("Figure of a KPI"),
    supportedTypes: ["float"],
    extractProps: ({ options }) => ({
        unitField: options.unit || "unit",
        basisField: options.basis,
        currencyField: options.currency,
    }),
});

/** Where units are mixed, as in a pivot: the digits depend on the size of the number. */
export function formatFigure(value) {
    if (value === false || value === null || value === undefined) {
        return "";
    }
    const digits = [16, Math.abs(value) >= CENTS ? 0 : 4];
    return formatFloat(value, { digits, trailingZeros: false });
}

registry.category("formatters").add("pilotage_figure", formatFigure);
