"""Real over planned cost of finished orders, which quotations can expect again."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ....tools.costs import CATEGORIES
from ....tools.records import find_by_name
from ...common.res_company import MAX_MONTHS


class PilotageCostExperience(models.Model):
    """Real over planned cost, by product category and cost category.

    A scheduled action writes it once a day: computing it from all finished orders when somebody
    opens a quotation would take seconds on a long history.
    """

    _name = "pilotage.cost.experience"
    _description = "Experience of Costs"
    _order = "company_id, order_count desc, id"
    _rec_name = "product_categ_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        readonly=True,
        ondelete="cascade",
        help="Empty for all the finished orders together.",
    )
    category = fields.Selection(CATEGORIES, string="Planned As", readonly=True)
    order_count = fields.Integer(string="Orders", readonly=True, aggregator=None)
    planned = fields.Monetary(string="Planned Cost", readonly=True)
    real = fields.Monetary(string="Real Cost", readonly=True)
    ratio = fields.Float(
        string="Real on Planned",
        readonly=True,
        aggregator=None,
        help="Ratio of the real cost of the orders to their planned cost, weighted by their plan.",
    )

    _unique_key = models.UniqueIndex(
        "(company_id, COALESCE(product_categ_id, 0), COALESCE(category, ''))"
    )

    @api.depends("product_categ_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        everything = self.env._("All products")
        for row in self:
            row.display_name = row.product_categ_id.display_name or everything

    @api.model
    def _search_display_name(self, operator, value):
        return find_by_name(self, operator, value)

    @api.model
    def _cron_update(self):
        """Update the ratios of each company from the orders finished lately."""
        # All orders of a company count, whoever asks: a ratio reveals no order.
        for company in self.env["res.company"]._get_every():
            company._do_safely(self.sudo()._update_company)

    @api.model
    def _update_company(self, company):
        """Replace the rows of ``company`` with those of its finished orders of the last months."""
        # Databases may hold a larger value, stored before the limit existed.
        months = min(company.experience_months, MAX_MONTHS)
        since = company._get_today() - relativedelta(months=months)
        known = {(row.product_categ_id.id, row.category): row for row in self._find(company)}
        for key, values in self._read_experience(company, since).items():
            row = known.pop(key, None)
            if row:
                row.write(values)
            else:
                names = ("product_categ_id", "category")
                values.update(zip(names, key, strict=True), company_id=company.id)
                self.create(values)
        self.union(*known.values()).unlink()

    @api.model
    def _find(self, company):
        return self.search([("company_id", "=", company.id)])

    @api.model
    def _read_experience(self, company, since):
        """Return ``{(product category id, cost category): values}``, and the total under ``(False,
        False)``.

        An unknown cost is not a zero cost: in an order closed by hand, lines without a cost teach
        nothing, nor does an order without any, or whose goods all came back.
        """
        domain = Domain("company_id", "=", company.id) & Domain("date", ">=", since)
        domain &= Domain("order_id.real_cost", "!=", 0)
        domain &= Domain("real", "!=", 0) | Domain("order_id.costs_closed_date", "=", False)
        measures = ["planned:sum", "real:sum", "order_id:count_distinct"]
        variances = self.env["pilotage.cost.variance"].with_company(company)
        keys = ["product_categ_id", "category"]
        rows = {
            (categ.id, category): values
            for categ, category, *values in variances._read_group(domain, keys, measures)
        }
        [rows[False, False]] = variances._read_group(domain, [], measures)
        return {
            key: {"planned": planned, "real": real, "order_count": count, "ratio": real / planned}
            for key, (planned, real, count) in rows.items()
            if planned and real > 0
        }

    @api.model
    def _get_ratios(self, company):
        """Return ``{(product category id, cost category): (ratio, orders)}``, without those that
        have too few orders.
        """
        rows = self.sudo()._find(company)  # a ratio of the company reveals no order
        enough = rows.filtered(lambda row: row.order_count >= company.experience_orders)
        return {
            (row.product_categ_id.id, row.category): (row.ratio, row.order_count) for row in enough
        }
