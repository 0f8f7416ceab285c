"""A field that follows from a closed one is closed too, or stands here with its reason.

The fields and what they depend on come from the registry: a new one that tells others what follows
from costs fails here.
"""

from profiles import COST

from odoo.tests import TransactionCase, tagged

# Open fields that depend on closed ones, and why.
OPEN = {
    "sale.order.is_low_margin": "the expected margin counts for who may see it (test_experience)",
    "sale.order.quoted_cost": "the plan is the cost that Sales shows until the confirmation",
    "sale.order.quoted_margin": "as quoted_cost",
    "sale.order.quoted_margin_percent": "as quoted_cost",
    "sale.order.quoted_revenue": "computed with quoted_cost",
}


@tagged("standard", "post_install", "-at_install")
class TestDerived(TransactionCase):
    def _get_sources(self, field):
        """Return the fields that ``field`` depends on, along each path."""
        found = set()
        for path in self.env.registry.field_depends.get(field, ()):
            model = self.env[field.model_name]
            for name in path.split("."):
                source = model._fields.get(name)
                if source is None:
                    break
                found.add(source)
                if not source.relational:
                    break
                model = self.env[source.comodel_name]
        return found

    def _is_closed(self, field):
        return bool(field.groups) and COST in field.groups.split(",")

    def test_derived(self):
        fields = [
            field
            for model in self.env.values()
            if not model._abstract
            for field in model._fields.values()
        ]
        told = {field for field in fields if self._is_closed(field)}
        self.assertGreater(len(told), 50)
        sources = {field: self._get_sources(field) for field in fields}
        while new := {f for f, found in sources.items() if f not in told and found & told}:
            told |= new
        opened = {str(field) for field in told if not self._is_closed(field)}
        self.assertEqual(opened, set(OPEN))
