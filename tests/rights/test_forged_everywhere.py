"""What the application notes of itself is set by no ``default_…`` key, on any model of ours."""

from profiles import OURS, PROFILES, RightsCase, is_ours

from odoo.tests import tagged

# Facts of ours on models of Odoo, that its own rights close.
CLOSED_OTHERWISE = {
    # A manager writes no other field than those of ``MANAGED``; an administrator of Odoo, all.
    "base.automation": "see test_followup_manager",
    "purchase.order.line": "written by nobody (NO_ACCESS), and checked as a link",
    "res.company": "written by an administrator of Odoo alone",
    "res.users": "read and written by nobody (NO_ACCESS)",
}
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

    def test_facts_on_models_of_odoo(self):
        """A readonly field of ours on a model of Odoo refuses what a client writes."""
        open_fields = []
        for model in self.env.values():
            if model._abstract or is_ours(model._original_module):
                continue
            for name, field in model._fields.items():
                ours = field._modules and all(map(is_ours, field._modules))
                if not (ours and field.store and field.readonly):
                    continue
                is_kept = getattr(type(model), "_has_facts", False)
                if not is_kept and model._name not in CLOSED_OTHERWISE:
                    open_fields.append(f"{model._name}.{name}")
        self.assertFalse(open_fields)

    def test_plan_of_a_line(self):
        """The plan of an order is frozen: who may see it changes it no more than others."""
        self.users["own"].group_ids |= self.env.ref(f"{OURS}.group_real_cost")
        line = self.samples["sale.order"].order_line
        values = {"planned_unit_cost": 1.0, "plan_source": "later", "cost_quantity": 5.0}
        for name, value in values.items():
            args = [{name: value}]
            self.assertEqual(self._call("sale.order.line", "write", "own", args, line.ids), "say")
        created = {"order_id": line.order_id.id, "product_id": line.product_id.id}
        for name, value in values.items():
            args = [{**created, name: value}]
            self.assertEqual(self._call("sale.order.line", "create", "own", args), "say")
        lines = self._as(line, "own").with_context(default_cost_quantity=5.0)
        self.assertFalse(lines.create(created).cost_quantity)

    def test_rule_of_an_activity(self):
        """Only the application makes a follow-up of an activity, and an activity of one."""
        rule = self.env["base.automation"].search([("followup_kind", "=", "lead")], limit=1)
        lead, own = self.samples["crm.lead"], self.users["own"]
        activity = lead.activity_schedule(user_id=own.id, summary="Call")
        values = {
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": lead.id,
            "followup_rule_id": rule.id,
        }
        for name, args in (("create", [values]), ("write", [{"followup_rule_id": rule.id}])):
            with self.subTest(name=name):
                self.assertEqual(
                    self._call("mail.activity", name, "own", args, activity.ids), "say"
                )
        activity.followup_rule_id = rule
        args = [{"followup_rule_id": False}]
        self.assertEqual(self._call("mail.activity", "write", "own", args, activity.ids), "say")

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
