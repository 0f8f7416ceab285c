"""Two databases that differ only in what a user may not know look the same to them.

What is closed is found in the registry and changed in the database: the fields and models behind
the right on costs, with the figures kept for it; then what another company has. All that the user
reads, searches, sorts, groups and calls is the same as before. A new field is tried too, also one
that is computed with all rights.
"""

import json

import psycopg2
import pytest
from profiles import COST, RightsCase, is_ours
from test_matrix import ARGUMENTS

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

# What every user is told, by the quoted figures (see test_derived), and a mark of the application.
TOLD = {"sale.order.planned_cost", "sale.order.real_cost_to_update"}
NO_FIGURES = {"id", "create_uid", "create_date", "write_uid", "write_date", "sequence"}
# Odoo's own fields that figures of ours follow.
FOLLOWED = {
    "crm.lead": ("name", "expected_revenue", "date_deadline", "probability"),
    "sale.order": ("client_order_ref", "amount_untaxed", "date_order"),
}
# Who has documents that cost, and no right on orders.
OTHERS = (
    "hr_timesheet.group_hr_timesheet_approver",
    "mrp.group_mrp_manager",
    "project.group_project_manager",
    "purchase.group_purchase_manager",
    "stock.group_stock_manager",
)
NUMBERS = ("integer", "float", "monetary")
TEXTS = ("char", "text", "html")
# Errors of Odoo for questions that mean nothing.
MEANINGLESS = (UserError, ValueError, TypeError, KeyError, NotImplementedError, psycopg2.Error)
LOGGERS = ("odoo.sql_db", "odoo.domains", "odoo.orm", "odoo.models", "py.warnings")


def get_change(field, env):
    """Return the SQL of another value of the column of ``field``, None to leave it as it is."""
    column = SQL.identifier(field.name)
    if field.company_dependent or field.translate:
        return None
    if field.type in NUMBERS:
        return SQL("COALESCE(%s, 0) * 3 + 41", column)
    if field.type in TEXTS:
        return SQL("COALESCE(%s, '') || 'zanzibar'", column)
    if field.type in ("date", "datetime"):
        return SQL("COALESCE(%s, '2026-02-02') - interval '40 days'", column)
    if field.type == "boolean":
        return SQL("NOT COALESCE(%s, FALSE)", column)
    if field.type == "selection":
        first, *others = field.get_values(env)
        return SQL(
            "CASE WHEN %s = %s THEN %s ELSE %s END", column, first, (others or [first])[-1], first
        )
    return None


@tagged("standard", "post_install", "-at_install")
class TestWorlds(RightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared = cls.env["res.partner"].create({"name": "Mill"})
        for name in ("own", "all", "manager-b"):
            cls._create_documents(cls.users[name])
        # A quotation above the floor, with the costs of others too: not with other costs of theirs.
        cls.env["pilotage.cost.experience"].create(
            {
                "company_id": cls.company.id,
                "product_categ_id": cls.study.categ_id.id,
                "category": cls.quotation.order_line._get_planned_category(),
                "order_count": 9,
                "planned": 100,
                "real": 90,
                "ratio": 0.9,
            }
        )

    @classmethod
    def _create_documents(cls, user):
        """Create a deal, a quotation of it that was sent, a draft and an order with a cost."""
        company = user.company_id
        env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
        common = {"company_id": company.id, "user_id": user.id, "partner_id": cls.shared.id}
        deal = {"name": "Deal", "type": "opportunity", "expected_revenue": 5000, "team_id": False}
        lead = env["crm.lead"].create({**common, **deal})
        line = {"product_id": cls.study.id, "price_unit": 100, "purchase_price": 69}
        orders = env["sale.order"].create(
            [
                {**common, "order_line": [Command.create({**line, "tax_ids": False})], **more}
                for more in ({"opportunity_id": lead.id}, {}, {})
            ]
        )
        orders[0].action_quotation_sent()
        orders[2].action_confirm()
        env["sale.order.cost"].create(
            {"order_id": orders[2].id, "amount": 88, "name": "Stone", "date": "2026-03-10"}
        )
        orders[2]._update_real_cost()
        cls.quotation = orders[1]

    # --- what changes ---

    def _change(self, model, fields, where):
        """Give the ``fields`` of the records ``where`` other values; return how many changed."""
        done = 0
        for field in fields:
            value = get_change(field, self.env)
            if value is None or not field.column_type or not field.store:
                continue
            names = SQL.identifier(model._table), SQL.identifier(field.name)
            with mute_logger("odoo.sql_db"):
                try:
                    with self.env.cr.savepoint(flush=False):
                        self.env.cr.execute(
                            SQL("UPDATE %s SET %s = %s WHERE %s", *names, value, where)
                        )
                        done += self.env.cr.rowcount
                except psycopg2.Error:  # a constraint: such a value means nothing
                    continue
        return done

    def _get_tables(self):
        for model in self.env.values():
            if model._auto and not (model._abstract or model._transient):
                yield model

    def _get_own_fields(self, model):
        is_own = is_ours(model._original_module)
        followed = FOLLOWED.get(model._name, ())
        for name, field in model._fields.items():
            if name in NO_FIGURES or str(field) in TOLD:
                continue
            mine = field._modules and all(map(is_ours, field._modules))
            if mine or is_own or name in followed:
                yield field

    def _change_costs(self):
        """Change each figure that the right on costs closes, whatever it closes it with."""
        done = 0
        for model in self._get_tables():
            fields = list(self._get_own_fields(model))
            seen, hidden = (
                self._as(model, name).has_access("read") for name in ("own+cost", "own")
            )
            if seen and not hidden:
                done += self._change(model, fields, SQL("TRUE"))
            elif "only_for" in model._fields or "is_kept" in model._fields:
                kept = [f for f in fields if f.type in NUMBERS or f.name.endswith("_text")]
                named = "only_for" in model._fields
                done += self._change(
                    model, kept, SQL("only_for LIKE %s", f"%{COST}%") if named else SQL("is_kept")
                )
            closed = [f for f in fields if f.groups and COST in f.groups.split(",")]
            done += self._change(model, closed, SQL("TRUE"))
        return done

    def _change_elsewhere(self):
        """Change what the other company has in our fields, and in Odoo's that they follow."""
        there = SQL("company_id = %s", self.other_company.id)
        done = 0
        for model in self._get_tables():
            company = model._fields.get("company_id")
            if company and company.store and company.column_type:
                done += self._change(model, self._get_own_fields(model), there)
        return done

    def _change_colleague(self):
        """Change the deals and orders of a colleague, with their lines and costs."""
        orders = SQL("SELECT id FROM sale_order WHERE user_id = %s", self.users["all"].id)
        theirs = {
            "crm.lead": SQL("user_id = %s", self.users["all"].id),
            "sale.order.line": SQL("order_id IN (%s)", orders),
            "sale.order.cost": SQL("order_id IN (%s)", orders),
            "sale.order": SQL("id IN (%s)", orders),
        }
        return sum(
            self._change(self.env[name], self._get_own_fields(self.env[name]), where)
            for name, where in theirs.items()
        )

    # --- what is asked ---

    def _iter_questions(self, model, field):
        """Yield (what, function) of each way to ask for ``field``."""
        name, search = field.name, model.search
        yield "read", lambda: model.search([], order="id", limit=200).read([name])
        yield "order", lambda: search([], order=f"{name}, id", limit=200).ids
        yield "set", lambda: sorted(search([(name, "!=", False)]).ids)
        yield "groups", lambda: model.formatted_read_group([], [name], ["__count"])
        if field.type in NUMBERS:
            yield "sum", lambda: model.formatted_read_group([], [], [f"{name}:sum"])
            for limit in (-40, 0, 0.3, 1, 40, 100):
                yield f"> {limit}", lambda x=limit: sorted(search([(name, ">", x)]).ids)
        if field.type in TEXTS:
            yield "like", lambda: sorted(search([(name, "ilike", "zanzibar")]).ids)

    def _iter_calls(self, profile):
        """Yield (name, function) of each public method of ours that only reads."""
        for addon in self._get_addons():
            for model_name, name in self._get_public_methods(addon):
                method = getattr(type(self.env[model_name]), name)
                if getattr(method, "_readonly", False):
                    model = self._as(self.env[model_name], profile)
                    if not getattr(method, "_api_model", False):
                        model = model.browse(self.samples[model_name].ids)
                    yield (
                        f"{model_name}.{name}",
                        lambda m=model, n=name: getattr(m, n)(*ARGUMENTS.get(n, ())),
                    )

    def _answer(self, ask):
        try:
            with self.env.cr.savepoint(flush=False):
                return json.dumps(ask(), default=str, sort_keys=True)
        except MEANINGLESS as error:
            return f"{type(error).__name__}: {error}"

    @mute_logger(*LOGGERS)
    def _look(self, profile):
        """Return ``{question: answer}`` of all that ``profile`` asks."""
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        answers = {}
        for table in self.env.values():
            fields = [] if table._abstract or table._transient else self._get_own_fields(table)
            model = self._as(table, profile)
            if not model.has_access("read"):
                continue
            for field in fields:
                if field.type != "binary" and model._has_field_access(field, "read"):
                    for what, ask in self._iter_questions(model, field):
                        answers[f"{field} {what}"] = self._answer(ask)
        for name, ask in self._iter_calls(profile):
            answers[name] = self._answer(ask)
        return answers

    def _compare(self, change, kept_from, told_to):
        """Check that ``change`` changes no answer to ``kept_from``, and some to ``told_to``."""
        before = {profile: self._look(profile) for profile in (*kept_from, told_to)}
        self.assertGreater(change(), 50)
        for profile, answers in before.items():
            after = self._look(profile)
            changed = [
                f"{profile}: {question}\n    {answer[:200]}\n    {after[question][:200]}"
                for question, answer in answers.items()
                if after[question] != answer
            ]
            if profile == told_to:
                self.assertGreater(len(changed), 100)
            else:
                self.assertFalse(changed, "\n" + "\n".join(changed))

    def test_costs(self):
        self._compare(self._change_costs, ("own", "all"), "manager")

    @pytest.mark.nightly
    def test_costs_told_to_others(self):
        groups = [name for name in OTHERS if self.env.ref(name, False)]
        for name in groups:
            self.users[name] = self._create_user(f"worlds-{name}", name)
        self._compare(self._change_costs, ("portal", "accountant", *groups), "manager")

    @pytest.mark.nightly
    def test_a_colleague(self):
        self._compare(self._change_colleague, ("own", "own+cost"), "all")

    @pytest.mark.nightly
    def test_another_company(self):
        self._compare(self._change_elsewhere, ("own+cost", "manager"), "manager-b")
