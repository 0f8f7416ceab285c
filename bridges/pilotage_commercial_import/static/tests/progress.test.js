import { expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    defineModels,
    fields,
    MockServer,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

class PilotageImport extends models.Model {
    _name = "pilotage.import";
    state = fields.Selection({
        selection: [
            ["running", "Importing"],
            ["done", "Imported"],
        ],
    });
    progress = fields.Float();
    _records = [{ id: 1, state: "running", progress: 10 }];
}

defineMailModels();
defineModels([PilotageImport]);

test("progress is read again by itself until the import has ended", async () => {
    await mountView({
        type: "form",
        resModel: "pilotage.import",
        resId: 1,
        arch: `<form>
            <field name="state"/>
            <div invisible="state != 'running'">
                <field name="progress" widget="pilotage_import_progress"/>
            </div>
        </form>`,
    });
    expect(".o_progressbar").toHaveCount(1);
    expect(".o_progressbar_value, .o_progressbar").toHaveText(/10/);
    MockServer.env["pilotage.import"].write([1], { progress: 60 });
    await advanceTime(3000);
    await animationFrame();
    expect(".o_progressbar_value, .o_progressbar").toHaveText(/60/);
    MockServer.env["pilotage.import"].write([1], { state: "done", progress: 100 });
    await advanceTime(3000);
    await animationFrame();
    expect(".o_progressbar").toHaveCount(0);
});
