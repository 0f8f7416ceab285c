"""What every subject asks of an order: when it was quoted, whose it is, in which currency."""

from odoo import api, fields, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "pilotage.derived.mixin", "pilotage.system.fields"]
    _has_facts = True

    quotation_date = fields.Datetime(
        readonly=True,
        copy=False,
        help="First time the quotation left draft: sent, or confirmed directly.",
        groups="base.group_user",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Commercial Entity",
        store=True,
        index="btree_not_null",
        related_sudo=True,  # of the order's own customer, whoever may read it
        groups="base.group_user",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        # Created as sent or confirmed: imported, with the date of then.
        for order in orders.filtered(lambda order: order.state in ("sent", "sale")):
            # Nobody types it: noted for whoever may write the order.
            order.sudo().quotation_date = order.quotation_date or order.date_order
        orders._move_opportunities()
        return orders

    def write(self, vals):
        before = {order.id: order.state for order in self} if "state" in vals else {}
        result = super().write(vals)
        if before:
            changed = self.filtered(lambda order: order.state != before[order.id])
            changed._set_quotation_date()
            changed._move_opportunities()
        return result

    def _set_quotation_date(self):
        """Date the quotations of ``self`` that left draft, the first time."""
        sent = self.filtered(lambda x: x.state in ("sent", "sale") and not x.quotation_date)
        if sent:
            # Nobody types it: noted for whoever may write the order.
            sent.sudo().write({"quotation_date": fields.Datetime.now()})

    def _move_opportunities(self):
        """Let the stage of each opportunity follow what happened to its quotation.

        The facts decide, whoever states them: a customer signing online, a colleague who may
        not see the opportunity. Hence sudo, for nothing but the opportunity's own figures.
        """
        for order in self.filtered("opportunity_id"):
            if order.company_id.stages_follow_facts:
                lead = order.sudo().opportunity_id.with_context(tracking_disable=False)
                if order.state == "sent":
                    lead._follow_quotation_sent(order.sudo()._get_quoted_amount(lead))
                elif order.state == "sale":
                    lead._follow_order_confirmed()

    def _get_quoted_amount(self, lead):
        """Return the untaxed amount in the currency of ``lead``, at the order's date.

        A lead without a company counts in the currency of the quotation's company.
        """
        self.ensure_one()
        return self.currency_id._convert(
            self.amount_untaxed,
            lead.company_id.currency_id or self.company_id.currency_id,
            self.company_id,
            self.date_order or fields.Date.today(),
        )
