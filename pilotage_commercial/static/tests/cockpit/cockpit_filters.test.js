import { describe, expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import {
    getDefaultFilters,
    getOptions,
    isFiltered,
    parseFilters,
    serializeFilters,
} from "@pilotage_commercial/cockpit/cockpit_filters";

describe.current.tags("headless");

const NO_RECORD = { team_id: false, user_id: false, tag_id: false };

function getDays(period, day) {
    const { date_from, date_to } = getOptions({ ...getDefaultFilters(), period }, day);
    return [date_from, date_to];
}

test("periods end today, months and years have their real length", () => {
    expect(getDays("last_90_days", "2026-03-31")).toEqual(["2026-01-01", "2026-03-31"]);
    expect(getDays("last_90_days", "2028-03-30")).toEqual(["2028-01-01", "2028-03-30"]);
    expect(getDays("this_month", "2026-03-18")).toEqual(["2026-03-01", "2026-03-18"]);
    expect(getDays("last_month", "2026-03-31")).toEqual(["2026-02-01", "2026-02-28"]);
    expect(getDays("last_month", "2028-03-31")).toEqual(["2028-02-01", "2028-02-29"]);
    expect(getDays("last_month", "2026-01-31")).toEqual(["2025-12-01", "2025-12-31"]);
    expect(getDays("this_quarter", "2026-12-31")).toEqual(["2026-10-01", "2026-12-31"]);
    expect(getDays("this_year", "2026-12-31")).toEqual(["2026-01-01", "2026-12-31"]);
});

test("today is that of the company, once it is known", () => {
    mockDate("2026-03-31 23:30:00", 0);
    expect(getDays("this_month")).toEqual(["2026-03-01", "2026-03-31"]);
    expect(getDays("this_month", "2026-04-01")).toEqual(["2026-04-01", "2026-04-01"]);
});

test("an address is read back as it was written", () => {
    for (const changes of [
        {},
        { period: "this_year", team_id: 3 },
        { period: "custom", date_from: "2026-01-01", date_to: "2026-02-28", user_id: 7, tag_id: 2 },
    ]) {
        const filters = { ...getDefaultFilters(), ...changes };
        expect(parseFilters(serializeFilters(filters))).toEqual(filters);
    }
});

test("what is as by default is not written", () => {
    const written = Object.values(serializeFilters(getDefaultFilters()));
    expect(written.every((value) => value === undefined)).toBe(true);
    expect(isFiltered(getDefaultFilters())).toBe(false);
    expect(isFiltered({ ...getDefaultFilters(), tag_id: 4 })).toBe(true);
});

test("whatever cannot be understood is left out", () => {
    for (const params of [
        undefined,
        { period: "forever" },
        { period: "constructor" },
        { period: "custom" },
        { period: "custom", date_from: "2026-02-30", date_to: "2026-03-01" },
        { period: "custom", date_from: "2026-03-02", date_to: "2026-03-01" },
        { team_id: "abc", user_id: -1, tag_id: 1.5 },
        { date_from: "2026-01-01", date_to: "2026-02-01" },
    ]) {
        expect(parseFilters(params)).toEqual(getDefaultFilters());
    }
});

test("custom days are sent as they are", () => {
    const filters = parseFilters({
        period: "custom",
        date_from: "2026-01-01",
        date_to: "2026-01-31",
    });
    const options = { date_from: "2026-01-01", date_to: "2026-01-31", ...NO_RECORD };
    expect(getOptions(filters, "2026-03-18")).toEqual(options);
});
