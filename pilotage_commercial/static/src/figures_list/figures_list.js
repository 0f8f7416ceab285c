import { useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

const formatters = registry.category("formatters");

/**
 * The list behind a figure: its totals cover all its records, not only the page, so that they match
 * the figure.
 */
export class FiguresListRenderer extends ListRenderer {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.totals = useState({ key: "", values: {} });
    }

    get isWhole() {
        const { list } = this.props;
        return list.selection.length || (!list.isGrouped && list.records.length >= list.count);
    }

    computeAggregates() {
        const shown = super.computeAggregates();
        if (this.isWhole) {
            return shown;
        }
        const columns = this.columns.filter(({ name, attrs }) => attrs?.sum && shown[name]);
        this.loadTotals(
            columns.map(({ name }) => name),
            shown
        );
        const known = columns.filter(({ name }) => name in this.totals.values);
        return Object.fromEntries(known.map((column) => [column.name, this.getTotal(column)]));
    }

    /** Loads the totals, again when the list changes: a filter, a page, a typed value. */
    async loadTotals(names, shown) {
        const { domain, count, resModel } = this.props.list;
        const key = JSON.stringify([
            domain,
            count,
            names,
            names.map((name) => shown[name].rawValue),
        ]);
        if (key === this.asked) {
            return;
        }
        this.asked = key;
        let values = {}; // no total rather than that of another list, if it cannot be loaded
        try {
            values = await this.orm.silent.call("pilotage.kpi", "get_totals", [
                resModel,
                domain,
                names,
            ]);
        } finally {
            if (key === this.asked) {
                Object.assign(this.totals, { key, values });
            }
        }
    }

    getTotal({ name, widget, attrs }) {
        const field = this.fields[name];
        const format = formatters.get(widget, false) || formatters.get(field.type);
        const rawValue = this.totals.values[name];
        const options = { escape: true, field };
        if (field.type === "monetary") {
            options.currencyId = user.activeCompany.currency_id;
        }
        return {
            help: attrs.sum,
            value: format(rawValue, options),
            multiCurrency: false,
            rawValue,
        };
    }
}

registry.category("views").add("pilotage_figures_list", {
    ...listView,
    Renderer: FiguresListRenderer,
});
