import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { animationFrame, queryAllTexts } from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Stage extends models.Model {
    _name = "crm.stage";

    name = fields.Char();
    is_lost = fields.Boolean();

    _records = [
        { id: 1, name: "Prospect" },
        { id: 2, name: "Quote" },
        { id: 3, name: "Lost", is_lost: true },
    ];
}

class Lead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();
    active = fields.Boolean({ default: true });
    stage_id = fields.Many2one({ relation: "crm.stage" });
    lost_from_stage_id = fields.Many2one({ relation: "crm.stage" });

    _records = [
        { id: 1, name: "Dupont", active: true, stage_id: 1 },
        { id: 2, name: "Martin", active: true, stage_id: 2 },
        { id: 3, name: "Morel", active: false, stage_id: 3, lost_from_stage_id: 2 },
        { id: 4, name: "Archived", active: false, stage_id: 1 },
    ];
}

defineModels([Lead, Stage]);
defineMailModels();

const ARCH = `
    <kanban js_class="crm_kanban">
        <field name="lost_from_stage_id"/>
        <templates><t t-name="card"><field name="name"/></t></templates>
    </kanban>`;

const mountPipeline = (options = {}) =>
    mountView({
        type: "kanban",
        resModel: "crm.lead",
        groupBy: ["stage_id"],
        arch: ARCH,
        ...options,
    });

let actions;
beforeEach(() => {
    actions = [];
    onRpc("crm.lead", "get_rainbowman_message", () => false);
    mockService("action", {
        doAction(action, options) {
            actions.push([action, options.additionalContext]);
            options.onClose?.();
        },
    });
});

test("the Lost column shows the losses, not what is merely archived", async () => {
    await mountPipeline();
    expect(queryAllTexts(".o_kanban_record")).toEqual(["Dupont", "Martin", "Morel"]);
});

test("a filter on archived records is left as it is", async () => {
    await mountPipeline({ domain: [["active", "=", false]] });
    expect(queryAllTexts(".o_kanban_record")).toEqual(["Archived", "Morel"]);
});

test("grouped by something else, no loss shows", async () => {
    await mountPipeline({ groupBy: ["name"] });
    expect(queryAllTexts(".o_kanban_record")).toEqual(["Dupont", "Martin"]);
});

test.tags("desktop");
test("dropping a card on Lost asks for the reason and writes nothing", async () => {
    onRpc("crm.lead", "web_save", () => {
        expect.step("web_save");
    });
    await mountPipeline();
    await contains(".o_kanban_record:contains(Dupont)").dragAndDrop(".o_kanban_group:eq(2)");
    await animationFrame();
    expect(actions).toEqual([
        [
            "crm.crm_lead_lost_action",
            { active_id: 1, active_ids: [1], active_model: "crm.lead", lost_stage_id: 3 },
        ],
    ]);
    expect.verifySteps([]);
    expect(queryAllTexts(".o_kanban_group:eq(0) .o_kanban_record")).toEqual(["Dupont"]);
});

test.tags("desktop");
test("dropping a card on another column moves it as ever", async () => {
    onRpc("crm.lead", "web_save", () => {
        expect.step("web_save");
    });
    await mountPipeline();
    await contains(".o_kanban_record:contains(Dupont)").dragAndDrop(".o_kanban_group:eq(1)");
    await animationFrame();
    expect(actions).toEqual([]);
    expect.verifySteps(["web_save"]);
    expect(queryAllTexts(".o_kanban_group:eq(1) .o_kanban_record")).toEqual(["Martin", "Dupont"]);
});
