"""KPIs shared by companies, frozen figures of deleted records, and input of the wrong type."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_kpi_trust import DAY, TrustCase


@tagged("standard", "post_install", "-at_install")
class TestKpiSharedByCompanies(TrustCase):
    """Only users who work in all companies write the records of all companies."""

    def test_shared_kpi(self):
        kpi = self.env.ref("pilotage_commercial.kpi_win_rate")
        for user in (self.manager, self.foreigner):
            for write in (
                lambda kpi: kpi.write({"name": "Theirs"}),
                lambda kpi: kpi.write({"active": False}),
                lambda kpi: kpi.write({"company_id": kpi.env.company.id}),
                lambda kpi: kpi.unlink(),
            ):
                with self.assertRaises(AccessError):
                    write(self._on(kpi, user))
            with self.assertRaises(AccessError):
                self._make(user, company_id=False)
        self._on(kpi, self.director).name = "Ours"
        self.assertTrue(self._make(self.director, company_id=False))
        mine = self._make(code="here")
        with self.assertRaises(AccessError):
            mine.company_id = False
        with self.assertRaises(AccessError):
            self._on(mine, self.foreigner).read(["name"])

    def test_shared_target(self):
        kpi = self.env.ref("pilotage_commercial.kpi_win_rate")
        targets = self.env["pilotage.kpi.target"]
        shared = targets.create({"kpi_id": kpi.id, "value": 0.4})
        for write in (
            lambda target: target.write({"value": 0.1}),
            lambda target: target.unlink(),
            lambda target: target.write({"company_id": target.env.company.id}),
            lambda target: target.create({"kpi_id": kpi.id, "value": 0.1, "company_id": False}),
        ):
            with self.assertRaises(AccessError):
                write(self._on(shared, self.foreigner))
        own = self._on(targets, self.foreigner).create({"kpi_id": kpi.id, "value": 0.6})
        self.assertEqual(own.company_id, self.abroad)
        self.assertEqual(self._card("win_rate")["target"], 0.4)
        self.assertEqual(self._card("win_rate", self.foreigner, self.abroad)["target"], 0.6)
        # Also through the form of the KPI.
        self._on(kpi, self.manager).target_ids = [Command.create({"value": 0.5})]
        self.assertEqual(self._card("win_rate")["target"], 0.5)
        self._on(shared, self.director).value = 0.45
        self.assertEqual(self._on(shared, self.foreigner).value, 0.45)


@tagged("standard", "post_install", "-at_install")
class TestKpiFrozenStays(TrustCase):
    """Frozen figures stay when their records are deleted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._lead(revenue=700, user_id=cls.seller.id)
        cls.other = cls._create_team("Industry")
        cls._lead(revenue=300, team_id=cls.other.id)

    def _names(self, user=None):
        domain = [("company_id", "=", self.company.id), ("kpi_name", "=", "Mine")]
        rows = self.snapshots.with_user(user or self.manager).search(domain)
        return sorted(
            (row.level, row.team_name or "", row.user_name or "", row.value) for row in rows
        )

    def test_deleted(self):
        """The KPI, both teams and the salesperson are deleted: each figure stays, under its
        name.
        """
        kpi = self._make(numerator_aggregate="sum", numerator_field="expected_revenue")
        self._freeze()
        expected = [
            ("company", "", "", 1000),
            ("team", "Building", "", 700),
            ("team", "Industry", "", 300),
            ("user", "", "trust-own", 700),
        ]
        self.assertEqual(self._names(), expected)
        leads = self.env["crm.lead"].with_context(active_test=False).search([])
        leads.write({"team_id": False, "user_id": False})
        (self.team | self.other).unlink()
        self.seller.unlink()
        self.env.invalidate_all()
        self.assertEqual(self._names(), expected)
        # A team's figure does not count for the company either.
        trend = self._card("mine", date_to=str(DAY + timedelta(days=7)))["trend"]
        self.assertEqual(trend[-2]["value"], 1000)
        kpi.unlink()
        self.env.invalidate_all()
        self.assertEqual(self._names(), expected)
        self.assertEqual({row.display_name for row in self._all_mine()}, {"Mine"})
        self.assertEqual(self._all_mine()[0].with_user(self.manager).restated_value, 0)

    def _all_mine(self):
        return self.snapshots.search([("kpi_name", "=", "Mine")])

    def test_deleted_stays_hidden(self):
        """The KPI is deleted, then its group: nobody sees more than before."""
        group = self.env["res.groups"].create({"name": "Board"})
        self.manager.group_ids = [Command.link(group.id)]
        kpi = self._make()
        kpi.group_id = group
        self._freeze()
        self.assertTrue(self._names())
        self.assertFalse(self._names(self.colleague))
        kpi.unlink()
        self.env.invalidate_all()
        self.assertTrue(self._names())
        self.assertFalse(self._names(self.colleague))
        count = len(self._all_mine())
        group.unlink()
        self.env.invalidate_all()
        self.assertFalse(self._names(self.colleague))
        self.assertEqual(len(self._all_mine()), count)

    def test_old_rows_keep_their_names_too(self):
        """Snapshots older than the names get them when the KPI is deleted."""
        kpi = self._make()
        self._freeze()
        rows = self._all_mine()
        self.env.cr.execute(
            "UPDATE pilotage_kpi_snapshot SET kpi_name = NULL, team_name = NULL, user_name = NULL,"
            " only_for = NULL WHERE id IN %s",
            [tuple(rows.ids)],
        )
        self.env.invalidate_all()
        self.assertEqual(set(rows.mapped("display_name")), {"Mine"})
        kpi.unlink()
        self.env.invalidate_all()
        self.assertEqual(self._all_mine(), rows)
        self.assertTrue(self._names(self.colleague))

    def test_pivot_of_what_was_deleted(self):
        """Two deleted KPIs do not add up."""
        for code, name in (("mine", "Mine"), ("yours", "Yours")):
            self._make(code=code, name=name)
        self._freeze()
        names = ["Mine", "Yours"]
        self.kpis.search([("code", "in", ["mine", "yours"])]).unlink()
        domain = [("kpi_name", "in", names), ("level", "=", "company")]
        [(value,)] = self.snapshots._read_group(domain, [], ["value:avg"])
        self.assertFalse(value)
        groups = dict(self.snapshots._read_group(domain, ["kpi_name"], ["value:avg"]))
        self.assertEqual(groups, {"Mine": 2, "Yours": 2})


@tagged("standard", "post_install", "-at_install")
class TestKpiBadInput(TrustCase):
    def test_digest_context(self):
        digest = self.env["digest.digest"].create(
            {"name": "x", "company_id": self.company.id, "kpi_pilotage_pipeline_value": True}
        )
        self._lead(revenue=700)
        self.env.flush_all()
        for wrong in ("x", 5, ["2026-01-01"], {"a": 1}, "9999-99-99"):
            with self.assertRaises(UserError, msg=wrong):
                digest.with_user(self.manager).with_context(end_datetime=wrong).read(
                    ["kpi_pilotage_pipeline_value_value"]
                )
                digest.invalidate_recordset()
        [values] = (
            digest.with_user(self.manager)
            .with_context(end_datetime="2026-03-10 11:00:00")
            .read(["kpi_pilotage_pipeline_value_value"])
        )
        self.assertEqual(values["kpi_pilotage_pipeline_value_value"], 700)
