import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useTour } from "@pilotage_commercial/newcomer/newcomer";
import { COCKPIT_TOUR } from "@pilotage_commercial/newcomer/newcomer_tours";

/** Help for newcomers, at any time: the tour, and the steps of the first hour. */
export class CockpitHelp extends Component {
    static template = "pilotage_commercial.CockpitHelp";
    static components = { Dropdown, DropdownItem };
    static props = { hasFigures: Boolean, onFirstHour: Function };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        const play = useTour();
        this.play = () => play(COCKPIT_TOUR);
    }

    /** The pointer of a tour needs the menus of a wide screen, and figures to point at. */
    get hasTour() {
        return this.props.hasFigures && !this.env.isSmall;
    }

    async bringBack() {
        const { steps } = await this.orm.call("pilotage.start", "bring_back", []);
        if (!steps.length) {
            const message = _t("Every step of the first hour is done.");
            this.notification.add(message, { type: "success" });
        }
        this.props.onFirstHour();
    }
}
