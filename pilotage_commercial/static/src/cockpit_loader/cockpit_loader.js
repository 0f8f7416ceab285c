import { Component, onWillStart } from "@odoo/owl";
import { AssetsLoadingError, loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

export const COCKPIT = "pilotage_commercial.cockpit";

/**
 * Loads the code of the cockpit when it is opened. It is a component: a function that opens the
 * action again after loading would pull back a user who has left meanwhile.
 */
export class CockpitLoader extends Component {
    static template = "pilotage_commercial.CockpitLoader";
    static path = "cockpit";
    static displayName = _t("Cockpit");
    static props = { ...standardActionServiceProps };

    setup() {
        onWillStart(async () => {
            try {
                await loadBundle("pilotage_commercial.assets_cockpit");
            } catch (error) {
                if (!(error instanceof AssetsLoadingError)) {
                    throw error;
                }
            }
            // A bundle that crashed registers no component.
            this.Cockpit = registry.category("lazy_components").get(COCKPIT, null);
        });
    }
}

registry.category("actions").add(COCKPIT, CockpitLoader);
