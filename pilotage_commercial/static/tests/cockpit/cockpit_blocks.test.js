import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, destroy, expect, test } from "@odoo/hoot";
import { queryAllAttributes, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { contains } from "@web/../tests/web_test_helpers";
import { CockpitChanges } from "@pilotage_commercial/cockpit/changes/changes";
import { CockpitCoverage } from "@pilotage_commercial/cockpit/coverage/coverage";
import { CockpitForecast } from "@pilotage_commercial/cockpit/forecast/forecast";
import { CockpitFunnel } from "@pilotage_commercial/cockpit/funnel/funnel";
import { CockpitLists } from "@pilotage_commercial/cockpit/lists/lists";
import { CockpitMoney } from "@pilotage_commercial/cockpit/money/money";
import { CockpitTable } from "@pilotage_commercial/cockpit/table/table";
import { ANSWERS, makeList, mountPart, stepActions } from "./cockpit_test_helpers";

defineMailModels();
beforeEach(() => stepActions());

test("lists to handle open; an empty one does not", async () => {
    await mountPart(CockpitLists, { lists: ANSWERS.get_lists() });
    expect("[data-list=overdue]").toHaveText(/Overdue\s*\$\s*1,200\s*6/);
    expect("[data-list=inactive] button").toHaveCount(0);
    await contains("[data-list=overdue] button").click();
    expect.verifySteps([["crm.lead", [["name", "=", "Overdue"]], false]]);
});

test("a list that an addon adds: another model, no amount", async () => {
    const added = { ...makeList("Unhappy", 4, { model: "res.partner" }), code: "added", help: "" };
    await mountPart(CockpitLists, { lists: [...ANSWERS.get_lists(), added] });
    expect("[data-list=added]").toHaveText(/Unhappy\s*–\s*4/);
    expect("[data-list=added] .fa").toHaveClass("fa-list");
    await contains("[data-list=added] button").click();
    expect.verifySteps([["res.partner", [["name", "=", "Unhappy"]], false]]);
});

test("nothing to handle is good news", async () => {
    const lists = ANSWERS.get_lists().map((list) => ({ ...list, count: 0 }));
    await mountPart(CockpitLists, { lists });
    expect(".text-success").toHaveText(/Nothing waits/);
});

test("what changed since last week", async () => {
    await mountPart(CockpitChanges, { changes: ANSWERS.get_changes() });
    expect(queryAllAttributes(".o_pilotage_bridge li", "data-change")).toEqual([
        "start",
        "new",
        "up",
        "won",
        "end",
    ]);
    expect("[data-change=start]").toHaveText(/Pipeline on 03\/11\/2026\s*\$\s*8,000\s*4/);
    expect("[data-change=new]").toHaveText(/New\s*\+\$\s*1,000\s*3/);
    expect("[data-change=up] .fa-arrow-up").toHaveClass("text-muted");
    expect("[data-change=won]").toHaveText(/Won\s*-\$\s*2,500\s*1/);
    expect("[data-change=end]").toHaveText(/Pipeline today\s*\$\s*6,500\s*6/);
    // Closing date put off: not a part of the bridge.
    expect(".o_pilotage_bridge [data-change=slipped]").toHaveCount(0);
    expect("[data-change=slipped]").toHaveText(/Slipped\s*\$\s*700\s*1/);
    await contains("[data-change=start] button").click();
    expect.verifySteps([["crm.lead", [["name", "=", "Pipeline on 03/11/2026"]], false]]);
});

test("money that is forgotten, since when", async () => {
    await mountPart(CockpitMoney, { lists: ANSWERS.get_money() });
    expect("[data-money=not_invoiced]").toHaveText(
        /Delivered, not invoiced\s*since 01\/14\/2026\s*\$\s*900\s*2/
    );
    expect("[data-money=expiring] button").toHaveCount(0);
    await contains("[data-money=not_invoiced] button").click();
    expect.verifySteps([["crm.lead", [["name", "=", "Delivered, not invoiced"]], false]]);
});

test("no money is forgotten", async () => {
    await mountPart(CockpitMoney, { lists: ANSWERS.get_money().slice(1) });
    expect(".text-success").toHaveText("No money is forgotten.");
});

for (const [changes, state, text] of [
    [{}, "success", /Enough, even without the dead weight/],
    // 90 000 − 50 000 dead = 40 000 alive, of the 50 000 needed
    [{ dead: makeList("d", 3, { amount: 50000, share: 0.5 }) }, "warning", /10,000 short/],
    [{ needed: 100000 }, "danger", /19,000 of live deals are missing/],
    [{ monthly_revenue: null, needed: null, guide: null }, "muted", /No confirmed order/],
    [{ win_rate: null, needed: null, needed_ratio: null }, "muted", /Nothing won/],
]) {
    test(`coverage in words: ${text.source}`, async () => {
        await mountPart(CockpitCoverage, { coverage: { ...ANSWERS.get_coverage(), ...changes } });
        expect("p:first").toHaveText(text);
        expect("p:first").toHaveClass(`text-${state}`);
    });
}

test("coverage on one scale, the dead weight apart", async () => {
    await mountPart(CockpitCoverage, { coverage: ANSWERS.get_coverage() });
    expect("[data-bar=pipeline]").toHaveText(/4\.5×\s*\$\s*90,000/);
    expect("[data-bar=needed]").toHaveText(/2\.5×\s*\$\s*50,000/);
    // 81 000 of 90 000 alive
    expect(queryOne("[data-bar=pipeline] .o_pilotage_bar_alive").style.width).toBe("90%");
    await contains(".o_pilotage_dead button:first").click();
    expect.verifySteps([["crm.lead", [["name", "=", "Dead weight"]], false]]);
});

test("coverage without what it is compared with: the pipeline alone", async () => {
    const unknown = { monthly_revenue: null, needed: null, guide: null };
    await mountPart(CockpitCoverage, { coverage: { ...ANSWERS.get_coverage(), ...unknown } });
    expect("[data-bar]").toHaveCount(1);
    expect("[data-bar=pipeline]").toHaveText(/90,000/);
    expect(".o_pilotage_hint").toHaveText("");
});

test("coverage of no pipeline at all", async () => {
    const coverage = { ...ANSWERS.get_coverage(), pipeline: null, ratio: null };
    await mountPart(CockpitCoverage, { coverage });
    expect("[data-bar=pipeline] b").toHaveText("–");
    expect(".o_pilotage_dead").toHaveCount(0);
});

test("one loss is one loss, and a stage is no HTML", async () => {
    const deadliest = { id: 2, name: "<i>Quote</i>", lost: 1, share: 1 };
    await mountPart(CockpitFunnel, { funnel: { ...ANSWERS.get_funnel(), deadliest } });
    expect(".o_pilotage_deadliest").toHaveText(
        /^Deals die at <i>Quote<\/i>: one loss, 100\s%\sof all$/
    );
    expect(".o_pilotage_deadliest b").toHaveText("<i>Quote</i>");
});

test("the funnel says where deals die, and opens each number", async () => {
    await mountPart(CockpitFunnel, { funnel: ANSWERS.get_funnel() });
    expect(".o_pilotage_deadliest").toHaveText(
        /Deals die at Quote:\s*5 losses,\s*83\.3\s%\sof all/
    );
    expect("[data-stage='2']").toHaveClass("o_pilotage_is_deadliest");
    expect("[data-stage='1'] .o_pilotage_funnel_rate").toHaveText(/90\s%/);
    expect(queryOne("[data-stage=won] .o_pilotage_bar_fill").style.width).toBe("40%");
    for (const [selector, name] of [
        ["[data-stage='2'] .o_pilotage_funnel_lost button", "lost Quote"],
        ["[data-stage='1'] .o_pilotage_funnel_open button", "open Prospect"],
        ["[data-stage=won] .o_pilotage_funnel_bar button", "Won"],
        ["[data-stage=won] .o_pilotage_funnel_lost button", "Lost"],
    ]) {
        await contains(selector).click();
        expect.verifySteps([["crm.lead", [["name", "=", name]], false]]);
    }
});

test("a funnel through which nothing went", async () => {
    const funnel = ANSWERS.get_funnel();
    funnel.stages = funnel.stages.map((stage) => ({
        ...stage,
        reached: 0,
        rate: null,
        lost: { ...stage.lost, count: 0 },
        is_deadliest: false,
    }));
    Object.assign(funnel, { deadliest: null, rate: null });
    await mountPart(CockpitFunnel, { funnel });
    expect(".o_pilotage_hint").toHaveText(/No opportunity was won or lost/);
    expect("[data-stage='1'] .o_pilotage_funnel_rate").toHaveText(/–/);
});

test("the forecast as a chart, destroyed with it", async () => {
    const parent = await mountPart(CockpitForecast, {
        forecast: ANSWERS.get_forecast(),
        asTable: false,
    });
    const canvas = queryOne(".o_pilotage_forecast_chart canvas");
    const chart = Chart.getChart(canvas);
    expect(chart.data.datasets.map(({ label, data }) => [label, data])).toEqual([
        ["Open", [8000, null]],
        ["By probability", [4000, null]],
        ["By measured win rate", [2000, null]],
    ]);
    expect(".o_pilotage_row").toHaveCount(1);
    destroy(parent);
    expect(Chart.getChart(canvas)).toBe(undefined);
});

test("the forecast without any win rate", async () => {
    const forecast = { ...ANSWERS.get_forecast(), win_rate: null };
    await mountPart(CockpitForecast, { forecast, asTable: false });
    const chart = Chart.getChart(queryOne(".o_pilotage_forecast_chart canvas"));
    expect(chart.data.datasets.map(({ label }) => label)).toEqual(["Open", "By probability"]);
});

test("the forecast in figures opens each month", async () => {
    await mountPart(CockpitForecast, { forecast: ANSWERS.get_forecast(), asTable: true });
    expect(queryAllTexts("tbody tr:first td")).toEqual(["$ 8,000", "$ 4,000", "$ 2,000"]);
    await contains("tbody tr:first button").click();
    expect.verifySteps([["crm.lead", [["name", "=", "month 2026-03-01"]], false]]);
    expect("tbody tr:eq(1) button").toHaveCount(0);
});

const getRows = () => queryAllTexts("tbody tr th");

test("the table sorts, what is unknown last, and opens each cell", async () => {
    await mountPart(CockpitTable, {
        table: ANSWERS.get_table({}),
        onSelectRow: (changes) => expect.step(changes),
    });
    expect(getRows()).toEqual(["Marie", "Paul", "Zoé", "Not set"]);
    await contains("thead button:contains('Win rate')").click();
    expect(getRows()).toEqual(["Marie", "Zoé", "Paul", "Not set"]);
    expect("thead th:last").toHaveAttribute("aria-sort", "descending");
    await contains("thead button:contains('Win rate')").click();
    expect(getRows()).toEqual(["Zoé", "Marie", "Paul", "Not set"]);
    expect("[data-row='9'] [data-column=win_rate] .fa-exclamation-triangle").toHaveCount(1);
    expect("[data-row='8'] [data-column=win_rate]").toHaveText("–");
    await contains("[data-row='9'] [data-column=win_rate] button").click();
    expect.verifySteps([["crm.lead", [["name", "=", "cell 0.2"]], false]]);
});

test("a row of the table is a filter, where there is one", async () => {
    await mountPart(CockpitTable, {
        table: ANSWERS.get_table({}),
        onSelectRow: (changes) => expect.step(changes),
    });
    await contains("[data-row='7'] th button").click();
    expect.verifySteps([{ user_id: 7 }]);
    expect("[data-row='false'] th button").toHaveCount(0);
});

test("a column that failed says why", async () => {
    const table = ANSWERS.get_table({});
    table.columns[0].message = "division by zero";
    table.rows[0].cells = {};
    await mountPart(CockpitTable, { table, onSelectRow: () => {} });
    expect("[data-row='7'] [data-column=win_rate] .fa").toHaveAttribute(
        "aria-label",
        "division by zero"
    );
});
