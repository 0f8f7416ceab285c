import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { Deferred, animationFrame, mockDate, runAllTimers } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    makeServerError,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { router } from "@web/core/browser/router";
import { download } from "@web/core/network/download";
import { WebClient } from "@web/webclient/webclient";
import { ANSWERS, mockCockpit } from "./cockpit_test_helpers";

defineMailModels();

const ACTION = {
    id: 42,
    type: "ir.actions.client",
    tag: "pilotage_commercial.cockpit",
    path: "cockpit",
    name: "Cockpit",
    params: {},
};

async function openCockpit(params = {}) {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ ...ACTION, params });
    await animationFrame();
}

const getCodes = () => queryAllTexts(".o_pilotage_kpi h2");

/** Answers as usual, and records the options of each call of `method` as a step. */
function stepOptions(method) {
    return (...args) => {
        expect.step(args);
        return ANSWERS[method](...args);
    };
}

const NO_RECORD = { team_id: false, user_id: false, tag_id: false };

beforeEach(() => {
    mockDate("2026-03-18 10:00:00");
    browser.localStorage.clear();
});

test("every block of the cockpit", async () => {
    mockCockpit({ get_cockpit: stepOptions("get_cockpit") });
    await openCockpit();
    const options = { date_from: "2025-12-19", date_to: "2026-03-18", ...NO_RECORD };
    expect.verifySteps([[options]]);
    expect(".o_pilotage_block[aria-busy=false]").toHaveCount(7);
    expect(".o_pilotage_block .alert-danger").toHaveCount(0);
});

test("start simple: the essentials, then all, as this user left it", async () => {
    mockCockpit();
    await openCockpit();
    expect(getCodes()).toEqual(["Pipeline value", "Transformation rate"]);
    await contains(".o_pilotage_all").click();
    expect(getCodes()).toEqual(["Pipeline value", "Transformation rate", "Win rate"]);
    await getService("action").doAction(ACTION, { clearBreadcrumbs: true });
    await animationFrame();
    expect(".o_pilotage_kpi").toHaveCount(3);
    await contains(".o_pilotage_all").click();
    expect(".o_pilotage_kpi").toHaveCount(2);
});

test("cards show before the other blocks", async () => {
    const slow = new Deferred();
    mockCockpit({
        get_funnel: async () => {
            await slow;
            return ANSWERS.get_funnel();
        },
    });
    await openCockpit();
    expect(".o_pilotage_kpi").toHaveCount(2);
    expect(".o_pilotage_block_funnel").toHaveAttribute("aria-busy", "true");
    expect(".o_pilotage_block_funnel .placeholder").toHaveCount(5);
    expect("[data-list=overdue]").toHaveCount(1);
    slow.resolve();
    await animationFrame();
    expect("[data-stage='1']").toHaveCount(1);
});

test("a block that fails says so, the others stand; it may be tried again", async () => {
    let isBroken = true;
    mockCockpit({
        get_coverage: () => {
            if (isBroken) {
                throw makeServerError({ message: "No such column" });
            }
            return ANSWERS.get_coverage();
        },
    });
    await openCockpit();
    expect(".o_pilotage_block_coverage .alert-danger").toHaveText(/No such column/);
    expect(".o_pilotage_block .alert-danger").toHaveCount(1);
    expect("[data-list=overdue]").toHaveCount(1);
    isBroken = false;
    await contains(".o_pilotage_block_coverage button:contains('Try again')").click();
    await animationFrame();
    expect("[data-bar=pipeline]").toHaveCount(1);
});

test("a filter that the server refuses is said, and can be undone", async () => {
    mockCockpit({
        get_cockpit: (options) => {
            if (options.team_id) {
                throw makeServerError({ message: "There is no such team" });
            }
            return ANSWERS.get_cockpit();
        },
    });
    onRpc("crm.team", "web_search_read", () => ({ records: [], length: 0 }));
    await openCockpit({ team_id: 99 });
    expect(".o_pilotage_failed").toHaveText(/There is no such team/);
    await contains(".o_pilotage_failed button:contains('Reset')").click();
    await animationFrame();
    expect(".o_pilotage_failed").toHaveCount(0);
    expect(".o_pilotage_kpi").toHaveCount(2);
});

test("filters go to the server and to the address", async () => {
    mockCockpit({ get_lists: stepOptions("get_lists") });
    await openCockpit();
    expect.verifySteps([[{ date_from: "2025-12-19", date_to: "2026-03-18", ...NO_RECORD }]]);
    await contains(".o_pilotage_period").click();
    await contains(".o-dropdown-item:contains('Last month')").click();
    await animationFrame();
    expect.verifySteps([[{ date_from: "2026-02-01", date_to: "2026-02-28", ...NO_RECORD }]]);
    await runAllTimers();
    expect(router.current.period).toBe("last_month");
    expect(router.stateToUrl(router.current)).toBe("/odoo/cockpit?period=last_month");
    await contains(".o_pilotage_reset").click();
    await runAllTimers();
    expect(router.stateToUrl(router.current)).toBe("/odoo/cockpit");
    expect.verifySteps([[{ date_from: "2025-12-19", date_to: "2026-03-18", ...NO_RECORD }]]);
});

test("an address brings its filters", async () => {
    mockCockpit({ get_table: stepOptions("get_table") });
    onRpc("res.users", "web_search_read", () => ({
        records: [{ id: 7, display_name: "Marie" }],
        length: 1,
    }));
    await openCockpit({
        period: "custom",
        date_from: "2026-01-01",
        date_to: "2026-01-31",
        user_id: 7,
        by: "team",
    });
    const options = { date_from: "2026-01-01", date_to: "2026-01-31", ...NO_RECORD, user_id: 7 };
    expect.verifySteps([[options, "team"]]);
    expect("[data-filter=user_id] input").toHaveValue("Marie");
    expect("#pilotage_date_from").toHaveValue("01/01/2026");
    expect(".o_pilotage_block_table .btn.active").toHaveText("Sales team");
});

test("the address of a list behind a figure opens the cockpit as it was left", async () => {
    mockCockpit({ get_lists: stepOptions("get_lists") });
    await openCockpit({ period: "last_month", by: "team" });
    const lastMonth = { date_from: "2026-02-01", date_to: "2026-02-28", ...NO_RECORD };
    expect.verifySteps([[lastMonth]]);
    const open = (params) =>
        getService("action").doAction({ ...ACTION, params }, { clearBreadcrumbs: true });
    // The menu: as by default.
    await open({});
    expect.verifySteps([[{ date_from: "2025-12-19", date_to: "2026-03-18", ...NO_RECORD }]]);
    await open({ period: "last_month", by: "team" });
    expect.verifySteps([[lastMonth]]);
    // What the router gives, which knows neither the figure nor the filters.
    patchWithCleanup(browser.location, { pathname: "/odoo/cockpit/crm.lead" });
    await open({ actionStack: [{ action: "cockpit" }] });
    await animationFrame();
    expect.verifySteps([[lastMonth]]);
    expect(".o_pilotage_block_table .btn.active").toHaveText("Sales team");
});

test("custom days: one bound follows the other", async () => {
    mockCockpit({ get_lists: stepOptions("get_lists") });
    await openCockpit({ period: "custom", date_from: "2026-01-01", date_to: "2026-01-31" });
    expect.verifySteps([[{ date_from: "2026-01-01", date_to: "2026-01-31", ...NO_RECORD }]]);
    await contains("#pilotage_date_from").edit("02/10/2026", { confirm: "Enter" });
    await animationFrame();
    expect.verifySteps([[{ date_from: "2026-02-10", date_to: "2026-02-10", ...NO_RECORD }]]);
});

test("today is the company's, even when it is not the browser's", async () => {
    mockCockpit({
        get_cockpit: (options) => {
            expect.step(options.date_to);
            return { ...ANSWERS.get_cockpit(), today: "2026-03-19" };
        },
    });
    await openCockpit();
    expect.verifySteps(["2026-03-18", "2026-03-19"]);
});

test("a late answer does not undo a newer one", async () => {
    const slow = new Deferred();
    mockCockpit({
        get_lists: async (options) => {
            const [list] = ANSWERS.get_lists();
            if (options.date_from === "2026-02-01") {
                await slow;
                return [{ ...list, count: 111 }];
            }
            return [{ ...list, count: 222 }];
        },
    });
    await openCockpit();
    for (const name of ["Last month", "This year"]) {
        await contains(".o_pilotage_period").click();
        await contains(`.o-dropdown-item:contains('${name}')`).click();
        await animationFrame();
    }
    expect("[data-list=overdue]").toHaveText(/222/);
    slow.resolve();
    await animationFrame();
    expect("[data-list=overdue]").toHaveText(/222/);
});

test("back from another action, the filters are as they were", async () => {
    mockCockpit({ get_lists: stepOptions("get_lists") });
    await openCockpit({ period: "this_year" });
    const options = { date_from: "2026-01-01", date_to: "2026-03-18", ...NO_RECORD };
    expect.verifySteps([[options]]);
    await contains(".o_pilotage_block_table .btn:contains('Sales team')").click();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "pilotage_commercial.cockpit",
        name: "Other",
    });
    await animationFrame();
    expect.verifySteps([[{ date_from: "2025-12-19", date_to: "2026-03-18", ...NO_RECORD }]]);
    expect(".o_pilotage_period").toHaveText("Last 90 days");
    await getService("action").restore();
    await animationFrame();
    expect.verifySteps([[options]]);
    expect(".o_pilotage_period").toHaveText("This year");
    expect(".o_pilotage_block_table .btn.active").toHaveText("Sales team");
});

test("a row of the table filters the whole", async () => {
    mockCockpit({ get_lists: stepOptions("get_lists") });
    onRpc("res.users", "web_search_read", () => ({
        records: [{ id: 7, display_name: "Marie" }],
        length: 1,
    }));
    await openCockpit();
    await contains("[data-row='7'] th button").click();
    await animationFrame();
    const options = { date_from: "2025-12-19", date_to: "2026-03-18", ...NO_RECORD };
    expect.verifySteps([[options], [{ ...options, user_id: 7 }]]);
    expect("[data-filter=user_id] input").toHaveValue("Marie");
});

test("an empty database gets a start, not zeros", async () => {
    mockCockpit({
        get_cockpit: () => ({ ...ANSWERS.get_cockpit(), is_empty: true }),
        get_lists: () => expect.step("get_lists"),
    });
    await openCockpit();
    expect(".o_pilotage_start h2").toHaveText("Nothing to steer yet");
    expect(".o_pilotage_start article").toHaveCount(3);
    expect(".o_pilotage_kpi, .o_pilotage_block, .o_pilotage_filters").toHaveCount(0);
    expect.verifySteps([]);
});

test("print", async () => {
    patchWithCleanup(browser, { print: () => expect.step("print") });
    mockCockpit();
    await openCockpit();
    await contains(".o_pilotage_print").click();
    expect.verifySteps(["print"]);
});

test("export what is on the screen", async () => {
    patchWithCleanup(download, {
        _download: ({ url, data }) => {
            const { options, by } = JSON.parse(data.data);
            expect.step([url, options, by]);
        },
    });
    onRpc("/web/session/check", () => true);
    mockCockpit();
    await openCockpit({ period: "this_month", by: "team" });
    await contains(".o_pilotage_export").click();
    await animationFrame();
    const options = { date_from: "2026-03-01", date_to: "2026-03-18", ...NO_RECORD };
    expect.verifySteps([["/pilotage_commercial/cockpit/xlsx", options, "team"]]);
});

test("all the KPIs are archived: it says so, and goes on with what is not measured by one", async () => {
    mockCockpit({ get_cockpit: () => ({ ...ANSWERS.get_cockpit(), kpis: [] }) });
    await openCockpit();
    expect(".o_pilotage_kpi").toHaveCount(0);
    expect(".o_pilotage_no_kpi").toHaveText(/all the KPIs are archived/);
    expect(".o_pilotage_block[aria-busy=false]").toHaveCount(7);
});

test("nothing is exported for an expired session, which Odoo's dialog tells", async () => {
    expect.errors(1);
    patchWithCleanup(download, { _download: () => expect.step("download") });
    onRpc("/web/session/check", () => {
        throw makeServerError({
            errorName: "odoo.http.SessionExpiredException",
            message: "Session expired",
        });
    });
    mockCockpit();
    await openCockpit();
    await contains(".o_pilotage_export").click();
    await animationFrame();
    await animationFrame();
    expect(".modal-title").toHaveText(/Session Expired/i);
    expect.verifyErrors(["Session expired"]);
    expect.verifySteps([]);
});

test.tags("mobile");
test("on a phone", async () => {
    mockCockpit();
    await openCockpit();
    expect(".o_pilotage_kpi").toHaveCount(2);
    await contains(".o_pilotage_period").click();
    // It slides in from the bottom of the screen: it can be clicked before it is visible.
    await contains(".o-dropdown-item:contains('This month')", { visible: false }).click();
    await animationFrame();
    expect(".o_pilotage_period").toHaveText("This month");
});

test("an expired session is told by Odoo's dialog, which loads the page again", async () => {
    expect.errors(1);
    mockCockpit({
        get_cockpit: () => {
            throw makeServerError({
                errorName: "odoo.http.SessionExpiredException",
                message: "Session expired",
            });
        },
    });
    await openCockpit();
    await expect.waitForErrors([/Session expired/]);
    await animationFrame();
    expect(".modal-title").toHaveText("Odoo Session Expired");
});
