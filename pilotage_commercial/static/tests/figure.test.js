import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { formatFigure } from "@pilotage_commercial/figure/figure_field";

class Target extends models.Model {
    _name = "target";
    unit = fields.Selection({
        selection: [
            ["ratio", "Percentage"],
            ["days", "Days"],
            ["money", "Amount"],
        ],
    });
    basis = fields.Selection({
        selection: [
            ["value", "As is"],
            ["monthly_revenue", "Times"],
        ],
    });
    value = fields.Float({ digits: [16, 4] });
    _records = [
        { id: 1, unit: "ratio", basis: "value", value: 0.255 },
        { id: 2, unit: "days", basis: "value", value: 30 },
        { id: 3, unit: "money", basis: "value", value: 1234567 },
        { id: 4, unit: "money", basis: "monthly_revenue", value: 3 },
    ];
}
defineMailModels();
defineModels([Target]);

const ARCH = `
    <field name="unit"/>
    <field name="basis"/>
    <field name="value" widget="pilotage_figure" options="{'basis': 'basis'}"/>`;
const INPUT = ".o_field_pilotage_figure input";

function mountForm(resId) {
    onRpc("target", "web_save", ({ args }) => expect.step(args[1]));
    return mountView({ type: "form", resModel: "target", resId, arch: `<form>${ARCH}</form>` });
}

test("each figure in its own unit", async () => {
    await mountView({ type: "list", resModel: "target", arch: `<list>${ARCH}</list>` });
    expect(queryAllTexts(".o_data_cell[name=value]")).toEqual([
        "25.5 %",
        "30 days",
        "1,234,567",
        "3 ×",
    ]);
});

test("a percentage is typed as one", async () => {
    await mountForm(1);
    expect(INPUT).toHaveValue("25.5");
    expect(".o_field_pilotage_figure").toHaveText("%");
    for (const [typed, kept] of [
        ["30", 0.3],
        ["12.5%", 0.125],
    ]) {
        await contains(INPUT).edit(typed);
        await contains(".o_form_button_save").click();
        expect.verifySteps([{ value: kept }]);
    }
});

test("days stay days", async () => {
    await mountForm(2);
    expect(INPUT).toHaveValue("30");
    expect(".o_field_pilotage_figure").toHaveText("days");
    await contains(INPUT).edit("21.5");
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ value: 21.5 }]);
});

test("mixed units: digits by size", () => {
    expect(formatFigure(455000.1234)).toBe("455,000");
    expect(formatFigure(0.42318)).toBe("0.4232");
    expect(formatFigure(69)).toBe("69");
    expect(formatFigure(false)).toBe("");
});
