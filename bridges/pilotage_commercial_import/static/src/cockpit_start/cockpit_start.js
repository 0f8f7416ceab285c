import { FirstHour } from "@pilotage_commercial/cockpit/first_hour/first_hour";
import { CockpitStart } from "@pilotage_commercial/cockpit/start/start";
import { patch } from "@web/core/utils/patch";
import { _t } from "@web/core/l10n/translation";

const BRING = "pilotage_commercial_import.pilotage_import_action_bring";

/** The sheet of the first hour, too. */
patch(FirstHour.prototype, {
    openSheet() {
        return this.action.doAction(BRING);
    },
});

/** The first step of an empty cockpit opens our own screen instead of Odoo's import. */
patch(CockpitStart.prototype, {
    setup() {
        super.setup();
        Object.assign(this.steps[0], {
            text: _t(
                "The sheet in which you keep your deals, or the export of another tool, is read as it is."
            ),
            open: () => this.action.doAction(BRING),
        });
    },
});
