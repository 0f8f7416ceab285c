import { formatCurrency } from "@web/core/currency";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { roundDecimals } from "@web/core/utils/numbers";
import { formatFloat, formatInteger, formatPercentage } from "@web/views/fields/formatters";
import { isSingular } from "./plural";

export const NOTHING = "–";

const MANY = 1e8; // from here on, money is abbreviated
const CENTS = 100; // below, cents are shown

/**
 * From right to left, a figure is read by itself: its sign stays before it, and it does not join the
 * figure beside it. The two characters are Unicode's "first strong isolate" and its end.
 */
export function isolate(figure) {
    return localization.direction === "rtl" ? `\u2068${figure}\u2069` : figure;
}

function formatMoney(value, currencyId) {
    const size = Math.abs(value);
    if (size >= MANY) {
        return formatCurrency(value, currencyId, { humanReadable: true, digits: [16, 1] });
    }
    const isWhole = size >= CENTS || Number.isInteger(value);
    return formatCurrency(value, currencyId, isWhole ? { digits: [16, 0] } : {});
}

function formatDays(value) {
    const number = formatFloat(value, { digits: [16, 1], trailingZeros: false });
    return isSingular(roundDecimals(value, 1)) ? _t("%s day", number) : _t("%s days", number);
}

/** In the server's format: one decimal at most, and a non-breaking space. */
function formatRatio(value, options = {}) {
    return `${formatPercentage(value, { digits: [16, 1], noSymbol: true, ...options })}\u00A0%`;
}

/** A percentage in a column, below others: always one decimal. */
export function formatColumnRatio(value) {
    return formatRatio(value, { trailingZeros: true });
}

const FORMATS = {
    money: formatMoney,
    ratio: (value) => formatRatio(value),
    days: formatDays,
    count: (value) => formatInteger(Math.round(value)),
    number: (value) => formatFloat(value, { digits: [16, 2], trailingZeros: false }),
};

/**
 * Formats a figure; an unknown value is a dash, never a zero.
 *
 * @param {number | null} value
 * @param {"money" | "ratio" | "days" | "count" | "number"} unit
 * @param {number} [currencyId]
 */
export function formatValue(value, unit, currencyId) {
    if (value === null || value === undefined || value === false) {
        return NOTHING;
    }
    return isolate((FORMATS[unit] || FORMATS.number)(value, currencyId));
}
