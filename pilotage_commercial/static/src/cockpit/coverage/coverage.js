import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";
import { RecordsLink } from "../records_link/records_link";

/** The pipeline that the target needs, and the dead weight in the present one. */
export class CockpitCoverage extends Component {
    static template = "pilotage_commercial.CockpitCoverage";
    static components = { RecordsLink };
    static props = { coverage: Object };

    /** The pipeline, its live part, and the pipeline needed where it is known, on one scale. */
    get bars() {
        const { pipeline, needed, needed_ratio, guide, guide_ratio, ratio, dead } =
            this.props.coverage;
        const alive = Math.max(0, (pipeline || 0) - (dead?.amount || 0));
        const bars = [
            { code: "pipeline", label: _t("Pipeline"), value: pipeline, ratio },
            { code: "needed", label: _t("Really needed"), value: needed, ratio: needed_ratio },
            { code: "guide", label: _t("Rule of thumb"), value: guide, ratio: guide_ratio },
        ].filter(({ code, value }) => code === "pipeline" || value);
        const most = Math.max(...bars.map((bar) => bar.value || 0), 1);
        return bars.map((bar) => ({
            ...bar,
            width: (100 * (bar.value || 0)) / most,
            aliveWidth: pipeline ? (100 * alive) / pipeline : 0,
        }));
    }

    /** The conclusion, in words. */
    get verdict() {
        const { pipeline, needed, monthly_revenue, win_rate, dead } = this.props.coverage;
        if (!monthly_revenue) {
            return { text: _t("No confirmed order in the last three months to compare with.") };
        }
        if (!win_rate) {
            return {
                text: _t("Nothing won in the last twelve months: what is needed is unknown."),
            };
        }
        const alive = (pipeline || 0) - (dead?.amount || 0);
        if (alive >= needed) {
            return { state: "good", text: _t("Enough, even without the dead weight.") };
        }
        const missing = this.env.cockpit.format(needed - alive, "money");
        if ((pipeline || 0) >= needed) {
            return {
                state: "near",
                text: _t("Enough only on paper: %s short of live deals.", missing),
            };
        }
        return { state: "bad", text: _t("%s of live deals are missing.", missing) };
    }

    formatTimes(ratio) {
        return ratio ? _t("%s×", formatFloat(ratio, { digits: [16, 1] })) : "";
    }
}
