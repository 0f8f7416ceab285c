from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        user = self.env.user
        # Only salespeople can start on the cockpit: other clients need no value.
        if user.has_group("sales_team.group_sale_salesman"):
            policies = set(user.company_ids.mapped("next_action_policy"))
            info["ask_next_action"] = not policies.isdisjoint({"ask", "require"})
            info["starts_on_cockpit"] = user._starts_on_cockpit()
            if info["starts_on_cockpit"]:
                action = self.env.ref("pilotage_commercial.cockpit_action", False)
                info["home_action_id"] = action.id if action else info.get("home_action_id")
        return info
