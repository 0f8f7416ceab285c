"""Every figure on costs is protected by the right for costs, by every way of asking.

The fields come from the registry: a new field of the group is checked too.
"""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common_real_cost import RealCostCase

GROUP = "pilotage_commercial.group_real_cost"
NUMBERS = ("integer", "float", "monetary")
# Fields of the margin at completion, which must be among those checked.
EXPECTED = {
    "sale.order": {
        "planned_cost",
        "remaining_cost",
        "completion_cost",
        "completion_margin",
        "completion_margin_percent",
        "margin_drift",
        "completion_state",
        "drift_reasons",
        "drift_followed",
    },
    "sale.order.line": {"planned_unit_cost"},
}


@tagged("standard", "post_install", "-at_install")
class TestNewFigures(RealCostCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_planned(613, price=1000)
        cls.order.user_id = cls.salesperson
        cls._type_cost(cls.order, 87, "transport")
        cls.order._update_real_cost()
        for user in (cls.salesperson, cls.manager):
            user.group_ids += cls.env.ref("base.group_allow_export")

    def _get_fields(self, model_name):
        """Return the fields of a model that are for users who may see costs."""
        return [
            field
            for field in self.env[model_name]._fields.values()
            if field.groups and GROUP in field.groups.split(",")
        ]

    def _iter_refused(self):
        """Yield (model as the salesperson, field) of every figure, and every way of asking."""
        for model_name in ("sale.order", "sale.order.line", "crm.lead"):
            for field in self._get_fields(model_name):
                yield self.env[model_name].with_user(self.salesperson), field

    def assertRefused(self, ask, message):
        self.env.invalidate_all()
        with self.assertRaises(AccessError, msg=message):
            ask()

    def test_every_figure_is_looked_at(self):
        for model_name, names in EXPECTED.items():
            found = {field.name for field in self._get_fields(model_name)}
            self.assertLessEqual(names, found)

    def test_search(self):
        for model, field in self._iter_refused():
            if field.store or field.search:
                value = False if field.type not in NUMBERS else 0
                for domain in ([(field.name, "=", value)], [(field.name, "!=", value)]):
                    self.assertRefused(
                        lambda model=model, domain=domain: model.search_count(domain), field.name
                    )

    def test_search_through_another(self):
        """Also by the order of a line, the deal of an order, the orders of a deal."""
        for path in ("order_id.margin_drift", "order_id.completion_state"):
            lines = self.env["sale.order.line"].with_user(self.salesperson)
            domain = [(path, "!=", False)]
            self.assertRefused(lambda lines=lines, domain=domain: lines.search(domain), path)
        leads = self.env["crm.lead"].with_user(self.salesperson)
        domain = [("order_ids", "any", [("margin_drift", "<", 0)])]
        self.assertRefused(lambda: leads.search(domain), "order_ids")

    def test_sort(self):
        for model, field in self._iter_refused():
            if field.store and field.type not in ("one2many", "many2many"):
                for order in (field.name, f"{field.name} desc"):
                    self.assertRefused(
                        lambda model=model, order=order: model.search([], order=order), field.name
                    )

    def test_group(self):
        for model, field in self._iter_refused():
            if field.store and field.type not in NUMBERS:
                name = f"{field.name}:month" if field.type in ("date", "datetime") else field.name
                self.assertRefused(
                    lambda model=model, name=name: model.formatted_read_group([], [name], []),
                    field.name,
                )

    def test_aggregate(self):
        for model, field in self._iter_refused():
            if field.type in NUMBERS and (field.store or getattr(field, "derived_sql", None)):
                for aggregate in ("sum", "avg", "max", "min", "count_distinct"):
                    self.assertRefused(
                        lambda model=model, spec=f"{field.name}:{aggregate}": (
                            model.formatted_read_group([], [], [spec])
                        ),
                        field.name,
                    )

    def test_filter_groups(self):
        """Also by keeping groups whose total is above a value."""
        orders = self.env["sale.order"].with_user(self.salesperson)
        having = [("margin_drift:sum", "<", 0)]
        self.assertRefused(
            lambda: orders._read_group([], ["user_id"], ["__count"], having=having), "having"
        )

    def test_read_and_export(self):
        records = {"sale.order": self.order, "sale.order.line": self.order.order_line}
        for model, field in self._iter_refused():
            record = records.get(model._name)
            if record:
                record = record.with_user(self.salesperson)
                for ask in (
                    lambda record=record, name=field.name: record.read([name]),
                    lambda record=record, name=field.name: record.web_read({name: {}}),
                    lambda record=record, name=field.name: record.export_data([name]),
                    lambda record=record, name=field.name: record.mapped(name),
                ):
                    self.assertRefused(ask, field.name)

    def test_columns(self):
        """None of their views contains such a field: lists, forms, pivots and searches."""
        for model_name in ("sale.order", "crm.lead"):
            model = self.env[model_name].with_user(self.salesperson)
            names = {field.name for field in self._get_fields(model_name)}
            for view_type in ("list", "form", "search", "pivot", "graph", "kanban"):
                view = model.get_view(view_type=view_type)
                for name in names:
                    self.assertNotIn(f'name="{name}"', view["arch"], f"{model_name} {view_type}")

    def test_margin_lists(self):
        """The lists behind a figure of the cockpit show the columns that the user may see."""
        view = self.env.ref("pilotage_commercial.sale_order_view_list_figures")
        orders = self.env["sale.order"].with_user(self.salesperson)
        arch = orders.get_view(view.id, "list")["arch"]
        for field in self._get_fields("sale.order"):
            self.assertNotIn(f'name="{field.name}"', arch)

    def test_mail(self):
        """A mail written by another user reveals nothing."""
        for body in (
            '<p><t t-out="object.completion_margin"/></p>',
            '<p><t t-out="object.margin_drift"/></p>',
            '<p><t t-out="object.order_line.planned_unit_cost"/></p>',
        ):
            template = self.env["mail.template"].create(
                {
                    "name": "Figures",
                    "model_id": self.env["ir.model"]._get_id("sale.order"),
                    "body_html": body,
                }
            )
            self.env.invalidate_all()
            with self.assertRaises(UserError):
                template.with_user(self.salesperson)._render_field("body_html", self.order.ids)

    def test_notices(self):
        """Automatic messages on the order contain no figure: its readers are not chosen."""
        self.order.action_close_costs()
        self.order.action_reopen_costs()
        for message in self.order.message_ids:
            self.assertNotIn("613", message.body or "")
            self.assertNotIn("700", message.body or "")

    def test_same_asked_by_who_may(self):
        """The manager gets all of them: the figures refused above exist."""
        order = self.order.with_user(self.manager)
        orders = order.browse()
        self.assertEqual((order.completion_cost, order.margin_drift), (700, -87))
        self.assertIn(order, orders.search([("margin_drift", "<", 0)], order="margin_drift"))
        domain = [("id", "=", order.id)]
        [group] = orders.formatted_read_group(domain, ["completion_state"], ["margin_drift:sum"])
        self.assertEqual(group["margin_drift:sum"], -87)
        self.assertTrue(order.export_data(["completion_margin"])["datas"])
