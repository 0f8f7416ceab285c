from datetime import date

from odoo import Command
from odoo.tests import tagged

from ..common_order import OrderCase


@tagged("standard", "post_install", "-at_install")
class TestProgress(OrderCase):
    def test_from_quotation_to_payment(self):
        order = self._order()
        self.assertProgress(order, "quotation", 1000)
        order.action_quotation_sent()
        self.assertProgress(order, "sent", 1000)
        order.action_confirm()
        self.assertProgress(order, "confirmed", 1000)
        self._deliver(order, 4)
        self.assertProgress(order, "confirmed", 1000)
        self._deliver(order)
        self.assertProgress(order, "delivered", 1000)
        invoice = self._invoice(order)
        self.assertProgress(order, "invoiced", 1000)
        self._pay(invoice)
        self.assertProgress(order, "paid", 1000)

    def test_nothing_ordered(self):
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        self.assertProgress(order, "quotation", 0)
        order.action_confirm()
        self.assertProgress(order, "confirmed", 0)

    def test_draft_invoices_do_not_count(self):
        order = self._order(state="sale")
        self._deliver(order)
        invoice = self._invoice(order, post=False)
        # Odoo's own status counts a draft.
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertProgress(order, "delivered", 1000)
        # Posted for more than ordered: 10 x 110 = 1 100.
        invoice.invoice_line_ids.price_unit = 110
        self.assertProgress(order, "delivered", 1000)
        invoice.action_post()
        self.assertProgress(order, "invoiced", 1100)
        invoice.button_draft()
        self.assertProgress(order, "delivered", 1000)
        invoice.button_cancel()
        self.assertProgress(order, "delivered", 1000)

    def test_invoiced_before_it_is_delivered(self):
        order = self._order(state="sale")
        invoice = self._invoice(order)
        self._pay(invoice)
        self.assertProgress(order, "confirmed", 1000)
        self._deliver(order)
        self.assertProgress(order, "paid", 1000)

    def test_partial_deliveries(self):
        order = self._order((self.panel, 10, 100), state="sale")
        self._deliver(order, 6)
        first = self._invoice(order)
        self._pay(first)
        # 600 are invoiced, 400 to come.
        self.assertProgress(order, "confirmed", 1000)
        self._deliver(order)
        self.assertProgress(order, "delivered", 1000)
        second = self._invoice(order)
        self.assertProgress(order, "invoiced", 1000)
        self._pay(second)
        self.assertProgress(order, "paid", 1000)

    def test_delivered_more_than_ordered(self):
        order = self._order((self.panel, 10, 100), state="sale")
        self._deliver(order, 12)
        invoice = self._invoice(order)
        # 12 x 100
        self.assertProgress(order, "invoiced", 1200)
        self._deliver(order, 13)
        self.assertProgress(order, "delivered", 1000)
        self._pay(invoice + self._invoice(order))
        self.assertProgress(order, "paid", 1300)

    def test_some_of_several_invoices(self):
        order = self._order((self.panel, 10, 100), (self.beam, 2, 50), state="sale")
        order.order_line[0].qty_delivered = 10
        first = self._invoice(order)  # the beams too: they are invoiced on ordered quantities
        order.order_line[1].qty_delivered = 2
        self.assertProgress(order, "invoiced", 1100)
        order.order_line[0].product_uom_qty = 12
        self.assertProgress(order, "confirmed", 1300)
        order.order_line[0].qty_delivered = 12
        second = self._invoice(order)
        self._pay(second)
        self.assertProgress(order, "invoiced", 1300)
        self._pay(first)
        self.assertProgress(order, "paid", 1300)

    def test_down_payment(self):
        order = self._order(state="sale")
        self._pay(self._down_payment(order, 300))
        self.assertProgress(order, "confirmed", 1000)
        self._deliver(order)
        self.assertProgress(order, "delivered", 1000)
        final = self._invoice(order)
        self.assertEqual(final.amount_total, 700)
        # 300 + 1 000 - 300
        self.assertProgress(order, "invoiced", 1000)
        self._pay(final)
        self.assertProgress(order, "paid", 1000)

    def test_down_payment_of_everything(self):
        order = self._order(state="sale")
        self._deliver(order)
        self._pay(self._down_payment(order, 1000))
        self.assertProgress(order, "delivered", 1000)
        self.assertEqual(self._invoice(order).amount_total, 0)
        self.assertProgress(order, "paid", 1000)

    def test_partial_credit_note(self):
        order = self._order(state="sale")
        self._deliver(order)
        invoice = self._invoice(order)
        credit = self._credit(invoice, price=80, post=False)
        self.assertProgress(order, "invoiced", 1000)
        credit.action_post()
        # A concession: 1 000 - 80.
        self.assertProgress(order, "invoiced", 920)
        self._pay(invoice)
        self.assertProgress(order, "paid", 920)
        credit.button_draft()
        self.assertProgress(order, "invoiced", 1000)

    def test_credit_note_typed_by_hand(self):
        order = self._order(state="sale")
        self._deliver(order)
        credit = self._credit(self._invoice(order), post=False)
        line = {"name": "Gesture", "quantity": 1, "price_unit": 70, "tax_ids": False}
        credit.write({"invoice_line_ids": [Command.clear(), Command.create(line)]})
        self.assertFalse(credit.line_ids.sale_line_ids)
        credit.action_post()
        self.assertProgress(order, "invoiced", 930)

    def test_credit_note_typed_by_hand_on_a_free_order(self):
        order = self._order((self.study, 1, 0), state="sale")
        credit = self._credit(self._invoice(order), post=False)
        line = {"name": "Gesture", "quantity": 1, "price_unit": 70, "tax_ids": False}
        credit.write({"invoice_line_ids": [Command.clear(), Command.create(line)]})
        credit.action_post()
        self.assertProgress(order, "paid", -70)

    def test_credit_note_typed_by_hand_on_two_orders(self):
        orders = self._order(state="sale") + self._order((self.beam, 3, 100), state="sale")
        self._deliver(orders)
        credit = self._credit(self._invoice(orders), post=False)
        line = {"name": "Gesture", "quantity": 1, "price_unit": 130, "tax_ids": False}
        credit.write({"invoice_line_ids": [Command.clear(), Command.create(line)]})
        credit.action_post()
        # 130 shared as 1 000 and 300 are: 100 and 30.
        self.assertProgress(orders[0], "invoiced", 900)
        self.assertProgress(orders[1], "invoiced", 270)

    def test_full_credit_note(self):
        order = self._order(state="sale")
        self._deliver(order)
        invoice = self._invoice(order)
        self._credit(invoice)
        self.assertEqual(invoice.payment_state, "reversed")
        # Nothing is due, and the revenue is 0.
        self.assertProgress(order, "paid", 0)

    def test_invoice_made_again(self):
        order = self._order(state="sale")
        self._deliver(order)
        self._credit(self._invoice(order))
        again = self._invoice(order, post=False)
        self.assertProgress(order, "delivered", 1000)
        again.invoice_line_ids.price_unit = 90
        again.action_post()
        # 1 000 - 1 000 + 900
        self.assertProgress(order, "invoiced", 900)

    def test_part_of_the_invoices_made_again(self):
        order = self._order((self.panel, 10, 100), state="sale")
        self._deliver(order, 5)
        self._credit(self._invoice(order))
        self._invoice(order)
        self._deliver(order)
        # 5 of 10 are invoiced, not 5 + 5.
        self.assertProgress(order, "delivered", 1000)
        self._invoice(order)
        self.assertProgress(order, "invoiced", 1000)

    def test_goods_come_back(self):
        order = self._order((self.panel, 10, 100), state="sale")
        self._deliver(order)
        self._invoice(order)
        self._deliver(order, 8)
        self._invoice(order)  # Odoo makes a credit note of it: 2 x 100
        self.assertProgress(order, "invoiced", 800)

    def test_line_added_on_the_invoice(self):
        order = self._order(state="sale")
        self._deliver(order)
        invoice = self._invoice(order, post=False)
        line = {"name": "Crane", "quantity": 1, "price_unit": 45, "tax_ids": False}
        invoice.write({"invoice_line_ids": [Command.create(line)]})
        invoice.action_post()
        self.assertProgress(order, "invoiced", 1045)

    def test_one_invoice_for_two_orders(self):
        orders = self._order(state="sale") + self._order((self.beam, 3, 70), state="sale")
        self._deliver(orders)
        invoice = self._invoice(orders)
        self.assertEqual(len(invoice), 1)
        line = {"name": "Crane", "quantity": 1, "price_unit": 45, "tax_ids": False}
        invoice.button_draft()
        invoice.write({"invoice_line_ids": [Command.create(line)]})
        invoice.action_post()
        # The crane is shared as 1 000 to 210: 37.19 and 7.81.
        self.assertProgress(orders[0], "invoiced", 1037.19)
        self.assertProgress(orders[1], "invoiced", 217.81)

    def test_cancelled(self):
        order = self._order(state="sale")
        order._action_cancel()
        self.assertProgress(order, "cancelled", 0)
        order.action_draft()
        self.assertProgress(order, "quotation", 1000)
        order.action_confirm()
        self.assertProgress(order, "confirmed", 1000)

    def test_cancelled_once_invoiced(self):
        order = self._order(state="sale")
        deposit = self._down_payment(order, 300)
        order._action_cancel()
        # The deposit is kept...
        self.assertProgress(order, "cancelled", 300)
        self._credit(deposit)
        # ... or refunded.
        self.assertProgress(order, "cancelled", 0)

    def test_services_that_nobody_delivers(self):
        order = self._order((self.study, 1, 500), state="sale")
        self.assertProgress(order, "confirmed", 500)
        invoice = self._invoice(order)
        self.assertProgress(order, "invoiced", 500)
        self._pay(invoice)
        self.assertProgress(order, "paid", 500)

    def test_services_beside_goods(self):
        order = self._order((self.study, 1, 500), (self.beam, 10, 100), state="sale")
        self._invoice(order)
        self.assertProgress(order, "confirmed", 1500)
        order.order_line[1].qty_delivered = 10
        self.assertProgress(order, "invoiced", 1500)

    def test_services_delivered_by_hand(self):
        order = self._order((self.work, 20, 50), state="sale")
        self.assertProgress(order, "confirmed", 1000)
        self._deliver(order, 5)
        self.assertProgress(order, "in_production", 1000)
        self._deliver(order)
        self.assertProgress(order, "delivered", 1000)
        self._deliver(order, 0)
        self.assertProgress(order, "confirmed", 1000)

    def test_free_order(self):
        order = self._order((self.beam, 10, 0), state="sale")
        self.assertProgress(order, "confirmed", 0)
        self._deliver(order)
        # Nothing is left to do or to invoice.
        self.assertProgress(order, "paid", 0)

    def test_free_order_invoiced(self):
        order = self._order((self.study, 1, 0), state="sale")
        self.assertProgress(order, "confirmed", 0)
        self._invoice(order)
        self.assertProgress(order, "paid", 0)

    def test_free_line(self):
        order = self._order((self.beam, 10, 100), (self.study, 1, 0), state="sale")
        self._deliver(order)
        invoice = self._invoice(order, post=False)
        free = invoice.invoice_line_ids.filtered(lambda line: not line.price_unit)
        invoice.write({"invoice_line_ids": [Command.delete(free.id)]})
        invoice.action_post()
        self.assertProgress(order, "invoiced", 1000)

    def test_discount_and_goods_taken_back(self):
        order = self._order((self.beam, 10, 100), (self.beam, -1, 60), state="sale")
        order.order_line[0].qty_delivered = 10
        self.assertProgress(order, "delivered", 940)
        self._invoice(order)
        self.assertProgress(order, "invoiced", 940)

    def test_other_currency(self):
        # 1 000 USD at 1.25 when it is ordered, at 1.60 when it is invoiced.
        order = self._order(currency=self.dollar, state="sale")
        self._deliver(order)
        self.assertProgress(order, "delivered", 800)
        self._invoice(order, date(2026, 3, 12))
        self.assertProgress(order, "invoiced", 625)

    def test_rounding(self):
        # 3 x 33.33 = 99.99 USD; 99.99 / 1.25 = 79.992
        order = self._order((self.beam, 3, 33.33), currency=self.dollar)
        self.assertProgress(order, "quotation", 79.99)

    def test_sections_and_notes(self):
        order = self._order()
        order.write(
            {
                "order_line": [
                    Command.create({"display_type": "line_section", "name": "Roof"}),
                    Command.create({"display_type": "line_note", "name": "Dry wood"}),
                ]
            }
        )
        order.action_confirm()
        self._deliver(order)
        self.assertProgress(order, "delivered", 1000)

    def test_locked_order(self):
        order = self._order(state="sale")
        self._deliver(order)
        order.action_lock()
        self._pay(self._invoice(order))
        self.assertProgress(order, "paid", 1000)

    def test_batch(self):
        """Many orders together give the same results as each one alone."""
        orders = self._order() + self._order(state="sale") + self._order((self.study, 1, 500))
        orders[1:].filtered(lambda order: order.state != "sale").action_confirm()
        self._invoice(orders[2])
        self.env.add_to_compute(orders._fields["order_progress"], orders)
        self.assertEqual(orders.mapped("order_progress"), ["quotation", "confirmed", "invoiced"])

    def test_columns_of_the_kanban(self):
        orders = self.env["sale.order"].with_context(read_group_expand=True)
        domain = [("state", "=", "sale"), ("company_id", "=", self.company.id)]
        groups = orders.web_read_group(domain, ["order_progress"])["groups"]
        self.assertEqual(
            [group["order_progress"] for group in groups],
            ["confirmed", "in_production", "delivered", "invoiced", "paid"],
        )

    def test_order_that_only_takes_back(self):
        """One unit taken back at 100, on a credit note: paid once that is paid back; no sales
        cycle."""
        order = self._order((self.work, 1, -100), state="sale")
        self._deliver(order)
        self.assertProgress(order, "delivered", -100)
        refund = self._invoice(order)
        self.assertEqual(refund.move_type, "out_refund")
        self.assertProgress(order, "invoiced", -100)
        self._pay(refund)
        self.assertProgress(order, "paid", -100)
        self.assertFalse(order.full_payment_date)

    def test_order_that_takes_back_a_service(self):
        """Two studies sold before are taken back at 100: nothing is to be delivered."""
        order = self._order((self.study, -2, 100), state="sale")
        self.assertProgress(order, "confirmed", -200)
        refund = self._invoice(order, post=False)
        self.assertProgress(order, "confirmed", -200)
        refund.action_post()
        self.assertProgress(order, "invoiced", -200)
        self._pay(refund)
        self.assertProgress(order, "paid", -200)
