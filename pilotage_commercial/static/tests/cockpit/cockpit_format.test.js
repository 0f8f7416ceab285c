import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { makeMockEnv, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { currencies } from "@web/core/currency";
import { localization } from "@web/core/l10n/localization";
import { user } from "@web/core/user";
import { formatValue, getStateLook } from "@pilotage_commercial/cockpit/cockpit_format";
import { formatColumnRatio } from "@pilotage_commercial/figure/figure_format";
import { isSingular } from "@pilotage_commercial/figure/plural";

describe.current.tags("headless");

beforeEach(() => makeMockEnv()); // the language is loaded

const NBSP = "\u00a0";

function speakFrench() {
    patchWithCleanup(localization, { decimalPoint: ",", thousandsSep: "\u202f", grouping: [3, 0] });
    patchWithCleanup(currencies, {
        1: { name: "EUR", symbol: "€", position: "after", digits: [69, 2] },
    });
}

test("figures as a French reader expects them", () => {
    speakFrench();
    expect(formatValue(1234567.89, "money", 1)).toBe(`1\u202f234\u202f568${NBSP}€`);
    expect(formatValue(-1234.5, "money", 1)).toBe(`-1\u202f235${NBSP}€`);
    expect(formatValue(12.5, "money", 1)).toBe(`12,50${NBSP}€`);
    expect(formatValue(0.4235, "ratio")).toBe("42,4\u00A0%");
    expect(formatValue(0.25, "ratio")).toBe("25\u00A0%");
    expect(formatColumnRatio(0.25)).toBe("25,0\u00A0%");
    expect(formatColumnRatio(0.4235)).toBe("42,4\u00A0%");
    expect(formatValue(28.26, "days")).toBe("28,3 days");
    expect(formatValue(12345, "count")).toBe("12\u202f345");
});

test("from right to left, a figure is read by itself", () => {
    speakFrench();
    patchWithCleanup(localization, { direction: "rtl" });
    expect(formatValue(-1234.5, "money", 1)).toBe(`\u2068-1\u202f235${NBSP}€\u2069`);
    expect(formatValue(0.25, "ratio")).toBe("\u206825\u00A0%\u2069");
    expect(formatValue(null, "money", 1)).toBe("–");
    expect(formatColumnRatio(0.25)).toBe("25,0\u00A0%"); // also typed in a field
});

test("a word is in the singular at 1 in English, below 2 in French", () => {
    const numbers = [0, 0.5, 1, -1, 1.9, 2, 28];
    expect(numbers.filter(isSingular)).toEqual([1, -1]);
    expect(formatValue(0.5, "days")).toBe("0.5 days");
    expect(formatValue(1.04, "days")).toBe("1 day"); // as it is written
    patchWithCleanup(user, { lang: "fr-FR" });
    expect(numbers.filter(isSingular)).toEqual([0, 0.5, 1, -1, 1.9]);
    expect(formatValue(0.5, "days")).toBe("0.5 day"); // the text to translate
    expect(formatValue(1.96, "days")).toBe("2 days");
});

test("very large amounts are written short", () => {
    speakFrench();
    expect(formatValue(1.25e9, "money", 1)).toMatch(/^1,[23](5)?G/);
});

test("nothing known is a dash, zero is zero", () => {
    for (const unit of ["money", "ratio", "days", "count", "number"]) {
        expect(formatValue(null, unit, 1)).toBe("–");
        expect(formatValue(undefined, unit, 1)).toBe("–");
        expect(formatValue(0, unit, 1)).not.toBe("–");
    }
});

test("each state has an icon of its own, besides its colour", () => {
    const states = ["good", "near", "bad", "no_target", "no_data", "hidden", "error"];
    const icons = states.map((state) => getStateLook(state).icon);
    expect(new Set(icons).size).toBe(states.length);
});
