from datetime import date, datetime

from odoo.tests import tagged

from ..common_order import OrderCase


@tagged("standard", "post_install", "-at_install")
class TestPayment(OrderCase):
    @classmethod
    def _delivered(cls, *lines, **values):
        order = cls._order(*lines, state="sale", **values)
        cls._deliver(order)
        return order

    def assertPaid(self, order, day, progress=None):
        self.assertProgress(order, progress or ("paid" if day else "invoiced"))
        self.assertEqual(order.full_payment_date, day)

    def test_paid_at_once(self):
        order = self._delivered()
        invoice = self._invoice(order)
        self.assertPaid(order, False)
        self._pay(invoice, date(2026, 3, 25))
        self.assertPaid(order, date(2026, 3, 25))

    def test_partial_payments(self):
        order = self._delivered()
        invoice = self._invoice(order)
        self._pay(invoice, date(2026, 4, 20), 400)
        self.assertPaid(order, False)
        self._pay(invoice, date(2026, 4, 2), 600)
        # The last day, although that payment was entered first.
        self.assertPaid(order, date(2026, 4, 20))

    def test_payment_before_the_invoice(self):
        order = self._delivered()
        payment = self._pay_alone(1000, date(2026, 3, 1))
        invoice = self._invoice(order, date(2026, 3, 9))
        self.assertPaid(order, False)
        self._reconcile(invoice, payment.move_id)
        partial = invoice.line_ids.matched_credit_ids
        self.assertEqual(partial.max_date, date(2026, 3, 9))
        self.assertPaid(order, date(2026, 3, 1))

    def test_overpayment(self):
        order = self._delivered()
        payment = self._pay_alone(1200, date(2026, 3, 28))
        self._reconcile(self._invoice(order), payment.move_id)
        self.assertPaid(order, date(2026, 3, 28))

    def test_reconciliation_undone(self):
        order = self._delivered()
        invoice = self._invoice(order)
        payment = self._pay(invoice, date(2026, 3, 25))
        invoice.line_ids.remove_move_reconcile()
        self.assertPaid(order, False)
        self._reconcile(invoice, payment.move_id)
        self.assertPaid(order, date(2026, 3, 25))
        payment.action_draft()
        self.assertPaid(order, False)

    def test_payment_replaced_in_one_go(self):
        order = self._delivered()
        invoice = self._invoice(order)
        self._pay(invoice, date(2026, 3, 25))
        other = self._pay_alone(1000, date(2026, 3, 27))
        self.assertPaid(order, date(2026, 3, 25))
        invoice.line_ids.remove_move_reconcile()
        self._reconcile(invoice, other.move_id)
        self.assertPaid(order, date(2026, 3, 27))

    def test_several_invoices(self):
        order = self._order((self.panel, 10, 100), state="sale")
        self._deliver(order, 3)
        first = self._invoice(order)
        self._pay(first, date(2026, 5, 5))
        # Everything invoiced is paid, but not everything ordered is invoiced.
        self.assertPaid(order, False, "confirmed")
        self._deliver(order)
        second = self._invoice(order)
        self.assertPaid(order, False)
        self._pay(second, date(2026, 4, 1))
        self.assertPaid(order, date(2026, 5, 5))

    def test_one_payment_for_two_orders(self):
        orders = self._delivered() + self._delivered()
        invoices = self._invoice(orders[0]) + self._invoice(orders[1])
        self._pay(invoices, date(2026, 3, 31))
        for order in orders:
            self.assertPaid(order, date(2026, 3, 31))

    def test_down_payment(self):
        order = self._delivered()
        self._pay(self._down_payment(order, 300), date(2026, 3, 10))
        self.assertPaid(order, False, "delivered")
        self._pay(self._invoice(order), date(2026, 4, 10))
        self.assertPaid(order, date(2026, 4, 10))

    def test_down_payment_paid_last(self):
        order = self._delivered()
        deposit = self._down_payment(order, 300)
        self._pay(self._invoice(order), date(2026, 4, 10))
        self.assertPaid(order, False)
        self._pay(deposit, date(2026, 4, 15))
        self.assertPaid(order, date(2026, 4, 15))

    def test_down_payment_of_everything(self):
        order = self._delivered()
        self._pay(self._down_payment(order, 1000), date(2026, 3, 12))
        self.assertPaid(order, False, "delivered")
        self._invoice(order)  # amount 0: nothing to pay
        self.assertPaid(order, date(2026, 3, 12))

    def test_paid_before_it_is_delivered(self):
        order = self._order(state="sale")
        self._pay(self._invoice(order), date(2026, 3, 11))
        self.assertPaid(order, date(2026, 3, 11), "confirmed")

    def test_settled_with_a_credit_note(self):
        order = self._delivered()
        invoice = self._invoice(order)
        self._pay(invoice, date(2026, 3, 5), 920)
        self.assertPaid(order, False)
        credit = self._credit(invoice, date(2026, 3, 8), price=80)
        self.assertEqual(invoice.amount_residual, 0)  # Odoo reconciles it at once
        self.assertPaid(order, date(2026, 3, 8))
        credit.button_draft()
        self.assertPaid(order, False)

    def test_credited_after_it_was_paid(self):
        order = self._delivered()
        invoice = self._invoice(order, date(2026, 3, 2))
        self._pay(invoice, date(2026, 3, 5))
        self._credit(invoice, date(2026, 3, 8), price=80)
        # The customer owes nothing; our own debt to the customer is not paid by this.
        self.assertPaid(order, date(2026, 3, 5))

    def test_credited_in_full(self):
        order = self._delivered()
        invoice = self._invoice(order)
        self._credit(invoice)
        self.assertPaid(order, False, "paid")
        self.assertEqual(order.sales_cycle_days, 0)

    def test_set_off_against_another_order(self):
        """The credit note of 1 000 of another order, paid before, settles this one."""
        order, other = self._delivered(), self._delivered()
        self._pay(self._invoice(other, date(2026, 3, 2)), date(2026, 3, 3))
        credit = self._credit(other.invoice_ids, date(2026, 3, 8))
        self._reconcile(self._invoice(order, date(2026, 3, 5)), credit)
        self.assertPaid(order, date(2026, 3, 8))

    def test_free_order(self):
        order = self._delivered((self.beam, 10, 0))
        self.assertPaid(order, False, "paid")
        self._invoice(order)
        self.assertPaid(order, False, "paid")

    def test_draft_invoice_beside_a_paid_one(self):
        order = self._delivered()
        self._pay(self._invoice(order), date(2026, 3, 12))
        self.assertPaid(order, date(2026, 3, 12))
        order.order_line.product_uom_qty = 12
        self._deliver(order)
        self.assertPaid(order, False, "delivered")
        draft = self._invoice(order, post=False)
        self.assertPaid(order, False, "delivered")
        draft.unlink()
        order.order_line.product_uom_qty = 10
        self.assertPaid(order, date(2026, 3, 12))

    def test_cancelled(self):
        order = self._delivered()
        self._pay(self._invoice(order), date(2026, 3, 12))
        order._action_cancel()
        self.assertPaid(order, False, "cancelled")

    def test_other_currency_and_exchange_difference(self):
        order = self._delivered(currency=self.dollar)
        # 1 000 USD are 800 EUR before 11 March, 625 EUR since.
        payment = self.env["account.payment"].create(
            {
                "amount": 1000,
                "currency_id": self.dollar.id,
                "date": date(2026, 3, 2),
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "journal_id": self.bank.id,
            }
        )
        payment.action_post()
        invoice = self._invoice(order, date(2026, 3, 12))
        self._reconcile(invoice, payment.move_id)
        partials = invoice.line_ids.matched_credit_ids + invoice.line_ids.matched_debit_ids
        self.assertTrue(partials.exchange_move_id)
        self.assertEqual(invoice.amount_residual, 0)
        # The exchange entry has the date of the invoice, but it is no payment.
        self.assertPaid(order, date(2026, 3, 2))
        self.assertEqual(order.net_revenue, 625)

    def test_paid_in_another_currency(self):
        order = self._delivered()
        invoice = self._invoice(order)
        # 1 000 EUR are 1 600 USD on the 15th.
        self._pay(invoice, date(2026, 3, 15), 1600, self.dollar)
        self.assertEqual(invoice.amount_residual, 0)
        self.assertPaid(order, date(2026, 3, 15))

    def test_batch(self):
        paid, owed, free = (
            self._delivered(),
            self._delivered(),
            self._delivered((self.beam, 1, 0)),
        )
        self._pay(self._invoice(paid), date(2026, 3, 15))
        self._invoice(owed)
        orders = paid + owed + free
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.add_to_compute(orders._fields["full_payment_date"], orders)
        self.assertEqual(orders.mapped("full_payment_date"), [date(2026, 3, 15), False, False])


@tagged("standard", "post_install", "-at_install")
class TestSalesCycle(OrderCase):
    def _paid(self, created, day, lead=None):
        """Return an order created at ``created`` (UTC) and paid on ``day``."""
        order = self._order((self.study, 1, 100), opportunity_id=lead and lead.id)
        self._backdate(order, created)
        order.action_confirm()
        self._pay(self._invoice(order), day)
        self.env.flush_all()
        return order

    def _backdate(self, record, moment):
        self.env.flush_all()
        self.env.cr.execute(
            f"UPDATE {record._table} SET create_date = %s WHERE id = %s", [moment, record.id]
        )
        record.invalidate_recordset(["create_date"])

    def test_from_the_opportunity(self):
        lead = self.env["crm.lead"].create({"name": "Barn", "type": "opportunity"})
        # 23:30 UTC on 10 February is 11 February in Paris.
        self._backdate(lead, datetime(2026, 2, 10, 23, 30))
        order = self._paid(datetime(2026, 3, 1), date(2026, 3, 12), lead)
        # 11 February to 12 March: 17 + 12 days.
        self.assertEqual(order.sales_cycle_days, 29)
        order.opportunity_id = False
        self.assertEqual(order.sales_cycle_days, 11)

    def test_second_order_of_a_deal(self):
        """It begins with itself, not with last year's deal: 11 days. Without the first one it
        begins with the deal: 11 February 2025 to 12 March 2026, 365 + 29.
        """
        lead = self.env["crm.lead"].create({"name": "Barn", "type": "opportunity"})
        self._backdate(lead, datetime(2025, 2, 10, 23, 30))
        first = self._paid(datetime(2025, 3, 1), date(2025, 3, 12), lead)
        second = self._paid(datetime(2026, 3, 1), date(2026, 3, 12), lead)
        self.assertEqual((first.sales_cycle_days, second.sales_cycle_days), (29, 11))
        first.opportunity_id = False
        self.env.flush_all()
        self.assertEqual(second.sales_cycle_days, 394)

    def test_date_of_the_second_order_before_the_first(self):
        """The deal of 11 February 2025 belongs to the order that is the first: 29 days to 12 March
        2025, or 394 to 12 March 2026."""
        lead = self.env["crm.lead"].create({"name": "Barn", "type": "opportunity"})
        self._backdate(lead, datetime(2025, 2, 10, 23, 30))
        first = self._paid(datetime(2025, 3, 1), date(2025, 3, 12), lead)
        second = self._paid(datetime(2026, 3, 1), date(2026, 3, 12), lead)
        self.assertEqual((first.sales_cycle_days, second.sales_cycle_days), (29, 11))
        second.date_order = datetime(2025, 2, 20)
        self.env.flush_all()
        self.assertEqual((first.sales_cycle_days, second.sales_cycle_days), (11, 394))

    def test_from_the_order(self):
        order = self._paid(datetime(2026, 1, 31, 12), date(2026, 3, 1))
        # 31 January to 1 March, 28 days in February.
        self.assertEqual(order.sales_cycle_days, 29)
        same_day = self._paid(datetime(2026, 3, 1, 12), date(2026, 3, 1))
        self.assertEqual(same_day.sales_cycle_days, 0)
        # Entered after the payment, as by an import.
        late = self._paid(datetime(2026, 3, 9), date(2026, 3, 1))
        self.assertEqual(late.sales_cycle_days, 0)

    def test_average_of_paid_orders(self):
        orders = self._paid(datetime(2026, 3, 1, 12), date(2026, 3, 1))
        orders += self._paid(datetime(2026, 3, 1, 12), date(2026, 3, 31))
        orders += self._order(state="sale")
        # (0 + 30) / 2: the unpaid order does not count.
        domain = [("id", "in", orders.ids)]
        (average,) = self.env["sale.order"]._read_group(domain, [], ["sales_cycle_days:avg"])[0]
        self.assertEqual(average, 15)
        (average,) = self.env["sale.order"]._read_group(
            [("id", "in", orders[-1].ids)], [], ["sales_cycle_days:avg"]
        )[0]
        self.assertFalse(average)
