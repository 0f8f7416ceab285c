"""An update closes the follow-ups whose reason is gone, once, and tells the managers how many."""

from unittest.mock import patch

from odoo.tests import tagged

from ...models.followup.run.base_automation_report import UPDATE_PARAMETER
from ..common_followup import FollowupCase

ENDS = "odoo.addons.pilotage_commercial.models.followup.activity.mail_activity_end"


@tagged("standard", "post_install", "-at_install")
class TestUpdateNotice(FollowupCase):
    def setUp(self):
        super().setUp()
        self.parameters = self.env["ir.config_parameter"].sudo()
        # Remove the follow-ups of the tests before.
        self.env["mail.activity"].sudo()._sweep_followups()

    def _leave_behind(self, number):
        """Create follow-ups of deals won without our hooks, as before the update."""
        leads = self.env["crm.lead"].union(*(self._lead() for _number in range(number)))
        self._run()
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET won_status = 'won' WHERE id IN %s", [leads._ids])
        self.env.invalidate_all()
        return leads

    def _get_notices(self):
        """Return the notices sent to the manager."""
        return self.env["mail.message"].search(
            [
                ("subject", "ilike", "closed by the update"),
                ("notified_partner_ids", "in", self.sales.partner_id.ids),
            ]
        )

    def test_told_once(self):
        leads = self._leave_behind(3)
        self.parameters.set_param(UPDATE_PARAMETER, "1")
        self._run()
        self.assertFalse(self._followups(leads[0]).filtered("active"))
        self.assertEqual(self._get_notices().subject, "Follow-ups closed by the update: 3")
        self.assertFalse(self.parameters.get_param(UPDATE_PARAMETER))
        self._leave_behind(2)
        self._run()
        self.assertEqual(len(self._get_notices()), 1)

    def test_over_several_runs(self):
        """The first run has no time left after one follow-up; the second reports all three."""
        self._leave_behind(3)
        self.parameters.set_param(UPDATE_PARAMETER, "1")
        with patch(f"{ENDS}.BATCH", 1):
            self._run(time_left=0)
        self.assertFalse(self._get_notices())
        self._run()
        self.assertEqual(self._get_notices().subject, "Follow-ups closed by the update: 3")

    def test_nothing_to_tell(self):
        self.parameters.set_param(UPDATE_PARAMETER, "1")
        self._run()
        self.assertFalse(self._get_notices())
        self.assertFalse(self.parameters.get_param(UPDATE_PARAMETER))

    def test_without_an_update(self):
        self._leave_behind(1)
        self._run()
        self.assertFalse(self._get_notices())
