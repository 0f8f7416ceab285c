from odoo import api, fields, models


class SaleOrderCost(models.Model):
    _inherit = "sale.order.cost"

    source = fields.Selection(
        selection_add=[("timesheet", "Timesheet")], ondelete={"timesheet": "cascade"}
    )

    @api.model
    def _get_document_fields(self):
        return {**super()._get_document_fields(), "account.analytic.line": "task_id"}
