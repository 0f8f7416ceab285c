import { browser } from "@web/core/browser/browser";
import { deserializeDate, today as getToday } from "@web/core/l10n/dates";
import { pick } from "@web/core/utils/objects";
import { DEFAULT_PERIOD, getRange, isPeriod } from "./cockpit_periods";

const RECORDS = ["team_id", "user_id", "tag_id"];

export const getDefaultFilters = () => ({
    period: DEFAULT_PERIOD,
    date_from: false,
    date_to: false,
    team_id: false,
    user_id: false,
    tag_id: false,
});

const isDay = (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && deserializeDate(value).isValid;
const isId = (value) => Number.isInteger(value) && value > 0;

/**
 * Returns the filters in an address; a value that cannot be read keeps its default.
 *
 * @param {Object} params of the router
 */
export function parseFilters(params = {}) {
    const filters = getDefaultFilters();
    for (const name of RECORDS) {
        if (isId(params[name])) {
            filters[name] = params[name];
        }
    }
    if (params.period === "custom") {
        const { date_from, date_to } = params;
        if (isDay(date_from) && isDay(date_to) && date_from <= date_to) {
            Object.assign(filters, { period: "custom", date_from, date_to });
        }
    } else if (isPeriod(params.period)) {
        filters.period = params.period;
    }
    return filters;
}

/**
 * Returns the filters to write in the address, without the defaults. A period is written by its
 * name, so that a link to "this month" stays right.
 */
export function serializeFilters(filters) {
    const isCustom = filters.period === "custom";
    return {
        period: filters.period === DEFAULT_PERIOD ? undefined : filters.period,
        date_from: isCustom ? filters.date_from : undefined,
        date_to: isCustom ? filters.date_to : undefined,
        ...Object.fromEntries(RECORDS.map((name) => [name, filters[name] || undefined])),
    };
}

/**
 * Returns the options for the calls to the server.
 *
 * @param {Object} filters
 * @param {string} [day] today in the company, once known
 */
export function getOptions(filters, day) {
    const today = day ? deserializeDate(day) : getToday();
    return {
        ...(filters.period === "custom"
            ? pick(filters, "date_from", "date_to")
            : getRange(filters.period, today)),
        ...pick(filters, ...RECORDS),
    };
}

/** Whether a filter differs from its default. */
export function isFiltered(filters) {
    return Object.values(serializeFilters(filters)).some((value) => value !== undefined);
}

const MEMORY = "pilotage_commercial.cockpit.filters";

/** Remembers, in this tab, what the address of the cockpit says. */
export function rememberParams(params) {
    browser.sessionStorage.setItem(MEMORY, JSON.stringify(params));
}

/**
 * Returns what an address says of the cockpit. That of a list behind a figure, such as
 * "/odoo/cockpit/crm.lead", names no list: Odoo opens the cockpit, which is as it was left.
 *
 * @param {Object} params of the router
 */
export function recallParams(params = {}) {
    const isListBehind = params.actionStack && /\/cockpit\/[^/]+$/.test(browser.location.pathname);
    if (!isListBehind || isFiltered(parseFilters(params))) {
        return params;
    }
    return JSON.parse(browser.sessionStorage.getItem(MEMORY) || "{}");
}
