import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** The start page of an empty cockpit. */
export class CockpitStart extends Component {
    static template = "pilotage_commercial.CockpitStart";
    static props = {};

    setup() {
        this.action = useService("action");
        this.steps = [
            {
                icon: "fa-upload",
                name: _t("Bring your sheet"),
                text: _t(
                    "A CSV or Excel file of opportunities is read as it is: customer, amount, status, next action, due date."
                ),
                button: _t("Import"),
                open: () =>
                    this.action.doAction({
                        type: "ir.actions.client",
                        tag: "import",
                        params: {
                            active_model: "crm.lead",
                            context: { default_type: "opportunity" },
                        },
                    }),
            },
            {
                icon: "fa-handshake-o",
                name: _t("Or enter a first opportunity"),
                text: _t(
                    "An amount, a next action and its date: that is what makes a deal visible."
                ),
                button: _t("New opportunity"),
                open: () =>
                    this.action.doAction({
                        type: "ir.actions.act_window",
                        res_model: "crm.lead",
                        views: [[false, "form"]],
                        context: { default_type: "opportunity" },
                    }),
            },
            {
                icon: "fa-file-text-o",
                name: _t("Send a quotation"),
                text: _t(
                    "Quotations sent, won and lost give the conversion, the cycle and the margin."
                ),
                button: _t("New quotation"),
                open: () =>
                    this.action.doAction({
                        type: "ir.actions.act_window",
                        res_model: "sale.order",
                        views: [[false, "form"]],
                    }),
            },
        ];
    }
}
