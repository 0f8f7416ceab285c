"""What the engine does once for a batch gives what it would give record by record."""

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..common_attention import days_ago
from ..common_followup import FollowupCase

# What distinguishes a follow-up from an activity made by hand.
OURS = {"id", "automated", "followup_rule_id"}
LOGS = {"create_date", "create_uid", "write_date", "write_uid"}
GIVEN = ("res_model_id", "res_id", "activity_type_id", "summary", "date_deadline", "user_id")


@tagged("standard", "post_install", "-at_install")
class TestFollowupBatch(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # By the robot: the user who creates a company gets it.
        cls.elsewhere = cls.env["res.company"].with_user(cls.robot).create({"name": "Elsewhere"})
        cls.elsewhere.inactivity_delay = 20

    def _user(self, login, companies):
        values = {"company_id": companies[0].id, "company_ids": [Command.set(companies.ids)]}
        group = "sales_team.group_sale_salesman"
        return new_test_user(self.env(user=self.robot), login, group, **values)

    def test_same_values_as_an_ordinary_activity(self):
        """The shortcuts of the engine leave no field aside, user defaults included."""
        self.env["ir.default"].sudo().set("mail.activity", "feedback", "as usual")
        lead = self._lead()
        self._run()
        made = self._followups(lead).sudo()
        values = made._convert_to_write({name: made[name] for name in GIVEN})
        ordinary = made.create(values)
        self.env.invalidate_all()
        for name, field in made._fields.items():
            if field.store and name not in OURS | LOGS:
                with self.subTest(name):
                    self.assertEqual(made[name], ordinary[name])
        self.assertEqual(made.feedback, "as usual")

    def test_inverse_fields(self):
        """The activities of the record, read before and after, have the new one."""
        lead = self._lead()
        self.assertFalse(lead.activity_ids)
        self._flush_tracking()
        rule = self.lead_rule.with_user(self.robot)
        made = rule._create_followups(lead.with_user(self.robot)._prepare_followups(rule))
        self.assertEqual(lead.activity_ids.ids, made.ids)
        self.assertEqual(lead.activity_user_id, self.sales)

    def test_owners(self):
        """As one by one: whoever may do it, whatever came before in the batch."""
        company, elsewhere = self.company, self.elsewhere
        boss, both = self._user("boss", company), self._user("both", company | elsewhere)
        gone = self._user("gone", company)
        team = self.env["crm.team"].sudo().create({"name": "A", "user_id": boss.id})
        nobody = self.env["res.users"]
        here = [(user, company, team) for user in (self.colleague, both, gone, nobody)]
        there = [(user, elsewhere, team.browse()) for user in (both, nobody)]
        leads = self.env["crm.lead"].sudo()
        for user, place, leads_team in (here + there) * 2:
            lead = self._lead(user_id=False, team_id=False).sudo()
            lead.write(
                {"company_id": place.id, "team_id": leads_team.id, "user_id": user.id},
            )
            leads |= lead
        gone.sudo().active = False
        self.env.invalidate_all()
        leads = leads.with_user(self.robot)
        alone = {lead.id: leads.browse(lead.id)._get_followup_owner() for lead in leads}
        self.assertEqual(leads._get_followup_owners(), alone)
        # The leader, who only sells what is hers, may open what is nobody's, but not the deals of
        # who is gone: those go to a sales manager.
        found = [alone[lead.id] for lead in leads if lead.company_id == company]
        self.assertEqual(found, [self.colleague, both, self.sales, boss] * 2)

    def test_decided_again_as_at_first(self):
        """Asked for these leads, the engine finds those that it finds among all."""
        inactive = self._lead()
        touched = self._lead()
        touched.message_post(body="x", message_type="comment", subtype_xmlid="mail.mt_note")
        planned = self._lead()
        self._activity(planned, days_ago(-2).date())
        with self._at(days_ago(9)):
            answered = self._lead()
            answered.message_post(
                body="y",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                author_id=self.customer.id,
            )
            self._flush_tracking()
        cold = self._lead(created=days_ago(400))
        new = self._lead(created=days_ago(1))
        # Nine days are long here, not elsewhere, where twenty are waited.
        patient = self._lead(created=days_ago(15)).sudo()
        patient.write({"user_id": False, "team_id": False, "company_id": self.elsewhere.id})
        self._flush_tracking()
        self.env.cr.execute(
            "DELETE FROM mail_message WHERE model = 'crm.lead' AND res_id = %s", [patient.id]
        )
        leads = inactive | touched | planned | answered | cold | new | patient.sudo(False)
        model, rule = self.env["crm.lead"].with_user(self.robot), self.lead_rule
        among_all = [i for i in model._get_followup_due_ids(rule) if i in leads.ids]
        self.assertEqual(model._get_followup_due_ids(rule, leads.ids), among_all)
        self.assertEqual(set(among_all), {inactive.id, answered.id})
