"""A form that names a record which the user may not read learns nothing of it.

A client may send any id in the values of an ``onchange``. Nothing is written: Odoo checks no right
on the model, and the record named is read with the rights of the fields. The links and our fields
come from the registry.
"""

import json

from profiles import PROFILES, RightsCase, is_ours

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

NAME, AMOUNT = "Zanzibar Quarry", 98765
# What the fields of the secret records hold, and nothing else does.
SECRETS = (NAME, "98765", "98 765", "98,765", "zanzibar")
# Errors of Odoo for values that mean nothing on a form.
MEANINGLESS = (UserError, ValueError, TypeError, KeyError, AttributeError)


@tagged("standard", "post_install", "-at_install")
class TestOnchange(RightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._create_user("zanzibar", "sales_team.group_sale_manager")
        partner = cls.env["res.partner"].create({"name": NAME})
        lead = cls._lead(
            name=NAME, user_id=cls.owner.id, partner_id=partner.id, expected_revenue=AMOUNT
        )
        lead.estimated_cost = AMOUNT
        lead.activity_schedule(user_id=cls.owner.id, summary=NAME)
        order = cls._sale(user_id=cls.owner.id, partner_id=partner.id, amount=AMOUNT)
        order.client_order_ref = NAME
        cost = cls.env["sale.order.cost"].create(
            {"order_id": order.id, "amount": AMOUNT, "name": NAME, "partner_id": partner.id}
        )
        order._update_real_cost()
        cls.closed = {
            "crm.lead": lead,
            "sale.order": order,
            "sale.order.line": order.order_line[:1],
            "sale.order.cost": cost,
            "res.company": cls.other_company,
        }
        cls.other_company.write({"name": NAME, "low_margin_threshold": 0.98765})
        cls.env.flush_all()

    def _get_own_fields(self, model):
        return [
            field
            for field in model._fields.values()
            if field._modules and all(map(is_ours, field._modules))
        ]

    def _get_links(self, model):
        """Yield (field, target, values) of each way to name a closed record of ours."""
        for field in model._fields.values():
            if field.type == "many2one" and field.comodel_name in self.closed:
                target = self.closed[field.comodel_name]
                yield field, target, {field.name: target.id}
            elif field.type == "reference":
                for target in self.closed.values():
                    yield field, target, {field.name: f"{target._name},{target.id}"}
            elif field.type == "many2one_reference":
                for target in self.closed.values():
                    yield field, target, {field.model_field: target._name, field.name: target.id}
            elif field.type == "many2many" and field.comodel_name in self.closed:
                target = self.closed[field.comodel_name]
                yield field, target, {field.name: [Command.link(target.id)]}

    def _ask(self, model, values, link):
        """Return the answer of the form about our other fields, as text."""
        spec = {}
        for field in self._get_own_fields(model):
            known = model._has_field_access(field, "read")
            if known and field is not link and field.type not in ("one2many", "binary"):
                inside = {"fields": {"display_name": {}}} if field.relational else {}
                spec[field.name] = inside
        spec.update({name: {} for name in values if name not in spec})
        self.env.invalidate_all()  # a request finds nothing read before
        with self._undone(), self._requested_by(model.env), mute_logger("odoo.sql_db"):
            try:
                found = model.onchange(values, list(values), spec)
            except MEANINGLESS:
                return ""
        told = {key: value for key, value in found.get("value", {}).items() if key not in values}
        return json.dumps([told, found.get("warning")], default=str)

    def test_a_closed_record_is_told_by_no_form(self):
        told, asked = [], 0
        for model in self.env.values():
            if model._abstract or not model._auto or not self._get_own_fields(model):
                continue
            for profile in PROFILES:
                form = self._as(model, profile)
                for link, target, values in self._get_links(form):
                    if self._as(target, profile).has_access("read"):
                        continue
                    asked += 1
                    answer = self._ask(form, values, link)
                    found = [secret for secret in SECRETS if secret in answer]
                    if found:
                        told.append(f"{profile}: {link} → {found}: {answer[:300]}")
        self.assertFalse(told, "\n" + "\n".join(told))
        self.assertGreater(asked, 20)

    def test_a_reader_is_told(self):
        """The same question by the owner has an answer: the test above could fail."""
        self.users["owner"] = self.owner
        order = self.closed["sale.order"]
        form = self._as(self.env["sale.order.low.margin"], "owner")
        answer = self._ask(form, {"order_id": order.id}, form._fields["order_id"])
        self.assertIn("98765", answer)
