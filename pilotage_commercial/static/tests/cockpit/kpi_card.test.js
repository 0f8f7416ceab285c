import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne, queryRect } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { contains, makeServerError, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { ConnectionLostError } from "@web/core/network/rpc";
import { CockpitModel } from "@pilotage_commercial/cockpit/cockpit_model";
import { KpiCard } from "@pilotage_commercial/cockpit/kpi_card/kpi_card";
import { makeKpi, makeList, mountPart, stepActions } from "./cockpit_test_helpers";

defineMailModels();
beforeEach(() => stepActions());

const mountCard = (values, { isManager = true, earlier } = {}) =>
    mountPart(KpiCard, { kpi: makeKpi(values), isManager, earlier });

test("value, target and gap, with the state by colour and icon", async () => {
    await mountCard();
    expect(".o_pilotage_kpi").toHaveClass("o_pilotage_state_good");
    expect(".o_pilotage_value").toHaveText(/^40\s%$/);
    expect(".o_pilotage_target").toHaveText(/Target 30\s%\s*10 points above target/);
    expect(".o_pilotage_state").toHaveText("On target");
    expect(".o_pilotage_state .fa-check-circle").toHaveCount(1);
    expect(".o_pilotage_sparkline canvas").toHaveAttribute(
        "aria-label",
        "Trend over 13 weeks: from 20\u00A0% to 40\u00A0%"
    );
});

test("what to do is said when there is a gap, and only then", async () => {
    await mountCard();
    expect(".o_pilotage_actions").toHaveCount(0);
});

for (const [state, icon] of [
    ["near", "fa-adjust"],
    ["bad", "fa-exclamation-triangle"],
]) {
    test(`a ${state} figure says what to do`, async () => {
        await mountCard({ state, value: 0.1, gap_note: "20 points below target" });
        expect(queryAllTexts(".o_pilotage_actions li")).toEqual([
            "Qualify better",
            "Read the losses",
        ]);
        expect(`.o_pilotage_state .${icon}`).toHaveCount(1);
    });
}

test("the figure opens what it counts, with the domain of the server", async () => {
    await mountCard();
    await contains(".o_pilotage_value").click();
    expect.verifySteps([["crm.lead", [["name", "=", "closed"]], false]]);
    await contains(".o_pilotage_card_footer button:contains('10 counted')").click();
    expect.verifySteps([["crm.lead", [["name", "=", "closed"]], false]]);
    await contains(".o_pilotage_value").click({ ctrlKey: true });
    expect.verifySteps([["crm.lead", [["name", "=", "closed"]], true]]);
});

test("no data is said in words, never as a zero", async () => {
    await mountCard({
        value: null,
        state: "no_data",
        message: "No data for this period.",
        gap: null,
        gap_note: "",
        counted: makeList("closed", 0),
        trend: [],
    });
    expect(".o_pilotage_value").toHaveText("No data for this period.");
    expect("button.o_pilotage_value").toHaveCount(0);
    expect(".o_pilotage_kpi").not.toHaveText(/\b0\s%/);
    expect(".o_pilotage_card_footer button:contains(counted)").toHaveCount(0);
});

test("against the period before and last year, in figures", async () => {
    const period = { date_from: "2025-01-01", date_to: "2025-03-31" };
    const earlier = [
        {
            code: "previous",
            name: "Period before",
            value: 0.3,
            difference: 0.1,
            note: "+10 points",
            ...period,
        },
        { code: "last_year", name: "Last year", value: null, difference: null, ...period },
    ];
    await mountCard({}, { earlier });
    expect("[data-earlier]").toHaveCount(1);
    expect("[data-earlier=previous]").toHaveText(/Period before\s*30\s%\s*\(\+10 points\)/);
    expect("[data-earlier=previous] .text-success").toHaveCount(1);
});

test("what falls is better where lower is better", async () => {
    const past = {
        code: "previous",
        name: "Before",
        date_from: "2025-01-01",
        date_to: "2025-01-02",
    };
    const earlier = [{ ...past, value: 0.3, difference: 0.1, note: "+10 points" }];
    await mountCard({ direction: "lower" }, { earlier });
    expect("[data-earlier=previous] .text-danger").toHaveCount(1);
});

test("a state on very few records says on how many", async () => {
    await mountCard({ state: "bad", counted: makeList("closed", 1) });
    expect(".o_pilotage_state").toHaveText("Off target, on 1 only");
    expect(".o_pilotage_card_footer button:first").toHaveText("1 counted");
});

test("the formula in figures, each opens its list", async () => {
    await mountCard({
        numerator: makeList("won", 4, { value: 4, unit: "count" }),
        denominator: makeList("closed", 10, { value: 10, unit: "count" }),
    });
    await contains(".o_pilotage_formula_toggle").click();
    expect(".o_pilotage_sides").toHaveText("4 ÷ 10");
    await contains(".o_pilotage_sides button:first").click();
    expect.verifySteps([["crm.lead", [["name", "=", "won"]], false]]);
});

test("the formula has an example in the reader's own figures", async () => {
    await mountCard({
        example: "Won: 4 of 10, so 40 %",
        second: { ...makeKpi({ name: "By value" }), example: "Won: $ 4 of $ 8, so 50 %" },
    });
    await contains(".o_pilotage_formula_toggle").click();
    expect(".o_pilotage_example").toHaveText("Won: 4 of 10, so 40 %");
    expect(".o_pilotage_second_example").toHaveText("Won: $ 4 of $ 8, so 50 %");
});

test("a figure that failed says why, and opens nothing", async () => {
    await mountCard({
        value: null,
        state: "error",
        message: "division by zero",
        target: null,
        counted: null,
        trend: [],
    });
    expect(".o_pilotage_value").toHaveText("division by zero");
    expect(".o_pilotage_state .fa-bug").toHaveCount(1);
    expect(".o_pilotage_card_footer").toHaveCount(0);
});

test("the trend needs two points", async () => {
    const point = { date_from: "2026-01-01", date_to: "2026-03-01", frozen: true };
    await mountCard({
        trend: [
            { ...point, value: null },
            { ...point, value: 0.4 },
        ],
    });
    expect(".o_pilotage_sparkline canvas").toHaveCount(0);
    expect(".o_pilotage_sparkline").toHaveText(/two weeks/);
});

test("a second reading stands beside the first", async () => {
    const second = {
        code: "win_rate_value",
        name: "By value",
        unit: "ratio",
        formula: "…",
        value: 0.55,
        counted: makeList("by value", 10),
    };
    await mountCard({ second });
    expect(".o_pilotage_second").toHaveText(/By value\s*55\s%/);
    await contains(".o_pilotage_second button").click();
    expect.verifySteps([["crm.lead", [["name", "=", "by value"]], false]]);
});

test("the formula on demand, and the target for who may change it", async () => {
    await mountCard();
    await contains(".o_pilotage_formula_toggle").click();
    expect(".o_pilotage_formula").toHaveText(/Won ÷ \(won \+ lost\)/);
    expect(".o_pilotage_formula").toHaveText(/The guide's 30 %/);
    await contains(".o_pilotage_formula button:contains('Change the target')").click();
    expect.verifySteps([["pilotage.kpi.target", [["kpi_id", "=", 3]], false]]);
    expect(".o_pilotage_formula").toHaveCount(0);
});

test("the target is not to be changed by everybody", async () => {
    await mountCard({}, { isManager: false });
    await contains(".o_pilotage_formula_toggle").click();
    expect(".o_pilotage_formula").toHaveCount(1);
    expect(".o_pilotage_formula button:contains('Change the target')").toHaveCount(0);
});

test("counted and left out, with the reasons", async () => {
    onRpc("pilotage.kpi", "get_left_out", ({ args }) => {
        expect.step(args[0]);
        return {
            all: makeList("all", 15),
            counted: makeList("closed", 10),
            left_out: [
                { code: "open", reason: "Still open", ...makeList("open", 5) },
                { code: "other", reason: "Nobody", ...makeList("nobody", 0) },
            ],
        };
    });
    await mountCard();
    await contains(".o_pilotage_card_footer button:contains('Left out')").click();
    await animationFrame();
    expect.verifySteps(["win_rate"]);
    expect(queryAllTexts(".o_pilotage_left_out .o-dropdown-item")).toEqual([
        "Counted\n10",
        "Still open\n5",
        "All\n15",
    ]);
    await contains(".o_pilotage_left_out .o-dropdown-item:contains('Still open')").click();
    expect.verifySteps([["crm.lead", [["name", "=", "open"]], false]]);
});

test.tags("desktop");
test("at the bottom of the screen what is left out is in sight once it is counted", async () => {
    const answer = new Deferred();
    onRpc("pilotage.kpi", "get_left_out", () => answer);
    await mountCard();
    queryOne(".o_pilotage_card_footer").style = "position: fixed; bottom: 0; left: 0";
    await contains(".o_pilotage_card_footer button:contains('Left out')").click();
    await animationFrame();
    const small = queryRect(".o_pilotage_left_out").height;
    const reasons = [...Array(8).keys()].map((number) => ({
        code: `reason ${number}`,
        reason: `Reason ${number}`,
        ...makeList(`reason ${number}`, 1),
    }));
    answer.resolve({ all: makeList("all", 8), counted: makeList("none", 0), left_out: reasons });
    await animationFrame();
    const { height, bottom } = queryRect(".o_pilotage_left_out");
    expect(height).toBeGreaterThan(small);
    expect(bottom).toBeLessThan(window.innerHeight + 1);
});

test.tags("mobile");
test("on a phone the list of what is left out rises whole", async () => {
    const answer = new Deferred();
    onRpc("pilotage.kpi", "get_left_out", () => answer);
    await mountCard();
    await contains(".o_pilotage_card_footer button:contains('Left out')").click();
    await animationFrame();
    expect(".o_pilotage_left_out").toHaveCount(0);
    answer.resolve({ all: makeList("all", 15), counted: makeList("closed", 15), left_out: [] });
    await animationFrame();
    expect(".o_pilotage_left_out .o-dropdown-item").toHaveCount(2);
});

test("left out that cannot be counted says why", async () => {
    onRpc("pilotage.kpi", "get_left_out", () => {
        throw makeServerError({ message: "Not allowed" });
    });
    await mountCard();
    await contains(".o_pilotage_card_footer button:contains('Left out')").click();
    await animationFrame();
    expect(".o_pilotage_left_out [role=alert]").toHaveText("Not allowed");
});

test("left out without a connection says so in plain words", async () => {
    patchWithCleanup(CockpitModel.prototype, {
        getLeftOut: () => Promise.reject(new ConnectionLostError("/web")),
    });
    await mountCard();
    await contains(".o_pilotage_card_footer button:contains('Left out')").click();
    await animationFrame();
    expect(".o_pilotage_left_out [role=alert]").toHaveText("The server cannot be reached.");
});
