import { utils } from "@web/core/ui/ui_service";
import { SearchModel } from "@web/search/search_model";

const NOW = "to_handle";
const NEXT = ["week", "later"];

/** The search of the list and of the board, which pass it on to each other. */
export class DaySearchModel extends SearchModel {
    isWidened = false; // once: what the user removes stays removed

    exportState() {
        return { ...super.exportState(), isWidened: this.isWidened };
    }

    _importState(state) {
        super._importState(state);
        this.isWidened = Boolean(state.isWidened);
    }

    getItem(name) {
        return Object.values(this.searchItems).find((item) => item.name === name);
    }

    isActive(item) {
        return this.query.some(({ searchItemId }) => searchItemId === item.id);
    }
}

/**
 * On a wide screen the board shows the whole week, so that a dropped card stays visible. On a phone
 * there are no columns: one would have to swipe from one to the next.
 */
export class DayBoardSearchModel extends DaySearchModel {
    async load(config) {
        if (utils.isSmall()) {
            return super.load({ ...config, defaultGroupBy: undefined });
        }
        await super.load(config);
        const now = this.getItem(NOW);
        if (this.isWidened || !now || !this.isActive(now)) {
            return;
        }
        this.isWidened = true;
        const next = NEXT.map((name) => this.getItem(name));
        const missing = next.filter((item) => item && !this.isActive(item));
        this.query.push(...missing.map((item) => ({ searchItemId: item.id })));
        this._reset();
    }
}
