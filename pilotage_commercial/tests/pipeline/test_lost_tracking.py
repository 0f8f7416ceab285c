"""The history of an opportunity after a loss and a restore."""

from markupsafe import Markup

from odoo.tests import tagged

from odoo.addons.pilotage_commercial.tests.common import PipelineCase


@tagged("standard", "post_install", "-at_install")
class TestLostTracking(PipelineCase):
    """The chatter shows a loss and a restore, each once."""

    def setUp(self):
        super().setUp()
        self.env = self.env(context={**self.env.context, "tracking_disable": False})

    def _get_new_messages(self, lead, action):
        self.env.flush_all()
        self.env.cr.precommit.run()
        before = lead.message_ids
        action()
        self.env.flush_all()
        self.env.cr.precommit.run()
        return lead.message_ids - before

    def _assert_said(self, messages, subtype, stages):
        self.assertEqual(len(messages), 1)
        self.assertEqual(messages.subtype_id, self.env.ref(subtype))
        tracked = messages.sudo().tracking_value_ids.filtered(
            lambda value: value.field_id.name == "stage_id"
        )
        self.assertEqual(
            [(value.old_value_char, value.new_value_char) for value in tracked], stages
        )

    def test_messages(self):
        lead = self._create_lead(self.quote).with_env(self.env)
        for lose in (
            lambda: lead.write({"stage_id": self.lost.id}),
            lead.action_set_lost,
            lambda: lead.action_set_lost(lost_reason_id=self.reason.id),
        ):
            messages = self._get_new_messages(lead, lose)
            self._assert_said(messages, "crm.mt_lead_lost", [("Quote", "Lost")])
            messages = self._get_new_messages(lead, lead.action_restore)
            self._assert_said(messages, "crm.mt_lead_restored", [("Lost", "Quote")])

    def test_drag_back_to_another_stage(self):
        lead = self._create_lead(self.quote).with_env(self.env)
        self._get_new_messages(lead, lead.action_set_lost)
        messages = self._get_new_messages(
            lead, lambda: lead.write({"stage_id": self.negotiation.id})
        )
        self._assert_said(messages, "crm.mt_lead_restored", [("Lost", "Negotiation")])

    def test_won_from_lost(self):
        lead = self._create_lead(self.quote).with_env(self.env)
        self._get_new_messages(lead, lead.action_set_lost)
        messages = self._get_new_messages(lead, lambda: lead.write({"stage_id": self.won.id}))
        self._assert_said(messages, "crm.mt_lead_won", [("Lost", "Won")])

    def test_note_of_the_wizard(self):
        lead = self._create_lead(self.quote).with_env(self.env)
        wizard = self.env["crm.lead.lost"].create(
            {
                "lead_ids": lead.ids,
                "lost_reason_id": self.reason.id,
                "lost_feedback": Markup("<p>Half the price elsewhere</p>"),
            }
        )
        messages = self._get_new_messages(lead, wizard.action_lost_reason_apply)
        self._assert_said(messages, "crm.mt_lead_lost", [("Quote", "Lost")])
        self.assertIn("Half the price elsewhere", messages.body)

    def test_stage_change_is_still_one(self):
        lead = self._create_lead(self.quote).with_env(self.env)
        messages = self._get_new_messages(
            lead, lambda: lead.write({"stage_id": self.negotiation.id})
        )
        self._assert_said(messages, "crm.mt_lead_stage", [("Quote", "Negotiation")])
