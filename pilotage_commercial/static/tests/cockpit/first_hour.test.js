import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { press, queryAll, queryRect } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, mockService, onRpc } from "@web/../tests/web_test_helpers";
import { FirstHour } from "@pilotage_commercial/cockpit/first_hour/first_hour";
import { CockpitHelp } from "@pilotage_commercial/cockpit/help/help";
import { ANSWERS, mountPart } from "./cockpit_test_helpers";

defineMailModels();

const STEPS = [
    { code: "pipeline", done: true },
    { code: "sheet", done: false },
    { code: "targets", done: false },
    { code: "review", done: false },
];

const PROPOSALS = [
    {
        code: "transformation_rate",
        name: "Transformation rate",
        unit: "ratio",
        basis: "value",
        value: 0.42,
        usual: 0.25,
        measured: 0.4183,
        counted: 27,
    },
    {
        code: "pipeline_value",
        name: "Pipeline value",
        unit: "money",
        basis: "monthly_revenue",
        value: 3,
        usual: 3,
        measured: null,
        counted: 0,
    },
];

const mockSteps = (steps = STEPS, isManager = true) =>
    onRpc("pilotage.start", "get_steps", () => ({ is_manager: isManager, steps }));

test("what is done is ticked, the first that is left stands out", async () => {
    mockSteps();
    await mountPart(FirstHour, {});
    await animationFrame();
    expect(".o_pilotage_first_hour_progress").toHaveText("1 step of 4");
    expect("[data-step=pipeline][data-done='1'] button").toHaveCount(0);
    expect("[data-step=sheet] button").toHaveClass("btn-primary");
    expect("[data-step=targets] button").toHaveClass("btn-secondary");
});

test("who may change the settings is told of the question about low margins", async () => {
    mockSteps([{ code: "margin", done: false }]);
    await mountPart(FirstHour, {});
    await animationFrame();
    expect("[data-step=margin]").toHaveText(/can ask for a reason/);
});

test("a salesperson is not told of the settings", async () => {
    mockSteps([{ code: "margin", done: false }], false);
    await mountPart(FirstHour, {});
    await animationFrame();
    expect("[data-step=margin]").toHaveText(/cost or the margin of one deal/);
    expect("[data-step=margin]").not.toHaveText(/can ask for a reason/);
});

test("nothing is shown when nothing is left", async () => {
    mockSteps([]);
    await mountPart(FirstHour, {});
    await animationFrame();
    expect(".o_pilotage_first_hour").toHaveCount(0);
});

test("the server fails: the cockpit is shown without", async () => {
    onRpc("pilotage.start", "get_steps", () => {
        throw new Error("down");
    });
    await mountPart(FirstHour, {});
    await animationFrame();
    expect(".o_pilotage_first_hour").toHaveCount(0);
});

test("the review of the week is opened, and the list put away", async () => {
    mockSteps();
    mockService("action", { doAction: (action) => expect.step(action.res_model) });
    onRpc("pilotage.review", "open_current", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window", res_model: "pilotage.review" };
    });
    onRpc("pilotage.start", "dismiss", () => {
        expect.step("dismiss");
        return true;
    });
    await mountPart(FirstHour, {});
    await animationFrame();
    await contains("[data-step=review] button").click();
    await animationFrame();
    expect.verifySteps([[false], "pilotage.review"]);
    await contains(".o_pilotage_first_hour_dismiss").click();
    await animationFrame();
    expect.verifySteps(["dismiss"]);
    expect(".o_pilotage_first_hour").toHaveCount(0);
});

test("targets: percent is typed, a ratio is sent; what cannot be read is said", async () => {
    mockSteps();
    onRpc("pilotage.start", "propose_targets", () => PROPOSALS);
    onRpc("pilotage.start", "set_targets", ({ args }) => {
        expect.step(args[0]);
        return true;
    });
    onRpc("pilotage.kpi", "get_cockpit", () => {
        expect.step("cards");
        return { ...ANSWERS.get_cockpit(), is_empty: true };
    });
    await mountPart(FirstHour, {});
    await animationFrame();
    await contains("[data-step=targets] button").click();
    await animationFrame();
    expect("[data-target=transformation_rate]").toHaveText(/41.8\s*% \(27\)/);
    expect("[data-target=transformation_rate] input").toHaveValue("42");
    expect("[data-target=pipeline_value]").toHaveText(/Nothing to measure yet/);
    await contains("[data-target=transformation_rate] input").edit("none", { confirm: false });
    await contains(".o_pilotage_targets_save").click();
    await animationFrame();
    expect(".modal .alert").toHaveText("Give a number above zero for each target.");
    await contains("[data-target=transformation_rate] input").edit("45", { confirm: false });
    await contains(".o_pilotage_targets_save").click();
    await animationFrame();
    expect.verifySteps([
        [
            { code: "transformation_rate", basis: "value", value: 0.45 },
            { code: "pipeline_value", basis: "monthly_revenue", value: 3 },
        ],
        "cards", // with the new targets
    ]);
    expect(".modal").toHaveCount(0);
});

test("Enter in a field of the targets saves them", async () => {
    mockSteps();
    onRpc("pilotage.start", "propose_targets", () => PROPOSALS);
    onRpc("pilotage.start", "set_targets", ({ args }) => {
        expect.step(args[0].length);
        return true;
    });
    onRpc("pilotage.kpi", "get_cockpit", () => ({ ...ANSWERS.get_cockpit(), is_empty: true }));
    await mountPart(FirstHour, {});
    await animationFrame();
    await contains("[data-step=targets] button").click();
    await animationFrame();
    await contains("[data-target=transformation_rate] input").focus();
    await press("Enter");
    await animationFrame();
    expect.verifySteps([2]);
    expect(".modal").toHaveCount(0);
});

test.tags("mobile");
test("on a phone each target has room for its figure, and its name", async () => {
    mockSteps();
    onRpc("pilotage.start", "propose_targets", () => PROPOSALS);
    await mountPart(FirstHour, {});
    await animationFrame();
    await contains("[data-step=targets] button").click();
    await animationFrame();
    for (const input of queryAll("[data-target] input")) {
        expect(queryRect(input).width).toBeGreaterThan(80);
        expect(queryRect(input).right).toBeLessThan(window.innerWidth);
    }
    expect("[data-target=transformation_rate]").toHaveText(/Your last twelve months/);
});

test("what was put away is brought back, and what is all done is said", async () => {
    const answers = [STEPS, []];
    onRpc("pilotage.start", "bring_back", () => {
        expect.step("bring_back");
        return { is_manager: true, steps: answers.shift() };
    });
    const onFirstHour = () => expect.step("shown");
    await mountPart(CockpitHelp, { hasFigures: false, onFirstHour });
    for (let turn = 0; turn < 2; turn++) {
        await contains(".o_pilotage_help").click();
        expect(".o_pilotage_tour").toHaveCount(0);
        await contains(".o_pilotage_bring_back").click();
        await animationFrame();
        expect.verifySteps(["bring_back", "shown"]);
        expect(".o_notification").toHaveCount(turn);
    }
});

test.tags("desktop");
test("the tour is played where there are figures, Odoo's own stay off", async () => {
    mockService("tour_service", {
        startTour: (name, options) => expect.step([name, options]),
    });
    onRpc("res.users", "switch_tour_enabled", ({ args }) => {
        expect.step(args);
        return false;
    });
    await mountPart(CockpitHelp, { hasFigures: true, onFirstHour: () => {} });
    await contains(".o_pilotage_help").click();
    await contains(".o_pilotage_tour").click();
    await animationFrame();
    expect.verifySteps([
        ["pilotage_commercial_newcomer_cockpit", { mode: "manual", redirect: false }],
        [false],
    ]);
});
