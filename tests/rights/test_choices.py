"""What a screen only offers (the domain of a choice) is refused by the server when a call chooses
something else. The choices come from the registry.
"""

from profiles import RightsCase, is_ours

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged


@tagged("standard", "post_install", "-at_install")
class TestChoices(RightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rules = cls.env["base.automation"].search([("followup_kind", "=", "quotation")])
        cls.rule = rules.sorted("trg_date_range")[:1]
        cls.samples.update({"base.automation": cls.rule, "res.company": cls.company})

    def _get_choices(self, comodel):
        """Yield (sample, field) of our stored fields in which somebody chooses records of
        ``comodel``.
        """
        for model in self.env.values():
            if model._abstract or not model._auto:
                continue
            for field in model._fields.values():
                typed = field.store and not field.readonly and field.comodel_name == comodel
                if typed and field._modules and all(map(is_ours, field._modules)):
                    sample = self.samples[model._name]
                    self.assertTrue(sample, f"a sample of {model._name} is missing")
                    yield sample.sudo(), field

    def _is_refused(self, record, field, chosen):
        value = chosen.id if field.type == "many2one" else [Command.link(chosen.id)]
        with self._undone():
            try:
                record.write({field.name: value})
                self.env.flush_all()
            except UserError:
                return True
        return False

    def test_templates(self):
        """A template of other documents would be rendered, with all rights, on those that have the
        ids of ours.
        """
        template = self.env["mail.template"].create(
            {
                "name": "Of payments",
                "model_id": self.env["ir.model"]._get_id("account.move"),
                "body_html": "<p t-out='object.amount_total'/>",
            }
        )
        tried, accepted = set(), []
        for record, field in self._get_choices("mail.template"):
            tried.add(str(field))
            if not self._is_refused(record, field, template):
                accepted.append(str(field))
        self.assertFalse(accepted)
        self.assertIn("base.automation.followup_template_id", tried)

    def test_template_of_a_manager(self):
        """By a real call of the manager, who has the right to choose the message."""
        template = self.env["mail.template"].create(
            {"name": "Of users", "model_id": self.env["ir.model"]._get_id("res.users")}
        )
        args = [{"followup_template_id": template.id}]
        self.assertEqual(
            self._call("base.automation", "write", "manager", args, self.rule.ids), "say"
        )

    def test_template_that_changes_its_documents(self):
        """Chosen for orders, then made one of payments: the engine leaves it."""
        template = self.env["mail.template"].create(
            {"name": "Reminder", "model_id": self.env["ir.model"]._get_id("sale.order")}
        )
        self.rule.followup_template_id = template
        self.assertEqual(self.rule._get_followup_template(self.company), template)
        template.model_id = self.env["ir.model"]._get_id("account.move")
        self.env.flush_all()
        self.assertNotIn(template, self.rule._get_followup_template(self.company))

    def test_users(self):
        """A customer holds no review, gets none of its actions and has no target."""
        portal = new_test_user(
            self.env,
            "choices-portal",
            "base.group_portal",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        # An order that the customer may open.
        order = self._sale(user_id=self.users["own"].id, partner_id=portal.partner_id.id)
        order.message_subscribe(portal.partner_id.ids)
        self.samples["pilotage.review.record"].sudo().reference = f"sale.order,{order.id}"
        self.assertTrue(
            self.env["sale.order"].with_user(portal).browse(order.id).has_access("read")
        )
        tried, accepted = set(), []
        for record, field in self._get_choices("res.users"):
            tried.add(str(field))
            if not self._is_refused(record, field, portal):
                accepted.append(str(field))
        self.assertFalse(accepted)
        self.assertIn("pilotage.review.participant_ids", tried)
        self.assertIn("pilotage.review.record.assignee_id", tried)

    def test_colleagues_of_another_company(self):
        """Nobody of another company is given anything here. A wizard has its customers first when
        it runs: see the next test.
        """
        tried, accepted = set(), []
        for record, field in self._get_choices("res.users"):
            if not record._transient:
                tried.add(str(field))
                if not self._is_refused(record, field, self.users["manager-b"]):
                    accepted.append(str(field))
        self.assertFalse(accepted)
        self.assertIn("pilotage.kpi.target.user_id", tried)

    def test_reminder_given_to_another_company(self):
        """A reminder of a customer goes to nobody of another company, chosen or not."""
        seller = self.users["own"]
        partner = self.env["res.partner"].create({"name": "Mill"})
        self._sale(user_id=seller.id, partner_id=partner.id)
        customer = self.env["pilotage.customer"].search([("partner_id", "=", partner.id)])
        wizards = self._as(self.env["pilotage.customer.reactivate"], "manager")
        values = {"customer_refs": customer.ids, "kind": "activity"}
        wizard = wizards.create({**values, "user_id": self.users["manager-b"].id})
        with self.assertRaisesRegex(ValidationError, "does not belong to"):
            wizard.action_reactivate()
        # The salesperson of the customer has left the company since.
        self.assertEqual(customer.user_id, seller)
        seller.write(
            {
                "company_id": self.other_company.id,
                "company_ids": [Command.set(self.other_company.ids)],
            }
        )
        wizards.create(values).action_reactivate()
        self.assertEqual(partner.activity_ids.user_id, self.users["manager"])

    def test_somebody_who_became_a_customer(self):
        """A colleague who left keeps a portal account: the next review is made without them."""
        review = self.samples["pilotage.review"].sudo()
        former = new_test_user(
            self.env,
            "choices-former",
            "sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        review.participant_ids |= former
        former.group_ids = [Command.set(self.env.ref("base.group_portal").ids)]
        values = review._get_new_values(review.company_id, review.team_id, review.week, review)
        self.assertNotIn(former.id, values["participant_ids"][0][2])
        # They stay in the reviews that they took part in, and in no other.
        review.participant_ids -= former
        with self.assertRaises(ValidationError):
            review.participant_ids = former
