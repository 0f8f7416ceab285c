"""The measures that the pivots and graphs of our fields offer."""

from odoo.tests import TransactionCase, tagged

# What is counted, and so is added up. Another number is an average, or no measure.
COUNTS = {
    "crm.lead": {"date_deadline_slip", "signed_order_count"},
    "pilotage.customer": {"order_count", "orders_12m"},
    "pilotage.followup.yield": {"quotation_count", "signed_count"},
    # The average of the values is that of their numerators and denominators.
    "pilotage.kpi.snapshot": {"denominator", "numerator"},
    "pilotage.review": {"action_count", "action_done_count", "held_count", "on_time_count"},
    "sale.order.cost": {"amount"},
}


@tagged("standard", "post_install", "-at_install")
class TestMeasures(TransactionCase):
    def _get_added_up(self, kinds):
        """Return our fields of these kinds that a group adds up, by model with a pivot of ours."""
        data = self.env["ir.model.data"]
        module = ("module", "=", "pilotage_commercial")
        found = data.search([("model", "=", "ir.model.fields"), module])
        views = data.search([("model", "=", "ir.ui.view"), module])
        pivots = self.env["ir.ui.view"].browse(views.mapped("res_id"))
        models = set(pivots.filtered(lambda view: view.type in ("pivot", "graph")).mapped("model"))
        added_up = {}
        for field in self.env["ir.model.fields"].browse(found.mapped("res_id")):
            if field.model in models and field.ttype in kinds:
                described = self.env[field.model].fields_get([field.name], ["aggregator"])
                if described.get(field.name, {}).get("aggregator") == "sum":
                    added_up.setdefault(field.model, set()).add(field.name)
        return added_up

    def test_only_counts_are_added_up(self):
        """Ranks, delays and steps are never added up."""
        self.assertEqual(self._get_added_up(("integer", "float")), COUNTS)

    def test_what_was_told_is_not_added_up(self):
        """The drift that a follow-up told is remembered, and is no amount of the order. A review
        measures the drift of the same orders as the review before.
        """
        amounts = self._get_added_up(("monetary",))
        self.assertIn("margin_drift", amounts["sale.order"])
        self.assertNotIn("drift_followed", amounts["sale.order"])
        self.assertNotIn("drift_amount", amounts.get("pilotage.review", ()))
