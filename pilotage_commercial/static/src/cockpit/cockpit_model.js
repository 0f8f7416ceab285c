import { toRaw } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { user } from "@web/core/user";
import { shallowEqual } from "@web/core/utils/objects";
import { getDefaultFilters, getOptions } from "./cockpit_filters";
import { formatValue } from "./cockpit_format";

/**
 * Parts loaded after the cards, each by its own call: their earlier figures, and the blocks below.
 */
const BLOCKS = {
    earlier: "get_earlier",
    lists: "get_lists",
    money: "get_money",
    changes: "get_changes",
    coverage: "get_coverage",
    funnel: "get_funnel",
    forecast: "get_forecast",
    table: "get_table",
};

/** The views to open for a model, the list first. */
const VIEWS = ["list", "kanban", "pivot", "graph", "form"];

export function getMessage(error) {
    if (error instanceof ConnectionLostError) {
        return _t("The server cannot be reached.");
    }
    return error.data?.message || error.message || _t("Something went wrong.");
}

/** Leaves an expired session to Odoo's own dialog, which loads the page again. */
export function tellSessionExpired(error) {
    if (error.exceptionName === "odoo.http.SessionExpiredException") {
        Promise.reject(error); // nobody handles it: the error service does
    }
}

/**
 * The data of the cockpit: the cards are loaded first, then the other blocks, each by its own call,
 * so that one that fails or is slow does not delay the others.
 *
 * A part is `{ status: "loading" | "ready" | "error", data, message }`; while it is loaded again
 * it keeps its former data.
 */
export class CockpitModel {
    /**
     * @param {{ orm: Object, action: Object }} services
     * @param {{ filters: Object, by: string, parts: Object }} [state] as `getState` returned it
     */
    constructor(services, { filters = getDefaultFilters(), by = "user", parts } = {}) {
        this.services = services;
        this.filters = filters;
        this.by = by;
        this.parts = parts || {};
        for (const name of ["cockpit", ...Object.keys(BLOCKS)]) {
            this.parts[name] ??= { status: "loading", data: null, message: "" };
        }
        this.turn = 0; // number of the loading: late answers of an earlier one are dropped
    }

    get cockpit() {
        return this.parts.cockpit;
    }

    get options() {
        return getOptions(this.filters, this.cockpit.data?.today);
    }

    get currencyId() {
        return this.cockpit.data?.currency_id;
    }

    getState() {
        const { filters, by, parts } = toRaw(this);
        return { filters, by, parts };
    }

    /** Loads the cards; the promise of the blocks, loaded afterwards, is stored in `rest`. */
    async load() {
        const turn = ++this.turn;
        this.rest = Promise.resolve();
        const asked = this.options;
        await this._loadPart("cockpit", "get_cockpit", [asked]);
        if (turn !== this.turn || this.cockpit.status === "error") {
            return;
        }
        if (!shallowEqual(asked, this.options)) {
            return this.load(); // today is another day in the company
        }
        this.parts.earlier.data = null; // those of other filters are no comparison
        if (!this.cockpit.data.is_empty) {
            this.rest = Promise.all(Object.keys(BLOCKS).map((name) => this.loadBlock(name)));
        }
    }

    async loadBlock(name) {
        const args = name === "table" ? [this.options, this.by] : [this.options];
        await this._loadPart(name, BLOCKS[name], args);
    }

    async _loadPart(name, method, args) {
        const part = this.parts[name];
        const turn = (part.turn = (part.turn || 0) + 1);
        part.status = "loading";
        let answer;
        try {
            const data = await this.services.orm.silent.call("pilotage.kpi", method, args);
            answer = { status: "ready", data, message: "" };
        } catch (error) {
            tellSessionExpired(error);
            answer = { status: "error", data: null, message: getMessage(error) };
        }
        if (turn === part.turn) {
            Object.assign(part, answer);
        }
    }

    setFilters(changes) {
        Object.assign(this.filters, changes);
        return this.load();
    }

    setBy(by) {
        this.by = by;
        return this.loadBlock("table");
    }

    /** The values of a KPI in earlier periods, [] until loaded. */
    getEarlier(code) {
        return this.parts.earlier.data?.[code] || [];
    }

    getLeftOut(code) {
        const args = [code, this.options];
        return this.services.orm.call("pilotage.kpi", "get_left_out", args);
    }

    format(value, unit) {
        return formatValue(value, unit, this.currencyId);
    }

    /**
     * Opens the records behind a figure.
     *
     * @param {{ model: string, domain: Array, name: string, context: Object }} list
     * @param {boolean} [newWindow]
     */
    open(list, newWindow = false) {
        const action = {
            type: "ir.actions.act_window",
            name: list.name,
            res_model: list.model,
            domain: list.domain,
            // A favourite of the user would hide some of the records of the figure.
            context: { ...list.context, search_disable_custom_filters: true },
            views: VIEWS.map((type) => [false, type]),
            mobile_view_mode: "kanban",
        };
        return this.services.action.doAction(action, { newWindow });
    }

    openTargets(kpi) {
        return this.services.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Targets: %s", kpi.name),
            res_model: "pilotage.kpi.target",
            domain: [["kpi_id", "=", kpi.id]],
            context: { default_kpi_id: kpi.id },
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }

    /** The data with which the export shows the same figures. */
    getExportData() {
        const data = { options: this.options, by: this.by, context: user.context };
        return { data: JSON.stringify(data) };
    }
}
