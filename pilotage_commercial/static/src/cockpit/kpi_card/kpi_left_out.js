import { Component, onWillStart, useEffect, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { POSITION_BUS } from "@web/core/position/position_hook";
import { getMessage, tellSessionExpired } from "../cockpit_model";

/** The records that a KPI counts and leaves out, with reasons and numbers, on demand. */
class KpiLeftOutList extends Component {
    static template = "pilotage_commercial.KpiLeftOutList";
    static components = { DropdownItem };
    static props = { kpi: Object };

    setup() {
        this.state = useState({ data: null, message: "" });
        onWillStart(() => {
            const loaded = this.load();
            // The menu opens at once; on a phone it is a sheet, whose height is that of its first
            // content.
            return this.env.isSmall ? loaded : undefined;
        });
        // The menu that has grown finds its place again, so that all of it is in sight.
        useEffect(
            () => this.env[POSITION_BUS]?.trigger("update"),
            () => [this.state.data, this.state.message]
        );
    }

    async load() {
        try {
            const data = await this.env.cockpit.getLeftOut(this.props.kpi.code);
            Object.assign(this.state, data.all ? { data } : { message: data.message });
        } catch (error) {
            tellSessionExpired(error);
            this.state.message = getMessage(error);
        }
    }

    get reasons() {
        return this.state.data.left_out.filter((list) => list.count !== 0);
    }

    open(list) {
        return this.env.cockpit.open(list);
    }
}

export class KpiLeftOut extends Component {
    static template = "pilotage_commercial.KpiLeftOut";
    static components = { Dropdown, KpiLeftOutList };
    static props = { kpi: Object };
}
