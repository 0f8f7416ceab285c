import { patch } from "@web/core/utils/patch";
import { StatusBarField } from "@web/views/fields/statusbar/statusbar_field";
import { isGivenUp } from "./next_action_service";

patch(StatusBarField.prototype, {
    /** A move cancelled at the question is undone in the form: nothing to save. */
    async selectItem() {
        const { name, record } = this.props;
        const wasDirty = await record.isDirty();
        const value = record.data[name];
        try {
            return await super.selectItem(...arguments);
        } catch (error) {
            if (isGivenUp(error)) {
                await (wasDirty ? record.update({ [name]: value }) : record.discard());
            }
            throw error;
        }
    },
});
