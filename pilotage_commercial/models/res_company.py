from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    low_margin_threshold = fields.Float(
        default=0.3,
        help="Below this margin on selling price (0 to 1) an opportunity shows as low.",
    )

    _check_low_margin_threshold = models.Constraint(
        "CHECK (low_margin_threshold >= 0 AND low_margin_threshold < 1)",
        "The low margin threshold is a share of the selling price: give it between 0 % and 99 %.",
    )
