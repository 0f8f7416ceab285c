import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { session } from "@web/session";

/** Whether Odoo opens on the cockpit for this user: theirs to say, whatever the company wants. */
export class StartPage extends Component {
    static template = "pilotage_commercial.StartPage";
    static props = {};

    setup() {
        this.notification = useService("notification");
        this.state = useState({ isStart: Boolean(session.starts_on_cockpit) });
    }

    get label() {
        return this.state.isStart
            ? _t("Odoo opens on the cockpit: click to change this")
            : _t("Open Odoo on the cockpit");
    }

    async toggle() {
        const isStart = !this.state.isStart;
        await user.setUserSettings("start_page", isStart ? "cockpit" : "default");
        this.state.isStart = session.starts_on_cockpit = isStart;
        const message = isStart
            ? _t("From now on, Odoo opens on the cockpit for you.")
            : _t("From now on, Odoo opens elsewhere; the cockpit stays in the menu of CRM.");
        this.notification.add(message, { type: "success" });
    }
}
