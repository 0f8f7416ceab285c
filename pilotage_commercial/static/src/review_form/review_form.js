import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

/** Shows a message while the review is being closed: its PDF takes a few seconds. */
export class ReviewFormController extends FormController {
    async beforeExecuteActionButton(clickParams) {
        const proceed = await super.beforeExecuteActionButton(clickParams);
        if (proceed !== false && clickParams.name === "action_close") {
            this.ui.block({
                message: _t("Closing the review: its page is being printed and sent…"),
            });
            this.isClosing = true;
        }
        return proceed;
    }

    async afterExecuteActionButton(clickParams) {
        if (this.isClosing) {
            this.isClosing = false;
            this.ui.unblock();
        }
        return super.afterExecuteActionButton(clickParams);
    }
}

registry.category("views").add("pilotage_review_form", {
    ...formView,
    Controller: ReviewFormController,
});
