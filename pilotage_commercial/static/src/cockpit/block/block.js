import { Component } from "@odoo/owl";

/**
 * A titled block of the cockpit, whatever becomes of its data: a placeholder while it is loaded
 * for the first time, an error with a way to try again, or its content.
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
