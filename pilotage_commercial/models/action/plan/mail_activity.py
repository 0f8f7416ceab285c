from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        leads = self._get_leads_to_ask()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        leads._settle_next_action()
        return result

    def action_feedback_schedule_next(self, feedback=False, attachment_ids=None):
        action = super().action_feedback_schedule_next(
            feedback=feedback, attachment_ids=attachment_ids
        )
        # The user has just answered what comes next: do not ask again.
        return False if self.env.context.get("next_action_answer") else action

    def _get_leads_to_ask(self):
        """Return the opportunities to ask about when the activities of ``self`` are done."""
        leads = self.env["crm.lead"]
        if not leads._is_person_at_work():
            return leads
        ids = {activity.res_id for activity in self if activity.res_model == "crm.lead"}
        # An activity may be done by its assignee, even without rights on the lead: rights count
        # later.
        return leads.browse(ids).exists().sudo()._filter_asked().sudo(False)
