"""A quotation below the margin floor asks for a reason when a person sends or confirms it."""

from lxml import etree

from odoo.tests import Form, tagged

from ..common_real_cost import RealCostCase


@tagged("standard", "post_install", "-at_install")
class TestLowMargin(RealCostCase):
    def setUp(self):
        super().setUp()
        self.company.write({"low_margin_threshold": 0.3, "ask_low_margin_reason": True})

    def _create_quotation(self, price):
        """Create a quotation of one unit with a cost of 60."""
        order = self._create_order((self.work, 1, price), confirm=False)
        return order.with_user(self.salesperson)

    def _click(self, order, action):
        return getattr(order.with_context(ask_low_margin=True), action)()

    def _answer(self, question, reason):
        wizards = self.env[question["res_model"]].with_user(self.salesperson)
        wizard = Form(wizards.with_context(**question["context"]))
        wizard.reason = reason
        return wizard.save().action_go_on()

    def test_floor(self):
        # 60 of 80 leaves 25 %, of 85.70 29.99 %, of 85.72 30.006 %, of 0 a loss.
        for price, low in [(80, True), (85.7, True), (85.72, False), (100, False), (0, True)]:
            with self.subTest(price=price):
                self.assertEqual(self._create_quotation(price).is_low_margin, low)
        self.assertFalse(self._create_quotation(-100).is_low_margin)
        order = self._create_quotation(80)
        self.company.low_margin_threshold = 0.2
        self.assertFalse(order.is_low_margin)

    def test_confirm_asks(self):
        order = self._create_quotation(80)
        question = self._click(order, "action_confirm")
        self.assertEqual(order.state, "draft")
        self.assertEqual(question["res_model"], "sale.order.low.margin")
        self._answer(question, "A customer to win")
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.low_margin_reason, "A customer to win")
        self.assertAlmostEqual(order.sudo().low_margin_accepted, 0.25)
        [message] = order.message_ids.filtered(lambda message: "A customer to win" in message.body)
        self.assertIn("25.0&nbsp;%", message.body)
        self.assertIn("30.0&nbsp;%", message.body)
        self.assertEqual(message.author_id, self.salesperson.partner_id)

    def test_send_asks(self):
        order = self._create_quotation(80)
        question = self._click(order, "action_quotation_send")
        action = self._answer(question, "A customer to win")
        self.assertEqual(action["res_model"], "mail.compose.message")
        self.assertEqual(order.low_margin_reason, "A customer to win")

    def test_asked_once_and_again_when_lower(self):
        order = self._create_quotation(80)
        self._answer(self._click(order, "action_quotation_send"), "A customer to win")
        again = self._click(order, "action_quotation_send")
        self.assertEqual(again["res_model"], "mail.compose.message")
        order.order_line.price_unit = 75  # 20 %
        question = self._click(order, "action_confirm")
        self.assertEqual(question["res_model"], "sale.order.low.margin")
        self._answer(question, "The last discount")
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.low_margin_reason, "The last discount")
        self.assertFalse(order.copy().low_margin_reason)

    def test_asks_only_where_the_company_wants_it(self):
        """A company of a new database is asked nothing, and still sees that the margin is low."""
        self.company.ask_low_margin_reason = False
        order = self._create_quotation(80)
        self.assertEqual(
            self._click(order, "action_quotation_send")["res_model"], "mail.compose.message"
        )
        self.assertTrue(order.is_low_margin)
        self.assertIs(self._click(order, "action_confirm"), True)
        self.assertEqual((order.state, order.low_margin_reason), ("sale", False))

    def test_off_after_installation_and_in_a_new_company(self):
        new = self.env["res.company"].create({"name": "New"})
        self.assertFalse(
            (new | self.env.ref("base.main_company")).filtered("ask_low_margin_reason")
        )

    def test_on_after_an_update(self):
        """An update that adds the column leaves every company as it was: asked."""
        companies = self.env["res.company"].search([])
        companies.ask_low_margin_reason = False
        companies.flush_recordset()
        companies._init_column("ask_low_margin_reason")
        companies.invalidate_recordset()
        self.assertEqual(companies.filtered("ask_low_margin_reason"), companies)

    def test_good_margin_asks_nothing(self):
        order = self._create_quotation(100)
        self.assertIs(self._click(order, "action_confirm"), True)
        self.assertEqual(order.state, "sale")

    def test_nobody_else_is_stopped(self):
        """Code, crons, imports; the customer who signs or pays."""
        order = self._create_quotation(80)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        signed = self._create_quotation(80)
        signed.sudo()._validate_order()
        self.assertEqual(signed.state, "sale")
        both = self._create_quotation(80) | self._create_quotation(80)
        self._click(both, "action_confirm")
        self.assertEqual(both.mapped("state"), ["sale", "sale"])

    def test_buttons_of_the_form_ask(self):
        arch = self.env["sale.order"].with_user(self.salesperson).get_view(view_type="form")["arch"]
        buttons = etree.fromstring(arch).xpath(
            "//button[@name='action_confirm' or @name='action_quotation_send']"
        )
        self.assertGreaterEqual(len(buttons), 4)
        for button in buttons:
            context = eval(button.get("context"))  # noqa: S307
            self.assertTrue(context["ask_low_margin"], etree.tostring(button))
