"""A KPI is only shown to users who may read its fields, and frozen figures keep these rights."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common_kpi import KpiCase
from ..common_order import NOW

DAY = NOW.date() + timedelta(days=5)
REAL_COST = "pilotage_commercial.group_real_cost"


class TrustCase(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshots = cls.env["pilotage.kpi.snapshot"]
        cls.abroad = cls._create_company("Roux abroad")
        cls.seller = cls._create_user("trust-own", "sales_team.group_sale_salesman")
        cls.colleague = cls._create_user("trust-all", "sales_team.group_sale_salesman_all_leads")
        cls.foreigner = cls._create_user(
            "trust-abroad", "sales_team.group_sale_manager", company=cls.abroad
        )
        cls.director = cls._create_user("trust-director", "sales_team.group_sale_manager")
        cls.director.company_ids = cls.env["res.company"].search([])

    def _make(self, user=None, **values):
        """Create a KPI as ``user`` (the manager), by default the number of open opportunities."""
        return self._as(user or self.manager).create(
            {
                "name": "Mine",
                "code": "mine",
                "unit": "number",
                "numerator_window": "now",
                "has_denominator": False,
                **values,
            }
        )

    def _make_margin(self, user=None, **values):
        """Create a KPI on real margins, without *Only for*."""
        given = {"numerator_aggregate": "sum", "numerator_field": "real_margin"}
        return self._make(user, numerator_model="sale.order", **{**given, **values})

    def _as(self, user):
        return self.kpis.with_user(user).with_context(allowed_company_ids=user.company_id.ids)

    def _on(self, records, user):
        """Return ``records`` with the rights of ``user``, in the user's company."""
        return records.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def _freeze(self, company=None):
        self.env.flush_all()
        self.kpis._take_snapshots(company or self.company, DAY)
        self.env.flush_all()
        self.env.invalidate_all()

    def _find(self, user=None, company=None, **values):
        """Return the snapshots of the KPI "mine" that ``user`` may read."""
        model = self.snapshots.with_user(user) if user else self.snapshots
        model = model.with_context(allowed_company_ids=(company or self.company).ids)
        domain = [("kpi_id.code", "=", "mine"), ("company_id", "=", (company or self.company).id)]
        return model.search(domain + [(name, "=", value) for name, value in values.items()])


@tagged("standard", "post_install", "-at_install")
class TestKpiOfProtectedFields(TrustCase):
    """A figure derived from a protected field is for its groups only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._sale(amount=1000, user_id=cls.seller.id)

    def test_margin_without_only_for(self):
        """The manager sees it, nobody else: cards, table, snapshots."""
        self._make_margin()
        self._freeze()
        for user in (self.seller, self.colleague):
            card = self._card("mine", user)
            self.assertEqual((card["state"], card["value"]), ("hidden", None))
            self.assertIsNone(card["numerator"])
            table = self._as(user).get_table({}, "user")
            self.assertEqual(table["columns"][-1]["state"], "hidden")
            self.assertEqual(self._as(user).get_left_out("mine")["state"], "hidden")
            self.assertFalse(self._find(user))
        self.assertNotEqual(self._card("mine")["state"], "hidden")
        self.assertTrue(self._find(self.manager))
        self.seller.group_ids = [Command.link(self.env.ref(REAL_COST).id)]
        self.assertNotEqual(self._card("mine", self.seller)["state"], "hidden")
        self.assertEqual(self._find(self.seller).user_id, self.seller)

    def test_every_place_that_a_field_is_read_in(self):
        """In the sum, in a domain, in the denominator, as the date of the period."""
        costly = '[("real_margin", "<", 0)]'
        side = {"denominator_window": "now", "has_denominator": True}
        cases = [
            {"numerator_field": "real_margin", "numerator_aggregate": "sum"},
            {"numerator_domain": costly},
            {"numerator_domain": '["!", "|", ("name", "=", "x"), ("real_margin", ">", 5)]'},
            {"denominator_model": "sale.order", "denominator_domain": costly, **side},
            {
                "denominator_model": "sale.order.line",
                "denominator_domain": '[("order_id.real_cost", ">", 0)]',
                **side,
            },
        ]
        for number, values in enumerate(cases):
            with self.subTest(values=values):
                code = f"mine_{number}"
                # As superuser: the paths of a user-made KPI are checked in another test.
                self.kpis.create(
                    {
                        "name": code,
                        "code": code,
                        "numerator_model": "sale.order",
                        "numerator_window": "now",
                        "has_denominator": False,
                        **values,
                    }
                )
                self.assertEqual(self._card(code, self.seller)["state"], "hidden")
                self.assertNotEqual(self._card(code)["state"], "hidden")

    def test_second_reading(self):
        first = self._make(code="first")
        first.second_id = self._make_margin()
        second = self._card("first", self.seller)["second"]
        self.assertEqual((second["state"], second["value"]), ("hidden", None))
        self.assertNotEqual(self._card("first")["second"]["state"], "hidden")

    def _protect(self, model, name, groups):
        field = self.env[model]._fields[name]
        self.patch(field, "groups", groups)
        self.env.registry.clear_cache()

    def test_field_of_another_group(self):
        """Any group of the database may protect a field, and a KPI may need several."""
        self._protect(
            "sale.order", "net_revenue", "account.group_account_invoice,base.group_system"
        )
        self._protect("sale.order", "sales_cycle_days", "base.group_partner_manager")
        self.manager.group_ids = [
            Command.link(self.env.ref("account.group_account_invoice").id),
            Command.link(self.env.ref("base.group_partner_manager").id),
        ]
        self._make(
            numerator_model="sale.order",
            numerator_aggregate="sum",
            numerator_field="net_revenue",
            numerator_domain='[("sales_cycle_days", ">=", 0)]',
        )
        self._freeze()
        self.assertTrue(self._find(self.manager))
        needed = ["account.group_account_invoice", "base.group_partner_manager"]
        for names, seen in ((needed[:1], False), (needed[1:], False), (needed, True)):
            groups = [self.env.ref(name).id for name in names]
            base = self.env.ref("sales_team.group_sale_salesman_all_leads").id
            self.colleague.group_ids = [Command.set([base, *groups])]
            self.assertEqual(self._card("mine", self.colleague)["state"] != "hidden", seen, names)
            self.assertEqual(bool(self._find(self.colleague)), seen, names)

    def test_snapshots_of_before(self):
        """Older snapshots without stored rights are protected too, and so is a KPI whose definition
        changed since.
        """
        kpi = self._make_margin()
        self._freeze()
        every = self._find()
        self.assertTrue(every)
        self.env.cr.execute("UPDATE pilotage_kpi_snapshot SET only_for = NULL")
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.assertFalse(self._find(self.colleague))
        self.assertTrue(self._find(self.manager))
        self.env.cr.execute(
            "UPDATE pilotage_kpi_snapshot SET only_for = %s WHERE id IN %s",
            [REAL_COST, tuple(every.ids)],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        kpi.numerator_field = "net_revenue"
        self.assertNotEqual(self._card("mine", self.colleague)["state"], "hidden")
        self.assertFalse(self._find(self.colleague))
        self.assertTrue(self._find(self.manager))

    def test_one_snapshot_read_by_its_id(self):
        self._make_margin()
        self._freeze()
        row = self._find(user_id=False, team_id=False)
        with self.assertRaises(AccessError):
            row.with_user(self.colleague).read(["value"])
        row.with_user(self.manager).read(["value"])
        groups = self.snapshots.with_user(self.colleague)._read_group([], ["kpi_id"], ["value:sum"])
        self.assertNotIn(row.kpi_id, [kpi for kpi, _value in groups])

    def test_digest(self):
        """A KPI of the digest leaves the mail when it reads a protected field."""
        self.kpis.search([("code", "=", "average_order_value")]).numerator_field = "real_margin"
        self.env["digest.digest"].search([]).unlink()
        digest = self.env["digest.digest"].create(
            {"name": "x", "company_id": self.company.id, "kpi_pilotage_average_order_value": True}
        )
        self.env.flush_all()
        for user, seen in ((self.manager, True), (self.colleague, False)):
            names = [kpi["kpi_name"] for kpi in digest._compute_kpis(self.company, user)]
            self.assertEqual("kpi_pilotage_average_order_value" in names, seen)


@tagged("standard", "post_install", "-at_install")
class TestKpiMadeByHand(TrustCase):
    """A user-made KPI reads with the rights of its author."""

    def _check_refused(self, words, **values):
        with self.assertRaises(ValidationError) as caught:
            self._make(**values)
        self.assertRegex(str(caught.exception), words)

    def test_refused(self):
        """Deeper paths, other documents, protected fields: refused, with the allowed paths."""
        for values, words in (
            ({"numerator_domain": '[("user_id.login", "=", "admin")]'}, "partner_id.industry_id"),
            ({"numerator_domain": '[("user_id.partner_id.email", "like", "a")]'}, "user_id"),
            ({"numerator_domain": '[("user_id", "any", [("login", "=", "x")])]'}, "user_id"),
            ({"numerator_domain": '["!", ("team_id.user_id.login", "=", "x")]'}, "team_id"),
            (
                {
                    "numerator_model": "account.move",
                    "numerator_domain": '[("move_type", "=", "entry")]',
                    "numerator_aggregate": "sum",
                    "numerator_field": "amount_total",
                },
                "invoices",
            ),
            (
                {
                    "numerator_model": "account.move",
                    "numerator_domain": '[("move_type", "!=", "out_invoice")]',
                },
                "invoices",
            ),
            ({"numerator_domain": '[("expected_revenue", "=", "abc")]'}, "valid"),
            ({"numerator_domain": '[("id", "=", 1j)]'}, "valid"),
        ):
            with self.subTest(values=values), mute_logger("odoo.sql_db"):
                self._check_refused(words, **values)

    def test_field_that_its_writer_may_not_read(self):
        self.patch(self.env["crm.lead"]._fields["day_close"], "groups", "base.group_system")
        given = {"numerator_aggregate": "sum", "numerator_field": "day_close"}
        self._check_refused("may not read", **given)
        self._check_refused("may not read", numerator_domain='[("day_close", ">", 3)]')

    def test_duplicated(self):
        """A copy has a name and a code of its own, and shows what its author may read."""
        kpi = self._make(name="Mine", code="mine")
        first, second = kpi.copy(), kpi.copy()
        self.assertEqual([first.code, second.code], ["mine_2", "mine_3"])
        self.assertEqual(first.name, "Mine (copy)")
        self.assertEqual(kpi.copy({"code": "own", "name": "Own"}).code, "own")
        ours = self._as(self.manager).search([("code", "=", "win_rate")])
        copied = self._on(ours, self.manager).copy()
        self.assertEqual((copied.code, copied.author_id), ("win_rate_2", self.manager))
        self.assertTrue(copied.is_by_hand)

    def test_code_comes_from_the_name(self):
        """Nobody has to think of a code; one that is typed stays."""
        self._make(name="Taken", code="visits_per_order")
        form = Form(self._as(self.manager))
        form.name = "Visits per Order"
        self.assertEqual(form.code, "visits_per_order_2")
        form.code = "mine"
        form.name = "Éléments livrés"
        self.assertEqual(form.code, "mine")
        form.code = False
        form.name = "Éléments  livrés !"
        self.assertEqual(form.code, "elements_livres")

    def test_known_paths_are_accepted(self):
        for number, values in enumerate(
            (
                {"numerator_domain": '[("partner_id.industry_id", "!=", False)]'},
                {"numerator_domain": '[("stage_id.is_won", "=", True)]'},
                {
                    "numerator_model": "sale.order.line",
                    "numerator_domain": '[("order_id.state", "=", "sale")]',
                },
                {
                    "numerator_model": "account.move",
                    "numerator_domain": '[("move_type", "in", ["out_invoice", "out_refund"])]',
                },
            )
        ):
            self.assertTrue(self._make(code=f"mine_{number}", **values))

    def test_only_customer_invoices(self):
        """Journal entries are never read, whatever the domain."""
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "general")], limit=1
        )
        self.env["account.move"].create(
            {"move_type": "entry", "journal_id": journal.id, "date": "2026-03-01"}
        )
        self._make(numerator_model="account.move")
        self.manager.group_ids = [Command.link(self.env.ref("account.group_account_user").id)]
        before = self.env["account.move"].search_count(
            [
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("company_id", "=", self.company.id),
            ]
        )
        self.assertEqual(self._card("mine")["numerator"]["count"], before)

    def test_frozen_under_the_rights_of_its_writer(self):
        """Records that the author may not read are frozen for nobody."""
        self._lead(revenue=700)
        kpi = self._make(numerator_aggregate="sum", numerator_field="expected_revenue")
        self._freeze()
        self.assertEqual(self._find(level="company").value, 700)
        self.assertEqual(kpi.author_id, self.manager)
        self._find().unlink()
        # Neither a manager nor a salesperson any more.
        self.manager.group_ids = [Command.set([self.env.ref("base.group_user").id])]
        self._freeze()
        self.assertFalse(self._find())

    def test_author_that_left(self):
        self._lead()
        self._make()
        self.manager.active = False
        self._freeze()
        self.assertFalse(self._find())

    def test_author_is_who_wrote_what_is_measured(self):
        kpi = self._make(self.director, company_id=False)
        other = self._create_user("trust-other", "sales_team.group_sale_manager")
        other.company_ids = self.env["res.company"].search([])
        self._on(kpi, other).sequence = 5
        self.assertEqual(kpi.author_id, self.director)
        self._on(kpi, other).numerator_domain = '[("type", "=", "lead")]'
        self.assertEqual(kpi.author_id, other)
        with self.assertRaises(AccessError):
            self._on(kpi, other).author_id = self.env.ref("base.user_admin")

    def test_old_one_is_not_frozen_beyond_what_is_allowed(self):
        """Definitions older than the checks: deeper paths have no figure, entries are no
        invoices.
        """
        self._lead(user_id=self.seller.id)
        kpi = self._make()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE pilotage_kpi SET author_id = NULL, numerator_domain = %s WHERE id = %s",
            ['[("user_id.login", "=", "trust-own")]', kpi.id],
        )
        self.env.invalidate_all()
        self._freeze()
        self.assertFalse(self._find())

    def test_companies_of_its_writer(self):
        """A KPI of one company is frozen there only; a shared one, where its author works."""
        self._lead(company_id=self.abroad.id, team_id=False)
        self._lead()
        kpi = self._make()
        self.assertEqual(kpi.company_id, self.company)
        self.assertNotIn("mine", self._cards(self.foreigner, self.abroad))
        self._freeze(self.abroad)
        self.assertFalse(self._find(company=self.abroad))
        self._freeze()
        self.assertTrue(self._find())
        kpi.sudo().company_id = False
        self.assertIn("mine", self._cards(self.foreigner, self.abroad))
        self._freeze(self.abroad)
        self.assertFalse(self._find(company=self.abroad), "its writer does not work there")

    def test_domain_that_no_parser_takes(self):
        for text in ("-" * 50000 + "1", "[" * 3000, "[(" * 400, "1", "{}", "[(1,)]"):
            with self.assertRaises(ValidationError, msg=text[:20]):
                self._make(numerator_domain=text)
