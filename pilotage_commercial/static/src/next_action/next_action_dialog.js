import { Component, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dialog } from "@web/core/dialog/dialog";
import { serializeDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus } from "@web/core/utils/hooks";

/**
 * Asks what is to be done next on opportunities that have nothing planned any more, and when.
 * Calls `onAnswer` with the values to write, or `onSkip`; closing it otherwise answers nothing.
 */
export class NextActionDialog extends Component {
    static template = "pilotage_commercial.NextActionDialog";
    static components = { DateTimeInput, Dialog };
    static props = {
        close: Function,
        leads: { type: Array, element: { id: Number, name: String } },
        onAnswer: Function,
        onSkip: Function,
        required: Boolean,
    };

    setup() {
        this.delays = [
            { days: 1, label: _t("Tomorrow") },
            { days: 3, label: _t("In 3 days") },
            { days: 7, label: _t("In a week") },
            { days: 14, label: _t("In 2 weeks") },
        ];
        this.suggestions = [
            _t("Call back"),
            _t("Send the quotation"),
            _t("Follow up on the quotation"),
            _t("Schedule a visit"),
        ];
        this.state = useState({ summary: "", date: this.getDay(3), incomplete: false });
        useAutofocus();
    }

    get names() {
        return this.props.leads.map((lead) => lead.name).join(", ");
    }

    getDay(days) {
        return today().plus({ days });
    }

    isChosen(days) {
        return Boolean(this.state.date?.hasSame(this.getDay(days), "day"));
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.save();
        }
    }

    save() {
        const summary = this.state.summary.trim();
        this.state.incomplete = !summary || !this.state.date;
        if (!this.state.incomplete) {
            const next_action_date = serializeDate(this.state.date);
            this.props.onAnswer({ next_action: summary, next_action_date });
            this.props.close();
        }
    }

    skip() {
        this.props.onSkip();
        this.props.close();
    }
}
