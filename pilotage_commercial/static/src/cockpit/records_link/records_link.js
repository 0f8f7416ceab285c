import { Component } from "@odoo/owl";

/**
 * A figure that opens its records; plain text when there is no record behind it.
 * Expects `env.cockpit`.
 */
export class RecordsLink extends Component {
    static template = "pilotage_commercial.RecordsLink";
    static props = {
        list: { type: [Object, { value: null }], optional: true },
        class: { type: String, optional: true },
        title: { type: String, optional: true },
        label: { type: String, optional: true },
        isSecondary: { type: Boolean, optional: true }, // another link opens the same
        slots: Object,
    };

    get isOpenable() {
        const { list } = this.props;
        return Boolean(list?.model) && list.count !== 0;
    }

    open(isMiddleClick) {
        return this.env.cockpit.open(this.props.list, isMiddleClick);
    }
}
