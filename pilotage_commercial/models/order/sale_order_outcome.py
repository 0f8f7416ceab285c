"""The outcome of each quotation: pending, won, lost, or superseded by another one."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

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
        index=True,
        copy=False,
        help="Pending: the customer has not answered. Won: confirmed. Lost: cancelled or expired "
        "after it was sent, or its opportunity was lost since. Superseded: another quotation for "
        "the same opportunity, sent or confirmed since, counts in its place. Empty for a draft "
        "that was never sent.",
        groups="base.group_user",
    )

    _quotation_to_expire_idx = models.Index(
        "(validity_date) WHERE quotation_outcome = 'pending' AND validity_date IS NOT NULL"
    )

    @api.depends("state", "date_order")
    def _compute_confirmation_date(self):
        for order in self:
            if order.state == "sale":
                # Odoo keeps the date of confirmation in ``date_order``, also for imported orders.
                order.confirmation_date = order.date_order
            elif order.state == "cancel":
                order.confirmation_date = order.confirmation_date
            else:
                order.confirmation_date = False

    @api.depends(
        "state",
        "quotation_date",
        "last_sent_date",
        "validity_date",
        "company_id",
        "opportunity_id.order_ids.state",
        # And the closing of the opportunity: see CrmLead._follow_closing.
        "opportunity_id.order_ids.quotation_date",
        "opportunity_id.order_ids.last_sent_date",
        "opportunity_id.order_ids.confirmation_date",
        "opportunity_id.order_ids.company_id",
    )
    def _compute_quotation_outcome(self):
        counted = self._get_counted_quotations()
        for order in self:
            if not order.quotation_date:
                order.quotation_outcome = False
            elif order.state == "sale":
                order.quotation_outcome = "won"
            elif order not in counted:
                order.quotation_outcome = "superseded"
            elif order._is_refused() or order._is_expired():
                order.quotation_outcome = "lost"
            else:
                order.quotation_outcome = "pending"

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
        return bool(day and self.company_id and day < self.company_id._get_today())

    def _get_counted_quotations(self):
        """Return the quotations of ``self`` that were issued and not superseded.

        The quotations of one opportunity in one company are versions of each other. A version that
        is not won is superseded when another one is confirmed after it was sent. Of the remaining
        ones the last counts, a live one rather than a cancelled one. A quotation sent after a
        confirmation (for more work) counts by itself.
        """
        issued = self.filtered("quotation_date")
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
            self.env.add_to_compute(self._fields["quotation_outcome"], expired)
            expired.flush_recordset(["quotation_outcome"])
            remaining = self.search_count(domain) if len(expired) == EXPIRY_BATCH else 0
            time_left = self.env["ir.cron"]._commit_progress(len(expired), remaining=remaining)
            if not (remaining and time_left):
                return

    @api.model
    def _get_expired_domain(self):
        """Return the domain of pending quotations that expired, in their company's time zone."""
        companies = defaultdict(list)
        for company in self.env["res.company"]._get_every():
            companies[company._get_today()].append(company.id)
        return Domain("quotation_outcome", "=", "pending") & Domain.OR(
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
