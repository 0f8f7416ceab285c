"""The profiles, and one record of each of our models, for the matrix of rights."""

from collections import defaultdict
from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import (
    AccessError,
    MissingError,
    RedirectWarning,
    UserError,
    ValidationError,
)
from odoo.orm.model_classes import is_model_class
from odoo.tests import new_test_user

from odoo.addons.pilotage_commercial.tests.common_order import NOW
from odoo.addons.pilotage_commercial.tests.common_review import ReviewCase

OURS = "pilotage_commercial"
COST = f"{OURS}.group_real_cost"
# The profiles of the tables, in their order: groups, and whether they work in another company.
PROFILES = {
    "public": None,
    "portal": ("base.group_portal", False),
    "internal": ("base.group_user", False),
    "accountant": ("account.group_account_invoice", False),
    "cost-only": (f"base.group_user,{COST}", False),
    "own": ("sales_team.group_sale_salesman", False),
    "own+cost": (f"sales_team.group_sale_salesman,{COST}", False),
    "all": ("sales_team.group_sale_salesman_all_leads", False),
    "manager": ("sales_team.group_sale_manager", False),
    "manager-b": ("sales_team.group_sale_manager", True),
    "admin": ("base.group_system", False),
}


def is_ours(module):
    return (module or "").startswith(OURS)


class RightsCase(ReviewCase):
    """A company with an order whose costs exceed the plan, and an open review."""

    public_methods = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls._create_company("Elsewhere")
        cls.env.user.company_ids |= cls.other_company
        cls.users = {name: cls._create_profile(name) for name in PROFILES}
        cls.samples = cls._create_samples()
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _create_profile(cls, name):
        if not PROFILES[name]:
            return cls.env.ref("base.public_user")
        groups, elsewhere = PROFILES[name]
        company = cls.other_company if elsewhere else cls.company
        return new_test_user(
            cls.env,
            f"matrix-{name}",
            groups,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    @classmethod
    def _hold_review(cls, manager):
        """Return the review of the team's week, begun by ``manager``."""
        reviews = cls.env["pilotage.review"].with_user(manager)
        review = reviews.browse(reviews.open_current(cls.team.id)["res_id"])
        review.action_start()
        review.action_plan()
        return review

    @classmethod
    def _create_samples(cls):
        """Return ``{model: record}`` of the company: *own* is its salesperson, its customer is the
        portal user's, *manager* holds the review.
        """
        env = cls.env
        own, manager = cls.users["own"], cls.users["manager"]
        lead = cls._lead(user_id=own.id, partner_id=cls.users["portal"].partner_id.id)
        order = cls._sale(user_id=own.id, partner_id=cls.users["portal"].partner_id.id, amount=100)
        cost = env["sale.order.cost"].create(
            {"order_id": order.id, "amount": 88, "name": "Stone", "date": NOW.date()}
        )
        order._update_real_cost()
        kpi = env.ref(f"{OURS}.kpi_real_margin_rate")
        target = env["pilotage.kpi.target"].create(
            {"kpi_id": kpi.id, "value": 0.4, "company_id": cls.company.id}
        )
        env["pilotage.kpi"]._take_snapshots(cls.company, NOW.date())
        cls.team.user_id = manager
        env["crm.team.member"].create({"crm_team_id": cls.team.id, "user_id": own.id})
        review = cls._hold_review(manager)
        return {
            "crm.lead": lead,
            "sale.order": order,
            "sale.order.cost": cost,
            "account.move.line": cls._create_bill(order).invoice_line_ids,
            "res.partner": order.partner_id,
            "res.users": own,
            "pilotage.kpi": kpi,
            "pilotage.kpi.target": target,
            "pilotage.kpi.snapshot": env["pilotage.kpi.snapshot"].search(
                [("company_id", "=", cls.company.id), ("kpi_id", "=", kpi.id)], limit=1
            ),
            "pilotage.customer": env["pilotage.customer"].search(
                [("partner_id", "=", order.commercial_partner_id.id)], limit=1
            ),
            "pilotage.day": env["pilotage.day"].search([("lead_id", "=", lead.id)]),
            "pilotage.review": review.sudo(False),
            "pilotage.review.line": review.line_ids.filtered(lambda line: line.is_kept)[:1],
            "pilotage.review.record": review.record_ids[:1],
            "pilotage.review.action": review.action_ids[:1],
            "pilotage.cost.experience": env["pilotage.cost.experience"].create(
                {"company_id": cls.company.id, "order_count": 5, "planned": 50, "real": 60}
            ),
            **cls._create_wizards(order, manager),
            **cls._create_import(own),
        }

    @classmethod
    def _create_bill(cls, order):
        """Return an unposted bill with a line that is a cost of ``order``."""
        line = {"name": "Stone", "price_unit": 10, "tax_ids": False, "cost_order_id": order.id}
        return cls.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "company_id": cls.company.id,
                "partner_id": cls.customer.id,
                "invoice_line_ids": [Command.create(line)],
            }
        )

    @classmethod
    def _create_import(cls, user):
        """Return ``{model: record}`` of the file that ``user`` imports, if that addon is
        installed.
        """
        if "pilotage.import" not in cls.env:
            return {}
        done = cls.env["pilotage.import"].create(
            {"user_id": user.id, "company_id": cls.company.id, "file_name": "deals.csv"}
        )
        samples = {"pilotage.import": done}
        for name, more in {
            "column": {},
            "status": {},
            "conflict": {},
            "row": {"state": "done"},
        }.items():
            model = cls.env[f"pilotage.import.{name}"]
            samples[model._name] = model.create({"import_id": done.id, **more})
        return samples

    @classmethod
    def _create_wizards(cls, order, user):
        """Return ``{model: record}`` of the wizards that ``user`` opened."""
        env = cls.env(user=user)
        low = {"order_id": order.id, "action": "action_confirm", "reason": "first order"}
        stages = env["crm.stage.map"].create({})
        return {
            "sale.order.low.margin": env["sale.order.low.margin"].create(low),
            "crm.stage.map": stages,
            "crm.stage.map.line": stages.line_ids[:1]
            or env["crm.stage.map.line"].create(
                {"map_id": stages.id, "stage_id": env["crm.stage"].search([], limit=1).id}
            ),
            "pilotage.customer.reactivate": env["pilotage.customer.reactivate"].create({}),
        }

    def _as(self, records, profile):
        """Return ``records`` as in a new request of ``profile``."""
        user = self.users[profile]
        context = {"lang": "en_US", "tz": "UTC", "allowed_company_ids": user.company_ids.ids}
        return records.with_env(self.env(user=user, su=False, context=context))

    def _get_public_methods(self, addon):
        """Return the (model, method name) of the public methods of ``addon``."""
        if not RightsCase.public_methods:  # the same for all tests, and long to find
            RightsCase.public_methods = self._find_public_methods()
        return RightsCase.public_methods[addon]

    def _find_public_methods(self):
        """Return ``{addon: [(model, method name)]}`` of the public methods of all models, under the
        addon that defines them first.
        """
        found = defaultdict(list)
        for model_name, model in self.env.items():
            if model._abstract:
                continue
            classes = [cls for cls in type(model).__mro__ if not is_model_class(cls)]
            for name in sorted(dir(type(model))):
                layers = [cls for cls in classes if name in vars(cls)]
                if name.startswith("_") or not layers:
                    continue
                function = vars(layers[-1])[name]
                if callable(function) and not getattr(function, "_api_private", False):
                    module = layers[-1].__module__
                    if module.startswith("odoo.addons."):
                        found[module.split(".")[2]].append((model_name, name))
        return found

    def _get_addons(self):
        modules = self.env["ir.module.module"].search(
            [("name", "=like", f"{OURS}%"), ("state", "=", "installed")]
        )
        return sorted(modules.mapped("name"))

    @contextmanager
    def _undone(self, is_read=False):
        """Undo all that the block does; if it only reads, what it read is kept."""
        self.env.flush_all()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            if not is_read:
                self.env.transaction.clear()

    @contextmanager
    def _requested_by(self, env):
        """Let the block be a request of the user of ``env``: Odoo refuses some of what ``sudo()``
        writes, as on the actions of a rule, to requests of users without the rights.
        """
        transaction = self.env.transaction
        before, transaction.default_env = transaction.default_env, env
        try:
            yield
        finally:
            transaction.default_env = before

    def _call(self, model_name, name, profile, args=(), ids=None):
        """Return the result of a call by ``profile``, made as by the web client.

        "ok", "no" (access refused), "say" (a readable error); other errors are raised.
        """
        model = self._as(self.env[model_name], profile)
        is_model = getattr(getattr(type(model), name), "_api_model", False)
        if not is_model:
            model = model.browse(self.samples[model_name].ids if ids is None else ids)
        # What only reads leaves nothing to undo but failed queries.
        reads = getattr(getattr(type(model), name), "_readonly", False)
        with self._undone(is_read=reads), self._requested_by(model.env):
            try:
                getattr(model, name)(*args)
                model.env.flush_all()
            except (AccessError, MissingError):
                return "no"
            except (UserError, ValidationError, RedirectWarning):
                return "say"
        return "ok"
