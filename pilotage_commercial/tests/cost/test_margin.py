from odoo import fields
from odoo.tests import Form, TransactionCase, tagged
from odoo.tests.common import freeze_time


@tagged("standard", "post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestMargin(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.env.ref("base.EUR")
        cls.dollar = cls.env.ref("base.USD")
        (cls.euro | cls.dollar).active = True
        cls.company = cls.env["res.company"].create(
            {
                "name": "Margin & Sons",
                "currency_id": cls.euro.id,
            }
        )
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": cls.company.ids,
                "tracking_disable": True,
            }
        )
        cls.company = cls.company.with_env(cls.env)
        # 1 € = 1.25 $ from 1 March 2026.
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.dollar.id,
                "company_id": cls.company.id,
                "name": "2026-03-01",
                "rate": 1.25,
            }
        )
        cls.partner = cls.env["res.partner"].create({"name": "Atelier Martin"})
        cls.product = cls.env["product.product"].create(
            {
                "name": "Garde-corps",
                "list_price": 100.0,
                "standard_price": 60.0,
                "type": "consu",
                "taxes_id": False,
            }
        )

    def _lead(self, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                **values,
            }
        )

    def _quotation(self, lead, quantity=1, price=100.0, cost=60.0, currency=None, **values):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Prices",
                "currency_id": (currency or self.euro).id,
                "company_id": self.company.id,
            }
        )
        return self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "opportunity_id": lead.id,
                "company_id": self.company.id,
                "pricelist_id": pricelist.id,
                "order_line": [
                    fields.Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "purchase_price": cost,
                        }
                    )
                ],
                **values,
            }
        )

    def assertEstimate(self, lead, cost, margin, percent, source):
        self.assertEqual(lead.estimated_cost_source, source)
        self.assertAlmostEqual(lead.estimated_cost, cost, 2)
        self.assertAlmostEqual(lead.estimated_margin, margin, 2)
        self.assertAlmostEqual(lead.estimated_margin_percent, percent, 4)

    # --- typed ---

    def test_unknown_cost_is_not_a_zero_cost(self):
        lead = self._lead(expected_revenue=1000)
        self.assertEstimate(lead, 0, 0, 0, False)
        lead.estimated_cost = 0
        self.assertEstimate(lead, 0, 1000, 1, "manual")

    def test_typing_cost_gives_margin_and_back(self):
        lead = self._lead(expected_revenue=12500)
        lead.estimated_cost = 7000
        self.assertEstimate(lead, 7000, 5500, 0.44, "manual")
        lead.estimated_margin = 2500  # 12 500 − 2 500 = 10 000
        self.assertEstimate(lead, 10000, 2500, 0.2, "manual")
        lead.expected_revenue = 20000  # the cost stays, the margin follows
        self.assertEstimate(lead, 10000, 10000, 0.5, "manual")

    def test_typed_at_creation(self):
        self.assertEstimate(
            self._lead(expected_revenue=800, estimated_margin=200), 600, 200, 0.25, "manual"
        )
        # When both are given and disagree, the cost is the fact.
        self.assertEstimate(
            self._lead(expected_revenue=800, estimated_cost=500, estimated_margin=1),
            500,
            300,
            0.375,
            "manual",
        )

    def test_exported_and_imported_again(self):
        """An unknown cost is an empty cell, as 0 would be a known cost; a cost that follows a
        quotation goes on following it; what is typed stays typed.
        """
        unknown, free, quoted = (self._lead(expected_revenue=1000) for _number in range(3))
        free.estimated_cost = 0
        self._quotation(quoted)  # 100, cost 60
        names = [".id", "expected_revenue", "estimated_cost", "estimated_margin"]
        leads = unknown + free + quoted
        rows = [list(map(str, row)) for row in leads.export_data(names)["datas"]]
        self.assertEqual(
            [row[2:] for row in rows], [["", ""], ["0.0", "1000.0"], ["60.0", "940.0"]]
        )
        for columns in ((0, 2, 3), (0, 3), (0, 2)):
            with self.subTest(columns=columns):
                given = [[row[column] for column in columns] for row in rows]
                loaded = leads.with_context(import_file=True).load(
                    [names[column] for column in columns], given
                )
                self.assertEqual(loaded["ids"], leads.ids, loaded["messages"])
                self.assertEstimate(unknown, 0, 0, 0, False)
                self.assertEstimate(free, 0, 1000, 1, "manual")
                self.assertEstimate(quoted, 60, 940, 0.94, "quotation")
        # Another cost is typed, and emptying it forgets it.
        quoted.with_context(import_file=True).load(
            [".id", "estimated_cost"], [[str(quoted.id), "70"]]
        )
        self.assertEstimate(quoted, 70, 930, 0.93, "manual")
        quoted.estimated_margin = False
        self.assertEstimate(quoted, 60, 940, 0.94, "quotation")

    def test_in_the_form(self):
        with Form(self._lead(expected_revenue=1000)) as form:
            self.assertFalse(form.estimated_cost_source)
            form.estimated_cost = 700
            self.assertEqual(form.estimated_margin, 300)
            self.assertAlmostEqual(form.estimated_margin_percent, 0.3)
            form.estimated_margin = 400
            self.assertEqual(form.estimated_cost, 600)
            form.expected_revenue = 2000
            self.assertEqual(form.estimated_margin, 1400)
        self.assertEstimate(form.record, 600, 1400, 0.7, "manual")

    def test_new_in_the_form(self):
        """A form sends all its fields at creation: 0 is no cost that somebody typed."""

        def create(**typed):
            with Form(self.env["crm.lead"].with_context(default_type="opportunity")) as form:
                form.name = "Deal"
                form.expected_revenue = 1000
                for name, value in typed.items():
                    form[name] = value
            return form.record

        lead = create()
        self.assertEstimate(lead, 0, 0, 0, False)
        self._quotation(lead)  # 100, cost 60
        self.assertEstimate(lead, 60, 940, 0.94, "quotation")
        self.assertEstimate(create(estimated_cost=700), 700, 300, 0.3, "manual")
        self.assertEstimate(create(estimated_margin=400), 600, 400, 0.4, "manual")
        # A margin as high as the revenue: the cost is 0, and known.
        self.assertEstimate(create(estimated_margin=1000), 0, 1000, 1, "manual")

    def test_copied(self):
        """The copy of a deal has what was typed; nothing that follows its quotations."""
        typed, unknown, quoted = (self._lead(expected_revenue=1000) for _number in range(3))
        typed.estimated_cost = 700
        self._quotation(quoted)  # 100, cost 60
        self.assertEstimate(quoted, 60, 940, 0.94, "quotation")
        self.assertEstimate(typed.copy(), 700, 300, 0.3, "manual")
        self.assertEstimate(unknown.copy(), 0, 0, 0, False)
        copy = quoted.copy()
        self.assertEstimate(copy, 0, 0, 0, False)
        self._quotation(copy)
        self.assertEstimate(copy, 60, 940, 0.94, "quotation")
        self.assertEstimate(quoted.copy({"estimated_cost": 5}), 5, 995, 0.995, "manual")

    def test_forgetting_what_was_typed(self):
        lead = self._lead(expected_revenue=1000, estimated_cost=400)
        lead.action_reset_estimated_cost()
        self.assertEstimate(lead, 0, 0, 0, False)
        self._quotation(lead)
        self.assertEstimate(lead, 60, 940, 0.94, "quotation")
        lead.write({"estimated_cost": 10})
        lead.write({"estimated_cost": False})
        self.assertEstimate(lead, 60, 940, 0.94, "quotation")

    def test_sheet_with_empty_cells(self):
        """Imported with a column of costs and one of margins: a cell is filled, 0, or empty, which
        says nothing; then one of them is emptied in the sheet, and imported again."""
        columns = ["id", "name", "type", "expected_revenue", "estimated_cost", "estimated_margin"]
        cases = [
            ("600", "", (600, 400, 0.4, "manual")),
            ("", "300", (700, 300, 0.3, "manual")),
            ("0", "", (0, 1000, 1, "manual")),
            ("", "0", (1000, 0, 0, "manual")),
            ("", "", (0, 0, 0, False)),
            ("600", "999", (600, 400, 0.4, "manual")),
        ]
        rows = [
            [f"__import__.sheet_{index}", "Deal", "opportunity", "1000", cost, margin]
            for index, (cost, margin, _expected) in enumerate(cases)
        ]
        result = self.env["crm.lead"].load(columns, rows)
        self.assertFalse(result["messages"])
        leads = self.env["crm.lead"].browse(result["ids"])
        for lead, (cost, margin, expected) in zip(leads, cases, strict=True):
            with self.subTest(cost=cost, margin=margin):
                self.assertEstimate(lead, *expected)
        for name in ("estimated_cost", "estimated_margin"):
            with self.subTest(name):
                leads.estimated_cost = 200
                self.env["crm.lead"].load(["id", name], [[row[0], ""] for row in rows])
                for lead in leads:
                    self.assertEstimate(lead, 0, 0, 0, False)

    def test_revenue_zero_and_negative(self):
        lead = self._lead(expected_revenue=0, estimated_cost=100)
        self.assertEstimate(lead, 100, -100, 0, "manual")
        lead.expected_revenue = -500  # a refund: −500 − 100, no meaningful percentage
        self.assertEstimate(lead, 100, -600, 0, "manual")
        lead.estimated_margin = -500
        self.assertEstimate(lead, 0, -500, 0, "manual")

    # --- quotations ---

    def test_follows_the_quotation(self):
        lead = self._lead(expected_revenue=1000)
        quotation = self._quotation(lead, quantity=10)
        self.assertEstimate(lead, 600, 400, 0.4, "quotation")
        quotation.order_line.purchase_price = 70
        self.assertEstimate(lead, 700, 300, 0.3, "quotation")
        quotation.order_line.product_uom_qty = 5
        self.assertEstimate(lead, 350, 650, 0.65, "quotation")
        quotation._action_cancel()
        self.assertEstimate(lead, 0, 0, 0, False)
        quotation.action_draft()
        self.assertEstimate(lead, 350, 650, 0.65, "quotation")

    def test_typed_wins_over_the_quotation(self):
        lead = self._lead(expected_revenue=1000, estimated_cost=200)
        quotation = self._quotation(lead)
        self.assertEstimate(lead, 200, 800, 0.8, "manual")
        quotation._action_cancel()
        self.assertEstimate(lead, 200, 800, 0.8, "manual")

    def test_newest_quotation_then_confirmed_orders(self):
        lead = self._lead(expected_revenue=1000)
        first = self._quotation(lead, quantity=1)
        second = self._quotation(lead, quantity=2)
        self.assertEqual(lead.estimated_cost, 120)  # an alternative, not an addition
        second.unlink()
        self.assertEqual(lead.estimated_cost, 60)
        first.action_confirm()
        third = self._quotation(lead, quantity=3)
        self.assertEqual(lead.estimated_cost, 60)  # what is ordered counts first
        third.action_confirm()
        self.assertEqual(lead.estimated_cost, 240)

    def test_quotation_without_cost_says_nothing(self):
        lead = self._lead(expected_revenue=1000)
        self._quotation(lead, cost=0)
        self.assertEstimate(lead, 0, 0, 0, False)

    def test_quotation_in_another_currency(self):
        lead = self._lead(expected_revenue=1000)
        # 10 × 60 $ = 600 $ = 480 € at 1.25
        self._quotation(lead, quantity=10, currency=self.dollar)
        self.assertEstimate(lead, 480, 520, 0.52, "quotation")

    def test_lead_without_company(self):
        lead = self._lead(expected_revenue=1000)
        self._quotation(lead, quantity=10, currency=self.dollar)
        lead.company_id = False
        # Without a company of its own: the currency of the quotation's company.
        self.assertEstimate(lead, 480, 520, 0.52, "quotation")

    # --- low margin ---

    def test_low_margin(self):
        low = self._lead(expected_revenue=1000, estimated_cost=701)  # 29.9 %
        enough = self._lead(expected_revenue=1000, estimated_cost=700)  # 30 % is not below 30 %
        unknown = self._lead(expected_revenue=1000)
        loss = self._lead(expected_revenue=0, estimated_cost=10)
        leads = low | enough | unknown | loss
        self.assertEqual(leads.filtered("is_low_margin"), low | loss)
        search = self.env["crm.lead"].search
        scope = [("id", "in", leads.ids)]
        self.assertEqual(search([*scope, ("is_low_margin", "=", True)]), loss | low)
        self.assertEqual(search([*scope, ("is_low_margin", "=", False)]), unknown | enough)
        self.company.low_margin_threshold = 0.25
        self.assertEqual(search([*scope, ("is_low_margin", "=", True)]), loss)

    def test_low_margin_by_company(self):
        other = self.env["res.company"].create({"name": "Other", "low_margin_threshold": 0.5})
        self.env.user.company_ids |= other
        env = self.env(
            context={
                **self.env.context,
                "allowed_company_ids": [self.company.id, other.id],
            }
        )
        here = self._lead(expected_revenue=100, estimated_cost=60).with_env(env)  # 40 % > 30 %
        there = self._lead(expected_revenue=100, estimated_cost=60, company_id=other.id).with_env(
            env
        )  # 40 % < 50 %
        found = env["crm.lead"].search(
            [
                ("id", "in", (here | there).ids),
                ("is_low_margin", "=", True),
            ]
        )
        self.assertEqual(found, there)
        self.assertEqual((here | there).filtered("is_low_margin"), there)

    # --- aggregates ---

    def test_percentage_is_weighted(self):
        leads = (
            self._lead(expected_revenue=10000, estimated_cost=9000)  # 10 %
            | self._lead(expected_revenue=1000, estimated_cost=100)  # 90 %
            | self._lead(expected_revenue=500000)  # unknown: out of both sums
        )
        ((percent, margin, revenue),) = self.env["crm.lead"]._read_group(
            [("id", "in", leads.ids)],
            [],
            ["estimated_margin_percent:avg", "estimated_margin:sum", "expected_revenue:sum"],
        )
        # (1 000 + 900) / (10 000 + 1 000), where a mean of percentages says 50 %
        self.assertAlmostEqual(percent, 1900 / 11000)
        self.assertEqual((margin, revenue), (1900, 511000))

    def test_percentage_of_nothing_known(self):
        lead = self._lead(expected_revenue=1000)
        ((percent,),) = self.env["crm.lead"]._read_group(
            [("id", "=", lead.id)], [], ["estimated_margin_percent:avg"]
        )
        self.assertFalse(percent)

    def test_percentage_over_two_currencies(self):
        american = self.env["res.company"].create(
            {
                "name": "US branch",
                "currency_id": self.dollar.id,
            }
        )
        self.env.user.company_ids |= american
        leads = self._lead(expected_revenue=1000, estimated_cost=500) | self._lead(
            expected_revenue=1250, estimated_cost=1125, company_id=american.id
        )
        ((percent,),) = self.env["crm.lead"]._read_group(
            [("id", "in", leads.ids)], [], ["estimated_margin_percent:avg"]
        )
        # In €: (500 + 125 $ / 1.25) / (1 000 + 1 250 $ / 1.25) = 600 / 2 000
        self.assertAlmostEqual(percent, 0.3)

    # --- merging ---

    def test_merge_keeps_the_typed_cost_and_the_highest_urgency(self):
        first = self._lead(expected_revenue=1000, estimated_cost=400, urgency="1")
        second = self._lead(expected_revenue=1000, urgency="3")
        merged = (first | second).merge_opportunity()
        self.assertEstimate(merged, 400, 600, 0.6, "manual")
        self.assertEqual(merged.urgency, "3")

    def test_merge_of_unknown_costs_stays_unknown(self):
        merged = (self._lead(expected_revenue=10) | self._lead()).merge_opportunity()
        self.assertEstimate(merged, 0, 0, 0, False)
