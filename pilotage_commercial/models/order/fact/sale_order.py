"""Facts of an order that every subject needs: quotation date, customer, company currency."""

from contextlib import contextmanager, nullcontext

from odoo import api, fields, models

from ...common.amount import assign

# Fields of an order with which the amount of its lines is converted in another way.
CONVERTING = {"date_order", "pricelist_id", "currency_id", "company_id"}
# Fields of an order that its opportunity follows.
FOLLOWED = {"state", "opportunity_id"} | CONVERTING


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = [
        "sale.order",
        "pilotage.derived.mixin",
        "pilotage.links",
        "pilotage.system.fields",
    ]
    _has_facts = True
    _acting_links = {"opportunity_id": "write"}

    quotation_date = fields.Datetime(
        readonly=True,
        copy=False,
        help="First time the quotation left draft: sent, or confirmed directly.",
        groups="base.group_user",
    )
    last_sent_date = fields.Datetime(
        string="Last Sent On",
        compute="_compute_last_sent_date",
        store=True,
        copy=False,
        help="Last time the quotation was sent, or its amount changed once sent.",
        groups="base.group_user",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Commercial Entity",
        store=True,
        index="btree_not_null",
        related_sudo=True,  # the order's own customer: readable with the order
        groups="base.group_user",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    # Dependencies without a value, set by ``write`` of orders and of lines: nobody reads them.
    # An order is confirmed, cancelled or opened again. Not: its quotation is sent.
    phase_trigger = fields.Boolean(store=False, copy=False, exportable=False)
    # The figures may change with the phase, or with a date that brings another currency rate.
    # Confirming most quotations changes none of them.
    figures_trigger = fields.Boolean(store=False, copy=False, exportable=False)
    # The quotation is dated: with it, all that depends on its sending.
    sending_trigger = fields.Boolean(store=False, copy=False, exportable=False)
    # What was delivered, invoiced and spent is compared with the lines of orders only.
    lines_trigger = fields.Boolean(store=False, copy=False, groups=fields.NO_ACCESS)

    @api.depends_context("pilotage_show_customer")
    def _compute_display_name(self):
        """Add the customer to the name when the context asks for it: the company and its contact,
        where Odoo's own key names the contact alone.
        """
        result = super()._compute_display_name()
        for order in self if self.env.context.get("pilotage_show_customer") else ():
            names = [order.name, order.partner_id.display_name]
            order.display_name = " - ".join(name for name in names if name)
        return result

    @api.depends("quotation_date")
    def _compute_last_sent_date(self):
        # The first sending; ``write`` dates it too, and the next ones.
        for order in self:
            order.last_sent_date = order.quotation_date

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        # Created as sent or confirmed, as by an import: dated as of the order.
        for order in orders.filtered(lambda order: order.state in ("sent", "sale")):
            # A system field: written for every user who may write the order.
            fact = order.sudo()
            fact.quotation_date = order.quotation_date or order.date_order
            fact.last_sent_date = order.quotation_date
        orders._move_opportunities()
        return orders

    def write(self, vals):
        if FOLLOWED.isdisjoint(vals):
            return super().write(vals)
        before = {
            # Whoever writes it, a customer too, may not read what became of it (hence sudo).
            order.id: (order.state, lead, order.sudo().quotation_outcome if lead else None)
            for order in self
            for lead in [order.opportunity_id]
        }
        rates = {order: order.currency_rate for order in self if "date_order" in vals}
        first = self._date_quotations(vals.get("state"))
        stays = vals.get("state", "sent") == "sent" and not CONVERTING.isdisjoint(vals)
        with self._following_amounts() if stays else nullcontext():
            result = super().write(vals | dict.fromkeys(self._get_triggers(vals, first), True))
        # Another date may bring another rate, the date of a confirmation too.
        if moved := [order.id for order, rate in rates.items() if order.currency_rate != rate]:
            self.browse(moved).modified(["figures_trigger"])
        if rates and "state" not in vals:
            self._compute_cycles_again()
        self._follow_change(before, first)
        return result

    def message_post(self, **kwargs):
        again = self.env.context.get("mark_so_as_sent") and self.filtered(
            lambda order: order.state == "sent"
        )
        before = self.browse()
        if again and again.opportunity_id:
            # The other quotations may be a colleague's: only which one counts matters (hence sudo).
            before = before.union(*(x._get_live_orders() for x in again.opportunity_id.sudo()))
        message = super().message_post(**kwargs)
        if again:
            again._note_sending()
            # An older quotation that is sent again counts from now on.
            (again - before)._move_opportunities()
        return message

    def _get_triggers(self, vals, first):
        """Return the triggers to write with ``vals``.

        :param first: orders whose quotation is dated by it
        """
        triggers = {"sending_trigger"} if first else set()
        state = vals.get("state")
        # Sending a quotation changes none of its figures.
        if state and (state != "sent" or any(not order._is_quotation() for order in self)):
            triggers.add("phase_trigger")
            if state != "sale" or not all(order._keeps_figures() for order in self.sudo()):
                triggers.add("figures_trigger")
        return triggers

    @api.onchange("date_order")
    def _onchange_date_order(self):
        if self._has_foreign_currency():
            self.figures_trigger = True

    def _is_quotation(self):
        """Return whether the order is a quotation, sent or not."""
        self.ensure_one()
        return self.state in ("draft", "sent")

    def _has_foreign_currency(self):
        """Return whether the order is in another currency than its company."""
        self.ensure_one()
        return self.currency_id != self.company_id.currency_id

    def _keeps_figures(self):
        """Return whether confirming the order changes none of its figures: it is a quotation of
        which nothing was delivered or invoiced, and it belongs to no opportunity, whose other
        orders it could change.
        """
        self.ensure_one()
        lines = self.sudo().order_line  # whoever confirms may not see invoices
        return (
            self._is_quotation()
            and not self.opportunity_id
            and not any(line.qty_delivered or line.invoice_lines for line in lines)
        )

    def _is_begun(self):
        """Return whether something may be delivered, invoiced or spent for the order."""
        self.ensure_one()
        return not self._is_quotation()

    def _follow_lines(self):
        """Compute again what compares the changed lines of the orders with their documents."""
        self.filtered(lambda order: order._is_begun()).modified(["lines_trigger"])

    def _follow_change(self, before, first):
        """Apply the consequences of a change of state or of opportunity.

        :param before: ``{order id: (state, opportunity, outcome)}``
        :param first: orders whose quotation was dated by the change
        """
        again = facts = self.browse()
        left = []
        for order in self:
            state, lead, outcome = before[order.id]
            if order.state == "sent" != state and order not in first:
                again += order
            if (order.opportunity_id or lead) and (
                (order.state, order.opportunity_id) != (state, lead)
                and {"sent", "sale"} & {order.state, state}
            ):
                facts += order
                # One that was superseded already leaves the quotation that counts as it is.
                if state in ("sent", "sale") and outcome != "superseded":
                    left.append(lead)
        again._note_sending()
        if facts:
            facts._move_opportunities(left)

    def _date_quotations(self, state):
        """Date the quotations of ``self`` that ``state`` takes out of draft for the first time, and
        return them.

        Before it is written: the trigger that comes with it marks what depends on the date.
        """
        if state not in ("sent", "sale"):
            return self.browse()
        first = self.filtered(lambda order: not order.quotation_date and order.state != state)
        now = fields.Datetime.now()
        for order in first:
            assign(order, {"quotation_date": now, "last_sent_date": now})
        return first

    def _note_sending(self):
        """Store that the quotations of ``self`` have just been sent, the first time or again."""
        if self:
            # A system field: written for every user who may send the order (hence sudo).
            self.sudo().write({"last_sent_date": fields.Datetime.now()})

    @contextmanager
    def _following_amounts(self):
        """Update the opportunities when this block changes the amount of a sent quotation, or the
        rate at which it is converted.
        """
        sent = self.filtered(lambda order: order.state == "sent")
        if not sent:
            yield
            return
        before = {
            order: (order.amount_untaxed, order.currency_id, order.currency_rate) for order in sent
        }
        yield
        offered = converted = self.browse()
        # Whoever confirms it moves its opportunity.
        for order in sent.filtered(lambda order: order.state == "sent"):
            amount, currency, rate = before[order]
            now = order.amount_untaxed
            if order.currency_id != currency or (
                now != amount and currency.compare_amounts(now, amount)
            ):
                offered += order
            elif order.currency_rate != rate:
                converted += order
        # A superseded quotation stays superseded.
        offered.filtered(lambda order: order.quotation_outcome == "pending")._note_sending()
        (offered | converted)._move_opportunities()

    def _move_opportunities(self, left=()):
        """Move the opportunities of ``self`` to the stage that their quotations and orders imply.

        The revenue follows the quotation that counts, if it is one of ``self``, or counts since
        another one left: what somebody typed stays when an older quotation changes.

        The facts decide, whoever causes them: a customer who signs online, a colleague who may not
        see the opportunity. Hence sudo, for the opportunity's own figures only.

        :param left: opportunities in which orders of ``self`` counted before
        """
        left = self.opportunity_id.browse().union(*left)
        leads = self.opportunity_id | left
        for lead in leads and leads.sudo().with_context(tracking_disable=False):
            live = lead._get_live_orders()
            if not all(order.company_id.stages_follow_facts for order in live):
                continue
            if live[:1].state == "sent" and (live & self.sudo() or lead in left):
                amount = live._convert_for(lead, live.amount_untaxed, live.currency_id)
                lead._follow_quotation_sent(amount)
            elif live & self.sudo() and live[:1].state == "sale":
                lead._follow_order_confirmed()

    def _convert_for(self, lead, amount, currency):
        """Return ``amount``, in ``currency``, in the currency of ``lead`` at the order's date.

        A lead without a company counts in the currency of the order's company.
        """
        self.ensure_one()
        return currency._convert(
            amount,
            lead.company_id.currency_id or self.company_id.currency_id,
            self.company_id,
            self.date_order or fields.Date.today(),
        )
