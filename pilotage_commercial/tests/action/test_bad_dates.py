from odoo.tests import tagged

from ..common_attention import AttentionCase


@tagged("standard", "post_install", "-at_install")
class TestBadDates(AttentionCase):
    def test_a_year_typed_short(self):
        """31/03/26 typed as the year 26: it is accepted, and can be corrected."""
        lead = self._lead()
        for day in ("0026-03-31", "2026-03-31"):
            lead.date_deadline = day
            self.env.flush_all()
            self.env.cr.precommit.run()
        values = (
            self.env["mail.tracking.value"]
            .sudo()
            .search(
                [
                    ("mail_message_id", "in", lead.message_ids.ids),
                    ("field_id.name", "=", "date_deadline"),
                ]
            )
        )
        self.assertEqual(
            sorted(str(value.new_value_datetime) for value in values),
            ["0026-03-31 00:00:00", "2026-03-31 00:00:00"],
        )
