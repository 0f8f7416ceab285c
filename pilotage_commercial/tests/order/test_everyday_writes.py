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


def is_ours(field, model):
    """Return whether our addons define ``field``, of ``model``."""
    return field.model_name == model and all(
        module.startswith("pilotage_commercial") for module in field._modules
    )


@tagged("standard", "post_install", "-at_install")
class TestEverydayWrites(OrderCase):
    def test_an_opportunity_leaves_its_quotations_alone(self):
        """Odoo computes the probability anew with each telephone, e-mail, tag or stage."""
        fields = self.env["crm.lead"]._fields
        for name in ("phone", "email_from", "tag_ids", "probability", "stage_id", "date_closed"):
            stored = get_stored(self.env.registry, fields[name])
            theirs = {str(field) for field in stored if field.model_name.startswith("sale.order")}
            self.assertFalse(theirs, name)

    def test_sending_changes_no_figure(self):
        """A quotation that is sent has the figures of the draft: only where it stands changes."""
        fields = self.env["sale.order"]._fields
        for name, expected in (
            ("state", {"order_progress"}),
            ("quotation_date", {"last_sent_date", "quotation_outcome"}),
            ("sending_trigger", {"quotation_outcome"}),
        ):
            stored = get_stored(self.env.registry, fields[name])
            ours = {field.name for field in stored if is_ours(field, "sale.order")}
            self.assertEqual(ours, expected, name)

    def test_a_quantity_changes_amounts_only(self):
        """What is delivered, invoiced and spent is compared with the lines of orders."""
        line = self.env["sale.order.line"]._fields["product_uom_qty"]
        stored = {
            field.name
            for field in get_stored(self.env.registry, line)
            if is_ours(field, "sale.order")
        }
        # Only Odoo's other apps make what is delivered depend on the quantity.
        if "project.task" not in self.env:
            self.assertEqual(
                stored,
                {
                    "net_revenue",
                    "real_margin",
                    "real_margin_percent",
                    "planned_cost",
                    "remaining_cost",
                    "completion_cost",
                    "completion_margin",
                    "completion_margin_percent",
                    "margin_drift",
                    "completion_state",
                },
            )
        self.assertFalse(stored & {"quotation_outcome", "confirmation_date", "last_sent_date"})

    def test_a_figure_that_stays_is_not_written(self):
        order = self._order((self.beam, 10, 100))
        self.env.flush_all()
        order.order_line.product_uom_qty = 7
        self.env["sale.order"]._recompute_model()
        dirty = {field.name for field in self.env._field_dirty if is_ours(field, "sale.order")}
        self.assertIn("net_revenue", dirty)
        self.assertFalse(dirty & {"completion_state", "margin_drift", "order_progress"}, dirty)

    def test_the_step_follows_the_lines_of_an_order(self):
        """All of 10 is delivered; then 12 are sold, and 10 again."""
        order = self._order((self.beam, 10, 100))
        order.action_confirm()
        order.order_line.qty_delivered = 10
        self.assertEqual(order.order_progress, "delivered")
        for quantity, progress in ((12, "confirmed"), (10, "delivered")):
            order.order_line.write({"product_uom_qty": quantity})
            self.assertEqual(order.order_progress, progress)

    def test_lines_of_an_order_mark_its_costs(self):
        order = self._order((self.beam, 10, 100))
        order.action_confirm()
        self.env.flush_all()
        order._update_real_cost()
        self.assertFalse(order.real_cost_to_update)
        order.order_line.write({"product_uom_qty": 12})
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)

    def test_the_phases_of_an_order(self):
        """Each phase computes the figures again: 1 000 sold, cancelled, and a quotation again."""
        order = self._order((self.beam, 10, 100))
        order.action_quotation_sent()
        order.action_confirm()
        self.assertEqual((order.net_revenue, order.quotation_outcome), (1000, "won"))
        self.assertTrue(order.confirmation_date)
        order._action_cancel()
        self.assertEqual((order.net_revenue, order.quotation_outcome), (0, "lost"))
        self.assertEqual(order.completion_state, "final")
        order.action_draft()
        self.assertEqual((order.net_revenue, order.quotation_outcome), (1000, "pending"))
        self.assertFalse(order.confirmation_date)

    def test_an_order_that_is_sent_again_has_no_frozen_plan(self):
        order = self._order((self.beam, 10, 100))
        order.action_confirm()
        self.assertEqual(order.order_line.plan_source, "confirmation")
        order.write({"state": "sent"})
        self.assertFalse(order.order_line.plan_source)

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
