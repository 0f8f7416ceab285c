"""A client cannot write system fields: neither in a call nor by the context."""

from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common_order import NOW
from ..common_review import ReviewCase

REFUSED = UserError  # an AccessError is one too


@tagged("standard", "post_install", "-at_install")
class TestForged(ReviewCase):
    def _get_readonly(self, model):
        """Return a forged value of each of our stored readonly fields on ``model``."""
        samples = {
            "boolean": True,
            "integer": 50,
            "float": 0.5,
            "monetary": 5000.0,
            "char": "forged",
            "text": "forged",
            "date": "2020-01-06",
            "datetime": "2020-01-06 08:00:00",
        }
        values = {}
        for name, field in model._fields.items():
            ours = field._modules and field._modules[0].startswith("pilotage_commercial")
            if not (ours and field.store and field.readonly) or name.startswith(
                ("create_", "write_")
            ):
                continue
            if field.type == "selection" and isinstance(field.selection, list):
                values[name] = field.selection[-1][0]
            elif field.type in samples:
                values[name] = samples[field.type]
        return values

    def _check_forged(self, model, values, existing):
        """Check that no key of the context and no write sets a readonly field of ``model``.

        :param values: values of a new record
        """
        forged = self._get_readonly(model)
        self.assertTrue(forged)
        plain = model.create(values())
        context = {f"default_{name}": value for name, value in forged.items()}
        under = model.with_context(**context).create(values())
        self.env.flush_all()
        self.env.invalidate_all()
        for name in forged:
            with self.subTest(model=model._name, name=name):
                self.assertEqual(under.sudo()[name], plain.sudo()[name])
                before = existing.sudo()[name]
                with self.assertRaises(REFUSED):
                    existing.write({name: forged[name]})
                    self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(existing.sudo()[name], before)

    def test_review(self):
        weeks = iter(range(1, 9))

        def values():
            week = NOW.date() + timedelta(weeks=next(weeks))
            return {"team_id": self.team.id, "week": week}

        self._check_forged(self.reviews, values, self._open())

    def test_action(self):
        review = self._open()
        actions = self.env["pilotage.review.action"].with_user(self.manager)

        def values():
            return {"review_id": review.id, "name": "Call"}

        self._check_forged(actions, values, actions.create(values()))

    def test_record(self):
        review = self._open()
        lead = self._lead()
        rows = self.env["pilotage.review.record"].with_user(self.manager)

        def values():
            return {"review_id": review.id, "reference": f"crm.lead,{lead.id}"}

        self._check_forged(rows, values, rows.create(values()))

    def test_line(self):
        """A line is frozen although the context gives other figures."""
        fields = self._get_readonly(self.env["pilotage.review.line"])
        review = self._open()
        context = {f"default_{name}": value for name, value in fields.items()}
        with freeze_time(NOW + timedelta(weeks=1)):
            forged = self.reviews.browse(self.reviews.open_current(self.team.id)["res_id"])
            forged.with_context(**context).action_start()
        self.assertEqual(
            forged.line_ids.mapped(lambda line: (line.kpi_name, line.value, line.is_kept)),
            review.line_ids.mapped(lambda line: (line.kpi_name, line.value, line.is_kept)),
        )
        with self.assertRaises(AccessError):
            self.env["pilotage.review.line"].with_user(self.manager).create(
                {"review_id": review.id, "unit": "ratio"}
            )

    def test_cost(self):
        order = self._sale()
        costs = self.env["sale.order.cost"].with_user(self.manager)

        def values():
            return {"order_id": order.id, "amount": 10, "name": "Stone"}

        existing = costs.create(values())
        for name, value in {
            "source": "bill",
            "res_model": "account.move.line",
            "res_id": 1,
            "replaced": True,
        }.items():
            cost = costs.with_context(**{f"default_{name}": value}).create(values())
            self.assertEqual(cost[name], existing[name])
            with self.assertRaises(REFUSED):
                existing.write({name: value})
            with self.assertRaises(REFUSED):
                costs.create({**values(), name: value})

    def test_order(self):
        """Facts of one's own order: its quotation date, its outcome, its margin."""
        orders = self.env["sale.order"].with_user(self.manager)

        def values():
            return {"partner_id": self.customer.id, "company_id": self.company.id}

        self._check_forged(orders, values, orders.create(values()))
        with self.assertRaises(UserError):
            orders.create({**values(), "quotation_outcome": "won"})
        # Confirming and copying it raise no error.
        order = self._order().with_user(self.manager)
        order.action_confirm()
        self.assertTrue(order.quotation_date)
        self.assertFalse(order.copy().quotation_date)

    def test_lead(self):
        """Facts of one's own opportunity: the stage where it was lost, the source of its cost."""
        leads = self.env["crm.lead"].with_user(self.salesperson)

        def values():
            return {"name": "Barn", "type": "opportunity", "expected_revenue": 1000}

        own = leads.create(values())
        self._check_forged(leads, values, own)
        for name, value in self._get_readonly(leads).items():
            with self.subTest(name=name), self.assertRaises(REFUSED):
                leads.create({**values(), name: value})
        stage = self.env.ref("crm.stage_lead2")
        with self.assertRaises(REFUSED):
            own.write({"lost_from_stage_id": stage.id})
        with self.assertRaises(REFUSED):
            leads.create({**values(), "lost_from_stage_id": stage.id})
        self.assertFalse(
            leads.with_context(default_lost_from_stage_id=stage.id)
            .create(values())
            .lost_from_stage_id
        )

    def test_lead_of_every_day(self):
        """Typing a cost, losing, restoring, copying and merging raise no error."""
        leads = self.env["crm.lead"].with_user(self.salesperson)
        first, second = leads.create(
            [
                {
                    "name": name,
                    "type": "opportunity",
                    "stage_id": self.env.ref("crm.stage_lead2").id,
                }
                for name in ("Barn", "Shed")
            ]
        )
        first.write({"expected_revenue": 1000, "estimated_cost": 600})
        self.assertEqual(first.estimated_cost_source, "manual")
        first.action_set_lost()
        self.assertEqual(first.lost_from_stage_id, self.env.ref("crm.stage_lead2"))
        first.action_restore()
        self.assertFalse(first.lost_from_stage_id)
        self.assertEqual(first.copy().estimated_cost, 600)
        second.action_set_lost()
        merged = self._fresh(first | second, self.manager).merge_opportunity()
        self.assertEqual(merged.estimated_cost, 600)
        # Only the server marks a merge: a client's context key changes nothing.
        with self.assertRaises(REFUSED):
            first.write({"followup_deleted_date": NOW})

    def test_scheduled_actions(self):
        """A user who may write the model may not run actions that work for all companies."""
        found = self.env["ir.model.data"].search(
            [("module", "=like", "pilotage_commercial%"), ("model", "=", "ir.cron")]
        )
        crons = self.env["ir.cron"].browse(found.mapped("res_id"))
        self.assertGreaterEqual(len(crons), 7)
        for cron in crons:
            for user in (self.salesperson, self.manager):
                with self.subTest(cron=cron.name, user=user.name), self.assertRaises(AccessError):
                    self._fresh(cron.ir_actions_server_id, user).run()

    def test_default_of_a_user(self):
        """A user default does not count either."""
        defaults = self.env["ir.default"].sudo()
        defaults.set("pilotage.review", "streak", 50, user_id=self.manager.id)
        defaults.set("sale.order.cost", "replaced", True, user_id=self.manager.id)
        review = self.reviews.create({"team_id": self.team.id})
        self.assertEqual(review.streak, 0)
        cost = self.env["sale.order.cost"].with_user(self.manager)
        self.assertFalse(cost.create({"order_id": self._sale().id}).replaced)

    # --- owners ---

    def test_action_of_a_colleague(self):
        """Only its assignee, or a manager of its company, marks it done."""
        self.team.sudo().member_ids += self.other
        review = self._open()
        action = (
            self.env["pilotage.review.action"]
            .with_user(self.manager)
            .create({"review_id": review.id, "name": "Call", "user_id": self.salesperson.id})
        )
        review.action_plan()
        activity = action.activity_id
        review.participant_ids += self.other
        company = self._create_company("Elsewhere")
        foreign = self._create_user("forged-foreign", "sales_team.group_sale_manager", company)
        for user in (self.other, foreign):
            with self.subTest(user=user.name):
                theirs = self._fresh(action, user)
                for method in ("action_done", "action_drop", "action_carry_over"):
                    with self.assertRaises(AccessError):
                        getattr(theirs, method)()
                for name, values in (
                    ("action_feedback", {}),
                    ("action_done", {}),
                    ("write", {"vals": {"summary": "x"}}),
                    ("unlink", {}),
                ):
                    with self.assertRaises(AccessError):
                        getattr(self._fresh(activity, user), name)(**values)
                with self.assertRaises(AccessError):
                    self._fresh(activity, user).read(["note"])
        self.assertEqual(self._fresh(action, self.manager).state, "planned")
        self._fresh(action, self.salesperson).action_done()
        self.assertEqual(self._fresh(action, self.manager).state, "done")

    def test_open_from_the_review(self):
        """L8: a record of the review opens with the rights of the user, even if its id is
        guessed.
        """
        lead = self._lead(user_id=self.manager.id)
        review = self._open()
        row = (
            self.env["pilotage.review.record"]
            .with_user(self.manager)
            .create({"review_id": review.id, "reference": f"crm.lead,{lead.id}"})
        )
        review.action_plan()
        portal = self._create_user("forged-portal", "base.group_portal")
        for user in (self.other, portal):
            with self.assertRaises(AccessError):
                self._fresh(row, user).action_open_record()
            with self.assertRaises(AccessError):
                self._fresh(row.action_id, user).action_open_document()
        # An assignee may only open readable records, and sees no name of others.
        row.action_id.user_id = self.salesperson
        with self.assertRaises(AccessError):
            self._fresh(row, self.salesperson).action_open_record()
        own = self._fresh(row.action_id, self.salesperson)
        self.assertNotIn(lead.name, own.record_names)
        self.assertNotIn(lead.name, own.display_name)
        self.assertEqual(own.display_name, "Act on one deal")
        for action in (row.action_open_record(), row.action_id.action_open_document()):
            self.assertEqual(action["res_id"], lead.id)
            self.assertIs(action["context"]["active_id"], False, "no row in the address")
        lead.unlink()
        with self.assertRaisesRegex(UserError, "deleted"):
            self._fresh(row, self.manager).action_open_record()
        with self.assertRaises(UserError):
            row.browse([False]).action_open_record()

    def test_private_meeting(self):
        """The subject of a private meeting is in no row of the review."""
        lead = self._lead(user_id=self.manager.id, revenue=9000)
        self.env["mail.activity"].with_user(self.manager).create(
            {
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": lead.id,
                "summary": "Secret of the manager",
                "date_deadline": NOW.date() - timedelta(days=3),
                "user_id": self.manager.id,
            }
        )
        review = self._open()
        [row] = review.record_ids.filtered(lambda row: row.reference == lead)
        self.assertIn("a next action was due on", row.reason)

    def test_given_values(self):
        """Wrong values get a readable error."""
        for team in (True, 0.5, "abc", [1], {"a": 1}, 10**30, -1):
            with self.subTest(team=team), self.assertRaises(UserError):
                self.reviews.open_current(team)
        review = self.reviews.create({"team_id": self.team.id})
        for week in ("garbage", 5, True, [1], "2026-13-45"):
            with self.subTest(week=week):
                with self.assertRaises(UserError):
                    self.reviews.create({"week": week})
                with self.assertRaises(UserError):
                    review.write({"week": week})
