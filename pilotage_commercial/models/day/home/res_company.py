from odoo import fields, models

from ....models.common.res_company import SETTINGS


class ResCompany(models.Model):
    _inherit = "res.company"

    salespeople_start_on_day = fields.Boolean(
        "Salespeople start on To Handle Today",
        default=True,
        prefetch=SETTINGS,
        help="Odoo opens on To Handle Today for the salespeople of the company, unless they were "
        "given a home action or chose otherwise.",
        groups="base.group_user",
    )
    first_action = fields.Boolean(
        "First Action on New Prospects",
        default=True,
        prefetch=SETTINGS,
        help="An opportunity created by mail, the website or a program gets a first action, due "
        "the next working day.",
        groups="base.group_user",
    )
