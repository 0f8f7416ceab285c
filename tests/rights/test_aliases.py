"""A message that creates a document fills no fact of ours, whatever its alias and headers say.

Odoo creates the document with all rights, from values that a sales manager typed in the alias of
their team.
"""

from profiles import RightsCase, is_ours

from odoo.tests import tagged

VALUES = {
    "boolean": True,
    "char": "forged",
    "text": "forged",
    "integer": 7,
    "float": 7.0,
    "monetary": 7.0,
    "date": "2031-01-01",
    "datetime": "2031-01-01 00:00:00",
}


@tagged("standard", "post_install", "-at_install")
class TestAliases(RightsCase):
    def _get_value(self, field):
        if field.type == "selection":
            return field.get_values(self.env)[-1]
        if field.type == "many2one":
            return self.env[field.comodel_name].with_context(active_test=False).search([])[-1:].id
        return VALUES[field.type]

    def _get_facts(self, model):
        """Return ``{name: value}`` of the stored readonly fields of ours on ``model``."""
        return {
            name: self._get_value(field)
            for name, field in model._fields.items()
            if field.store
            and field.readonly
            and field.type in {*VALUES, "selection", "many2one"}
            and field._modules
            and all(map(is_ours, field._modules))
        }

    def test_facts(self):
        """On each of Odoo's models that a message can create: as if nothing had been given."""
        tried, forged = set(), []
        for model in self.env.values():
            is_thread = hasattr(model, "message_new") and hasattr(model, "_is_system_field")
            if model._abstract or is_ours(model._original_module) or not is_thread:
                continue
            needed = {"partner_id": self.customer.id} if model._name == "sale.order" else {}
            message = {"subject": "Hello", "from": "client@example.com"}
            plain = model.message_new(message, dict(needed))
            facts = self._get_facts(model)
            given = model.message_new(message, {**needed, **facts})
            tried.add(model._name)
            forged += [f"{model._name}.{name}" for name in facts if plain[name] != given[name]]
            self.assertTrue(facts, model._name)
        self.assertFalse(forged)
        self.assertLessEqual({"crm.lead", "sale.order"}, tried)

    def _receive(self, defaults, **headers):
        """Return the document of a message to an alias of the team, with these default values."""
        domain = self.env["mail.alias.domain"].create({"name": "roux.example.com"})
        team = self._as(self.team, "manager")
        team.write({"alias_name": "devis", "alias_defaults": repr(defaults)})
        self.team.alias_id.alias_domain_id = domain
        lines = {
            "From": "Client <client@outside.example.com>",
            "To": "devis@roux.example.com",
            "Subject": "A new roof",
            "Message-Id": "<roof@outside.example.com>",
            "Content-Type": "text/plain",
            **headers,
        }
        text = "\n".join(f"{name}: {value}" for name, value in lines.items())
        number = self.env["mail.thread"].message_process(False, f"{text}\n\nHow much?\n")
        self.env.flush_all()
        return self.env["crm.lead"].browse(number)

    def test_alias_of_a_manager(self):
        lead = self._receive(
            {
                "type": "opportunity",
                "team_id": self.team.id,
                # As if somebody had said that nobody is to follow this deal up.
                "followup_deleted_date": "2031-01-01 00:00:00",
                "lost_from_stage_id": self.env["crm.stage"].search([], limit=1).id,
                "city": "Lyon",
            }
        )
        self.assertEqual((lead.team_id, lead.city), (self.team, "Lyon"))
        self.assertFalse(lead.followup_deleted_date)
        self.assertFalse(lead.lost_from_stage_id)

    def test_quotation_of_another_deal(self):
        """An alias takes no quotation to the new deal, nor changes one."""
        order = self.samples["sale.order"]
        before = (order.opportunity_id, order.client_order_ref)
        for command in (
            (4, order.id, 0),
            (6, 0, order.ids),
            (1, order.id, {"client_order_ref": "forged"}),
        ):
            with self._undone():
                lead = self._receive({"type": "opportunity", "order_ids": [command]})
                self.assertFalse(lead.order_ids)
                self.assertEqual((order.opportunity_id, order.client_order_ref), before)

    def test_owner_and_first_action(self):
        """Of the leader of the team, dated; no header makes it another's or done."""
        lead = self._receive(
            {"type": "opportunity", "team_id": self.team.id},
            **{
                "X-Odoo-Objects": "crm.lead-1",
                "X-Priority": "1",
                "Auto-Submitted": "no",
                "Reply-To": self.users["own"].email or "own@example.com",
            },
        )
        self.assertEqual(lead.company_id, self.company)
        self.assertEqual(lead.activity_ids.user_id, self.team.user_id)
        self.assertTrue(lead.next_action_date)
        # A customer wrote: nobody of ours has touched the deal.
        self.assertNotEqual(lead.last_interaction_type, "call")
