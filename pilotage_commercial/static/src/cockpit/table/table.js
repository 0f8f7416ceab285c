import { Component, useState } from "@odoo/owl";
import { getFewNote, getStateLook, isJudged, isOnFew } from "../cockpit_format";
import { RecordsLink } from "../records_link/records_link";

const FILTERS = { user: "user_id", team: "team_id", tag: "tag_id" };

/** All KPIs by salesperson, team or segment; each column can be sorted. */
export class CockpitTable extends Component {
    static template = "pilotage_commercial.CockpitTable";
    static components = { RecordsLink };
    static props = { table: Object, onSelectRow: Function };

    setup() {
        this.sort = useState({ code: null, isDescending: true });
    }

    get dimension() {
        const { dimensions, by } = this.props.table;
        return dimensions.find(({ code }) => code === by).name;
    }

    get rows() {
        const { rows } = this.props.table;
        const { code, isDescending } = this.sort;
        if (!code) {
            return rows;
        }
        const getValue = (row) => row.cells[code]?.value ?? null;
        const known = rows.filter((row) => getValue(row) !== null);
        known.sort((a, b) => (getValue(a) - getValue(b)) * (isDescending ? -1 : 1));
        return [...known, ...rows.filter((row) => getValue(row) === null)]; // unknown last
    }

    sortOn(code) {
        const isDescending = this.sort.code === code ? !this.sort.isDescending : true;
        Object.assign(this.sort, { code, isDescending });
    }

    getAriaSort(code) {
        if (this.sort.code !== code) {
            return "none";
        }
        return this.sort.isDescending ? "descending" : "ascending";
    }

    getLook(cell) {
        return getStateLook(cell.state) || getStateLook("no_target");
    }

    /** A colour and an icon only with a target. */
    isJudged(cell) {
        return isJudged(cell);
    }

    isOnFew(cell) {
        return isOnFew(cell);
    }

    getTitle(cell) {
        const few = getFewNote(cell);
        return few ? `${this.getLook(cell).label}, ${few}` : this.getLook(cell).label;
    }

    canSelect(row) {
        return Boolean(row.options);
    }

    select(row) {
        this.props.onSelectRow({ [FILTERS[this.props.table.by]]: row.id });
    }
}
