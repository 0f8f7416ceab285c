import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
    pagerNext,
} from "@web/../tests/web_test_helpers";

class Order extends models.Model {
    _name = "order";

    name = fields.Char();
    revenue = fields.Float({ aggregator: "sum" });
    margin = fields.Float({ aggregator: "sum" });
    rate = fields.Float();

    _records = [1, 2, 3].map((id) => ({
        id,
        name: `Order ${id}`,
        revenue: 100 * id,
        margin: 10 * id,
        rate: 0.423,
    }));
}

defineMailModels();
defineModels([Order]);

const HIDDEN = "'margin' not in context.get('pilotage_columns', [])";
const mountList = (limit, columns = []) =>
    mountView({
        type: "list",
        resModel: "order",
        context: { pilotage_columns: columns },
        arch: `
            <list js_class="pilotage_figures_list" limit="${limit}">
                <field name="name"/>
                <field name="revenue" sum="Total"/>
                <field name="margin" sum="Total" column_invisible="${HIDDEN}"/>
                <field name="rate" widget="pilotage_percent"/>
            </list>`,
    });
const getTotals = () => queryAllTexts("tfoot td").filter(Boolean);

test("a list that is shown whole adds up itself", async () => {
    onRpc("pilotage.kpi", "get_totals", () => expect.step("asked"));
    await mountList(80);
    expect(getTotals()).toEqual(["600.00"]);
    expect(queryAllTexts(".o_data_cell[name=rate]")[0]).toBe("42.3 %");
    expect.verifySteps([]);
});

test.tags("desktop"); // nothing is selected on a phone
test("of a list in pages the total is that of all, as the figure", async () => {
    onRpc("pilotage.kpi", "get_totals", ({ args }) => {
        expect.step(args[2]);
        return { revenue: 600 };
    });
    await mountList(2);
    await animationFrame();
    expect(getTotals()).toEqual(["600.00"]);
    expect.verifySteps([["revenue"]]);
    // Only the selected records are summed.
    await contains(".o_data_row:eq(0) .o_list_record_selector input").click();
    expect(getTotals()).toEqual(["100.00"]);
});

test("the figure names its columns", async () => {
    onRpc("pilotage.kpi", "get_totals", () => ({ revenue: 600, margin: 60 }));
    await mountList(2, ["margin"]);
    await animationFrame();
    expect("th[data-name=margin]").toHaveCount(1);
    expect(getTotals()).toEqual(["600.00", "60.00"]);
});

test.tags("desktop");
test("a total that cannot be loaded is not that of another page", async () => {
    expect.errors(1);
    let isLost = false;
    onRpc("pilotage.kpi", "get_totals", () => {
        if (isLost) {
            throw makeServerError({ message: "Lost" });
        }
        return { revenue: 600 };
    });
    await mountList(1);
    await animationFrame();
    expect(getTotals()).toEqual(["600.00"]);
    isLost = true;
    await pagerNext();
    await animationFrame();
    expect(getTotals()).toEqual([]);
    expect.verifyErrors(["Lost"]);
});
