import { serializeDate } from "@web/core/l10n/dates";
import { RelationalModel } from "@web/model/relational_model/relational_model";

/** A row tells the server what it shows, which then refuses to touch another action. */
export class DayRecord extends RelationalModel.Record {
    get context() {
        const { action, date } = this._values || {}; // nothing while it is read for the first time
        return {
            ...super.context,
            shown_action: action || false,
            shown_date: date ? serializeDate(date) : false,
        };
    }
}

export class DayModel extends RelationalModel {
    static Record = DayRecord;
}
