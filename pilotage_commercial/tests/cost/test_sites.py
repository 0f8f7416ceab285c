"""Analytic accounts of several orders, whose customer changes, or whose owner does."""

from odoo.tests import tagged

from ..common_accounts import AccountsCase


@tagged("standard", "post_install", "-at_install")
class TestSites(AccountsCase):
    def assertShared(self, orders, shared):
        """Check whether each of ``orders`` says that documents of a shared account are missing."""
        self._run_cron(orders)
        found = [("shared_account" in (order.real_cost_missing or "")) for order in orders]
        self.assertEqual(found, [shared] * len(orders))

    # --- the customer changes ---

    def test_customer_of_one_order(self):
        """A site of one customer lacks the code of its bill; with two customers it is a
        department, and lacks nothing. The change of one order reaches the other."""
        orders = self._sell(self.sites[0]) + self._sell(self.sites[0])
        self._spend(400, (self.sites[0], 100))
        self.assertShared(orders, True)
        orders[1].partner_id = self.other
        self.assertShared(orders, False)
        orders[1].partner_id = self.customer
        self.assertShared(orders, True)

    def test_contact_leaves_its_company(self):
        contact = self.env["res.partner"].create({"name": "M. Roux", "parent_id": self.customer.id})
        orders = self._sell(self.sites[0]) + self._sell(self.sites[0], partner_id=contact.id)
        self._spend(400, (self.sites[0], 100))
        self.assertShared(orders, True)
        contact.parent_id = False
        self.assertShared(orders, False)
        contact.parent_id = self.customer
        self.assertShared(orders, True)

    def test_one_of_two_accounts(self):
        """The middle one of three orders shares an account with each: the last one's customer
        changes, and it still lacks the code of the first account."""
        first = self._sell(self.sites[0])
        middle = self._sell(self.sites[0], self.sites[1])
        last = self._sell(self.sites[1])
        for site in self.sites:
            self._spend(400, (site, 100))
        self.assertShared(first + middle + last, True)
        last.partner_id = self.other
        self.assertShared(first + middle, True)
        self.assertShared(last, False)

    # --- the owner changes ---

    def test_credit_note_on_the_account_of_another_order(self):
        """100 of an order are credited on a site: the order of the site has −100, until another
        customer's takes the site. It is then nobody's, and the credit note is the bill's."""
        order = self._create_order()
        owner = self._sell(self.sites[0])
        bill = self._create_bill((order, 100))
        credit = bill._reverse_moves([{"invoice_date": bill.invoice_date, "date": bill.date}])
        spread = {str(self.sites[0].id): 100}
        credit.invoice_line_ids.write({"cost_order_id": False, "analytic_distribution": spread})
        credit.action_post()
        orders = order + owner
        self._assert_known(orders, 100, -100)
        more = self._sell(self.sites[0], partner_id=self.other.id)
        self._update(more)
        self._assert_known(orders, 0, 0)
        more._action_cancel()
        self._update(more)
        self._assert_known(orders, 100, -100)
