import { Activity } from "@mail/core/web/activity";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";

/** A follow-up of a quotation offers the mail that is ready to be sent. */
patch(Activity.prototype, {
    setup() {
        super.setup();
        this.actionService = useService("action");
    },

    async sendReminder() {
        const { thread } = this;
        const { res_id: orderId } = this.props.activity;
        const action = await this.env.services.orm.call("sale.order", "action_send_followup", [
            [orderId],
        ]);
        this.actionService.doAction(action, {
            onClose: () => {
                this.props.onActivityChanged(thread);
                thread.fetchNewMessages();
            },
        });
    },
});
