import { Component, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const getColor = (percent) => {
    if (percent >= 100) {
        return "danger";
    }
    return percent >= 80 ? "warning" : "success";
};

const format = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/**
 * The duration of the review, out of its fifteen minutes: `elapsed`, counted before the last pause,
 * plus the time since `timer_start` (the field) while it runs. And the duration of its step, out of
 * the minutes of that step.
 */
export class ReviewTimer extends Component {
    static template = "pilotage_commercial.ReviewTimer";
    static props = { ...standardFieldProps, minutes: { type: Number, optional: true } };
    static defaultProps = { minutes: 15 };

    setup() {
        this.state = useState({ now: Date.now() });
        const interval = setInterval(() => (this.state.now = Date.now()), 1000);
        onWillUnmount(() => clearInterval(interval));
    }

    get isRunning() {
        return Boolean(this.props.record.data[this.props.name]);
    }

    get seconds() {
        const start = this.props.record.data[this.props.name];
        // The browser's clock may be behind the server's.
        const running = start ? Math.max(0, (this.state.now - start.toMillis()) / 1000) : 0;
        return Math.floor((this.props.record.data.elapsed || 0) + running);
    }

    get text() {
        return format(this.seconds);
    }

    get percent() {
        return Math.min(100, (this.seconds / (this.props.minutes * 60)) * 100);
    }

    get color() {
        return getColor(this.percent);
    }

    get stepMinutes() {
        return this.props.record.data.step_minutes;
    }

    /** The time that is not in the other steps belongs to this one. */
    get stepSeconds() {
        const { step, step_times: times } = this.props.record.data;
        const others = Object.entries(times || {}).filter(([name]) => name !== step);
        const spent = others.reduce((total, [, seconds]) => total + seconds, 0);
        return Math.max(0, this.seconds - spent);
    }

    get stepText() {
        return _t("This step: %(spent)s / %(minutes)s:00", {
            spent: format(this.stepSeconds),
            minutes: this.stepMinutes,
        });
    }

    get stepColor() {
        return getColor((this.stepSeconds / (this.stepMinutes * 60)) * 100);
    }

    get label() {
        return _t("%(spent)s out of %(minutes)s minutes", {
            spent: this.text,
            minutes: this.props.minutes,
        });
    }
}

registry.category("fields").add("pilotage_review_timer", {
    component: ReviewTimer,
    displayName: _t("Timer of the weekly review"),
    supportedTypes: ["datetime"],
    fieldDependencies: [
        { name: "elapsed", type: "integer" },
        { name: "step", type: "selection" },
        { name: "step_minutes", type: "integer" },
        { name: "step_times", type: "json" },
    ],
    extractProps: ({ options }) => ({ minutes: options.minutes }),
});
