import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { session } from "@web/session";

const WORDS = {
    cockpit: {
        open: _t("Open Odoo on the cockpit"),
        opens: _t("Odoo opens on the cockpit: click to change this"),
        on: _t("From now on, Odoo opens on the cockpit for you."),
        off: _t("From now on, Odoo opens elsewhere; the cockpit stays in the menu of CRM."),
    },
    day: {
        open: _t("Open Odoo on To Handle Today"),
        opens: _t("Odoo opens on To Handle Today: click to change this"),
        on: _t("From now on, Odoo opens on To Handle Today for you."),
        off: _t("From now on, Odoo opens elsewhere; To Handle Today stays in the menu of CRM."),
    },
};

/** Whether Odoo opens on `page` for this user: their choice overrides the company's. */
export class StartPage extends Component {
    static template = "pilotage_commercial.StartPage";
    static props = { page: { type: String, validate: (page) => page in WORDS } };

    setup() {
        this.notification = useService("notification");
        this.words = WORDS[this.props.page];
        this.state = useState({ isStart: Boolean(session[this.key]) });
    }

    /** Key of the session in which the server says whether Odoo opens on the page. */
    get key() {
        return `starts_on_${this.props.page}`;
    }

    async toggle() {
        const { page } = this.props;
        const isStart = !this.state.isStart;
        await user.setUserSettings("start_page", isStart ? page : "default");
        for (const other of Object.keys(WORDS)) {
            session[`starts_on_${other}`] = isStart && other === page;
        }
        this.state.isStart = isStart;
        this.notification.add(isStart ? this.words.on : this.words.off, { type: "success" });
    }
}
