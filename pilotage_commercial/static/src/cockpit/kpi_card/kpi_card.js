import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { isSingular } from "../../figure/plural";
import { getFewNote, getStateLook } from "../cockpit_format";
import { formatRange } from "../cockpit_periods";
import { RecordsLink } from "../records_link/records_link";
import { Sparkline } from "../sparkline/sparkline";
import { KpiFormula } from "./kpi_formula";
import { KpiLeftOut } from "./kpi_left_out";

const MEASURED = ["good", "near", "bad", "no_target", "no_data"];

/** The card of a KPI: its value, target, gap, trend, actions and records. */
export class KpiCard extends Component {
    static template = "pilotage_commercial.KpiCard";
    static components = { KpiLeftOut, RecordsLink, Sparkline };
    static props = { kpi: Object, earlier: { type: Array, optional: true }, isManager: Boolean };

    setup() {
        this.formula = usePopover(KpiFormula, { position: "bottom-end" });
        this.format = (value) => this.env.cockpit.format(value, this.props.kpi.unit);
    }

    get look() {
        return getStateLook(this.props.kpi.state);
    }

    /** Whether the figure has a list of records, even an empty one. */
    get isMeasured() {
        return MEASURED.includes(this.props.kpi.state);
    }

    get countedLabel() {
        const { count } = this.props.kpi.counted;
        if (count === null) {
            return _t("Counted");
        }
        const number = this.env.cockpit.format(count, "count");
        // One form in English, two in others.
        return isSingular(count)
            ? _t("%(count)s counted", { count: number })
            : _t("%s counted", number);
    }

    get fewNote() {
        return getFewNote(this.props.kpi);
    }

    /** The known values of the earlier periods, and whether the KPI has improved. */
    get earlier() {
        const { earlier = [], kpi } = this.props;
        return earlier
            .filter(({ value }) => value !== null)
            .map((past) => ({
                ...past,
                period: formatRange(past),
                color: this.getChangeColor(past.difference, kpi.direction),
            }));
    }

    getChangeColor(difference, direction) {
        if (!difference) {
            return "muted";
        }
        return difference > 0 === (direction === "higher") ? "success" : "danger";
    }

    /** The actions against a gap; empty without a gap. */
    get actions() {
        const { state, actions } = this.props.kpi;
        return ["near", "bad"].includes(state) ? actions : [];
    }

    toggleFormula(ev) {
        if (this.formula.isOpen) {
            return this.formula.close();
        }
        this.formula.open(ev.currentTarget, {
            kpi: this.props.kpi,
            format: (value, unit) => this.env.cockpit.format(value, unit),
            onOpen: (list) => {
                this.formula.close();
                return this.env.cockpit.open(list);
            },
            canEditTarget: this.props.isManager,
            onEditTarget: () => {
                this.formula.close();
                return this.env.cockpit.openTargets(this.props.kpi);
            },
        });
    }
}
