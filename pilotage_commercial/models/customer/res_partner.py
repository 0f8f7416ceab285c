"""The customer figures of a contact's commercial entity, for salespeople.

They are those of the current company, else of the company with the newest order; ``customer_ids``
has one record per selected company.
"""

from odoo import api, fields, models

from ...tools.groups import REAL_COST as GROUP
from ...tools.records import check_one, read_action, show_all

SALES = "sales_team.group_sale_salesman"
# Field of the contact: field of the customer
FIGURES = {
    "customer_status": "status",
    "customer_status_reason": "status_reason",
    "customer_currency_id": "currency_id",
    "customer_company_id": "company_id",
    "customer_first_order_date": "first_order_date",
    "customer_last_order_date": "last_order_date",
    "customer_expected_order_date": "expected_order_date",
    "customer_usual_days": "usual_days",
    "customer_order_count": "order_count",
    "customer_orders_12m": "orders_12m",
    "customer_revenue_12m": "revenue_12m",
    "customer_previous_revenue_12m": "previous_revenue_12m",
    "customer_revenue_lost": "revenue_lost",
    "customer_satisfaction": "satisfaction",
}
MARGINS = {
    "customer_real_margin_12m": "real_margin_12m",
    "customer_real_margin_percent_12m": "real_margin_percent_12m",
    "customer_real_margin_lost": "real_margin_lost",
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_ids = fields.One2many(
        "pilotage.customer",
        string="Customer by Company",
        compute="_compute_customer_ids",
        groups=SALES,
    )
    customer_company_count = fields.Integer(compute="_compute_customer_ids", groups=SALES)
    customer_company_id = fields.Many2one(
        "res.company", string="Customer of", compute="_compute_customer_figures", groups=SALES
    )
    customer_currency_id = fields.Many2one(
        "res.currency", compute="_compute_customer_figures", groups=SALES
    )
    customer_status = fields.Selection(
        selection="_get_customer_statuses",
        compute="_compute_customer_figures",
        groups=SALES,
        help="From the orders that you may see, in the companies switched on.",
    )
    customer_status_reason = fields.Char(
        string="Reason", compute="_compute_customer_figures", groups=SALES
    )
    customer_first_order_date = fields.Date(
        string="First Order", compute="_compute_customer_figures", groups=SALES
    )
    customer_last_order_date = fields.Date(
        string="Last Order", compute="_compute_customer_figures", groups=SALES
    )
    customer_expected_order_date = fields.Date(
        string="Expected Order",
        compute="_compute_customer_figures",
        groups=SALES,
        help="Last order and the usual days.",
    )
    customer_usual_days = fields.Float(
        string="Usual Days",
        digits=(16, 1),
        compute="_compute_customer_figures",
        groups=SALES,
        help="Average number of days between two orders; known from the third day with an order.",
    )
    customer_order_count = fields.Integer(
        string="Orders", compute="_compute_customer_figures", groups=SALES
    )
    customer_orders_12m = fields.Integer(
        string="Orders (12 Months)", compute="_compute_customer_figures", groups=SALES
    )
    customer_revenue_12m = fields.Monetary(
        string="Revenue (12 Months)",
        currency_field="customer_currency_id",
        compute="_compute_customer_figures",
        groups=SALES,
    )
    customer_previous_revenue_12m = fields.Monetary(
        string="Revenue (12 Months Before)",
        currency_field="customer_currency_id",
        compute="_compute_customer_figures",
        groups=SALES,
    )
    customer_revenue_lost = fields.Monetary(
        string="Revenue at Stake",
        currency_field="customer_currency_id",
        compute="_compute_customer_figures",
        groups=SALES,
        help="Revenue of a lost customer in the 12 months before the last 12; of a customer at "
        "risk in the last 12.",
    )
    customer_satisfaction = fields.Float(
        string="Satisfaction",
        digits=(16, 1),
        compute="_compute_customer_figures",
        groups=SALES,
        help="Average of their orders, from 1 to 5; orders whose satisfaction is not known are "
        "left out.",
    )
    customer_real_margin_12m = fields.Monetary(
        string="Real Margin (12 Months)",
        currency_field="customer_currency_id",
        compute="_compute_customer_margins",
        groups=GROUP,
    )
    customer_real_margin_percent_12m = fields.Float(
        string="Real Margin (%)", compute="_compute_customer_margins", groups=GROUP
    )
    customer_real_margin_lost = fields.Monetary(
        string="Real Margin at Stake",
        currency_field="customer_currency_id",
        compute="_compute_customer_margins",
        groups=GROUP,
    )

    _pilotage_archived_idx = models.Index("(id) WHERE active IS NOT TRUE")

    @api.model
    def _get_customer_statuses(self):
        return self.env["pilotage.customer"]._fields["status"]._description_selection(self.env)

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_ids(self):
        found = self._find_customers()
        for partner in self:
            customers = found[partner]
            partner.customer_ids = customers
            partner.customer_company_count = len(customers)

    @api.depends("customer_ids")
    @api.depends_context("uid", "allowed_company_ids", "company", "lang")
    def _compute_customer_figures(self):
        self._set_customer_figures(FIGURES)

    @api.depends("customer_ids")
    @api.depends_context("uid", "allowed_company_ids", "company")
    def _compute_customer_margins(self):
        self._set_customer_figures(MARGINS)

    def _set_customer_figures(self, names):
        found = self._find_customers()
        for partner in self:
            customer = found[partner]._get_main()
            for name, figure in names.items():
                partner[name] = customer[figure]

    def _find_customers(self):
        """Return ``{contact: customers}`` of their commercial entities, one in each company."""
        customers = self.env["pilotage.customer"].with_context(active_test=False)
        if not customers.has_access("read"):
            return dict.fromkeys(self, customers)
        entities = self._origin.commercial_partner_id
        found = customers
        if entities:
            found = customers.search_fetch([("partner_id", "in", entities.ids)], order="company_id")
        by_entity = found.grouped("partner_id")
        return {
            partner: by_entity.get(partner._origin.commercial_partner_id, customers)
            for partner in self
        }

    def action_open_customer_orders(self):
        """Open the confirmed orders of the commercial entity, in the selected companies."""
        check_one(self)
        self.check_access("read")
        self._check_field_access(self._fields["customer_ids"], "read")
        entity = self.commercial_partner_id
        name = self.env._("Orders of %s", entity.display_name)
        action = {
            **read_action(self.env, "sale.action_orders"),
            "name": name,
            "display_name": name,
            "domain": [("commercial_partner_id", "=", entity.id), ("state", "=", "sale")],
            "context": {"create": False},
        }
        return show_all(action)
