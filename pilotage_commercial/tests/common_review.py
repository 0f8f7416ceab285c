"""A team with gaps: untouched prospects, quotations without answer, and a manager who reviews."""

from datetime import timedelta
from unittest.mock import patch

from odoo.addons.base.models.ir_cron import IrCron

from .common_kpi import KpiCase
from .common_order import NOW


class ReviewCase(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(IrCron, "_commit_progress", lambda *args, **options: 1))
        cls.env["pilotage.review"].search([("state", "!=", "held")]).unlink()
        cls.salesperson = cls._create_user("review-sales", "sales_team.group_sale_salesman")
        cls.other = cls._create_user("review-other", "sales_team.group_sale_salesman")
        cls.team.user_id = cls.manager
        cls.env["crm.team.member"].create(
            {"crm_team_id": cls.team.id, "user_id": cls.salesperson.id}
        )
        cls.reviews = cls.env["pilotage.review"].with_user(cls.manager)

    @classmethod
    def _create_gaps(cls):
        """Create six untouched prospects and four quotations without answer.

        The salesperson has four of the prospects, and all quotations.
        """
        leads = cls._leads(opened=6)
        for number, lead in enumerate(leads):
            lead.name = f"Prospect {number}"
            lead.expected_revenue = 1000 * (number + 1)
            lead.user_id = cls.salesperson if number >= 2 else cls.manager
        orders = cls.env["sale.order"]
        for number in range(4):
            orders += cls._quotation(
                sent=NOW - timedelta(days=8), amount=100 * (number + 1), user_id=cls.salesperson.id
            )
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id IN %s",
            [NOW - timedelta(days=20), tuple(leads.ids)],
        )
        cls.env.invalidate_all()
        return leads, orders

    def _open(self, team=None):
        """Return this week's review, started."""
        review = self.reviews.browse(
            self.reviews.open_current((self.team if team is None else team).id)["res_id"]
        )
        review.action_start()
        return review

    def _hold(self):
        """Hold this week's review with its two actions."""
        self._create_gaps()
        review = self._open()
        review.action_close()
        return review

    def _fresh(self, records, user=None):
        """Return ``records`` as a new request of ``user`` reads them."""
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(user) if user else records

    def _line(self, review, code):
        return review.line_ids.filtered(lambda line: line.kpi_id.code == code)
