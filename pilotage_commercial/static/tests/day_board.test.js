import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { Deferred, animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    getFacetTexts,
    getService,
    models,
    mountWithCleanup,
    onRpc,
    removeFacet,
    switchView,
    toggleMenuItem,
    toggleSearchBarMenu,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

const HORIZONS = ["none", "week", "later"];

class Row extends models.Model {
    _name = "row";

    name = fields.Char();
    horizon = fields.Selection({ selection: HORIZONS.map((code) => [code, code]) });
    action = fields.Char();
    date = fields.Date();

    _records = HORIZONS.map((horizon, index) => ({
        id: index + 1,
        name: horizon,
        horizon,
        action: index ? `Call ${horizon}` : false,
        date: index ? "2026-03-20" : false,
    }));
    _views = {
        list: `
            <list js_class="pilotage_day_list">
                <field name="name"/>
                <field name="action"/>
                <field name="date"/>
                <button name="work" type="object" string="Done"/>
            </list>`,
        kanban: `
            <kanban js_class="pilotage_day_kanban" default_group_by="horizon">
                <templates><t t-name="card"><field name="name"/><field name="action"/><field name="date"/></t></templates>
            </kanban>`,
        form: `<form><field name="name"/></form>`,
        search: `
            <search>
                <filter name="to_handle" string="Now" domain="[('horizon', '=', 'none')]"/>
                <filter name="week" string="Week" domain="[('horizon', '=', 'week')]"/>
                <filter name="later" string="Later" domain="[('horizon', '=', 'later')]"/>
            </search>`,
    };
}

defineMailModels();
defineModels([Row]);

async function openDay() {
    onRpc("has_group", () => true);
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.act_window",
        name: "To Handle",
        res_model: "row",
        views: [
            [false, "list"],
            [false, "kanban"],
            [false, "form"],
        ],
        context: { search_default_to_handle: 1 },
    });
    await animationFrame();
}

/** A row opens its deal by an action of its own. */
async function openDeal() {
    await getService("action").doAction({
        type: "ir.actions.act_window",
        res_model: "row",
        res_id: 1,
        views: [[false, "form"]],
    });
    await animationFrame();
}

test.tags("desktop"); // a phone has no columns
test("the board shows the whole week, where a dropped card stays visible", async () => {
    await openDay();
    expect(getFacetTexts()).toEqual(["Now"]);
    await switchView("kanban");
    expect(getFacetTexts()).toEqual(["Now\nor\nWeek\nor\nLater"]);
    expect(".o_kanban_record:not(.o_kanban_ghost)").toHaveCount(3);
});

test.tags("desktop");
test("a filter that was removed from the board does not come back", async () => {
    await openDay();
    await switchView("kanban");
    await toggleSearchBarMenu();
    await toggleMenuItem("Later");
    const left = ["Now\nor\nWeek"];
    expect(getFacetTexts()).toEqual(left);
    // After a card was opened, and after the list.
    await openDeal();
    await contains(".o_breadcrumb a:contains(To Handle)").click();
    await animationFrame();
    expect(getFacetTexts()).toEqual(left);
    await switchView("list");
    expect(getFacetTexts()).toEqual(left);
    await switchView("kanban");
    expect(getFacetTexts()).toEqual(left);
});

test.tags("desktop");
test("a search without what is due now is not widened", async () => {
    await openDay();
    await removeFacet("Now");
    await switchView("kanban");
    expect(getFacetTexts()).toEqual([]);
});

test.tags("desktop");
test("a double click on a button opens no record", async () => {
    const done = new Deferred();
    onRpc("row", "work", async () => {
        expect.step("work");
        await done;
        return false;
    });
    await openDay();
    await contains(".o_data_row button:contains(Done)").click();
    expect(".o_data_row button:contains(Done)").not.toBeEnabled();
    await contains(".o_data_row td.o_list_button").click(); // what the second click reaches
    done.resolve();
    await animationFrame();
    expect.verifySteps(["work"]);
    expect(".o_form_view").toHaveCount(0);
    await contains(".o_data_row td.o_list_button").click();
    expect(".o_form_view").toHaveCount(1);
});

/** Records what each call of `method` says that the row shows. */
function stepShown(method, answer) {
    onRpc("row", method, ({ kwargs }) => {
        const { shown_action, shown_date } = kwargs.context;
        expect.step([method, shown_action, shown_date]);
        return answer;
    });
}

test.tags("desktop");
test("a button and a drop say which action the row shows", async () => {
    stepShown("web_save");
    stepShown("work", false);
    await openDay();
    await contains(".o_data_row button:contains(Done)").click();
    await animationFrame();
    expect.verifySteps([["work", false, false]]);
    await switchView("kanban");
    await contains(".o_kanban_record:contains(Call week)").dragAndDrop(
        ".o_kanban_group:contains(later)"
    );
    await animationFrame();
    expect.verifySteps([["web_save", "Call week", "2026-03-20"]]);
});
