import { Component } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { getDefaultFilters, isFiltered } from "../cockpit_filters";
import { formatRange, getPeriods } from "../cockpit_periods";

/** The filters of the cockpit: a period, a team, a salesperson, a tag. */
export class CockpitFilters extends Component {
    static template = "pilotage_commercial.CockpitFilters";
    static components = { DateTimeInput, Dropdown, DropdownItem, RecordSelector };
    static props = {
        filters: Object,
        options: Object, // the days of the period
        update: Function,
    };

    setup() {
        this.periods = getPeriods();
        this.selectors = [
            { name: "team_id", model: "crm.team", label: _t("Team"), icon: "fa-users" },
            {
                name: "user_id",
                model: "res.users",
                label: _t("Salesperson"),
                icon: "fa-user",
                domain: [["share", "=", false]],
            },
            { name: "tag_id", model: "crm.tag", label: _t("Tag"), icon: "fa-tag" },
        ];
    }

    get period() {
        return this.periods.find(({ id }) => id === this.props.filters.period);
    }

    get range() {
        return formatRange(this.props.options);
    }

    get isFiltered() {
        return isFiltered(this.props.filters);
    }

    getDate(name) {
        return deserializeDate(this.props.options[name]);
    }

    setPeriod(id) {
        const { date_from, date_to } = this.props.options;
        const isCustom = id === "custom";
        return this.props.update({
            period: id,
            date_from: isCustom && date_from,
            date_to: isCustom && date_to,
        });
    }

    /** If the period would end before it begins, moves the other day too. */
    setDate(name, date) {
        if (!date) {
            return;
        }
        const { date_from, date_to } = this.props.options;
        const dates = { date_from, date_to, [name]: serializeDate(date) };
        if (dates.date_from > dates.date_to) {
            dates.date_from = dates.date_to = dates[name];
        }
        return this.props.update(dates);
    }

    setRecord(name, id) {
        return this.props.update({ [name]: id });
    }

    reset() {
        return this.props.update(getDefaultFilters());
    }
}
