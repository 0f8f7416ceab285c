import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import {
    contains,
    makeServerError,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { session } from "@web/session";
import { StartPage } from "@pilotage_commercial/start_page/start_page";

defineMailModels();

const BUTTON = ".o_pilotage_start_page";

function mountButton(starts, page = "cockpit") {
    patchWithCleanup(session, { starts_on_cockpit: false, starts_on_day: false });
    patchWithCleanup(session, { [`starts_on_${page}`]: starts });
    return mountWithCleanup(StartPage, { props: { page } });
}

test("where Odoo opens: said and taken back with one button", async () => {
    onRpc("res.users.settings", "set_res_users_settings", ({ kwargs }) => {
        expect.step(kwargs.new_settings);
        return {};
    });
    await mountButton(true);
    expect(BUTTON).toHaveAttribute("aria-pressed", "true");
    await contains(BUTTON).click();
    expect.verifySteps([{ start_page: "default" }]);
    expect(BUTTON).toHaveAttribute("aria-pressed", "false");
    expect(session.starts_on_cockpit).toBe(false);
    await contains(BUTTON).click();
    expect.verifySteps([{ start_page: "cockpit" }]);
    expect(BUTTON).toHaveAttribute("aria-pressed", "true");
});

test("of two pages that say where Odoo opens, the last one holds", async () => {
    onRpc("res.users.settings", "set_res_users_settings", ({ kwargs }) => {
        expect.step(kwargs.new_settings);
        return {};
    });
    patchWithCleanup(session, { starts_on_cockpit: true, starts_on_day: false });
    await mountWithCleanup(StartPage, { props: { page: "day" } });
    expect(`${BUTTON} span`).toHaveText("Open Odoo on To Handle Today");
    expect(BUTTON).toHaveAttribute("aria-pressed", "false");
    await contains(BUTTON).click();
    expect.verifySteps([{ start_page: "day" }]);
    expect([session.starts_on_cockpit, session.starts_on_day]).toEqual([false, true]);
});

test("a choice that the server refuses is not shown as made", async () => {
    expect.errors(1);
    onRpc("res.users.settings", "set_res_users_settings", () => {
        throw makeServerError({ message: "Not now" });
    });
    await mountButton(false);
    await contains(BUTTON).click();
    await expect.waitForErrors([/Not now/]);
    expect(BUTTON).toHaveAttribute("aria-pressed", "false");
});
