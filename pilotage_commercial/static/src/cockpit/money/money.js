import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { RecordsLink } from "../records_link/records_link";

const ICONS = {
    not_invoiced: "fa-truck",
    overdue_invoices: "fa-bell-o",
    accepted: "fa-pencil-square-o",
    expiring: "fa-hourglass-end",
};

/** Money that waits for our action. */
export class CockpitMoney extends Component {
    static template = "pilotage_commercial.CockpitMoney";
    static components = { RecordsLink };
    static props = { lists: Array };

    get isClear() {
        return this.props.lists.every(({ count }) => count === 0);
    }

    getIcon({ code }) {
        return ICONS[code] || "fa-money";
    }

    /** For quotations about to expire, the day of the first one. */
    getSince({ code, since }) {
        if (!since) {
            return "";
        }
        const day = formatDate(deserializeDate(since));
        return code === "expiring" ? _t("from %s on", day) : _t("since %s", day);
    }
}
