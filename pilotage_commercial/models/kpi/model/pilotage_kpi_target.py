from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .pilotage_kpi import BASES


class PilotageKpiTarget(models.Model):
    _name = "pilotage.kpi.target"
    _inherit = ["pilotage.shared.mixin", "pilotage.links"]
    _acting_links = {"kpi_id": "read"}
    _description = "Target of a Sales KPI"
    _order = "kpi_id, date_from desc, id desc"
    _rec_name = "kpi_id"

    kpi_id = fields.Many2one("pilotage.kpi", "KPI", required=True, ondelete="cascade", index=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", index=True, ondelete="cascade")
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    date_from = fields.Date("From", help="Empty: no start date.")
    date_to = fields.Date("To", help="Empty: until another target replaces it.")
    value = fields.Float(
        "Target",
        required=True,
        digits=(16, 4),
        aggregator=None,
        help="In the unit of the KPI. In an import, a percentage goes from 0 to 1.",
    )
    basis = fields.Selection(BASES, required=True, default="value")
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    unit = fields.Selection(related="kpi_id.unit")

    _check_dates = models.Constraint(
        "CHECK (date_from <= date_to)", "The target ends before it begins."
    )

    @api.constrains("kpi_id", "value", "basis")
    def _check_value(self):
        for target in self.filtered("kpi_id"):
            target.kpi_id._check_target(target.value, target.basis)

    @api.constrains("company_id", "user_id")
    def _check_user(self):
        for target in self.filtered("user_id"):
            # Managers may not read the companies of other users (hence sudo).
            user, company = target.user_id.sudo(), target.company_id
            if user.share:
                raise ValidationError(self.env._("%s does not work here.", user.name))
            if company and company not in user.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not belong to %(company)s: choose somebody who does.",
                        user=user.name,
                        company=company.display_name,
                    )
                )

    @api.constrains("company_id", "team_id")
    def _check_team_company(self):
        for target in self:
            company = target.team_id.company_id
            if target.company_id and company and company != target.company_id:
                raise ValidationError(
                    self.env._("The team “%s” is of another company.", target.team_id.name)
                )
