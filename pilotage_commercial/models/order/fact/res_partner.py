from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    commercial_order_ids = fields.One2many(
        "sale.order",
        "commercial_partner_id",
        string="Orders of the Commercial Entity",
        groups="base.group_user",
    )
