"""A many2one through which the application acts is set only by who may use what it names.

The links come from the registry: those that our stored fields of the record named depend on, those
that we add, and those that a client gives when it makes a record of ours. Each has a right to check
(``_acting_links``), or stands below with its reason.
"""

from profiles import PROFILES, RightsCase, is_ours

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

MAGIC = {"create_uid", "write_uid"}
# A line, an entry or a row is a part of the record it names, and has that one's rights.
PARTS = {
    "account.move.line.move_id",
    "account.partial.reconcile.credit_move_id",
    "account.partial.reconcile.debit_move_id",
    "sale.order.line.order_id",
}
# Odoo itself changes by them what an order, a purchase or a production has done, delivered or
# billed. Whoever sets one can do so without us, and needs no right on orders: a warehouse, a
# workshop or a project has its own people.
ODOO_ACTS = {
    "account.analytic.line.so_line",
    "account.analytic.line.task_id",
    "account.move.line.purchase_line_id",
    "account.move.reversed_entry_id",
    "mrp.unbuild.mo_id",
    "mrp.workcenter.productivity.workorder_id",
    "mrp.workorder.production_id",
    "project.milestone.sale_line_id",
    "project.sale.line.employee.map.project_id",
    "project.task.sale_order_id",
    "stock.move.created_production_id",
    "stock.move.line.move_id",
    "stock.move.picking_id",
    "stock.move.production_id",
    "stock.move.purchase_line_id",
    "stock.move.raw_material_production_id",
    "stock.move.sale_line_id",
    "stock.scrap.production_id",
    "stock.valuation.adjustment.lines.move_id",
}
# Links without a check, and why.
FREE = {
    "hr.expense.sale_order_id": "Odoo lets each employee name any confirmed order to re-invoice",
    "pilotage.import.row.import_id": "nobody but the import writes rows",
    "pilotage.review.line.review_id": "frozen: a client writes its comments only",
    "pilotage.review.record.action_id": "an action of the same review, which a constraint checks",
}
# Models that say who, where or how: naming one of them acts on none of its records.
NAMED = {
    "crm.stage",
    "crm.team",
    "mail.template",
    "res.company",
    "res.currency",
    "res.groups",
    "res.partner",
    "res.users",
}


@tagged("standard", "post_install", "-at_install")
class TestEveryLink(TransactionCase):
    def _is_own(self, field):
        return bool(field._modules) and all(is_ours(module) for module in field._modules)

    def _get_followers(self, tree):
        """Return our stored fields in ``tree`` and its branches."""
        names = {field for field in tree.root if field.store and self._is_own(field)}
        return names.union(*(self._get_followers(branch) for branch in tree.values()))

    def _acts(self, field):
        """Return whether a stored field of ours, of the record that ``field`` names or of one that
        this one belongs to, follows what names it.
        """
        registry = self.env.registry
        return any(
            self._get_followers(branch)
            for back, branch in registry.get_field_trigger_tree(field).items()
            if back.model_name == field.comodel_name and field in registry.field_inverses[back]
        )

    def _get_links(self):
        """Return the many2one of the registry through which the application acts."""
        links = {}
        for model in self.env.values():
            if model._abstract or not model._auto:
                continue
            for name, field in model._fields.items():
                if field.type != "many2one" or not field.store or name in MAGIC:
                    continue
                named = self._is_own(field) and field.comodel_name not in NAMED
                if (named and (not field.readonly or self._is_given(field))) or self._acts(field):
                    links[f"{model._name}.{name}"] = field
        return links

    def _is_given(self, field):
        """Return whether a client who makes a record gives the readonly ``field``: of a model of
        ours, whose records users make.
        """
        domain = [("model_id.model", "=", field.model_name), ("perm_create", "=", True)]
        model = self.env[field.model_name]
        return (
            is_ours(model._original_module)
            and not field.related
            and bool(self.env["ir.model.access"].search_count(domain, limit=1))
        )

    def _is_checked(self, name, field):
        model = self.env[field.model_name]
        is_kept = getattr(type(model), "_is_system_field", None)
        return field.name in getattr(model, "_acting_links", {}) or bool(
            is_kept and model._is_system_field(field.name)
        )

    def test_every_link_is_checked(self):
        links = self._get_links()
        unchecked = {name for name, field in links.items() if not self._is_checked(name, field)}
        self.assertFalse(sorted(unchecked - PARTS - ODOO_ACTS - FREE.keys()))
        self.assertIn("sale.order.opportunity_id", links)
        self.assertIn("account.move.line.cost_order_id", links)

    def test_links_that_are_checked_exist(self):
        for model in self.env.values():
            for name in getattr(type(model), "_acting_links", {}):
                self.assertEqual(model._fields[name].type, "many2one")


@tagged("standard", "post_install", "-at_install")
class TestLinks(RightsCase):
    """Calls that name a record which the user may not use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller, cls.users["buyer"] = (
            new_test_user(
                cls.env,
                f"links-{name}",
                groups,
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for name, groups in (
                ("seller", "sales_team.group_sale_salesman"),
                ("buyer", "account.group_account_invoice,sales_team.group_sale_salesman"),
            )
        )

    def setUp(self):
        super().setUp()
        self.deal = self._lead(user_id=self.seller.id)
        self.order = self._as(self._order(user_id=self.users["own"].id, team_id=False), "own")

    def _create_closed(self):
        """Return ``{model: records}`` that some profiles may not use: a colleague's and those of
        the other company.
        """
        there = self.other_company.ids
        env = self.env(
            context={**self.env.context, "allowed_company_ids": self.company.ids + there}
        )
        leads = self.deal | self._lead(company_id=there[0], team_id=False)
        orders = self._sale(user_id=self.seller.id)
        orders |= self._order(company_id=there[0], user_id=False, state="sale")
        costs = env["sale.order.cost"].create(
            [{"order_id": order.id, "amount": 5, "name": "Sand"} for order in orders]
        )
        kpi = self.samples["pilotage.kpi"].sudo().copy({"company_id": there[0], "code": "there"})
        return {
            "crm.lead": leads,
            "sale.order": orders,
            "sale.order.line": orders.order_line,
            "sale.order.cost": costs,
            "pilotage.kpi": kpi,
        }

    def _refuses(self, model, name, profile, target):
        """Return whether ``profile`` may not set ``name`` on the sample of ``model`` to
        ``target``, by a call.
        """
        return self._call(model, "write", profile, [{name: target.id}]) != "ok"

    def test_closed_records_are_named_by_nobody(self):
        """Each link that is checked × the profiles that may write its record."""
        closed, tried, opened = self._create_closed(), set(), []
        for model, sample in self.samples.items():
            for name, right in getattr(type(self.env[model]), "_acting_links", {}).items():
                targets = closed.get(self.env[model]._fields[name].comodel_name)
                for profile in PROFILES if targets else ():
                    if not self._as(sample, profile).has_access("write"):
                        continue
                    theirs = self._as(targets, profile)
                    for target in theirs - theirs._filtered_access(right):
                        tried.add((model, name))
                        if not self._refuses(model, name, profile, target):
                            opened.append((model, name, profile, target))
        self.assertFalse(opened)
        self.assertIn(("sale.order", "opportunity_id"), tried)
        self.assertIn(("sale.order.cost", "order_id"), tried)
        self.assertIn(("pilotage.kpi.target", "kpi_id"), tried)

    def test_row_of_a_review(self):
        """A row names a deal: planning it makes an activity there, for somebody else."""
        closed = self._create_closed()
        for record in (closed["crm.lead"][1], closed["sale.order"][1]):
            self.assertFalse(self._as(record, "manager").has_access("read"))
            reference = f"{record._name},{record.id}"
            values = {"review_id": self.samples["pilotage.review"].id, "reference": reference}
            for name, args in (("write", {"reference": reference}), ("create", values)):
                self.env.invalidate_all()  # a client finds nothing read before
                result = self._call("pilotage.review.record", name, "manager", [args])
                self.assertNotEqual((reference, result), (reference, "ok"))

    def test_a_row_of_a_deleted_record(self):
        values = {"review_id": self.samples["pilotage.review"].id, "reference": "crm.lead,99999999"}
        self.assertEqual(self._call("pilotage.review.record", "create", "manager", [values]), "say")

    def test_a_link_tells_no_name(self):
        """Odoo gives the name of what a many2one names: each one of ours that a user may write, to
        a contact or a team of another company.
        """
        there = {"name": "Zanzibar", "company_id": self.other_company.id}
        closed = {name: self.env[name].create(dict(there)) for name in ("res.partner", "crm.team")}
        tried, told = set(), []
        for model, sample in self.samples.items():
            for field in self.env[model]._fields.values():
                target = closed.get(field.comodel_name)
                ours = field._modules and all(map(is_ours, field._modules))
                if not target or not ours or field.type != "many2one" or field.readonly:
                    continue
                for profile in PROFILES:
                    theirs = self._as(sample, profile)
                    if theirs.has_access("write") and theirs._has_field_access(field, "write"):
                        self.assertFalse(self._as(target, profile).has_access("read"))
                        tried.add(str(field))
                        if not self._refuses(model, field.name, profile, target):
                            told.append((profile, str(field)))
        self.assertFalse(told)
        self.assertIn("sale.order.cost.partner_id", tried)

    def test_a_wizard_tells_no_name(self):
        """Odoo gives the name of what a many2one names: a wizard made for any order would tell its
        customer.
        """
        values = {"order_id": self._create_closed()["sale.order"][0].id, "reason": "x"}
        values["action"] = "action_confirm"
        self.assertEqual(self._call("sale.order.low.margin", "create", "own", [values]), "no")

    # --- a quotation names a deal: confirming it wins the deal ---

    def _get_values(self, **values):
        return {"partner_id": self.customer.id, "company_id": self.company.id, **values}

    def test_by_a_write(self):
        with self.assertRaisesRegex(AccessError, "you do not have the right to use this record"):
            self.order.write({"opportunity_id": self.deal.id})

    def test_by_any_creation(self):
        """In a call, by the context, by a default of the user, and by an import."""
        orders = self.order.browse()
        with self.assertRaises(AccessError):
            orders.create(self._get_values(opportunity_id=self.deal.id))
        with self.assertRaises(AccessError):
            orders.with_context(default_opportunity_id=self.deal.id).create(self._get_values())
        result = orders.with_context(import_file=True).load(
            ["partner_id/.id", "opportunity_id/.id"], [[str(self.customer.id), str(self.deal.id)]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("the right to use this record", result["messages"][0]["message"])
        self.env["ir.default"].set(
            "sale.order", "opportunity_id", self.deal.id, user_id=self.users["own"].id
        )
        with self.assertRaises(AccessError):
            orders.create(self._get_values())

    def test_the_deal_does_not_move(self):
        before = self.deal.stage_id
        self.assertEqual(
            self._call("sale.order", "write", "own", [{"opportunity_id": self.deal.id}]), "no"
        )
        self.order.action_confirm()
        self.assertEqual(self.deal.stage_id, before)

    def test_who_may_change_the_deal_links_it(self):
        for profile in ("all", "manager"):
            with self.subTest(profile=profile):
                order = self._as(self._order(), profile)
                order.opportunity_id = self.deal
                order.action_confirm()
        self.assertEqual(self.deal.won_status, "won")

    def test_a_link_that_one_has_is_kept(self):
        """The deal was given to a colleague since: its quotation is copied, sent and signed."""
        self.order.sudo().opportunity_id = self.deal
        copy = self.order.copy()
        self.assertEqual(copy.sudo().opportunity_id, self.deal)
        copy.write({"opportunity_id": self.deal.id, "client_order_ref": "A 7"})
        copy.action_confirm()
        self.assertEqual(self.deal.won_status, "won")

    def test_a_meeting(self):
        """A meeting is the next action of its deal."""
        meeting = self._as(self.env["calendar.event"], "own").create({"name": "Visit"})
        with self.assertRaises(AccessError):
            meeting.opportunity_id = self.deal
        with self.assertRaises(AccessError):
            meeting.create({"name": "Visit", "opportunity_id": self.deal.id})

    def test_a_record_that_does_not_exist(self):
        with self.assertRaises(UserError):
            self.order.write({"opportunity_id": 10**9})
            self.env.flush_all()

    # --- a bill line names an order: it becomes a cost of the order ---

    def _bill_line(self):
        return self._as(self._create_bill(self._sale()).invoice_line_ids, "buyer")

    def test_bill_of_a_colleagues_order(self):
        closed = self._sale(user_id=self.seller.id)
        self.assertFalse(self._as(closed, "buyer").has_access("read"))
        with self.assertRaises(AccessError):
            self._bill_line().cost_order_id = closed.id

    def test_a_credit_note_keeps_it(self):
        """The order went to a colleague since: the bill is credited all the same."""
        line, closed = self._bill_line(), self._sale(user_id=self.seller.id)
        line.sudo().cost_order_id = closed
        bill = line.move_id
        bill.sudo().write({"invoice_date": "2026-03-10"})
        bill.sudo().action_post()
        credit = bill._reverse_moves([{"invoice_date": "2026-03-10"}])
        self.assertEqual(credit.invoice_line_ids.sudo().cost_order_id, closed)
