import { registry } from "@web/core/registry";
import { MonetaryField, monetaryField } from "@web/views/fields/monetary/monetary_field";

/** An estimate of an opportunity: empty, and not 0.00, while its cost is unknown. */
export class EstimateField extends MonetaryField {
    get formattedValue() {
        return this.props.record.data.estimated_cost_source ? super.formattedValue : "";
    }
}

registry.category("fields").add("pilotage_estimate", {
    ...monetaryField,
    component: EstimateField,
    fieldDependencies: [{ name: "estimated_cost_source", type: "selection" }],
});
