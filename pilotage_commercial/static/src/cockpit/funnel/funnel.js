import { Component, markup } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { isSingular } from "../../figure/plural";
import { RecordsLink } from "../records_link/records_link";

/** The stages that the opportunities closed in the period reached, and their losses. */
export class CockpitFunnel extends Component {
    static template = "pilotage_commercial.CockpitFunnel";
    static components = { RecordsLink };
    static props = { funnel: Object };

    get isEmpty() {
        return this.props.funnel.stages.every(({ reached }) => !reached);
    }

    get deadliest() {
        const { name, lost, share } = this.props.funnel.deadliest;
        const { cockpit } = this.env;
        const values = {
            stage: markup`<b>${name}</b>`,
            count: cockpit.format(lost, "count"),
            share: cockpit.format(share, "ratio"),
        };
        return lost === 1
            ? _t("Deals die at %(stage)s: one loss, %(share)s of all", values)
            : _t("Deals die at %(stage)s: %(count)s losses, %(share)s of all", values);
    }

    // --- labels of links for screen readers ---

    getLostLabel({ name, lost }) {
        const values = { stage: name, count: this.count(lost), lost: this.count(lost) };
        // One form in English, two in others.
        return isSingular(lost.count)
            ? _t("%(stage)s: %(lost)s died here", values)
            : _t("%(stage)s: %(count)s died here", values);
    }

    getOpenLabel({ name, open }) {
        const amount = this.env.cockpit.format(open.amount, "money");
        return _t("%(stage)s: %(count)s open now, %(amount)s", {
            stage: name,
            count: this.count(open),
            amount,
        });
    }

    get wonLabel() {
        return _t("Won: %s", this.count(this.props.funnel.won));
    }

    get lostLabel() {
        return _t("Lost in all: %s", this.count(this.props.funnel.lost));
    }

    count(list) {
        return this.env.cockpit.format(list.count, "count");
    }

    /** The width for `count` opportunities, in percent. */
    getWidth(count) {
        const most = Math.max(...this.props.funnel.stages.map(({ reached }) => reached), 1);
        return (100 * count) / most;
    }
}
