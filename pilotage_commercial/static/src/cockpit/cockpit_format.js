import { _t } from "@web/core/l10n/translation";

export { NOTHING, formatValue } from "../figure/figure_format";

// Fewer records than this say little: their number stands beside what is made of them.
const FEW = 5;

/** Whether a figure is good or bad, rather than only known. */
export const isJudged = ({ state }) => ["good", "near", "bad"].includes(state);

/** Whether a figure is judged on very few records. */
export function isOnFew(figure) {
    const count = figure.counted?.count;
    return isJudged(figure) && Boolean(count) && count < FEW;
}

/** On how few records a figure is judged; nothing where there are enough. */
export function getFewNote(figure) {
    if (!isOnFew(figure)) {
        return "";
    }
    const { count } = figure.counted;
    return count === 1 ? _t("on 1 only") : _t("on %s only", count);
}

/** How each state is shown: never by its colour alone. */
export function getStateLook(state) {
    return {
        good: { label: _t("On target"), icon: "fa-check-circle", color: "success" },
        near: { label: _t("Close to target"), icon: "fa-adjust", color: "warning" },
        bad: { label: _t("Off target"), icon: "fa-exclamation-triangle", color: "danger" },
        no_target: { label: _t("No target"), icon: "fa-circle-o", color: "muted" },
        no_data: { label: _t("No data"), icon: "fa-circle-thin", color: "muted" },
        hidden: { label: _t("Hidden"), icon: "fa-eye-slash", color: "muted" },
        error: { label: _t("Failed"), icon: "fa-bug", color: "danger" },
    }[state];
}
