from odoo.tests import HttpCase, tagged

from ..common_real_cost import RealCostCase


@tagged("standard", "post_install", "-at_install")
class TestRealMarginTour(HttpCase, RealCostCase):
    browser_size = "1600x1000"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.write(
            {
                "lang": "en_US",
                "group_ids": [(4, cls.env.ref("account.group_account_invoice").id)],
            }
        )

    def test_tab(self):
        order = self._create_order()
        self._create_bill((order, 420, {"name": "Concrete C25"}))
        self._type_cost(order, 100, "labour", state="committed", name="Finishing")
        self.start_tour(
            f"/odoo/sales/{order.id}",
            "pilotage_commercial_real_margin",
            login=self.manager.login,
        )
        order.invalidate_recordset()
        self.assertAlmostEqual(order.real_cost, 500)

    def test_assign_bills(self):
        """One line by its own button, two more together: 300 + 200 + 150, beside 420."""
        order = self._create_order()
        self._create_bill((order, 420, {"name": "Concrete C25"}))
        self._update(order)
        lines = ((300, "Formwork"), (200, "Rebar"), (150, "Rebar, more of it"))
        self._create_bill(*((None, amount, {"name": name}) for amount, name in lines))
        printer = self.env["res.partner"].create({"name": "Printer"})
        self._create_bill((None, 70, {"name": "Leaflets"}), partner_id=printer.id)
        self.start_tour(
            f"/odoo/sales/{order.id}",
            "pilotage_commercial_assign_bills",
            login=self.manager.login,
        )
        order.invalidate_recordset()
        self.assertAlmostEqual(order.real_cost, 1070)

    def test_low_margin(self):
        self.company.ask_low_margin_reason = True
        order = self._create_order((self.work, 1, 80), confirm=False)
        self.start_tour(
            f"/odoo/sales/{order.id}",
            "pilotage_commercial_low_margin",
            login=self.manager.login,
        )
        order.invalidate_recordset()
        self.assertEqual((order.state, order.low_margin_reason), ("sale", "A customer to win"))
