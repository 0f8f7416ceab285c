"""Customers reactivated in bulk: one action each, without duplicates, within the user's rights."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common_attention import NOW
from ..common_repurchase import RepurchaseCase

TODAY = NOW.date()
LOST = (800, 600, 400)


@tagged("standard", "post_install", "-at_install")
class TestReactivate(RepurchaseCase):
    def _customers(self, partners, user=None):
        customers = self.env["pilotage.customer"].with_user(user or self.env.user)
        return customers.search([("partner_id", "in", partners.ids)])

    def _wizard(self, partners, user=None, model="pilotage.customer", **values):
        """Open the wizard on ``partners`` as the list does, and return it saved."""
        records = partners if model == "res.partner" else self._customers(partners, user)
        wizard = self.env["pilotage.customer.reactivate"].with_user(user or self.env.user)
        form = Form(wizard.with_context(active_model=model, active_ids=records.ids))
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def _reactivate(self, partners, user=None, **values):
        return self._wizard(partners, user, **values).action_reactivate()

    def _leads(self, partners):
        return self.env["crm.lead"].search([("partner_id", "in", partners.ids)], order="id")

    def _lost(self, *names, user=None):
        partners = self.env["res.partner"]
        for name in names:
            partner = self._partner(name)
            self._orders(partner, LOST, user_id=(user or self.sales).id)
            partners |= partner
        return partners

    # --- actions created ---

    def test_activity_each(self):
        partners = self._lost("A", "B")
        self._orders(partners[1], [390], user_id=self.colleague.id)
        day = TODAY + timedelta(days=2)
        result = self._reactivate(partners, date=day, summary="Call back")
        for partner, user in zip(partners, (self.sales, self.colleague), strict=True):
            activity = self._followups(partner)
            self.assertEqual(activity.user_id, user)
            self.assertEqual(activity.date_deadline, day)
            # Every user reads the activities of a contact, also who may not read its orders.
            self.assertEqual(activity.summary, "Call back")
            self.assertEqual(
                activity.activity_type_id,
                self.env.ref("pilotage_commercial.mail_activity_type_followup"),
            )
        params = result["params"]
        self.assertEqual(params["type"], "success")
        self.assertEqual(params["message"], "Follow-ups planned: 2.")
        made = self.env["mail.activity"].search(params["next"]["domain"])
        self.assertCountEqual(made.mapped("res_id"), partners.ids)

    def test_opportunity_each(self):
        partners = self._lost("A", "B")
        result = self._reactivate(partners, kind="opportunity", summary="Offer the new range")
        leads = self._leads(partners)
        self.assertEqual(leads.mapped("name"), ["A: Offer the new range", "B: Offer the new range"])
        self.assertEqual(set(leads.mapped("type")), {"opportunity"})
        self.assertEqual(leads.company_id, self.company)
        self.assertEqual(leads.user_id, self.sales)
        # Every open opportunity has a dated next action.
        self.assertEqual(leads.mapped("next_action_date"), [TODAY, TODAY])
        self.assertIn("Offer the new range: orders every 200 days", leads[0].next_action)
        self.assertEqual(self.env["crm.lead"].search(result["params"]["next"]["domain"]), leads)

    def test_one_opens_itself(self):
        partner = self._lost("A")
        action = self._reactivate(partner)["params"]["next"]
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", partner.id))
        partner = self._lost("B")
        action = self._reactivate(partner, kind="opportunity")["params"]["next"]
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("crm.lead", self._leads(partner).id)
        )

    def test_salesperson_chosen_for_all(self):
        partners = self._lost("A", "B")
        before = self.env["mail.message"].sudo().search([], order="id desc", limit=1).id
        self._reactivate(partners, user_id=self.colleague)
        for partner in partners:
            self.assertEqual(self._followups(partner).user_id, self.colleague)
        # One message about both, to the other salesperson.
        told = (
            self.env["mail.message"]
            .sudo()
            .search([("id", ">", before), ("message_type", "=", "user_notification")])
        )
        self.assertEqual(told.mapped("partner_ids"), self.colleague.partner_id)
        self.assertEqual(told.mapped("subject"), ["Customers to reactivate: 2"])
        # The engine does not report them again.
        self._run()
        again = (
            self.env["mail.message"]
            .sudo()
            .search([("id", ">", told.id), ("message_type", "=", "user_notification")])
        )
        self.assertFalse(again)

    def test_own_salesperson_gone(self):
        leaver = new_test_user(
            self.env(su=True),
            login="leaver",
            groups="sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        partner = self._lost("A", user=leaver)
        leaver.active = False
        self._reactivate(partner)
        self.assertEqual(self._followups(partner).user_id, self.sales)

    # --- no duplicates ---

    def test_clicked_twice(self):
        partners = self._lost("A")
        for kind in ("activity", "opportunity"):
            with self.subTest(kind):
                wizard = self._wizard(partners, kind=kind)
                if kind == "opportunity":
                    self._followups(partners).unlink()
                wizard.action_reactivate()
                with self.assertRaises(UserError):
                    wizard.action_reactivate()
        self.assertEqual(len(self._leads(partners)), 1)

    def test_asked_again(self):
        partners = self._lost("A", "B")
        self._reactivate(partners[0])
        params = self._reactivate(partners)["params"]
        self.assertEqual(
            params["message"], "Follow-ups planned: 1. 1 skipped (a follow-up is open)."
        )
        for partner in partners:
            self.assertFollowup(partner, 1)
        params = self._reactivate(partners, kind="opportunity")["params"]
        self.assertEqual(params["type"], "warning")
        self.assertEqual(
            params["message"], "Opportunities created: 0. 2 skipped (a follow-up is open)."
        )
        self.assertEqual(params["next"]["type"], "ir.actions.act_window_close")
        self.assertFalse(self._leads(partners))

    def test_open_opportunity_is_enough(self):
        partners = self._lost("Open", "Of contact", "Won", "Lost", "None")
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": partners[1].id})
        self._lead(partner_id=partners[0].id)
        self._lead(partner_id=contact.id)
        self._lead(partner_id=partners[2].id).action_set_won()
        self._lead(partner_id=partners[3].id).action_set_lost()
        wizard = self._wizard(partners, kind="opportunity")
        self.assertEqual(
            wizard.preview, "Opportunities to create: 3\n2 skipped (an opportunity is open)"
        )
        wizard.action_reactivate()
        counts = [
            self.env["crm.lead"].search_count(
                [("partner_id", "child_of", partner.id), ("won_status", "=", "pending")]
            )
            for partner in partners
        ]
        self.assertEqual(counts, [1] * 5)

    def test_follow_up_of_any_origin(self):
        partners = self._lost("By hand", "On a contact", "Of the engine")
        late = self._late("Late")
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": partners[1].id})
        xmlid = "pilotage_commercial.mail_activity_type_followup"
        self._activity(partners[0], TODAY, xmlid)
        self._activity(contact, TODAY, xmlid)
        self._run()
        wizard = self._wizard(partners | late)
        self.assertEqual(wizard.preview, "Follow-ups to plan: 1\n3 skipped (a follow-up is open)")

    def test_reactivated_by_hand_is_not_reminded_of(self):
        late, deal = self._late("Late"), self._late("Deal")
        self._reactivate(late)
        self._reactivate(deal, kind="opportunity")
        self._followups(late).action_feedback(feedback="they will order")
        self._leads(deal).activity_ids.action_feedback(feedback="they will order")
        self._run()
        self.assertFollowup(late, 1)
        self.assertFollowup(deal, 0)

    def test_archived_contact(self):
        partner = self._lost("A")
        customers = self._customers(partner)
        partner.sudo().active = False
        wizard = self.env["pilotage.customer.reactivate"].create({"customer_refs": customers.ids})
        with self.assertRaises(UserError):
            wizard.action_reactivate()

    # --- companies ---

    def test_each_company_its_own(self):
        other = self.env["res.company"].sudo().create({"name": "Other"})
        self.sales.sudo().company_ids |= other
        both = self.env(
            context={**self.env.context, "allowed_company_ids": [self.company.id, other.id]}
        )
        partner = self._lost("A")
        self._orders(partner, LOST, company=other)
        customers = both["pilotage.customer"].search([("partner_id", "=", partner.id)])
        self.assertEqual(len(customers), 2)
        make = both["pilotage.customer.reactivate"]
        make.create({"customer_refs": customers.ids, "kind": "opportunity"}).action_reactivate()
        self.assertEqual(
            both["crm.lead"].search([("partner_id", "=", partner.id)]).company_id,
            self.company | other,
        )

    def test_one_activity_for_a_customer_of_two_companies(self):
        other = self.env["res.company"].sudo().create({"name": "Other"})
        self.sales.sudo().company_ids |= other
        both = self.env(
            context={**self.env.context, "allowed_company_ids": [self.company.id, other.id]}
        )
        partner = self._lost("A")
        self._orders(partner, LOST, company=other)
        customers = both["pilotage.customer"].search([("partner_id", "=", partner.id)])
        make = both["pilotage.customer.reactivate"]
        make.create({"customer_refs": customers.ids}).action_reactivate()
        self.assertFollowup(partner, 1)

    # --- rights ---

    def _salesperson(self, group="sales_team.group_sale_salesman", login="own-documents"):
        return new_test_user(
            self.env(su=True),
            login=login,
            groups=f"base.group_user,{group}",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
            lang="en_US",
        )

    def test_salesperson_reactivates_own_customers(self):
        user = self._salesperson()
        mine, theirs = self._lost("Mine", user=user), self._lost("Theirs")
        hidden = self._customers(theirs)
        wizard = self.env["pilotage.customer.reactivate"].with_user(user)
        wizard = wizard.create({"customer_refs": (self._customers(mine) | hidden).ids})
        self.assertEqual(wizard.preview, "Follow-ups to plan: 1")
        wizard.action_reactivate()
        self.assertEqual(self._followups(mine).user_id, user)
        self.assertFollowup(theirs, 0)
        self._followups(mine).unlink()
        self._reactivate(mine, user, kind="opportunity")
        self.assertEqual(self._leads(mine).user_id, user)

    def test_not_for_another_one_than_rights_allow(self):
        user = self._salesperson()
        mine = self._lost("Mine", user=user)
        with self.assertRaises(AccessError):
            self._reactivate(mine, user, kind="opportunity", user_id=self.sales)
        self.assertFalse(self._leads(mine))

    def test_contact_one_may_not_change(self):
        user = self._salesperson("sales_team.group_sale_salesman_all_leads")
        partners = self._lost("Writable", "Not")
        self.env["ir.rule"].sudo().create(
            {
                "name": "Not that one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {partners[1].id})]",
                "perm_read": False,
            }
        )
        message = self._reactivate(partners, user)["params"]["message"]
        self.assertEqual(
            message,
            "Follow-ups planned: 1. 1 skipped (you may not change the contact).",
        )
        self.assertFollowup(partners[1], 0)

    def test_who_does_not_sell(self):
        customers = self._customers(self._lost("A"))
        for group in ("base.group_user", "base.group_portal"):
            user = new_test_user(self.env(su=True), login=group, groups=group)
            with self.subTest(group), self.assertRaises(AccessError):
                self.env["pilotage.customer.reactivate"].with_user(user).create(
                    {"customer_refs": customers.ids}
                )

    # --- bad input ---

    def test_bad_input(self):
        customers = self._customers(self._lost("A"))
        make = self.env["pilotage.customer.reactivate"].create
        portal = new_test_user(self.env(su=True), login="portal", groups="base.group_portal")
        for values in (
            {"customer_refs": "all"},
            {"customer_refs": {"id": 1}},
            {"customer_refs": [[1, 2]]},
            {"customer_refs": [True]},
            {"customer_refs": customers.ids, "date": TODAY - timedelta(days=1)},
            {"customer_refs": customers.ids, "user_id": portal.id},
            {"customer_refs": [-1, 0, 2**60]},
            {"customer_refs": []},
            {"customer_refs": list(range(1, 1002))},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                make(values).action_reactivate()
        self.assertFalse(self._followups(customers.partner_id))

    def test_deleted_rule_and_type(self):
        partner = self._lost("A")
        self.rule.unlink()
        xmlid = [("model", "=", "mail.activity.type"), ("name", "=", "mail_activity_type_followup")]
        self.env["ir.model.data"].sudo().search(xmlid).unlink()
        self._reactivate(partner)
        self.assertEqual(len(partner.activity_ids), 1)

    # --- from other lists ---

    def test_contacts_selected(self):
        partner, late = self._lost("A"), self._late("B")
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": partner.id})
        stranger = self._partner("Never a customer")
        wizard = self._wizard(contact | partner | late | stranger, model="res.partner")
        self.assertEqual(wizard.preview, "Follow-ups to plan: 2")
        wizard.action_reactivate()
        self.assertFollowup(partner, 1)
        self.assertFollowup(late, 1)

    def test_nothing_selected(self):
        with self.assertRaises(UserError):
            self.env["pilotage.customer.reactivate"].create(
                {"customer_refs": []}
            ).action_reactivate()
