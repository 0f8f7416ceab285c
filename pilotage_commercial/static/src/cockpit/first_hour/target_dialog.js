import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { useService } from "@web/core/utils/hooks";
import { parseFloat } from "@web/views/fields/parsers";
import { isSingular } from "../../figure/plural";

/** A ratio is typed in percent. */
const getFactor = ({ unit }) => (unit === "ratio" ? 100 : 1);

/** The targets to start with, beside the company's values over twelve months. */
export class TargetDialog extends Component {
    static template = "pilotage_commercial.TargetDialog";
    static components = { Dialog };
    static props = { close: Function, format: Function, onSaved: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ targets: [], error: "" });
        onWillStart(async () => {
            const targets = await this.orm.call("pilotage.start", "propose_targets", []);
            this.state.targets = targets.map((target) => ({
                ...target,
                text: formatFloat(target.value * getFactor(target), { trailingZeros: false }),
            }));
        });
    }

    getUnit({ basis, unit, value }) {
        if (basis === "monthly_revenue") {
            return _t("× the monthly revenue");
        }
        const days = isSingular(value) ? _t("day") : _t("days");
        return { ratio: "%", days }[unit] || "";
    }

    getUsual({ basis, unit, usual }) {
        // A small amount of money is a number of times the revenue.
        const isTimes = unit === "money" && usual < 100;
        return isTimes || basis === "monthly_revenue"
            ? _t("%s × the monthly revenue", formatFloat(usual, { trailingZeros: false }))
            : this.props.format(usual, unit);
    }

    /** The typed values in the server's format, null if one cannot be read. */
    parse() {
        try {
            return this.state.targets.map(({ code, basis, text, unit }) => ({
                code,
                basis,
                value: parseFloat(text) / getFactor({ unit }),
            }));
        } catch {
            return null;
        }
    }

    /** Enter saves, as in the other dialogs. */
    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            return this.save();
        }
    }

    async save() {
        const targets = this.parse();
        if (!targets?.every(({ value }) => value > 0)) {
            this.state.error = _t("Give a number above zero for each target.");
            return;
        }
        await this.orm.call("pilotage.start", "set_targets", [targets]);
        this.props.onSaved();
        this.props.close();
    }
}
