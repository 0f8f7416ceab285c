"""Orders that are late: not delivered when promised, or not paid when due."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..invoice.account_move import SETTLED

TO_DELIVER = ("confirmed", "in_production")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Facts of the order, also for a reader who may not open its invoices.
    is_delivery_late = fields.Boolean(
        string="Delivery Late",
        compute="_compute_late",
        search="_search_is_delivery_late",
        compute_sudo=True,
        help="The day promised to the customer is over and something remains to be delivered.",
        groups="base.group_user",
    )
    is_payment_late = fields.Boolean(
        string="Payment Late",
        compute="_compute_late",
        search="_search_is_payment_late",
        compute_sudo=True,
        help="An invoice of the order is due and is not paid.",
        groups="base.group_user",
    )
    late_reason = fields.Char(compute="_compute_late", compute_sudo=True, groups="base.group_user")

    @api.depends(
        "order_progress",
        "commitment_date",
        "company_id",
        "order_line.invoice_lines.move_id.state",
        "order_line.invoice_lines.move_id.payment_state",
        "order_line.invoice_lines.move_id.invoice_date_due",
    )
    @api.depends_context("lang")
    def _compute_late(self):
        today = {company: company._get_today() for company in self.company_id}
        for order in self:
            promised = order.order_progress in TO_DELIVER and order.commitment_date
            promised = promised and order.company_id._get_date(promised)
            order.is_delivery_late = bool(promised and promised < today[order.company_id])
            due = order._get_overdue_dates(today.get(order.company_id))
            order.is_payment_late = bool(due)
            reasons = []
            if order.is_delivery_late:
                day = format_date(self.env, promised)
                reasons.append(self.env._("Delivery promised for %(day)s", day=day))
            if due:
                day = format_date(self.env, min(due))
                reasons.append(self.env._("Payment due on %(day)s", day=day))
            order.late_reason = ", ".join(reasons)

    def _get_overdue_dates(self, today):
        """Return the due dates of the posted invoices that are unpaid and due before today."""
        self.ensure_one()
        if self.state not in ("sale", "cancel"):
            return []
        return [
            move.invoice_date_due
            for move in self._get_posted_invoices()
            if move.payment_state not in SETTLED
            and move.invoice_date_due
            and move.invoice_date_due < today
        ]

    def _search_is_delivery_late(self, operator, value):
        self._check_field_access(self._fields["is_delivery_late"], "read")
        if operator != "in":
            return NotImplemented
        domain = Domain("order_progress", "in", TO_DELIVER) & self._get_domain_by_today(
            lambda day, company: Domain(
                "commitment_date", "<", company._get_end_of_day(company._get_day_before(1))
            )
        )
        return domain if True in value else ~domain

    def _search_is_payment_late(self, operator, value):
        self._check_field_access(self._fields["is_payment_late"], "read")
        if operator != "in":
            return NotImplemented
        overdue = Domain(
            [
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "not in", SETTLED),
            ]
        )

        def get_domain(day, company):
            domain = overdue & Domain("invoice_date_due", "<", day)
            # "any!" ignores record rules: the reader may not see the invoice, only that it is
            # overdue.
            for name in ("move_id", "invoice_lines", "order_line"):
                domain = Domain(name, "any!", domain)
            return domain

        domain = Domain("state", "in", ("sale", "cancel")) & self._get_domain_by_today(get_domain)
        return domain if True in value else ~domain

    @api.model
    def _get_domain_by_today(self, get_domain):
        """Return the union of ``get_domain`` over companies grouped by their current date."""
        companies = defaultdict(self.env["res.company"].browse)
        for company in self.env["res.company"]._get_every():
            companies[company._get_today(), company._get_timezone()] += company
        return Domain.OR(
            Domain("company_id", "in", group.ids) & get_domain(day, group[0])
            for (day, _timezone), group in companies.items()
        )
