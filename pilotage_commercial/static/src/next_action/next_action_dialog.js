import { Component, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDate, serializeDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus } from "@web/core/utils/hooks";

/**
 * Asks for the next action of opportunities without a planned one. Calls `onAnswer` with the values
 * to write, or `onSkip`; neither when it is closed.
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
        // What the user answered already, and could not be saved.
        answer: { type: Object, optional: true },
        // The server's proposal: see crm.lead._get_proposal.
        proposal: { type: Object, optional: true },
    };

    setup() {
        const { days, date, types = [], words = [] } = this.props.proposal || {};
        this.days = days
            ? days.map(({ date, label }) => ({ date: deserializeDate(date), label }))
            : this.getUsualDays();
        this.types = types;
        this.suggestions = [
            ...words,
            ...[
                _t("Call back"),
                _t("Send the quotation"),
                _t("Follow up on the quotation"),
                _t("Schedule a visit"),
            ].filter((text) => !words.includes(text)),
        ];
        const { next_action, next_action_date = date, activity_type_id } = this.props.answer || {};
        this.state = useState({
            summary: next_action || "",
            date: next_action_date ? deserializeDate(next_action_date) : this.days[1].date,
            typeId: activity_type_id || types[0]?.id,
            incomplete: false,
        });
        useAutofocus();
    }

    get names() {
        return this.props.leads.map((lead) => lead.name).join(", ");
    }

    /** Days to choose from when the server proposes none. */
    getUsualDays() {
        return [
            { days: 1, label: _t("Tomorrow") },
            { days: 3, label: _t("In 3 days") },
            { days: 7, label: _t("In a week") },
            { days: 14, label: _t("In 2 weeks") },
        ].map(({ days, label }) => ({ date: today().plus({ days }), label }));
    }

    isChosen(date) {
        return Boolean(this.state.date?.hasSame(date, "day"));
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
            const answer = { next_action: summary, next_action_date };
            if (this.state.typeId) {
                answer.activity_type_id = this.state.typeId;
            }
            this.props.onAnswer(answer);
            this.props.close();
        }
    }

    skip() {
        this.props.onSkip();
        this.props.close();
    }
}
