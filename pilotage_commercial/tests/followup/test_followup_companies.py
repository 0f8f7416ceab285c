"""Rules changed by a manager for their own companies, with their own rights; and wrong values."""

from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..common_attention import days_ago
from ..common_followup import ENGINE, FollowupCase

COMPANY = "odoo.addons.pilotage_commercial.models.common.res_company_every"


@tagged("standard", "post_install", "-at_install")
class TestFollowupCompanies(FollowupCase):
    """``self.sales`` manages only the company Attention; they have no access to Elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].with_user(cls.robot).create({"name": "Elsewhere"})
        cls.other = new_test_user(
            cls.env(su=True),
            login="followup-elsewhere",
            groups="sales_team.group_sale_manager",
            company_id=cls.elsewhere.id,
            company_ids=[(6, 0, cls.elsewhere.ids)],
        )
        cls.elsewhere = cls.elsewhere.with_env(cls.env(su=True))
        cls.rule = cls.lead_rule.with_env(cls.env)
        cls.rules = cls.env["base.automation"].with_context(active_test=False)

    def _abroad(self, **values):
        lead = self._lead(user_id=False, **values).sudo().with_context(tracking_disable=True)
        lead.write({"company_id": self.elsewhere.id, "user_id": self.other.id, "team_id": False})
        lead.env.flush_all()
        return lead

    def _followups(self, record):
        # In every company, even without the manager's rights.
        return super()._followups(record.sudo())

    def _sent(self, days, lead):
        with self._at(days_ago(days)):
            order = self._quotation(lead)
            order.with_context(tracking_disable=True).action_quotation_sent()
            self._flush_tracking()
        return order

    def test_switched_off_for_ones_own(self):
        here, abroad = self._lead(), self._abroad()
        self.rule.active = False
        self._run()
        self.assertFollowup(here, 0)
        self.assertFollowup(abroad, 1)
        # The other manager can neither see nor archive it.
        theirs = self.rules.with_user(self.other).with_context(
            allowed_company_ids=self.elsewhere.ids
        )
        theirs = theirs.search([("followup_kind", "=", "lead")])
        self.assertNotIn(self.rule, theirs)
        [theirs] = theirs
        self.assertTrue(theirs.active)
        self.assertEqual(self.rule.followup_company_ids, self.company)
        self.rule.active = True
        self._run()
        self.assertFollowup(here, 1)

    def test_changed_by_a_request(self):
        """The copy for the other companies is made in a request of the manager, too: there Odoo
        refuses commands on actions, also under ``sudo()``.
        """
        before = self.rule.sudo().action_server_ids.activity_type_id
        transaction = self.env.transaction
        with patch.object(transaction, "default_env", self.env(user=self.sales, su=False)):
            self.rule.with_user(self.sales).trg_date_range = 12
            self.env.flush_all()
        self.assertEqual(self.rule.trg_date_range, 12)
        [theirs] = self.rules.sudo().search(
            [("followup_kind", "=", "lead"), ("id", "!=", self.rule.id)]
        )
        self.assertEqual(theirs.trg_date_range, 7)
        self.assertEqual(len(theirs.action_server_ids), len(self.rule.sudo().action_server_ids))
        self.assertEqual(theirs.action_server_ids.activity_type_id, before)

    def test_nobody_s_deal_moved_to_another_company(self):
        """The follow-up is reassigned to a manager of the opportunity's new company."""
        lead = self._lead(user_id=False, team_id=False)
        lead.sudo().team_id = False
        self._run()
        self.assertEqual(self._followups(lead).user_id, self.sales)
        lead.sudo().with_context(tracking_disable=True).company_id = self.elsewhere
        self.env.flush_all()
        self.assertEqual(self._followups(lead).user_id, self.other)

    def test_changed_twice_is_split_once(self):
        before = self.rules.sudo().search_count([("followup_kind", "!=", False)])
        self.rule.filter_domain = "[('urgency', '=', '3')]"
        self.rule.trg_date_range = 9
        after = self.rules.sudo().search_count([("followup_kind", "!=", False)])
        self.assertEqual(after, before + 1)
        self.assertEqual(self.elsewhere.inactivity_delay, 7)
        self.assertEqual(self.company.sudo().inactivity_delay, 9)

    def test_manager_of_all_companies_decides_for_all(self):
        self.sales.sudo().company_ids = self.env["res.company"].sudo().search([])
        before = self.rules.sudo().search_count([("followup_kind", "!=", False)])
        self.rule.active = False
        self.assertEqual(self.rules.sudo().search_count([("followup_kind", "!=", False)]), before)
        here, abroad = self._lead(), self._abroad()
        self._run()
        self.assertFollowup(here, 0)
        self.assertFollowup(abroad, 0)

    def test_new_company_has_the_shared_rule(self):
        self.rule.active = False
        new = self.env["res.company"].with_user(self.robot).create({"name": "New"})
        rule = self.rules._find_followup_rule("lead", new)
        self.assertTrue(rule.active)
        self.assertNotIn(self.company, rule._get_followup_companies())
        self.assertEqual(self.rules._find_followup_rule("lead", self.company), self.rule)

    def test_company_that_goes_takes_its_rule(self):
        new = self.env["res.company"].with_user(self.robot).create({"name": "Short-lived"})
        user = new_test_user(
            self.env(su=True),
            login="followup-short",
            groups="sales_team.group_sale_manager",
            company_id=new.id,
            company_ids=[(6, 0, new.ids)],
        )
        theirs = self.rules.with_user(user).with_context(allowed_company_ids=new.ids)
        rule = theirs.search([("followup_kind", "=", "lead")])
        rule.active = False
        user.sudo().unlink()
        rule = rule.sudo()
        with patch.object(type(self.env["base.automation"]), "_update_registry"):
            new.unlink()
        self.assertFalse(rule.exists())

    def test_quotations_by_company(self):
        here = self._sent(6, self._lead())
        abroad = self._sent(6, self._lead()).sudo()
        abroad.opportunity_id = False
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET company_id = %s WHERE id = %s", [self.elsewhere.id, abroad.id]
        )
        self.env.invalidate_all()
        self.quotation_rules[0].with_env(self.env).active = False
        self._run()
        self.assertFollowup(here, 0)
        self.assertFollowup(abroad, 1)

    def test_settings_are_those_of_the_company(self):
        self.quotation_rules[0].with_env(self.env).trg_date_range = 3
        settings = self.env["res.config.settings"].with_user(self.robot)
        values = settings.with_company(self.company).get_values()
        self.assertEqual(values["quotation_delay_5"], 3)
        values = settings.with_company(self.elsewhere).get_values()
        self.assertEqual(values["quotation_delay_5"], 5)

    # --- the rights of the author of the filter ---

    def test_filter_is_evaluated_as_its_author(self):
        """The filter reveals nothing of another company's order to its author."""
        lead, plain = self._lead(), self._lead()
        order = self._quotation(lead).sudo()
        self.env.flush_all()
        # An old quotation: a recent one would be a touch.
        self.env.cr.execute(
            "UPDATE sale_order SET company_id = %s, write_date = %s WHERE id = %s",
            [self.elsewhere.id, days_ago(30), order.id],
        )
        self.env.invalidate_all()
        self.rule.filter_domain = f"[('order_ids.id', '=', {order.id})]"
        self.assertEqual(self.rule.followup_author_id, self.sales)
        self._run()
        self.assertFollowup(lead, 0)
        self.assertFollowup(plain, 0)
        # An author with the right to see that order gets the follow-up.
        self.rule.sudo().write({"followup_author_id": False})
        self._run()
        self.assertFollowup(lead, 1)

    def test_filter_of_who_lost_the_right_stops_this_rule_alone(self):
        lead, order = self._lead(), self._sent(6, self._lead())
        self.rule.filter_domain = "[('urgency', '=', '1')]"
        self.sales.sudo().group_ids = self.env.ref("base.group_user")
        with mute_logger(ENGINE):
            self._run()
        self.assertFollowup(lead.sudo(), 0)
        self.assertFollowup(order.sudo(), 1)

    # --- a wrong value stops one follow-up only ---

    def test_bounds(self):
        company = self.company.sudo()
        for values in ({"cold_delay": 3651}, {"cold_delay": 10**6}, {"inactivity_delay": 10**6}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                company.write({"cold_delay": 3650, **values})
        for value in (0, -1, 3651, 10**6):
            with self.subTest(delay=value), self.assertRaises(ValidationError):
                self.quotation_rules[0].with_env(self.env).trg_date_range = value
        for due, unit in ((-1, "days"), (3651, "days"), (10**7, "days"), (522, "weeks")):
            with self.subTest(due=due, unit=unit), self.assertRaises(ValidationError):
                self.rule.write({"followup_due_unit": unit, "followup_due": due})
        self.rule.write({"followup_due_unit": "months", "followup_due": 117})
        self.quotation_rules[0].with_env(self.env).trg_date_range = 3650

    def test_values_of_before_the_bounds_stop_nobody(self):
        lead, order = self._lead(), self._sent(6, self._lead())
        self.env.flush_all()
        for query in (
            "UPDATE base_automation SET trg_date_range = 1000000 WHERE id = %(ten)s",
            "UPDATE res_company SET cold_delay = 1000000 WHERE id = %(elsewhere)s",
            "UPDATE ir_act_server SET activity_date_deadline_range = 10000000 WHERE id = %(act)s",
        ):
            self.env.cr.execute(
                query,
                {
                    "ten": self.quotation_rules[1].id,
                    "elsewhere": self.elsewhere.id,
                    "act": self.lead_rule.action_server_ids.id,
                },
            )
        self.env.invalidate_all()
        self._run()
        self.assertFollowup(order, 1)
        self.assertFollowup(lead, 1)
        # Ten years after 18 March 2026, three leap days among them.
        self.assertEqual(str(self._followups(lead).date_deadline), "2036-03-15")

    @mute_logger(ENGINE)
    def test_rule_that_cannot_be_decided_stops_no_other(self):
        lead, order = self._lead(), self._sent(6, self._lead())
        self.lead_rule.filter_domain = "[('no_such_field', '=', 1)]"
        self._run()
        self.assertFollowup(lead, 0)
        self.assertFollowup(order, 1)
        self.assertIn("no_such_field", self.lead_rule.message_ids[0].body)

    @mute_logger(COMPANY)
    def test_company_whose_settings_fail_stops_no_other(self):
        here, abroad = self._lead(), self._abroad()
        companies = type(self.company)
        limit = companies._get_inactivity_limit

        def fail(company):
            if company == self.elsewhere:
                raise OverflowError("date value out of range")
            return limit(company)

        with patch.object(companies, "_get_inactivity_limit", fail):
            self._run()
        self.assertFollowup(here, 1)
        self.assertFollowup(abroad, 0)

    def test_reactivate_without_a_rule(self):
        cold = self._lead(created=days_ago(120))
        self.rules.sudo().search([("followup_kind", "=", "lead")]).unlink()
        with self.assertRaisesRegex(UserError, "ask an administrator"):
            cold.action_reactivate()
        self.assertFollowup(cold, 0)

    def test_reactivate_with_a_rule_that_is_off(self):
        self.rule.active = False
        cold = self._lead(created=days_ago(120))
        cold.action_reactivate()
        self.assertFollowup(cold, 1)
        self.assertEqual(self._followups(cold).followup_rule_id, self.lead_rule)

    def test_filters_that_cannot_be_searched_by(self):
        for text in (
            "[('id', '=', 'abc')]",
            "b'1'",
            "1j",
            "[('next_action', '>', 3)]",
            "[('create_date', '>', 'garbage')]",
            "-" * 50000 + "1",
            "[('id', 'in', [1, 'x'])]",
            "{'a': 1}",
        ):
            with self.subTest(text=text[:40]), self.assertRaises(UserError):
                self.rule.filter_domain = text
        self.env.cr.execute("SELECT 1")  # the transaction is alive
        with Form(self.rule, "pilotage_commercial.base_automation_view_form_followup") as form:
            form.filter_domain = "[('urgency', '=', '3')]"
