import { deserializeDate, formatDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

export const DEFAULT_PERIOD = "last_90_days";

/** The first day of a period that ends today, or both its days. */
const BOUNDS = {
    this_month: (today) => [today.startOf("month"), today],
    last_month: (today) => {
        const start = today.startOf("month").minus({ months: 1 });
        return [start, start.endOf("month")];
    },
    this_quarter: (today) => [today.startOf("quarter"), today],
    this_year: (today) => [today.startOf("year"), today],
    last_90_days: (today) => [today.minus({ days: 89 }), today],
};

/** The periods to choose from, "custom" (any two days) last. */
export function getPeriods() {
    return [
        { id: "last_90_days", label: _t("Last 90 days") },
        { id: "this_month", label: _t("This month") },
        { id: "last_month", label: _t("Last month") },
        { id: "this_quarter", label: _t("This quarter") },
        { id: "this_year", label: _t("This year") },
        { id: "custom", label: _t("Custom dates") },
    ];
}

export function isPeriod(id) {
    return id === "custom" || Object.hasOwn(BOUNDS, id);
}

/**
 * The two days, both included, of period `id`.
 *
 * @param {string} id
 * @param {luxon.DateTime} today
 * @returns {{ date_from: string, date_to: string }}
 */
export function getRange(id, today) {
    const [start, end] = BOUNDS[id](today);
    return { date_from: serializeDate(start), date_to: serializeDate(end) };
}

/** The two days, formatted. */
export function formatRange({ date_from, date_to }) {
    return _t("%(from)s to %(to)s", {
        from: formatDate(deserializeDate(date_from)),
        to: formatDate(deserializeDate(date_to)),
    });
}
