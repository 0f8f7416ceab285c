"""A pipeline of the tests, independent of the database's own."""

from contextlib import contextmanager

from odoo.tests import TransactionCase, new_test_user


class PipelineCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        context = {"tracking_disable": True, "no_reset_password": True, "lang": "en_US"}
        cls.env = cls.env(context={**cls.env.context, **context})
        cls._put_aside_stages()
        cls.prospect = cls._create_stage("Prospect", 1)
        cls.qualified = cls._create_stage("Qualified", 2)
        cls.quote = cls._create_stage("Quote", 3)
        cls.negotiation = cls._create_stage("Negotiation", 4)
        cls.won = cls._create_stage("Won", 70, is_won=True)
        cls.lost = cls._create_stage("Lost", 80, is_lost=True)
        cls.team = cls.env["crm.team"].create({"name": "Building", "company_id": False})
        cls.other_team = cls.env["crm.team"].create({"name": "Industry", "company_id": False})
        cls.salesperson = new_test_user(
            cls.env, "pilotage_salesperson", "sales_team.group_sale_salesman_all_leads"
        )
        cls.manager = new_test_user(cls.env, "pilotage_manager", "sales_team.group_sale_manager")
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Too expensive"})

    @classmethod
    def _put_aside_stages(cls):
        """Move the database's stages to a team that no test uses."""
        elsewhere = cls.env["crm.team"].create({"name": "Elsewhere", "company_id": False})
        stages = cls.env["crm.stage"].search([])
        stages.write({"is_lost": False, "team_ids": [(6, 0, elsewhere.ids)], "sequence": 9999})

    @classmethod
    def _create_stage(cls, name, sequence, **values):
        return cls.env["crm.stage"].create({"name": name, "sequence": sequence, **values})

    @classmethod
    def _create_lead(cls, stage=None, name="Deal", **values):
        """Create an opportunity of the Building team in ``stage``."""
        return cls.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "user_id": False,
                "team_id": cls.team.id,
                **({"stage_id": stage.id} if stage else {}),
                **values,
            }
        )

    @classmethod
    def _create_leads(cls, stages, **values):
        leads = cls.env["crm.lead"]
        for index, stage in enumerate(stages):
            leads += cls._create_lead(stage, name=f"Deal {index}", **values)
        return leads

    @contextmanager
    def _undone(self):
        """Undo all that the block does in the database."""
        self.env.flush_all()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.transaction.clear()
            self.env.registry.clear_cache()

    def _play_both(self, scenario, native_scenario=None):
        """Return the results of ``scenario`` on Odoo without the Lost column, then with it.

        Without the application means: no stage is a Lost one.
        """
        with self._undone():
            self.env["crm.stage"].search([]).is_lost = False
            native = (native_scenario or scenario)()
        with self._undone():
            ours = scenario()
        return native, ours

    def assertLost(self, leads, origin, stage=None):
        """Check that ``leads`` are lost in Odoo's sense, from ``origin``, in ``stage``."""
        stage = self.lost if stage is None else stage
        for lead in leads:
            self.assertEqual((lead.won_status, lead.active, lead.probability), ("lost", False, 0))
            self.assertEqual(lead.stage_id, stage)
            self.assertEqual(lead.lost_from_stage_id, origin)
            self.assertTrue(lead.date_closed)

    def assertOpen(self, leads, stage):
        """Check that ``leads`` are open in ``stage``, without any trace of a loss."""
        for lead in leads:
            self.assertEqual((lead.won_status, lead.active), ("pending", True))
            self.assertEqual(lead.stage_id, stage)
            self.assertFalse(lead.lost_from_stage_id)
            self.assertFalse(lead.lost_reason_id)
