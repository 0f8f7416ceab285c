"""Real-life bills of suppliers."""

from odoo import Command, fields
from odoo.tests import tagged

from .common import PurchaseCase


@tagged("standard", "post_install", "-at_install")
class TestPurchaseDocuments(PurchaseCase):
    def _sell(self, price=1000, quantity=1, name="Scaffolding"):
        """Sell a service bought at ``price``, and receive it."""
        order = self._create_order((self._create_subcontracted(name, price), quantity, 3000))
        purchase = order.order_line.purchase_line_ids.order_id
        purchase.button_confirm()
        purchase.order_line.qty_received = quantity
        return order, purchase

    def _add(self, bill, name, amount, **values):
        line = {"name": name, "quantity": 1, "price_unit": amount, "tax_ids": False, **values}
        bill.write({"invoice_line_ids": [Command.create(line)]})

    # --- lines beside those of the purchase ---

    def test_discount_typed_on_the_bill(self):
        """1 000 less 100."""
        order, purchase = self._sell()
        bill = self._bill(purchase, post=False)
        self._add(bill, "Discount", -100)
        bill.action_post()
        self.assertCosts(order, 900, 2100, "complete", subcontracting=900)

    def test_discount_shared_by_two_orders(self):
        """600 and 400 on one bill, less 10 %: 540 and 360."""
        first, purchase = self._sell(600, name="Crane")
        second, other = self._sell(400, name="Hoist")
        bill = self._bill(purchase | other, post=False)
        self._add(bill, "Discount 10 %", -100)
        bill.action_post()
        self.assertCosts(first, 540, 2460, "complete", subcontracting=540)
        self.assertCosts(second, 360, 2640, "complete", subcontracting=360)

    def test_freight_and_penalty(self):
        """500 and 80 of freight; then the late supplier grants 30: 580, then 550."""
        order, purchase = self._sell(500)
        bill = self._bill(purchase, post=False)
        self._add(bill, "Freight", 80)
        bill.action_post()
        self.assertCosts(order, 580, subcontracting=580)
        bill.button_draft()
        self._add(bill, "Penalty", -30)
        bill.action_post()
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 550, subcontracting=550)

    def test_on_expense_accounts_only(self):
        """5 % withheld by a line on a balance-sheet account are still due: 1 000."""
        order, purchase = self._sell()
        bill = self._bill(purchase, post=False)
        account = self._create_account("404000", "liability_current")
        self._add(bill, "Retention 5 %", -50, account_id=account.id)
        bill.action_post()
        self.assertCosts(order, 1000, subcontracting=1000)

    def test_penalty_booked_as_an_income(self):
        """1 000 less a penalty for delay of 100, booked as an income: 900."""
        order, purchase = self._sell()
        bill = self._bill(purchase, post=False)
        account = self._create_account("771800", "income_other")
        self._add(bill, "Penalty", -100, account_id=account.id)
        bill.action_post()
        self.assertCosts(order, 900, state="complete", subcontracting=900)

    def test_billed_as_a_fixed_asset(self):
        """A purchase of 1 000 billed on a fixed asset: nothing more is to be billed, and its
        depreciation is missing; a second one is an expense: 400."""
        order, purchase = self._sell()
        self.assertCosts(order, 1000, state="provisional", subcontracting=1000)
        bill = self._bill(purchase, post=False)
        bill.invoice_line_ids.account_id = self._create_account("215400", "asset_fixed")
        bill.action_post()
        self._update(order)
        self.assertEqual(order.real_cost_missing, "capitalised:1")
        self.assertCosts(order, 0, state="provisional")
        self._create_bill((order, 400))
        self.assertCosts(order, 400, state="provisional", other=400)

    def test_line_of_another_order(self):
        """A line beside them, assigned by hand to another order, belongs to that order."""
        order, purchase = self._sell()
        other = self._create_order()
        bill = self._bill(purchase, post=False)
        self._add(bill, "Crane for the other site", 70, cost_order_id=other.id)
        bill.action_post()
        self.assertCosts(order, 1000, subcontracting=1000)
        self.assertCosts(other, 70, other=70)

    def test_cash_rounding(self):
        """999.98 billed, rounded to 1 000 by a line of 0.02."""
        order, purchase = self._sell(999.98)
        loss = self._create_account("658000", "expense")
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "0.05",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "profit_account_id": loss.id,
                "loss_account_id": loss.id,
                "rounding_method": "HALF-UP",
            }
        )
        self._bill(purchase, invoice_cash_rounding_id=rounding.id)
        self.assertCosts(order, 1000, subcontracting=1000)

    # --- credit notes ---

    def _credit_by_hand(self, bill, amount):
        """Post a credit note of ``bill`` with one typed line."""
        refund = bill._reverse_moves([{"invoice_date": fields.Date.today()}])
        line = {"name": "Goodwill", "quantity": 1, "price_unit": amount, "tax_ids": False}
        refund.write({"invoice_line_ids": [Command.clear(), Command.create(line)]})
        self.assertFalse(refund.invoice_line_ids.purchase_line_id)
        refund.action_post()
        return refund

    def test_credit_note_typed_by_hand(self):
        """1 000 less a goodwill of 120."""
        order, purchase = self._sell()
        bill = self._bill(purchase)
        self.assertCosts(order, 1000, subcontracting=1000)
        self._credit_by_hand(bill, 120)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 880, 2120, "complete", subcontracting=880)

    def test_credit_note_typed_by_hand_for_two_orders(self):
        """600 and 400 billed together, 50 credited: 570 and 380."""
        first, purchase = self._sell(600, name="Crane")
        second, other = self._sell(400, name="Hoist")
        self._credit_by_hand(self._bill(purchase | other), 50)
        self.assertCosts(first, 570, subcontracting=570)
        self.assertCosts(second, 380, subcontracting=380)

    def test_credit_note_of_an_assigned_bill(self):
        """300 assigned by hand, 40 credited by a typed line: 260."""
        order = self._create_order()
        self._credit_by_hand(self._create_bill((order, 300)), 40)
        self.assertCosts(order, 260, other=260)

    def test_reversed_then_remade(self):
        """A full bill at 1 000 reversed, with the freight typed on it, then 1 050 and 80."""
        order, purchase = self._sell()
        bill = self._bill(purchase, post=False)
        self._add(bill, "Freight", 80)
        bill.action_post()
        self._refund(bill)
        self._update(order)
        # Nothing is billed any more: the received quantity, at its price.
        self.assertCosts(order, 1000, state="provisional", subcontracting=1000)
        again = self._bill(purchase, price=1050, post=False)
        self._add(again, "Freight", 80)
        again.action_post()
        self.assertCosts(order, 1130, state="complete", subcontracting=1130)

    # --- the expense booked by the entry ---

    def test_tax_that_nobody_gives_back(self):
        """20 % on 1 000: 1 200, billed or received."""
        order, purchase = self._sell()
        purchase.order_line.tax_ids = tax = self._create_lost_tax()
        self.assertCosts(order, 1200, state="provisional", subcontracting=1200)
        bill = self._bill(purchase, post=False)
        bill.invoice_line_ids.tax_ids = tax
        bill.action_post()
        self.assertCosts(order, 1200, state="complete", subcontracting=1200)

    def test_tax_due_at_the_payment(self):
        """The same if it is due when the bill is paid: received, 1 200; billed, 1 200."""
        transition = self._create_account("445800", "asset_current")
        transition.reconcile = True
        account = self._create_account("635100", "expense")
        lines = [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax", "account_id": account.id}),
        ]
        tax = self._create_lost_tax(
            tax_exigibility="on_payment",
            cash_basis_transition_account_id=transition.id,
            invoice_repartition_line_ids=lines,
            refund_repartition_line_ids=lines,
        )
        order, purchase = self._sell()
        purchase.order_line.tax_ids = tax
        self.assertCosts(order, 1200, state="provisional", subcontracting=1200)
        bill = self._bill(purchase, post=False)
        bill.invoice_line_ids.tax_ids = tax
        bill.action_post()
        self.assertCosts(order, 1200, state="complete", subcontracting=1200)

    def test_tax_given_back_by_half(self):
        """Half of 20 % on 1 000 is recoverable: 1 100."""
        account = self._create_account("445660", "asset_current")
        lines = [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax", "factor_percent": 50}),
            Command.create(
                {"repartition_type": "tax", "factor_percent": 50, "account_id": account.id}
            ),
        ]
        tax = self._create_lost_tax(
            invoice_repartition_line_ids=lines, refund_repartition_line_ids=lines
        )
        order, purchase = self._sell()
        purchase.order_line.tax_ids = tax
        self.assertCosts(order, 1100, state="provisional", subcontracting=1100)
        bill = self._bill(purchase, post=False)
        bill.invoice_line_ids.tax_ids = tax
        bill.action_post()
        self.assertCosts(order, 1100, state="complete", subcontracting=1100)

    def test_eco_tax_by_the_piece(self):
        """A tax of 3 a piece on an expense account: 10 × 20 + 10 × 3."""
        expense = self._create_account("635000", "expense")
        lines = [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax", "account_id": expense.id}),
        ]
        tax = self._create_lost_tax(
            3,
            amount_type="fixed",
            invoice_repartition_line_ids=lines,
            refund_repartition_line_ids=lines,
        )
        order, purchase = self._sell(20, 10)
        purchase.order_line.tax_ids = tax
        self.assertCosts(order, 230, state="provisional", subcontracting=230)
        bill = self._bill(purchase, post=False)
        bill.invoice_line_ids.tax_ids = tax
        bill.action_post()
        self.assertCosts(order, 230, state="complete", subcontracting=230)

    def test_private_part(self):
        """1 000, of which 60 % are the company's."""
        order, purchase = self._sell()
        bill = self._bill(purchase, post=False)
        bill.invoice_line_ids.deductible_amount = 60
        bill.action_post()
        self.assertCosts(order, 600, subcontracting=600)

    # --- requests for quotation merged ---

    def _merge(self, *quantities):
        """Return orders of one service whose requests for quotation are merged, and the bill."""
        product = self._create_subcontracted("Cleaning", 100)
        orders, requests = self.env["sale.order"], self.env["purchase.order"]
        for quantity in quantities:
            orders += self._create_order((product, quantity, 200))
            request = orders[-1].order_line.purchase_line_ids.order_id
            request.state = "sent"
            requests |= request
        requests.action_merge()
        purchase = requests.filtered(lambda request: request.state != "cancel")
        purchase.button_confirm()
        return orders, purchase

    def test_merged_requests(self):
        """6 and 4 requested, 10 billed at 100: 600 and 400."""
        orders, purchase = self._merge(6, 4)
        self.assertEqual(purchase.order_line.product_qty, 10)
        self._update(orders)
        self.assertEqual([order.committed_cost for order in orders], [600, 400])
        purchase.order_line.qty_received = 10
        self.env.flush_all()
        self.assertTrue(all(order.real_cost_to_update for order in orders))
        self._bill(purchase)
        self.assertCosts(orders[0], 600, state="complete", subcontracting=600)
        self.assertCosts(orders[1], 400, state="complete", subcontracting=400)

    def test_merged_requests_billed_dearer(self):
        """6, 3 and 1 requested, billed at 120."""
        orders, purchase = self._merge(6, 3, 1)
        purchase.order_line.qty_received = 10
        self._bill(purchase, price=120)
        for order, cost in zip(orders, (720, 360, 120), strict=True):
            self.assertCosts(order, cost, subcontracting=cost)

    def test_merged_requests_of_one_order(self):
        """One order requests 6 and 4, another one 5; 15 billed at 100: 1 000 and 500."""
        product = self._create_subcontracted("Cleaning", 100)
        first = self._create_order((product, 6, 200), (product, 4, 200))
        requests = first.order_line.purchase_line_ids.order_id
        requests.state = "sent"
        second = self._create_order((product, 5, 200))
        requests |= second.order_line.purchase_line_ids.order_id
        requests.action_merge()
        purchase = requests.filtered(lambda request: request.state != "cancel")
        purchase.button_confirm()
        self.assertEqual(purchase.order_line.product_qty, 15)
        purchase.order_line.qty_received = 15
        self._bill(purchase)
        self.assertCosts(first, 1000, state="complete", subcontracting=1000)
        self.assertEqual(first.real_cost_ids.mapped("sale_line_id"), first.order_line)
        self.assertCosts(second, 500, state="complete", subcontracting=500)

    def test_more_bought_than_asked(self):
        """One order requested 6, somebody bought 8: all of it belongs to the order."""
        order, purchase = self._sell(100, 6)
        purchase.order_line.product_qty = 8
        purchase.order_line.qty_received = 8
        self._bill(purchase)
        self.assertCosts(order, 800, subcontracting=800)

    # --- linked to another order by hand ---

    def test_given_to_another_order(self):
        """1 000 bought for an order, then given to another one: all of it belongs there."""
        order, purchase = self._sell()
        other = self._create_order((purchase.order_line.product_id, 1, 1500), confirm=False)
        self._bill(purchase)
        self._update(order + other)
        purchase.order_line.sale_line_id = other.order_line
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update and other.real_cost_to_update)
        self.assertCosts(order, 0, state="planned")
        self.assertEqual(order.real_cost_missing, "no_cost:1")
        self.assertCosts(other, 1000, subcontracting=1000)

    def test_merged_then_given_to_a_third_order(self):
        """6 and 4 merged, and given to an order of 5 that was not among them: 1 000."""
        orders, purchase = self._merge(6, 4)
        third = self._create_order((purchase.order_line.product_id, 5, 200), confirm=False)
        purchase.order_line.sale_line_id = third.order_line
        purchase.order_line.qty_received = 10
        self._bill(purchase)
        self.assertCosts(third, 1000, subcontracting=1000)
        for order in orders:
            self.assertCosts(order, 0)

    def test_given_back(self):
        """6 and 4 merged, given to a third order by error, then given back: 600 and 400."""
        orders, purchase = self._merge(6, 4)
        own = purchase.order_line.sale_line_id
        third = self._create_order((purchase.order_line.product_id, 5, 200), confirm=False)
        purchase.order_line.sale_line_id = third.order_line
        self._update(third)
        self.assertEqual(third.committed_cost, 1000)
        purchase.order_line.sale_line_id = own
        self._update(orders + third)
        self.assertEqual([order.committed_cost for order in orders + third], [600, 400, 0])

    # --- the order line is deleted ---

    def _delete_bought(self, order):
        """Cancel ``order``, delete its bought line, and confirm it again."""
        order._action_cancel()
        order.action_draft()
        order.order_line.filtered("purchase_line_ids").unlink()
        order.action_confirm()

    def test_line_deleted_after_its_bill(self):
        """1 000 billed for a line that is deleted: they were spent for the order all the same."""
        order, purchase = self._sell()
        order.order_line = [Command.create({"product_id": self.work.id, "price_unit": 40})]
        self._bill(purchase)
        self._update(order)
        self._delete_bought(order)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 1000, -960, subcontracting=1000)
        self._update(order)
        self.assertEqual(order.real_cost_missing, "no_cost:1")

    def test_line_deleted_before_its_bill(self):
        """1 000 received; the line is deleted; then billed at 900, with 50 of freight."""
        order, purchase = self._sell()
        order.order_line = [Command.create({"product_id": self.work.id, "price_unit": 40})]
        self._delete_bought(order)
        self.assertCosts(order, 1000, state="provisional", subcontracting=1000)
        bill = self._bill(purchase, price=900, post=False)
        self._add(bill, "Freight", 50)
        bill.action_post()
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 950, subcontracting=950)

    def test_one_of_two_lines_deleted(self):
        """6 and 4 days at 100 of one order; the line of 4 is deleted: 600 and 400 all the same."""
        product = self._create_subcontracted("Cleaning", 100)
        order = self._create_order((product, 6, 200), (product, 4, 200))
        purchase = order.order_line.purchase_line_ids.order_id
        purchase.button_confirm()
        for line in purchase.order_line:
            line.qty_received = line.product_qty
        self._bill(purchase)
        order._action_cancel()
        order.action_draft()
        order.order_line[1].unlink()
        order.action_confirm()
        self.assertCosts(order, 1000, subcontracting=1000)
        amounts = sorted((bool(cost.sale_line_id), cost.amount) for cost in order.real_cost_ids)
        self.assertEqual(amounts, [(False, 400), (True, 600)])

    def test_bought_line_of_a_quotation_deleted(self):
        """A request for quotation only: it is no cost, and none when its line is deleted."""
        order = self._create_order((self._create_subcontracted(), 1, 100), (self.work, 1, 40))
        self._delete_bought(order)
        self.assertCosts(order, 0)
        self.assertEqual(order.committed_cost, 0)

    # --- debit notes, which another app adds to a bill ---

    def _debit(self, bill, amount, copy_lines):
        """Post a debit note of ``bill``, with its lines or with a typed one."""
        if "account.debit.note" not in self.env:
            self.skipTest("account_debit_note is not installed")
        wizard = self.env["account.debit.note"].with_context(
            active_model="account.move", active_ids=bill.ids
        )
        action = wizard.create({"copy_lines": copy_lines}).create_debit()
        note = self.env["account.move"].browse(action["res_id"])
        note.invoice_date = fields.Date.today()
        if copy_lines:
            note.invoice_line_ids.price_unit = amount
        else:
            self._add(note, "Supplement", amount)
        note.action_post()
        return note

    def test_debit_note_of_a_purchase(self):
        """1 000, and 80 more, by the line of the purchase or by a typed one; then credited."""
        for copy_lines in (True, False):
            with self.subTest(copy_lines=copy_lines):
                order, purchase = self._sell()
                bill = self._bill(purchase)
                self._update(order)
                note = self._debit(bill, 80, copy_lines)
                self.env.flush_all()
                self.assertTrue(order.real_cost_to_update)
                self.assertCosts(order, 1080, 1920, "complete", subcontracting=1080)
                self._refund(note)
                self.assertCosts(order, 1000, 2000, "complete", subcontracting=1000)

    def test_debit_note_of_a_part(self):
        """Four of ten at 100 are billed, and 3 more on each: six are to come all the same, also
        once the note is credited. A note at full price bills two that were forgotten.
        """
        order, purchase = self._sell(100, 10)
        purchase.order_line.qty_received = 0
        bill = self._bill(purchase, quantity=4)
        note = self._debit(bill, 3, copy_lines=True)
        self.assertCosts(order, 412, state="provisional", subcontracting=412)
        self.assertEqual(order.committed_cost, 600)
        self._refund(note)
        self.assertCosts(order, 400, subcontracting=400)
        self.assertEqual(order.committed_cost, 600)
        note = self._debit(bill, 100, copy_lines=True)
        note.button_draft()
        note.invoice_line_ids.quantity = 2
        note.action_post()
        self.assertCosts(order, 600, subcontracting=600)
        self.assertEqual(order.committed_cost, 400)

    def test_debit_note_of_an_assigned_bill(self):
        """300 assigned to one order and 100 to another; 40 more, typed: 330 and 110."""
        first, second = self._create_order(), self._create_order()
        bill = self._create_bill((first, 300), (second, 100))
        self._update(first + second)
        note = self._debit(bill, 40, copy_lines=False)
        self.env.flush_all()
        self.assertTrue(first.real_cost_to_update)
        self.assertCosts(first, 330, other=330)
        self.assertCosts(second, 110, other=110)
        note.button_draft()
        self.env.flush_all()
        self.assertTrue(second.real_cost_to_update)
        self.assertCosts(second, 100, other=100)
