import { Component } from "@odoo/owl";

/**
 * A titled block of the cockpit: a placeholder during the first loading, an error with a button to
 * try again, or its content.
 */
export class CockpitBlock extends Component {
    static template = "pilotage_commercial.CockpitBlock";
    static props = {
        name: String,
        title: String,
        help: { type: String, optional: true },
        part: { type: Object, shape: { status: String, data: true, message: String, "*": true } },
        retry: Function,
        slots: Object,
    };
}
