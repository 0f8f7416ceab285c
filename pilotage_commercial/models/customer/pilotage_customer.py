"""Customers: the orders, rhythm and status of each commercial entity in each company.

Nothing is stored: the figures come from the orders that the reader may see, see
``pilotage_customer_query``.
"""

from collections.abc import Collection

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...tools.customer import decode_partner
from ...tools.groups import REAL_COST as GROUP
from ...tools.planner import allow_large_sets
from ...tools.records import check_one, open_from_row, read_action, show_all

# Averages of groups: the columns of the query to divide. Customers without a known cost, or without
# a satisfaction, are left out of both.
WEIGHTED = {
    "real_margin_percent_12m": ("known_margin_12m", "known_revenue_12m"),
    "satisfaction": ("satisfaction_total", "satisfaction_count"),
}
# Per user and superuser mode: within a transaction, one user must not get the figures cached for
# another.
READER = {"readonly": True, "depends_context": ("uid", "allowed_company_ids")}


class PilotageCustomer(models.Model):
    _name = "pilotage.customer"
    _inherit = ["pilotage.derived.mixin"]
    _description = "Customer"
    _auto = False
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id"]
    _order = "attention_rank, revenue_lost desc, revenue_12m desc, last_order_date desc, id"

    # Identity
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, **READER)
    company_id = fields.Many2one("res.company", required=True, **READER)
    currency_id = fields.Many2one("res.currency", **READER)
    active = fields.Boolean(**READER, help="The contact is not archived.")
    phone = fields.Char(related="partner_id.phone")
    company_label = fields.Char(
        compute="_compute_company_label",
        help="Company, when several are selected.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        **READER,
        help="Salesperson of the newest order; for a prospect, of the newest quotation or "
        "opportunity.",
    )
    team_id = fields.Many2one("crm.team", string="Sales Team", **READER)
    country_id = fields.Many2one(related="partner_id.country_id")
    industry_id = fields.Many2one(related="partner_id.industry_id")

    # Status
    status = fields.Selection(
        [
            ("prospect", "Prospect"),
            ("new", "New Customer"),
            ("active", "Active"),
            ("at_risk", "At Risk"),
            ("lost", "Lost"),
        ],
        **READER,
        help="Lost: no order for 12 months. At risk: late by half on their own rhythm, and by more "
        "than a week. New: first order within the last 90 days. Active: the other customers. "
        "Prospect: a quotation or an open opportunity, and no order yet.",
    )
    status_reason = fields.Char(string="Reason", compute="_compute_status_reason")
    attention_rank = fields.Integer(
        **READER,
        aggregator=None,
        help="Order of attention: at risk, lost, active, new, prospects.",
    )

    # Dates of the orders
    first_order_date = fields.Date(string="First Order", **READER)
    last_order_date = fields.Date(string="Last Order", **READER)
    usual_days = fields.Float(
        digits=(16, 1),
        **READER,
        aggregator="avg",
        help="Average number of days between two orders; known from the third day with an order.",
    )
    days_since_order = fields.Integer(string="Days since Last Order", **READER, aggregator="avg")
    expected_order_date = fields.Date(
        string="Expected Order", **READER, help="Last order and the usual days."
    )

    # Amounts, untaxed, in the currency of the company
    order_count = fields.Integer(string="Orders", **READER)
    orders_12m = fields.Integer(string="Orders (12 Months)", **READER)
    revenue_12m = fields.Monetary(
        string="Revenue (12 Months)",
        **READER,
        help="Net untaxed revenue of the orders of the last 12 months.",
    )
    previous_revenue_12m = fields.Monetary(
        string="Revenue (12 Months Before)",
        **READER,
        help="Net untaxed revenue of the orders of the 12 months before.",
    )
    revenue_lost = fields.Monetary(
        string="Revenue at Stake",
        **READER,
        help="Revenue of a lost customer in the 12 months before the last 12; of a customer at "
        "risk in the last 12.",
    )
    real_margin_12m = fields.Monetary(
        string="Real Margin (12 Months)",
        **READER,
        groups=GROUP,
        help="Margin of the orders of the last 12 months: real if their costs are complete, else "
        "at completion.",
    )
    previous_real_margin_12m = fields.Monetary(
        string="Real Margin (12 Months Before)",
        **READER,
        groups=GROUP,
        help="Margin of the orders of the 12 months before: real if their costs are complete, else "
        "at completion.",
    )
    real_margin_percent_12m = fields.Float(
        string="Real Margin (%)",
        **READER,
        aggregator="avg",
        groups=GROUP,
        help="Margin on net revenue of the last 12 months, real or at completion, leaving out the "
        "orders without a planned cost. Over several customers it is weighted by their revenue.",
        average_sql="_get_weighted_sql",
    )
    real_margin_lost = fields.Monetary(
        string="Real Margin at Stake",
        **READER,
        groups=GROUP,
        help="The real margin of the revenue at stake.",
    )
    satisfaction = fields.Float(
        digits=(16, 1),
        **READER,
        aggregator="avg",
        help="Average of their orders, from 1 to 5; orders whose satisfaction is not known are "
        "left out.",
        average_sql="_get_weighted_sql",
    )

    @api.depends("company_id")
    @api.depends_context("allowed_company_ids")
    def _compute_company_label(self):
        several = len(self.env.companies) > 1
        for customer in self:
            customer.company_label = several and customer.company_id.display_name

    @api.depends("status", "usual_days", "days_since_order", "last_order_date")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_status_reason(self):
        for customer in self:
            customer.status_reason = customer._get_status_reason()

    def _get_status_reason(self):
        """Return the reason of the customer's status, in one sentence."""
        self.ensure_one()
        env = self.env
        if self.status == "prospect":
            return env._("quotation or opportunity, no order yet")
        if not self.status:
            return ""
        last = self._get_days_ago(self.days_since_order)
        if self.status == "new" and self.order_count == 1:
            return env._("first order %(ago)s", ago=last)
        days = round(self.usual_days)
        if days > 1:
            return env._("orders every %(days)s days, last one %(ago)s", days=days, ago=last)
        if self.usual_days:
            return env._("orders every day, last one %(ago)s", ago=last)
        if self.status == "lost":
            day = format_date(env, self.last_order_date)
            return env._("no order since %(day)s, %(ago)s", day=day, ago=last)
        return env._("last order %(ago)s", ago=last)

    @api.model
    def _get_days_ago(self, days):
        if days > 1:
            return self.env._("%s days ago", days)
        return self.env._("yesterday") if days == 1 else self.env._("today")

    @api.model
    def _search(self, domain, *args, **kwargs):
        allow_large_sets(self.env)
        # The id contains the partner's: a condition on it lets PostgreSQL use the index of orders.
        domain = Domain(domain).map_conditions(self._add_partner_condition)
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _add_partner_condition(self, condition):
        """Return the condition, with one on the partner if it is on the id."""
        if condition.field_expr != "id" or condition.operator not in ("=", "in"):
            return condition
        ids = [condition.value] if condition.operator == "=" else condition.value
        if not isinstance(ids, Collection) or isinstance(ids, str):
            return condition  # a query, or a value that the ORM refuses
        partner_ids = {decode_partner(customer_id) for customer_id in ids} - {0}
        return condition & Domain("partner_id", "in", partner_ids)

    def _get_weighted_sql(self, name, query):
        """Return the average of ``name`` over customers, weighted by the columns in WEIGHTED."""
        columns = (SQL("SUM(%s)", SQL.identifier(self._table, part)) for part in WEIGHTED[name])
        return self._get_ratio_sql(query, *columns)

    def _get_main(self):
        """Return one customer of the commercial entity: the one of the current company, else the
        one with the newest order.
        """
        here = self.filtered(lambda customer: customer.company_id == self.env.company)
        ordered = self.filtered("last_order_date").sorted("last_order_date")
        return (here & ordered) or ordered[-1:] or here or self[:1]

    def action_open_partner(self):
        """Open the contact."""
        check_one(self)
        self.check_access("read")
        return open_from_row(
            {
                "type": "ir.actions.act_window",
                "res_model": "res.partner",
                "res_id": self.partner_id.id,
                "view_mode": "form",
                "views": [(False, "form")],
            }
        )

    def action_open_orders(self):
        """Open the confirmed orders of the customer."""
        check_one(self)
        self.check_access("read")
        name = self.env._("Orders of %s", self.partner_id.display_name)
        action = {
            **read_action(self.env, "sale.action_orders"),
            "name": name,
            "display_name": name,
            "domain": [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "sale"),
            ],
            "context": {"create": False},
        }
        return show_all(action)
