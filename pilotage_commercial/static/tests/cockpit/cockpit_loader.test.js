import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { Component, xml } from "@odoo/owl";
import { expect, test } from "@odoo/hoot";
import { Deferred, animationFrame } from "@odoo/hoot-mock";
import { getService, mountWithCleanup, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { AssetsLoadingError } from "@web/core/assets";
import { registry } from "@web/core/registry";
import { WebClient } from "@web/webclient/webclient";
import { COCKPIT } from "@pilotage_commercial/cockpit_loader/cockpit_loader";
import { mockBundle, mockCockpit } from "./cockpit_test_helpers";

defineMailModels();

const open = (tag) => getService("action").doAction({ type: "ir.actions.client", tag });

test("who goes elsewhere while the cockpit is loaded is left there", async () => {
    class Elsewhere extends Component {
        static template = xml`<div class="o_elsewhere"/>`;
        static props = ["*"];
    }
    registry.category("actions").add("elsewhere", Elsewhere);
    const code = new Deferred();
    mockCockpit();
    mockBundle(() => code);
    await mountWithCleanup(WebClient);
    open(COCKPIT);
    await animationFrame();
    expect(".o_pilotage_cockpit").toHaveCount(0);
    await open("elsewhere");
    code.resolve();
    await animationFrame();
    await animationFrame();
    expect(".o_elsewhere").toHaveCount(1);
    expect(".o_pilotage_cockpit").toHaveCount(0);
});

test("code that cannot be had, or crashes, is said", async () => {
    mockBundle(async () => {
        throw new AssetsLoadingError("No network");
    });
    patchWithCleanup(registry.category("lazy_components"), { get: (_name, other) => other });
    await mountWithCleanup(WebClient);
    await open(COCKPIT);
    await animationFrame();
    expect(".o_pilotage_not_loaded").toHaveText(/reload the page/);
});
