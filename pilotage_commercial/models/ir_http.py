from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        user = self.env.user
        # Salespeople only: nobody else's client ever has to ask.
        if user.has_group("sales_team.group_sale_salesman"):
            policies = set(user.company_ids.mapped("next_action_policy"))
            info["ask_next_action"] = not policies.isdisjoint({"ask", "require"})
        return info
