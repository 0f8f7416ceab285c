from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        user = self.env.user
        if user.has_group("sales_team.group_sale_salesman"):
            info["starts_on_day"] = user._starts_on_day()
            if info["starts_on_day"]:
                action = self.env.ref("pilotage_commercial.crm_lead_action_to_handle", False)
                info["home_action_id"] = action.id if action else info.get("home_action_id")
        return info
