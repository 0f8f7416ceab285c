import { _t } from "@web/core/l10n/translation";

export { NOTHING, formatValue } from "../figure/figure_format";

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
