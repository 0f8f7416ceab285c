"""The formula of each KPI, with the reader's own figures."""

from odoo.tests import tagged

from ..common_kpi import CODES, KpiCase


@tagged("standard", "post_install", "-at_install")
class TestKpiExample(KpiCase):
    def _examples(self, user=None):
        cards = self._cards(user) if user else self._cards()
        return {code: card["example"] for code, card in cards.items()}

    def test_in_the_figures_of_the_reader(self):
        """Three won of eight; a salesperson with one won of two reads that."""
        seller = self._create_user("example-seller", "sales_team.group_sale_salesman")
        for outcome in ["won"] * 2 + ["lost"] * 4:
            self._quotation(outcome)
        for outcome in ["won", "lost"]:
            self._quotation(outcome, user_id=seller.id)
        told = "Quotations won: %s of %s issued, so %s\N{NBSP}%%"
        name = "transformation_rate"
        self.assertEqual(self._examples()[name], told % (3, 8, "37.5"))
        self.assertEqual(self._examples(seller)[name], told % (1, 2, "50"))

    def test_an_amount_and_its_records(self):
        self._lead(revenue=1200)
        self._lead(revenue=300)
        self.assertRegex(
            self._examples()["pipeline_value"], r"^Open opportunities: 2, for .*1,500.* in all$"
        )

    def test_nothing_to_count_has_no_example(self):
        self.assertEqual(self._examples(), dict.fromkeys(CODES, ""))

    def test_every_kpi_of_the_app_has_its_own(self):
        kpis = self.kpis.with_context(active_test=False).search([])
        data = kpis.get_external_id()
        ours = kpis.filtered(lambda kpi: data[kpi.id].startswith("pilotage_commercial."))
        self.assertEqual(len(ours), 11)
        for kpi in ours:
            with self.subTest(code=kpi.code):
                names = ["numerator", "denominator", "value"] if kpi.has_denominator else ["count"]
                for name in names:
                    self.assertIn(f"{{{name}}}", kpi.example)

    def test_second_reading(self):
        self._lead("won", revenue=300)
        self._lead("lost", revenue=900)
        second = self._cards()["win_rate"]["second"]
        self.assertRegex(second["example"], r"^Won: .*300.* of .*1,200.* won or lost, so 25.%$")

    def test_without_one_of_its_own(self):
        """A user-made KPI: the typed text is never evaluated."""
        kpi = self.env.ref("pilotage_commercial.kpi_transformation_rate")
        self._quotation("won")
        for typed, told in (
            (False, "1 divided by 1: 100\N{NBSP}%"),
            ("{value.__class__} {numerator", "{value.__class__} {numerator"),
        ):
            kpi.example = typed
            self.assertEqual(self._examples()["transformation_rate"], told)

    def test_kept_with_the_figure(self):
        """A user without access to costs reads no margin in an example either."""
        seller = self._create_user("example-costs", "sales_team.group_sale_salesman")
        order = self._sale(amount=100, user_id=seller.id)
        self._spend(order, 40)
        self.assertRegex(self._examples()["real_margin_rate"], "so 60.%$")
        self.assertEqual(self._examples(seller)["real_margin_rate"], "")
