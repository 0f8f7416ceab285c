"""An everyday change recomputes what depends on it, and nothing else."""

from odoo.tests import tagged

from ..common_order import OrderCase


def get_stored(registry, field):
    """Return the stored fields that a change of ``field`` recomputes, on any record."""
    found, trees = set(), [registry.get_trigger_tree([field])]
    while trees:
        tree = trees.pop()
        found |= {field for field in tree.root if field.store}
        trees += tree.values()
    return found


@tagged("standard", "post_install", "-at_install")
class TestEverydayWrites(OrderCase):
    def test_an_opportunity_leaves_its_quotations_alone(self):
        """Odoo computes the probability anew with each telephone, e-mail, tag or stage."""
        fields = self.env["crm.lead"]._fields
        for name in ("phone", "email_from", "tag_ids", "probability", "stage_id", "date_closed"):
            stored = get_stored(self.env.registry, fields[name])
            theirs = {str(field) for field in stored if field.model_name.startswith("sale.order")}
            self.assertFalse(theirs, name)

    def test_lost_then_won_in_one_second(self):
        """The date of closing stays the same one; the outcome of the quotation does not."""
        lead = self.env["crm.lead"].create(
            {"name": "Hall", "type": "opportunity", "company_id": self.company.id}
        )
        order = self._order(opportunity_id=lead.id, state="sent")
        lead.action_set_lost()
        self.env.flush_all()
        self.assertEqual(order.quotation_outcome, "lost")
        closed = lead.date_closed
        lead.action_unarchive()
        lead.action_set_won()
        self.env.flush_all()
        self.assertEqual(lead.date_closed, closed)
        self.assertEqual(order.quotation_outcome, "pending")

    def test_a_rule_changes_the_quotation_that_is_sent(self):
        """Sold at 120 in place of 100 while it is sent: 10 × 120, less 10 × 70 of cost."""
        order = self._order((self.beam, 10, 100))
        model = self.env["ir.model"]._get("sale.order")
        rule = self.env["base.automation"].create(
            {"name": "Price", "model_id": model.id, "trigger": "on_create_or_write"}
        )
        self.env["ir.actions.server"].create(
            {
                "name": "Price",
                "model_id": model.id,
                "state": "code",
                "usage": "base_automation",
                "base_automation_id": rule.id,
                "code": "if record.state == 'sent' and record.order_line.price_unit != 120:\n"
                "    record.order_line.write({'price_unit': 120, 'purchase_price': 70})",
            }
        )
        self.env.flush_all()
        order.action_quotation_sent()
        self.env.flush_all()
        self.assertEqual(order.order_line.price_unit, 120, "the rule ran")
        self.assertAlmostEqual(order.net_revenue, 1200)
        self.assertAlmostEqual(order.planned_cost, 700)
        self.assertAlmostEqual(order.completion_margin, 500)
