import { formatCurrency } from "@web/core/currency";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { formatFloat } from "@web/views/fields/formatters";

/**
 * Sums of amounts, as in a pivot: in the currency of the selected companies when they all have the
 * same one; else as a number.
 */
export function formatCompanyMoney(value) {
    if (typeof value !== "number") {
        return "";
    }
    const currencies = new Set(user.activeCompanies.map(({ currency_id }) => currency_id));
    return currencies.size === 1
        ? formatCurrency(value, [...currencies][0])
        : formatFloat(value, { digits: [16, 2] });
}

registry.category("formatters").add("pilotage_company_money", formatCompanyMoney);
