"""Whose order it is: the commercial entity, kept on the order so that customers can be counted."""

from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Commercial Entity",
        store=True,
        index="btree_not_null",
        related_sudo=True,  # of the order's own customer, whoever may read it
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    commercial_order_ids = fields.One2many(
        "sale.order", "commercial_partner_id", string="Orders of the Commercial Entity"
    )
