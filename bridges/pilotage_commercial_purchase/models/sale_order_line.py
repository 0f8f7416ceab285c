from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def unlink(self):
        # As typed costs do, what was bought for a deleted line stays on its order. Whoever deletes
        # the line may not see purchases (hence sudo).
        bought = self.sudo().purchase_line_ids.filtered(
            lambda line: line.product_id.type == "service"
        )
        for order, lines in bought.grouped("sale_order_id").items():
            lines.bought_for_order_id = order
        return super().unlink()

    def _lost_its_purchase(self):
        """Return whether the line, for a service to buy, has lost its purchase line."""
        self.ensure_one()
        return (
            self.state in ("sale", "cancel")
            and self.product_id.type == "service"
            and self.product_id.with_company(self.company_id).service_to_purchase
            and all(line.state == "cancel" for line in self.purchase_line_ids)
        )

    def _get_cost_category(self):
        category = super()._get_cost_category()
        product = self.product_id.with_company(self.company_id)
        bought = category == "labour" and product.service_to_purchase
        return "subcontracting" if bought else category
