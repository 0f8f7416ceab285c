import { _t } from "@web/core/l10n/translation";

export { NOTHING, formatValue } from "../figure/figure_format";

// A figure on fewer records is not reliable: their number is shown beside it.
const FEW = 5;

/** Whether a figure is compared with a target. */
export const isJudged = ({ state }) => ["good", "near", "bad"].includes(state);

/** Whether a figure is judged on very few records. */
export function isOnFew(figure) {
    const count = figure.counted?.count;
    return isJudged(figure) && Boolean(count) && count < FEW;
}

/** The note on the number of records of a figure, "" where there are enough. */
export function getFewNote(figure) {
    if (!isOnFew(figure)) {
        return "";
    }
    const { count } = figure.counted;
    return count === 1 ? _t("on 1 only") : _t("on %s only", count);
}

/** The label, icon and colour of each state: never the colour alone. */
export function getStateLook(state) {
    return {
        good: { label: _t("On target"), icon: "fa-check-circle", color: "success" },
        near: { label: _t("Near target"), icon: "fa-adjust", color: "warning" },
        bad: { label: _t("Off target"), icon: "fa-exclamation-triangle", color: "danger" },
        no_target: { label: _t("No target"), icon: "fa-circle-o", color: "muted" },
        no_data: { label: _t("No data"), icon: "fa-circle-thin", color: "muted" },
        hidden: { label: _t("Hidden"), icon: "fa-eye-slash", color: "muted" },
        error: { label: _t("Failed"), icon: "fa-bug", color: "danger" },
    }[state];
}
