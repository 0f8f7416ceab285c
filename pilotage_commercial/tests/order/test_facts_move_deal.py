"""Facts move the deal at each change, not only with the state of an order."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..common_facts import FactsCase


@tagged("standard", "post_install", "-at_install")
class TestFactsMoveDeal(FactsCase):
    def _sent(self, lead, price=1000.0, currency=None):
        order = self._quotation(lead, price, currency)
        order.action_quotation_sent()
        return order

    # --- linked, unlinked, moved ---

    def test_signed_order_linked_afterwards(self):
        lead, order = self._lead(), self._quotation(self._lead().browse())
        order.action_confirm()
        order.opportunity_id = lead
        self.assertEqual((lead.stage_id, lead.won_status), (self.won, "won"))

    def test_sent_quotation_linked_afterwards(self):
        lead, order = self._lead(), self._sent(self._lead().browse())
        order.opportunity_id = lead
        self.assertLead(lead, self.quote, 1000)

    def test_linked_from_the_deal(self):
        lead, order = self._lead(), self._sent(self._lead().browse())
        lead.write({"order_ids": [fields.Command.link(order.id)]})
        self.assertLead(lead, self.quote, 1000)

    def test_draft_linked_afterwards(self):
        lead, order = self._lead(), self._quotation(self._lead().browse())
        order.opportunity_id = lead
        self.assertLead(lead, self.first, 1)

    def test_last_one_unlinked(self):
        lead = self._lead()
        self._sent(lead, 1000)
        self._sent(lead, 2500).opportunity_id = False
        # 2 500 does not belong to this deal any more; the stage never moves backwards.
        self.assertLead(lead, self.quote, 1000)

    def test_only_one_unlinked(self):
        lead = self._lead()
        self._sent(lead, 2500).opportunity_id = False
        self.assertLead(lead, self.quote, 2500)

    def test_moved_to_another_deal(self):
        former, other = self._lead(), self._lead()
        self._sent(former, 1000)
        self._sent(former, 2500).opportunity_id = other
        self.assertLead(former, self.quote, 1000)
        self.assertLead(other, self.quote, 2500)

    def test_signed_moved_to_another_deal(self):
        former, other = self._lead(), self._lead()
        order = self._quotation(former)
        order.action_confirm()
        order.opportunity_id = other
        self.assertEqual(other.won_status, "won")

    def test_merged_with_the_deal_of_a_sent_quotation(self):
        leads = self._lead(name="A", stage_id=self.later.id) | self._lead(name="B")
        self._sent(leads[1], 2500)
        merged = leads.merge_opportunity()
        self.assertLead(merged, self.later, 2500)

    def test_linked_where_facts_move_nothing(self):
        self.company.stages_follow_facts = False
        lead, order = self._lead(), self._sent(self._lead().browse())
        order.opportunity_id = lead
        self.assertLead(lead, self.first, 1)

    # --- the amount ---

    def test_price_of_the_sent_changed(self):
        lead = self._lead()
        self._sent(lead).order_line.price_unit = 1500
        self.assertLead(lead, self.quote, 1500)

    def test_quantity_of_the_sent_changed_from_the_order(self):
        lead = self._lead()
        order = self._sent(lead)
        change = {"product_uom_qty": 3, "price_unit": 1000}
        order.write({"order_line": [fields.Command.update(order.order_line.id, change)]})
        self.assertLead(lead, self.quote, 3000)

    def test_line_added_to_the_sent(self):
        lead = self._lead()
        values = {"product_id": self.product.id, "price_unit": 250}
        self._sent(lead).write({"order_line": [fields.Command.create(values)]})
        self.assertLead(lead, self.quote, 1250)

    def test_line_removed_from_the_sent(self):
        lead = self._lead()
        order = self._sent(lead)
        order.write(
            {
                "order_line": [
                    fields.Command.create({"product_id": self.product.id, "price_unit": 9})
                ]
            }
        )
        order.order_line[0].unlink()
        self.assertLead(lead, self.quote, 9)

    def test_amount_changed_in_another_currency(self):
        lead = self._lead()
        # 2 000 $ at 1.25 $ for 1 € = 1 600 €
        self._sent(lead, 1000, self.dollar).order_line.price_unit = 2000
        self.assertLead(lead, self.quote, 1600)

    def test_amount_of_an_older_version_changed(self):
        lead = self._lead()
        older = self._sent(lead, 1000)
        self._sent(lead, 2500)
        older.order_line.price_unit = 1500
        self.assertLead(lead, self.quote, 2500)

    def test_amount_of_a_draft_changed(self):
        lead = self._lead()
        self._sent(lead, 2500)
        self._quotation(lead, 90).order_line.price_unit = 100
        self.assertLead(lead, self.quote, 2500)

    def test_typed_revenue_stays_while_no_amount_changes(self):
        lead = self._lead()
        order = self._sent(lead)
        lead.expected_revenue = 7000
        order.order_line.name = "Another wording"
        order.note = "Thanks"
        self.assertLead(lead, self.quote, 7000)

    def test_older_version_sent_again(self):
        lead = self._lead()
        older = self._sent(lead, 1000)
        self._sent(lead, 2500)
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)):
            older._action_cancel()
            older.action_draft()
            older.action_quotation_sent()
        self.assertLead(lead, self.quote, 1000)

    def test_last_version_cancelled(self):
        lead = self._lead()
        self._sent(lead, 1000)
        self._sent(lead, 2500)._action_cancel()
        self.assertLead(lead, self.quote, 1000)

    # --- a lead that is converted ---

    def test_lead_converted_with_its_sent_quotation(self):
        lead = self._lead(type="lead")
        self._sent(lead, 2500)
        self.assertLead(lead, self.first, 2500)
        lead.convert_opportunity(self.partner)
        self.assertLead(lead, self.quote, 2500)

    def test_lead_converted_with_its_signed_order(self):
        lead = self._lead(type="lead")
        self._quotation(lead).action_confirm()
        self.assertEqual(lead.won_status, "pending")
        lead.convert_opportunity(self.partner)
        self.assertEqual((lead.stage_id, lead.won_status), (self.won, "won"))
