import { BaseImportModel } from "@base_import/import_model";
import { ImportAction } from "@base_import/import_action/import_action";
import { patch } from "@web/core/utils/patch";

const MODEL = "crm.lead";

patch(BaseImportModel.prototype, {
    /** Warnings of a pipeline sheet are shown, but do not prevent the import. */
    async _callImport(isTest, args) {
        const result = await super._callImport(isTest, args);
        const messages = result.messages || [];
        if (messages.length && messages.every((message) => message.type === "warning")) {
            for (const { message } of messages) {
                if (isTest) {
                    this._addMessage("warning", [message]);
                } else {
                    this.env.services.notification.add(message, { type: "warning", sticky: true });
                }
            }
            return { ...result, messages: [] };
        }
        return result;
    },
});

patch(ImportAction.prototype, {
    /** Whether our own screen can import the file. */
    get canBringPipeline() {
        return this.resModel === MODEL;
    },

    bringPipeline() {
        return this.actionService.doAction(
            "pilotage_commercial_import.pilotage_import_action_bring"
        );
    },
});
