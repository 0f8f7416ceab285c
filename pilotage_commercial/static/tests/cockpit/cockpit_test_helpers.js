import { Component, useChildSubEnv, useState, xml } from "@odoo/owl";
import { expect } from "@odoo/hoot";
import {
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { assets } from "@web/core/assets";
import { useService } from "@web/core/utils/hooks";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { CockpitModel } from "@pilotage_commercial/cockpit/cockpit_model";

/** A list in the server's format. */
export const makeList = (name, count, values = {}) => ({
    model: "crm.lead",
    domain: [["name", "=", name]],
    name,
    context: {},
    count,
    ...values,
});

const makeTrend = (values) =>
    values.map((value, index) => ({
        date_from: "2025-12-01",
        date_to: `2026-03-${String(index + 1).padStart(2, "0")}`,
        value,
        frozen: false,
    }));

export const makeKpi = (values = {}) => ({
    id: 3,
    code: "win_rate",
    name: "Win rate",
    essential: true,
    unit: "ratio",
    direction: "higher",
    formula: "Won ÷ (won + lost)",
    actions: ["Qualify better", "Read the losses"],
    value: 0.4,
    target: 0.3,
    target_note: "The guide's 30 %",
    gap: 0.1,
    gap_note: "10 points above target",
    state: "good",
    message: "",
    numerator: makeList("won", 4, { value: 4 }),
    denominator: makeList("closed", 10, { value: 10 }),
    counted: makeList("closed", 10),
    left_out: [],
    second: null,
    trend: makeTrend([0.2, 0.3, 0.4]),
    ...values,
});

const KPIS = [
    makeKpi({
        id: 1,
        code: "pipeline_value",
        name: "Pipeline value",
        unit: "money",
        value: 45000,
        target: 60000,
        gap: -15000,
        gap_note: "$ 15,000 below target",
        state: "bad",
        actions: ["Step up prospecting"],
        counted: makeList("pipeline", 12),
    }),
    makeKpi({ id: 2, code: "transformation_rate", name: "Transformation rate" }),
    makeKpi({ id: 3, code: "win_rate", name: "Win rate", essential: false }),
];

const makeStage = (id, name, reached, lost, open, values = {}) => ({
    id,
    name,
    reached,
    rate: reached ? (reached - lost) / reached : null,
    lost: makeList(`lost ${name}`, lost, { amount: 1000 * lost }),
    open: makeList(`open ${name}`, open, { amount: 2000 * open }),
    is_deadliest: false,
    ...values,
});

const makeMonth = (month, count, amount) =>
    makeList(`month ${month}`, count, {
        month,
        amount,
        weighted: amount / 2,
        by_win_rate: amount / 4,
    });

/** The answers of a server with a small history, block by block. */
export const ANSWERS = {
    get_cockpit: () => ({
        options: {},
        today: "2026-03-18",
        currency_id: 1,
        company: { id: 1, name: "Bâtisseurs" },
        is_manager: true,
        is_empty: false,
        kpis: KPIS,
    }),
    get_earlier: () => ({
        win_rate: [
            {
                code: "previous",
                name: "Period before",
                value: 0.3,
                difference: 0.1,
                note: "+10 points",
                date_from: "2025-01-01",
                date_to: "2025-03-31",
            },
        ],
    }),
    get_lists: () => [
        { code: "overdue", help: "Late", amount: 1200, ...makeList("Overdue", 6) },
        { code: "inactive", help: "Idle", amount: 0, ...makeList("Inactive", 0) },
    ],
    get_changes: () => ({
        since: "2026-03-11",
        start: makeList("Pipeline on 03/11/2026", 4, { amount: 8000 }),
        changes: [
            { code: "new", amount: 1000, effect: 1000, ...makeList("New", 3) },
            { code: "reopened", amount: 0, effect: 0, ...makeList("Reopened", 0) },
            { code: "up", amount: 0, effect: 0, ...makeList("Up", 0) },
            { code: "won", amount: 2500, effect: -2500, ...makeList("Won", 1) },
            { code: "slipped", amount: 700, effect: null, ...makeList("Slipped", 1) },
        ],
        end: makeList("Pipeline today", 6, { amount: 6500 }),
    }),
    get_money: () => [
        {
            code: "not_invoiced",
            help: "Delivered",
            amount: 900,
            since: "2026-01-14",
            ...makeList("Delivered, not invoiced", 2),
        },
        {
            code: "expiring",
            help: "Soon",
            amount: 0,
            since: null,
            ...makeList("About to expire", 0),
        },
    ],
    get_coverage: () => ({
        pipeline: 90000,
        monthly_revenue: 20000,
        win_rate: 0.4,
        ratio: 4.5,
        needed_ratio: 2.5,
        needed: 50000,
        guide_ratio: 3,
        guide: 60000,
        dead: makeList("Dead weight", 3, { amount: 9000, share: 0.1 }),
        past_date: makeList("Past", 2, { amount: 6000, share: 0.066 }),
        inactive: makeList("Inactive", 1, { amount: 3000, share: 0.033 }),
    }),
    get_funnel: () => ({
        stages: [
            makeStage(1, "Prospect", 10, 1, 5),
            makeStage(2, "Quote", 9, 5, 3, { is_deadliest: true }),
        ],
        won: makeList("Won", 4, { amount: 40000 }),
        lost: makeList("Lost", 6, { amount: 6000 }),
        rate: 0.4,
        deadliest: { id: 2, name: "Quote", lost: 5, share: 5 / 6 },
    }),
    get_forecast: () => ({
        win_rate: 0.4,
        months: [makeMonth("2026-03-01", 2, 8000), makeMonth("2026-04-01", 0, 0)],
        late: makeMonth("late", 1, 500),
        later: makeMonth("later", 0, 0),
        undated: makeMonth("undated", 0, 0),
    }),
    get_table: (options, by = "user") => ({
        by,
        dimensions: [
            { code: "user", name: "Salesperson" },
            { code: "team", name: "Sales team" },
        ],
        columns: [{ code: "win_rate", name: "Win rate", unit: "ratio", direction: "higher" }],
        rows: [
            { id: 7, name: "Marie", options, cells: { win_rate: makeCell(0.5, "good") } },
            { id: 8, name: "Paul", options, cells: {} },
            { id: 9, name: "Zoé", options, cells: { win_rate: makeCell(0.2, "bad") } },
            { id: false, name: "Not set", options: null, cells: {} },
        ],
        total: { cells: { win_rate: makeCell(0.4, "good") } },
    }),
};

export function makeCell(value, state) {
    return { value, target: 0.3, gap: value - 0.3, state, counted: makeList(`cell ${value}`, 4) };
}

/** The code of the cockpit is loaded, or loads by `load`. */
export function mockBundle(load = async () => {}) {
    patchWithCleanup(assets, { loadBundle: load });
}

/** The server answers `ANSWERS`, or `overrides`. */
export function mockCockpit(overrides = {}) {
    mockBundle(); // its code is part of the tests' bundle
    onRpc("pilotage.start", "get_steps", () => ({ is_manager: true, steps: [] }));
    for (const [method, answer] of Object.entries({ ...ANSWERS, ...overrides })) {
        onRpc("pilotage.kpi", method, ({ args }) => answer(...args));
    }
}

/** Actions do not run: each one is a step with the records it opens. */
export function stepActions() {
    mockService("action", {
        doAction(action, options) {
            expect.step([action.res_model, action.domain, Boolean(options?.newWindow)]);
        },
    });
}

class Parent extends Component {
    static template = xml`
        <div class="o_pilotage_cockpit">
            <t t-component="props.Component" t-props="props.props"/>
            <MainComponentsContainer/>
        </div>`;
    static components = { MainComponentsContainer };
    static props = { Component: Function, props: Object };

    setup() {
        const services = { orm: useService("orm"), action: useService("action") };
        const cockpit = useState(new CockpitModel(services));
        cockpit.parts.cockpit.data = ANSWERS.get_cockpit();
        useChildSubEnv({ cockpit });
    }
}

/** Mounts one component of the cockpit alone. */
export function mountPart(Component, props) {
    return mountWithCleanup(Parent, { props: { Component, props }, noMainContainer: true });
}
