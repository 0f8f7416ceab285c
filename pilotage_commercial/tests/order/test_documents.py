"""Real-life invoices and credit notes of builders."""

from datetime import date

from odoo import Command, fields
from odoo.tests import tagged

from ..common_order import OrderCase


@tagged("standard", "post_install", "-at_install")
class TestDocuments(OrderCase):
    """An order sells ten units of work at 1 000."""

    def _sell(self, quantity=10, price=1000):
        return self._order((self.work, quantity, price), state="sale")

    def _advance(self, order, done):
        """Invoice the order up to ``done`` units, and pay it."""
        order.order_line[0].qty_delivered = done
        invoice = self._invoice(order)
        self._pay(invoice, date(2026, 4, done + 1))
        return invoice

    def _create_account(self, code, kind, **values):
        return self.env["account.account"].create(
            {
                "code": code,
                "name": kind,
                "account_type": kind,
                "company_ids": self.company.ids,
                **values,
            }
        )

    def _add_line(self, invoice, name, amount, account=None, **values):
        line = {"name": name, "quantity": 1, "price_unit": amount, "tax_ids": False, **values}
        if account:
            line["account_id"] = account.id
        invoice.write({"invoice_line_ids": [Command.create(line)]})

    # --- an invoice that Odoo turns into a credit note ---

    def test_progress_bill_below_the_down_payment(self):
        """3 000 paid ahead, then 2 000 done: Odoo credits 1 000. Then 8 000 more."""
        order = self._sell()
        self._pay(self._down_payment(order, 3000), date(2026, 3, 12))
        first = self._advance(order, 2)
        self.assertEqual((first.move_type, first.amount_untaxed), ("out_refund", 1000))
        self.assertProgress(order, "in_production", 10000)
        self._advance(order, 10)
        self.assertProgress(order, "paid", 10000)
        self.assertEqual(order.full_payment_date, date(2026, 4, 11))

    def test_order_lowered_below_the_down_payment(self):
        """3 000 paid ahead, then reduced to two units: 1 000 are refunded."""
        order = self._sell()
        self._pay(self._down_payment(order, 3000), date(2026, 3, 12))
        order.order_line[0].write({"product_uom_qty": 2, "price_unit": 1000})
        self._advance(order, 2)
        self.assertProgress(order, "paid", 2000)
        self.assertEqual(order.full_payment_date, date(2026, 3, 12))

    def test_a_cent_of_rounding(self):
        """333.34 paid ahead of 333.33: a credit note of one cent, which nobody refunds."""
        order = self._order((self.work, 1, 333.33), state="sale")
        self._pay(self._down_payment(order, 333.34), date(2026, 3, 12))
        order.order_line[0].qty_delivered = 1
        credit = self._invoice(order)
        self.assertEqual((credit.move_type, credit.amount_untaxed), ("out_refund", 0.01))
        self.assertProgress(order, "paid", 333.33)
        self.assertEqual(order.full_payment_date, date(2026, 3, 12))

    def test_credit_note_that_is_a_draft(self):
        """Such a credit note in draft counts as an invoice that is not sent."""
        order = self._sell()
        self._pay(self._down_payment(order, 3000), date(2026, 3, 12))
        order.order_line[0].write({"product_uom_qty": 2, "price_unit": 1000})
        order.order_line[0].qty_delivered = 2
        credit = self._invoice(order, post=False)
        self.assertProgress(order, "delivered")
        credit.action_post()
        self.assertProgress(order, "paid", 2000)

    def test_cumulated_progress_bills(self):
        """Each bill deducts the one before: 6, then 8 less 6, then 10 less 8."""
        order = self._sell()
        line = order.order_line
        for done, before in ((6, 0), (8, 6), (10, 8)):
            line.qty_delivered = done
            invoice = self._invoice(order, post=False)
            if before:
                invoice.invoice_line_ids.quantity = done
                taken_off = {"quantity": -before, "sale_line_ids": [Command.set(line.ids)]}
                self._add_line(invoice, "Billed before", 1000, **taken_off)
            invoice.action_post()
            self._pay(invoice, date(2026, 4, done + 1))
            self.assertProgress(order, "paid" if done == 10 else "in_production", 10000)

    # --- lines that are no revenue, or shared by orders ---

    def test_retention_on_a_balance_sheet_account(self):
        """A line of the invoice withholds 5 %: the revenue is 10 000, the amount due 9 500."""
        order = self._sell()
        self._deliver(order)
        invoice = self._invoice(order, post=False)
        account = self._create_account("411700", "asset_current", reconcile=True)
        self._add_line(invoice, "Retention 5 %", -500, account)
        invoice.action_post()
        self.assertProgress(order, "invoiced", 10000)
        self.assertEqual(order.retention_due, 500)
        self._pay(invoice, date(2026, 4, 20))
        self.assertProgress(order, "paid", 10000)
        self.assertEqual(order.full_payment_date, date(2026, 4, 20))
        # A year later the customer pays the rest.
        entry = self._pay_retention(account, 500)
        (invoice.line_ids + entry.line_ids).filtered(lambda x: x.account_id == account).reconcile()
        order.invalidate_recordset()
        order._compute_retention_due()
        self.assertEqual(order.retention_due, 0)
        self.assertEqual(order.full_payment_date, date(2026, 4, 20))

    def _pay_retention(self, account, amount):
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.bank.id,
                "date": date(2027, 4, 20),
                "line_ids": [
                    Command.create(
                        {"account_id": self.bank.default_account_id.id, "debit": amount}
                    ),
                    Command.create({"account_id": account.id, "credit": amount}),
                ],
            }
        )
        entry.action_post()
        return entry

    def test_line_for_two_orders(self):
        """6 000 and 4 000 on one invoice, with a discount of 1 000 for both: 5 400 and 3 600."""
        orders = self._sell(6) + self._sell(4)
        for order in orders:
            self._deliver(order)
        invoice = self._invoice(orders, post=False)
        self.assertEqual(len(invoice), 1)
        self._add_line(invoice, "Discount", -1000)
        invoice.action_post()
        self.assertProgress(orders[0], "invoiced", 5400)
        self.assertProgress(orders[1], "invoiced", 3600)

    def test_deferred_revenue(self):
        """10 000 invoiced on an account of deferred revenue, of which 1 000 are credited."""
        order = self._sell()
        self._deliver(order)
        invoice = self._invoice(order, post=False)
        invoice.invoice_line_ids.account_id = self._create_account("487900", "liability_current")
        invoice.action_post()
        self.assertProgress(order, "invoiced", 10000)
        self._credit(invoice, price=1000)
        self.assertProgress(order, "invoiced", 9000)

    def test_mapped_on_the_balance_sheet(self):
        """A fiscal position books what is sold on an account of assets, as works to be accepted:
        10 000 less a discount of 1 000; of these, 2 000 are credited.
        """
        account = self._create_account("417900", "asset_current")
        discount = self._create_product("Discount", "service", "order")
        order = self._order((self.work, 10, 1000), (discount, 1, -1000), state="sale")
        self._deliver(order)
        income = self._invoice(order, post=False).invoice_line_ids.account_id
        order.invoice_ids.unlink()
        order.fiscal_position_id = self.env["account.fiscal.position"].create(
            {
                "name": "To be accepted",
                "company_id": self.company.id,
                "account_ids": [
                    Command.create({"account_src_id": source.id, "account_dest_id": account.id})
                    for source in income
                ],
            }
        )
        invoice = self._invoice(order)
        self.assertEqual(invoice.invoice_line_ids.account_id, account)
        self.assertProgress(order, "invoiced", 9000)
        self.assertEqual(order.retention_due, 0)
        self._credit(invoice, price=2000)
        self.assertProgress(order, "invoiced", 7000)

    def test_gift_card(self):
        """10 000, of which the customer pays 50 by a gift card that waits on a debt."""
        card = self._create_product("Gift Card", "service", "order")
        card.property_account_income_id = self._create_account("419900", "liability_current")
        order = self._order((self.work, 10, 1000), (card, 1, -50), state="sale")
        self._deliver(order)
        self._pay(self._invoice(order))
        self.assertProgress(order, "paid", 10000)

    def test_retention_line_for_two_orders(self):
        """500 withheld on 6 000 and 4 000: 300 and 200 are due, the revenue is whole."""
        orders = self._sell(6) + self._sell(4)
        for order in orders:
            self._deliver(order)
        invoice = self._invoice(orders, post=False)
        account = self._create_account("411700", "asset_current")
        self._add_line(invoice, "Retention 5 %", -500, account)
        invoice.action_post()
        for order, revenue, due in zip(orders, (6000, 4000), (300, 200), strict=True):
            self.assertProgress(order, "invoiced", revenue)
            self.assertEqual(order.retention_due, due)

    # --- corrected once posted ---

    def test_account_of_a_posted_line(self):
        """500 retained on an account of income by mistake, then on one of assets."""
        order = self._sell()
        self._deliver(order)
        invoice = self._invoice(order, post=False)
        self._add_line(invoice, "Retention 5 %", -500)
        invoice.action_post()
        self.assertProgress(order, "invoiced", 9500)
        line = invoice.invoice_line_ids.filtered(lambda x: x.price_unit == -500)
        line.account_id = self._create_account("411700", "asset_current")
        self.assertProgress(order, "invoiced", 10000)
        self.assertEqual(order.retention_due, 500)

    def test_account_of_a_credit_note_of_its_own(self):
        """A gesture of 100, typed on a credit note without the lines of the invoice, becomes 200
        through a draft; then what it takes back was a deposit, on an account of assets."""
        order = self._sell()
        self._deliver(order)
        credit = self._credit(self._invoice(order), post=False)
        credit.invoice_line_ids.unlink()
        self._add_line(credit, "Gesture", 100)
        credit.action_post()
        self.assertFalse(credit.line_ids.sale_line_ids)
        self.assertProgress(order, "invoiced", 9900)
        credit.button_draft()
        credit.invoice_line_ids.price_unit = 200
        credit.action_post()
        self.assertProgress(order, "invoiced", 9800)
        credit.invoice_line_ids.account_id = self._create_account("411700", "asset_current")
        self.assertProgress(order, "invoiced", 10000)

    # --- given up at the payment ---

    def _write_off(self, invoice, amount, account):
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create(
                {
                    "payment_date": date(2026, 4, 20),
                    "journal_id": self.bank.id,
                    "amount": amount,
                    "payment_difference_handling": "reconcile",
                    "writeoff_account_id": account.id,
                }
            )
        )
        return wizard._create_payments()

    def test_write_off(self):
        """10 000 invoiced, 9 970 paid, the rest is written off."""
        order = self._sell()
        self._deliver(order)
        loss = self._create_account("654000", "expense")
        self._write_off(self._invoice(order), 9970, loss)
        self.assertProgress(order, "paid", 9970)

    def test_write_off_for_two_orders(self):
        """6 000 and 4 000 on one invoice; 100 are written off: 60 and 40."""
        orders = self._sell(6) + self._sell(4)
        for order in orders:
            self._deliver(order)
        loss = self._create_account("654000", "expense")
        self._write_off(self._invoice(orders), 9900, loss)
        self.assertProgress(orders[0], "paid", 5940)
        self.assertProgress(orders[1], "paid", 3960)

    def test_early_payment_discount(self):
        """2 % for a payment within ten days: 9 800 of 10 000."""
        term = self.env["account.payment.term"].create(
            {
                "name": "2 % in 10 days",
                "company_id": self.company.id,
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        self.company.account_journal_early_pay_discount_loss_account_id = self._create_account(
            "665000", "expense"
        )
        order = self._order((self.work, 10, 1000), state="sale", payment_term_id=term.id)
        self._deliver(order)
        invoice = self._invoice(order, fields.Date.today())
        self._pay(invoice, fields.Date.today())
        self.assertProgress(order, "paid", 9800)
