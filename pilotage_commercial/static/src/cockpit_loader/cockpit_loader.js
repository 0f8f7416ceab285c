import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

export const COCKPIT_ACTION = "pilotage_commercial.cockpit";

const actions = registry.category("actions");

/**
 * Stands for the cockpit until it is opened for the first time: its code is only loaded for those
 * who use it. The bundle then takes this place in the registry, and the action is done again.
 */
export async function loadCockpit(env, action) {
    await loadBundle("pilotage_commercial.assets_cockpit");
    if (actions.get(COCKPIT_ACTION) === loadCockpit) {
        // A bundle that crashed did not take the place: doing the action again would never end.
        env.services.notification.add(_t("The cockpit could not be loaded."), { type: "danger" });
        return;
    }
    return action;
}
loadCockpit.path = "cockpit";
loadCockpit.displayName = _t("Cockpit");

actions.add(COCKPIT_ACTION, loadCockpit);
