"""What the application notes of itself is set by no ``default_…`` key, on any model of ours."""

from profiles import PROFILES, RightsCase, is_ours

from odoo.tests import tagged

MAGIC = {"id", "create_uid", "create_date", "write_uid", "write_date"}
# What a context may set, and why.
MAY_BE_GIVEN = {
    # What a new record is of: given by whoever makes it, and their rights on that are checked.
    ("sale.order.cost", "order_id"),
    ("pilotage.review.record", "review_id"),
    # A wizard is its user's own, and works under the user's rights.
    ("crm.stage.map.line", "stage_id"),
    ("pilotage.customer.reactivate", "is_done"),
    ("sale.order.low.margin", "order_id"),
    ("sale.order.low.margin", "action"),  # one of a list
    # Written by ``create`` itself, whatever the context says: see test_author.
    ("pilotage.kpi", "is_by_hand"),
    ("pilotage.kpi", "author_id"),
}


@tagged("standard", "post_install", "-at_install")
class TestForgedEverywhere(RightsCase):
    def test_models(self):
        """A model whose records somebody may create keeps the fields that nobody may type."""
        open_fields = []
        for model in self.env.values():
            if model._abstract or not is_ours(model._original_module):
                continue
            if not any(self._as(model, name).has_access("create") for name in PROFILES):
                continue
            for name, field in model._fields.items():
                typed = not field.readonly or field.compute or field.related or name in MAGIC
                if typed or not field.store or (model._name, name) in MAY_BE_GIVEN:
                    continue
                is_kept = getattr(type(model), "_is_system_field", None)
                if not (is_kept and model._is_system_field(name)):
                    open_fields.append(f"{model._name}.{name}")
        self.assertFalse(open_fields)

    def test_author(self):
        """A KPI is measured as whoever made it, not as whom the context says."""
        manager, admin = self.users["manager"], self.users["admin"]
        kpis = self._as(self.env["pilotage.kpi"], "manager").with_context(
            default_author_id=admin.id, default_is_by_hand=False
        )
        kpi = kpis.create(
            {
                "name": "Deals",
                "code": "deals",
                "company_id": self.company.id,
                "numerator_model": "crm.lead",
                "numerator_domain": "[]",
                "numerator_aggregate": "count",
                "numerator_window": "now",
                "has_denominator": False,
            }
        )
        self.assertEqual((kpi.sudo().author_id, kpi.sudo().is_by_hand), (manager, True))
