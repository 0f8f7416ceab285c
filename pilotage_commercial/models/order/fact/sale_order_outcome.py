"""The outcome of each quotation: pending, won, lost, or superseded by another one."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.domains import PENDING
from ...common.amount import assign

EXPIRY_BATCH = 1000


class SaleOrder(models.Model):
    _inherit = "sale.order"

    confirmation_date = fields.Datetime(
        string="Confirmed On",
        compute="_compute_confirmation_date",
        store=True,
        copy=False,
        help="Date of the confirmation, the last one if there were several. An order cancelled "
        "afterwards keeps it; a quotation has none.",
        groups="base.group_user",
    )
    quotation_outcome = fields.Selection(
        [
            ("pending", "Pending"),
            ("won", "Won"),
            ("lost", "Lost"),
            ("superseded", "Superseded"),
        ],
        compute="_compute_quotation_outcome",
        store=True,
        copy=False,
        help="Pending: the customer has not answered. Won: confirmed. Lost: cancelled or expired "
        "after it was sent, or its opportunity was lost since. Superseded: another quotation for "
        "the same opportunity, sent or confirmed since, counts in its place. Empty for a draft "
        "that was never sent.",
        groups="base.group_user",
    )

    @api.depends("phase_trigger", "date_order")
    def _compute_confirmation_date(self):
        for order in self.filtered(lambda order: order.state != "cancel"):
            # Odoo keeps the date of confirmation in ``date_order``, also for imported orders.
            confirmed = order.state == "sale" and order.date_order
            assign(order, {"confirmation_date": confirmed or None})

    @api.depends(
        "phase_trigger",
        "sending_trigger",
        "quotation_date",
        "last_sent_date",
        "validity_date",
        "company_id",
        "opportunity_id.order_ids.phase_trigger",
        "opportunity_id.order_ids.sending_trigger",
        # And the closing of the opportunity: see CrmLead._follow_closing.
        "opportunity_id.order_ids.quotation_date",
        "opportunity_id.order_ids.last_sent_date",
        "opportunity_id.order_ids.confirmation_date",
        "opportunity_id.order_ids.company_id",
    )
    def _compute_quotation_outcome(self):
        counted = self.filtered(lambda order: order.state != "sale")._get_counted_quotations()
        for order in self:
            assign(order, {"quotation_outcome": order._get_outcome(counted)})

    def _get_outcome(self, counted):
        """Return the outcome of the quotation, None if it was never sent.

        :param counted: see :meth:`_get_counted_quotations`
        """
        self.ensure_one()
        if not self.quotation_date:
            return None
        if self.state == "sale":
            return "won"
        if self not in counted:
            return "superseded"
        return "lost" if self._is_refused() or self._is_expired() else "pending"

    def _is_refused(self):
        """Return whether the quotation was cancelled, or its opportunity lost after it was sent."""
        self.ensure_one()
        lead = self.opportunity_id
        lost = lead.won_status == "lost" and lead.date_closed
        return self.state == "cancel" or bool(lost and self._get_sending_date() <= lost)

    def _get_sending_date(self):
        """Return when the quotation was last sent; False if it never was."""
        self.ensure_one()
        return self.last_sent_date or self.quotation_date

    def _is_expired(self):
        """Return whether the validity has passed, in the day of the company."""
        self.ensure_one()
        day = self.validity_date
        if not day or not self.company_id:
            return False
        # Most days are far from today: then its time zone does not matter.
        ahead = (day - fields.Date.today()).days
        return day < self.company_id._get_today() if abs(ahead) <= 1 else ahead < 0

    def _get_counted_quotations(self):
        """Return the quotations of ``self`` that were issued and not superseded.

        The quotations of one opportunity in one company are versions of each other. A version that
        is not won is superseded when another one is confirmed after it was sent. Of the remaining
        ones the last counts, a live one rather than a cancelled one. A quotation sent after a
        confirmation (for more work) counts by itself.
        """
        issued = self.filtered("quotation_date")
        if not issued.opportunity_id:
            return issued
        counted = issued.filtered(lambda order: not order.opportunity_id)
        families = defaultdict(self.browse)
        for order in (issued - counted).opportunity_id.order_ids:
            if order.quotation_date:
                families[order.opportunity_id, order.company_id] += order
        for family in families.values():
            won = family.filtered(lambda order: order.state == "sale")
            # An imported order may have a confirmation date before its quotation date.
            dates = won.mapped("confirmation_date") + won.mapped("quotation_date")
            signed = max(filter(None, dates), default=None)
            others = (family - won).filtered(
                lambda order, signed=signed: not signed or order._get_sending_date() > signed
            )
            counted |= (
                won
                + others.sorted(
                    lambda order: (
                        order.state != "cancel",
                        order._get_sending_date(),
                        order._origin.id,
                    )
                )[-1:]
            )
        return counted & issued

    @api.model
    def _cron_expire_quotations(self):
        """Mark as lost the pending quotations whose validity has passed, in batches that commit.

        They expire with time, without any write that could trigger a computation.
        """
        domain = self._get_expired_domain()
        while True:
            expired = self.search(domain, order="validity_date", limit=EXPIRY_BATCH)
            expired._expire()
            remaining = self.search_count(domain) if len(expired) == EXPIRY_BATCH else 0
            time_left = self.env["ir.cron"]._commit_progress(len(expired), remaining=remaining)
            if not (remaining and time_left):
                return

    def _expire(self):
        """Mark the quotations of ``self``, whose validity has passed, as lost."""
        self.env.add_to_compute(self._fields["quotation_outcome"], self)
        self.flush_recordset(["quotation_outcome"])

    @api.model
    def _get_expired_domain(self):
        """Return the domain of pending quotations that expired, in their company's time zone."""
        companies = defaultdict(list)
        for company in self.env["res.company"]._get_every():
            companies[company._get_today()].append(company.id)
        return PENDING & Domain.OR(
            Domain("company_id", "in", ids) & Domain("validity_date", "<", day)
            for day, ids in companies.items()
        )

    @api.model
    def _get_expired_sql(self, alias):
        """Return the condition of the validity of quotation ``alias`` having passed, in the day of
        its company."""
        return SQL(
            "(%s < %s) IS TRUE",
            SQL.identifier(alias, "validity_date"),
            self.env["res.company"]._get_today_sql(SQL.identifier(alias, "company_id")),
        )
