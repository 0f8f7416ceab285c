"""The engine of the follow-ups, run as its scheduled action does."""

from unittest.mock import patch

from odoo.addons.base.models.ir_cron import IrCron

from .common_attention import AttentionCase

ENGINE = "odoo.addons.pilotage_commercial.models.followup.run.base_automation_engine"
REPORT = "odoo.addons.pilotage_commercial.models.followup.run.base_automation_report"


class FollowupCase(AttentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead_rule = cls.env.ref("pilotage_commercial.automation_lead_inactive").sudo()
        cls.quotation_rules = [
            cls.env.ref(f"pilotage_commercial.automation_quotation_{days}").sudo()
            for days in (5, 10, 15)
        ]

    def _run(self, time_left=float("inf")):
        """Run the engine as its cron does, without committing."""
        self._flush_tracking()
        with patch.object(IrCron, "_commit_progress", lambda *args, **kwargs: time_left):
            self.lead_rule.with_user(self.robot)._cron_send_followups()
        self.env.invalidate_all()

    def _followups(self, record):
        return (
            record.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [
                    ("res_model", "=", record._name),
                    ("res_id", "=", record.id),
                    ("followup_rule_id", "!=", False),
                ]
            )
        )

    def assertFollowup(self, record, number=1):
        self.assertEqual(len(self._followups(record)), number)
