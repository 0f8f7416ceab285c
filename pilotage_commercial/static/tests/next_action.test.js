import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { press, queryOne } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    makeServerError,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { session } from "@web/session";

defineMailModels();

const REQUIRED = "odoo.addons.pilotage_commercial.exceptions.NextActionRequiredError";
const ANSWER = { next_action: "Call back", next_action_date: "2026-03-25" };

/** The server: asks until it gets an answer, unless told not to. */
function answerLikeServer({ required = false, asks = true, proposal = {} } = {}) {
    onRpc("mail.activity", "*", ({ method, kwargs }) => {
        const { ask_next_action, next_action_answer } = kwargs.context;
        expect.step([method, ask_next_action ?? false, next_action_answer ?? false]);
        if (asks && !next_action_answer && (required || ask_next_action)) {
            throw makeServerError({
                errorName: REQUIRED,
                message: "Nothing would be planned any more",
                context: { leads: [{ id: 7, name: "Dupont BTP" }], required, ...proposal },
            });
        }
        return 42;
    });
}

/** An operation of the user: resolves to the server's final answer, or to the error's name. */
async function markDone(method = "action_feedback") {
    const result = getService("orm")
        .call("mail.activity", method, [[1]])
        .catch((error) => error.exceptionName);
    await animationFrame();
    await animationFrame();
    return result;
}

/** As `markDone`, without waiting for the answer. */
async function startMarkingDone(method) {
    const result = { promise: markDone(method) };
    await animationFrame();
    await animationFrame();
    await animationFrame();
    return result;
}

beforeEach(async () => {
    mockDate("2026-03-18 10:00:00");
    patchWithCleanup(session, { ask_next_action: true });
    await mountWithCleanup(MainComponentsContainer);
});

test("nothing is asked while something is planned", async () => {
    answerLikeServer({ asks: false });
    expect(await markDone()).toBe(42);
    expect(".o_dialog").toHaveCount(0);
    expect.verifySteps([["action_feedback", true, false]]);
});

test("the answer goes with the operation", async () => {
    answerLikeServer();
    const { promise } = await startMarkingDone();
    expect(".o_dialog").toHaveText(/Dupont BTP/);
    expect(".o_dialog .btn.active").toHaveText("In 3 days");
    await contains("#next_action_summary").edit("Call back", { confirm: false });
    await contains(".o_dialog .btn:contains('In a week')").click();
    expect(queryOne("#next_action_date").value).toMatch(/25/);
    await contains(".o_dialog .btn-primary").click();
    expect(await promise).toBe(42);
    await animationFrame();
    expect(".o_dialog").toHaveCount(0);
    expect.verifySteps([
        ["action_feedback", true, false],
        ["action_feedback", false, ANSWER],
    ]);
});

test("what the server proposes is there to choose: days, kinds, words", async () => {
    const proposal = {
        days: [
            { date: "2026-03-19", label: "Tomorrow" },
            { date: "2026-03-23", label: "Mon 23" },
        ],
        date: "2026-03-23",
        types: [
            { id: 2, name: "Call", icon: "fa-phone" },
            { id: 5, name: "Meeting", icon: "fa-users" },
        ],
        words: ["Call the architect"],
    };
    answerLikeServer({ proposal });
    const { promise } = await startMarkingDone();
    expect(".o_dialog .btn.active").toHaveCount(2); // Monday, and a call
    expect(".o_next_action_words .btn:first").toHaveText("Call the architect");
    await contains(".o_next_action_words .btn:first").click();
    await contains(".o_next_action_types .btn:contains(Meeting)").click();
    await contains(".o_dialog .btn-primary").click();
    expect(await promise).toBe(42);
    const answer = {
        next_action: "Call the architect",
        next_action_date: "2026-03-23",
        activity_type_id: 5,
    };
    expect.verifySteps([
        ["action_feedback", true, false],
        ["action_feedback", false, answer],
    ]);
});

test("enter saves, an empty answer does not", async () => {
    answerLikeServer();
    const { promise } = await startMarkingDone();
    await contains("#next_action_summary").focus();
    await press("Enter");
    await animationFrame();
    expect("#next_action_summary").toHaveClass("is-invalid");
    expect.verifySteps([["action_feedback", true, false]]);
    await contains("#next_action_summary").edit("Call back", { confirm: "Enter" });
    expect(await promise).toBe(42);
    const answer = { ...ANSWER, next_action_date: "2026-03-21" };
    expect.verifySteps([["action_feedback", false, answer]]);
});

for (const [way, skip] of [
    ["the button", () => contains(".o_dialog .btn:contains(Skip)").click()],
    ["Escape", () => press("Escape")],
]) {
    test(`skipped with ${way}, the operation goes on`, async () => {
        answerLikeServer();
        const { promise } = await startMarkingDone();
        await skip();
        expect(await promise).toBe(42);
        expect.verifySteps([
            ["action_feedback", true, false],
            ["action_feedback", false, false],
        ]);
    });
}

test("a button of a form asks as well", async () => {
    answerLikeServer();
    const pressed = getService("action").doActionButton({
        type: "object",
        name: "action_done",
        resModel: "mail.activity",
        resId: 1,
        context: { lang: "en" },
        onClose: () => expect.step("closed"),
    });
    await animationFrame();
    await animationFrame();
    await contains("#next_action_summary").edit("Call back", { confirm: false });
    await contains(".o_dialog .btn:contains('In a week')").click();
    await contains(".o_dialog .btn-primary").click();
    await pressed;
    expect.verifySteps([["action_done", true, false], ["action_done", false, ANSWER], "closed"]);
});

test("required: giving up gives the operation up", async () => {
    answerLikeServer({ required: true });
    const { promise } = await startMarkingDone();
    expect(".o_dialog .btn:contains(Skip)").toHaveCount(0);
    await contains(".o_dialog .btn:contains(Discard)").click();
    expect(await promise).toBe(REQUIRED);
    expect.verifySteps([["action_feedback", true, false]]);
});

test("done and schedule next asks by itself, unless an answer is required", async () => {
    answerLikeServer();
    expect(await markDone("action_feedback_schedule_next")).toBe(42);
    expect.verifySteps([["action_feedback_schedule_next", false, false]]);
});

test("whoever never has to ask sends what Odoo sends", async () => {
    patchWithCleanup(session, { ask_next_action: undefined });
    answerLikeServer();
    expect(await markDone()).toBe(42);
    expect.verifySteps([["action_feedback", false, false]]);
});

/** Odoo's introduction to the pipeline, played by itself ("auto") or by the user ("manual"). */
function playIntroduction(mode) {
    browser.localStorage.setItem("current_tour", "crm_tour");
    browser.localStorage.setItem("current_tour.config", JSON.stringify({ mode }));
}

test("who left the introduction of Odoo open is asked", async () => {
    playIntroduction("manual");
    answerLikeServer();
    const { promise } = await startMarkingDone();
    await contains(".o_dialog .btn:contains(Skip)").click();
    expect(await promise).toBe(42);
    expect.verifySteps([
        ["action_feedback", true, false],
        ["action_feedback", false, false],
    ]);
});

test("while the introduction of Odoo plays by itself, only what is required is asked", async () => {
    playIntroduction("auto");
    answerLikeServer();
    expect(await markDone()).toBe(42);
    expect.verifySteps([["action_feedback", false, false]]);
    answerLikeServer({ required: true });
    const { promise } = await startMarkingDone();
    await contains(".o_dialog input").edit("Call back", { confirm: false });
    await contains(".o_dialog .btn-primary").click();
    expect(await promise).toBe(42);
    expect.verifySteps([
        ["action_feedback", false, false],
        ["action_feedback", false, { ...ANSWER, next_action_date: "2026-03-21" }],
    ]);
});

test("where it cannot be asked, the message is shown as any other", async () => {
    expect.errors(1);
    patchWithCleanup(session, { ask_next_action: undefined });
    answerLikeServer({ required: true });
    Promise.resolve().then(() => getService("orm").call("mail.activity", "action_feedback", [[1]]));
    await animationFrame();
    await animationFrame();
    await animationFrame();
    expect(".o_dialog .modal-body").toHaveText("Nothing would be planned any more");
    expect.verifyErrors(["Nothing would be planned any more"]);
    expect.verifySteps([["action_feedback", false, false]]);
});

test("an answer that could not be saved is found again", async () => {
    answerLikeServer();
    let isLost = true;
    onRpc("mail.activity", "action_feedback", ({ kwargs }) => {
        if (isLost && kwargs.context.next_action_answer) {
            throw makeServerError({ message: "Lost" });
        }
    });
    const first = await startMarkingDone();
    await contains(".o_dialog input").edit("Call back", { confirm: false });
    await contains(".o_dialog .btn:contains('In a week')").click();
    await contains(".o_dialog .btn-primary").click();
    expect(await first.promise).toBe("odoo.exceptions.UserError");
    isLost = false;
    const second = await startMarkingDone();
    expect("#next_action_summary").toHaveValue("Call back");
    expect(".o_dialog .btn:contains('In a week')").toHaveClass("active");
    await contains(".o_dialog .btn-primary").click();
    expect(await second.promise).toBe(42);
    expect.verifySteps([
        ["action_feedback", true, false],
        ["action_feedback", true, false],
        ["action_feedback", false, ANSWER],
    ]);
    // Once saved, it is not proposed again.
    const third = await startMarkingDone();
    expect("#next_action_summary").toHaveValue("");
    await contains(".o_dialog .btn:contains(Skip)").click();
    await third.promise;
    expect.verifySteps([
        ["action_feedback", true, false],
        ["action_feedback", false, false],
    ]);
});

test("another error is left as it is", async () => {
    onRpc("mail.activity", "action_feedback", () => {
        throw makeServerError({ message: "No" });
    });
    expect(await markDone()).toBe("odoo.exceptions.UserError");
    expect(".o_dialog").toHaveCount(0);
});

test.tags("mobile");
test("on a phone", async () => {
    answerLikeServer();
    const { promise } = await startMarkingDone();
    expect(".o_dialog .btn:contains('Tomorrow')").toBeVisible();
    await contains(".o_dialog .btn:contains(Skip)").click();
    expect(await promise).toBe(42);
    expect.verifySteps([
        ["action_feedback", true, false],
        ["action_feedback", false, false],
    ]);
});
