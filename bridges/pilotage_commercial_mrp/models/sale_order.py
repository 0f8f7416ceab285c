from odoo import api, models

from odoo.addons.pilotage_commercial_stock.models.sale_order import GOODS


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends(
        "real_cost_move_ids.production_id.state",
        "real_cost_move_ids.production_id.move_raw_ids.state",
        "real_cost_move_ids.production_id.scrap_ids.state",
        "real_cost_move_ids.production_id.unbuild_ids.state",
        "real_cost_move_ids.production_id.workorder_ids.state",
        "real_cost_move_ids.production_id.workorder_ids.duration",
        "real_cost_move_ids.production_id.workorder_ids.duration_expected",
        "real_cost_move_ids.production_id.workorder_ids.costs_hour",
        "real_cost_move_ids.production_id.workorder_ids.workcenter_id",
    )
    def _compute_real_cost_to_update(self):
        return super()._compute_real_cost_to_update()

    def _get_real_cost_flows(self):
        """Add the manufacturing orders whose output nobody takes: their cost remains."""
        flows = super()._get_real_cost_flows()
        productions = self.stock_reference_ids.production_ids
        return flows + productions._get_lost_flows(self) + productions._get_scrapped_lot_flows(self)

    def _follow_real_cost(self, flows):
        made = [flow for flow in flows if flow.move.production_id]
        items, further = super()._follow_real_cost(
            [flow for flow in flows if not flow.move.production_id]
        )
        productions = self.env["mrp.production"].browse(
            dict.fromkeys(flow.move.production_id.id for flow in made)
        )
        productions._read_for_real_cost()
        for flow in made:
            production = flow.move.production_id
            if production.company_id != flow.order.company_id:
                continue
            lost = production._is_lost()
            share = flow.share if lost else flow.quantity * flow.move._get_production_share()
            source = production._get_source_for(flow)
            for workorder in production.workorder_ids:
                items += workorder._get_real_cost_items(flow, share, source)
            further += production._get_component_flows(flow, share)
        return items, further

    # --- missing costs and progress ---

    def _get_real_cost_missing(self):
        missing = super()._get_real_cost_missing()
        for order in self:
            if productions := order._get_open_productions():
                missing[order.id].append(("production_open", len(productions)))
        for code, domain in self._get_unknown_production_costs().items():
            rows = self.env["sale.order.cost"]._read_group(
                [("order_id", "in", self.ids), ("amount", "=", 0), *domain],
                ["order_id"],
                ["res_id:count_distinct"],
            )
            for order, count in rows:
                missing[order.id].append((code, count))
        return missing

    @api.model
    def _get_unknown_production_costs(self):
        """Return ``{code: domain}`` of the rows of 0, whose cost is missing in the settings."""
        component = [("res_model", "in", GOODS), ("category", "=", "production")]
        return {
            "component_without_cost": component,
            "workcenter_without_cost": [("res_model", "=", "mrp.workorder")],
        }

    def _get_open_productions(self):
        """Return the open manufacturing orders that the costs come from."""
        return self.real_cost_move_ids.production_id.filtered(
            lambda production: production.state not in ("done", "cancel")
        )

    @api.model
    def _get_real_cost_missing_labels(self):
        return {
            **super()._get_real_cost_missing_labels(),
            "production_open": self.env._("manufacturing orders open"),
            "component_without_cost": self.env._("components without a cost"),
            "workcenter_without_cost": self.env._("work orders without an hourly cost"),
        }

    @api.depends(
        "order_line.move_ids.production_id.state", "stock_reference_ids.production_ids.state"
    )
    def _compute_order_progress(self):
        return super()._compute_order_progress()

    def _is_in_production(self):
        """Add the orders with a started manufacturing order."""
        begun = super()._is_in_production()
        for order in self - begun:
            productions = order.stock_reference_ids.production_ids
            productions |= order.order_line.move_ids.production_id
            if any(
                state in ("progress", "to_close", "done") for state in productions.mapped("state")
            ):
                begun |= order
        return begun
