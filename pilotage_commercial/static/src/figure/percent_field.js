import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { PercentageField, percentageField } from "@web/views/fields/percentage/percentage_field";
import { formatColumnRatio } from "./figure_format";

/** A percentage with one decimal: 42.3 %, 50.0 %. */
export class PercentField extends PercentageField {
    static template = "pilotage_commercial.PercentField";

    get formattedValue() {
        return formatColumnRatio(this.props.record.data[this.props.name] || 0);
    }
}

registry.category("fields").add("pilotage_percent", {
    ...percentageField,
    component: PercentField,
    displayName: _t("Percentage, one decimal"),
});
registry
    .category("formatters")
    .add("pilotage_percent", (value) =>
        typeof value === "number" ? formatColumnRatio(value) : ""
    );
