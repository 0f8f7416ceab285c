"""Planned → real: where the costs of finished orders differ from their plan."""

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.completion import SAME_WORK
from ....tools.costs import CATEGORIES
from ....tools.records import check_one, open_from_row

# Per user: within a transaction, one user must not get the figures cached for another.
READER = {"readonly": True, "depends_context": ("uid", "allowed_company_ids")}
# Finished orders, their planned lines, their costs, and the part of each cost on each line. Goods
# are planned as far as they were delivered: what came back, or never left, costs nothing.
PARTS = """
WITH done AS (
    SELECT o.id, o.company_id, o.partner_id, o.user_id, o.team_id, o.confirmation_date
      FROM sale_order o WHERE o.id IN %(orders)s),
line AS (
    SELECT l.id, l.order_id, l.product_id, l.planned_category AS category,
           l.planned_unit_cost * CASE
               WHEN l.qty_delivered_method = 'stock_move' AND EXISTS (
                   SELECT FROM sale_order_cost c
                    WHERE c.sale_line_id = l.id AND c.source != 'manual')
               THEN GREATEST(0, LEAST(
                   COALESCE(l.cost_quantity, 0), GREATEST(l.product_uom_qty, l.qty_invoiced)))
               ELSE l.product_uom_qty END AS planned
      FROM sale_order_line l JOIN done ON done.id = l.order_id
     WHERE l.planned_unit_cost * l.product_uom_qty > 0),
cost AS (
    SELECT c.id, c.order_id, l.id AS line_id, c.category, c.partner_id, c.amount,
           MAX(c.date) OVER (PARTITION BY c.order_id) AS day
      FROM sale_order_cost c JOIN done ON done.id = c.order_id
 LEFT JOIN line l ON l.id = c.sale_line_id
     WHERE c.replaced IS NOT TRUE),
candidate AS (
    SELECT c.id AS cost_id, c.partner_id, c.amount, l.id AS line_id, l.planned,
           CASE WHEN c.line_id IS NOT NULL THEN 0
                WHEN l.category = c.category THEN 1
                WHEN l.category IN %(work)s AND c.category IN %(work)s THEN 2
                WHEN NOT EXISTS (SELECT FROM cost own WHERE own.line_id = l.id) THEN 3
                ELSE 4 END AS rank
      FROM cost c JOIN line l ON l.order_id = c.order_id
       AND (c.line_id = l.id OR c.line_id IS NULL AND l.planned > 0)
     WHERE c.amount != 0),
nearest AS (
    SELECT *, MIN(rank) OVER (PARTITION BY cost_id) AS best FROM candidate),
piece AS (
    SELECT cost_id, partner_id, line_id, planned,
           amount * planned / NULLIF(SUM(planned) OVER (PARTITION BY cost_id), 0) AS real
      FROM nearest WHERE rank = best),
part AS (
    SELECT line.id AS line_id, line.order_id, line.product_id, line.category,
           piece.cost_id, piece.partner_id, COALESCE(piece.real, 0) AS real,
           line.planned * COALESCE(
               piece.real / NULLIF(SUM(piece.real) OVER (PARTITION BY line.id), 0),
               1.0 / COUNT(*) OVER (PARTITION BY line.id)) AS planned
      FROM line LEFT JOIN piece ON piece.line_id = line.id
     WHERE line.planned > 0)
"""


class PilotageCostVariance(models.Model):
    """Planned and real cost of an order line, by cost category.

    Only confirmed orders with complete costs that the reader may see. A cost of the whole order is
    shared over the lines of its category in proportion to their plan; if no line has its category,
    over lines of the same work done by others (labour and subcontracting), else over lines without
    a cost of their own, else over all lines.
    """

    _name = "pilotage.cost.variance"
    _inherit = ["pilotage.derived.mixin"]
    _description = "Variance of Costs"
    _auto = False
    _rec_name = "order_id"
    _order = "date desc, order_id desc, id"

    order_id = fields.Many2one("sale.order", **READER)
    sale_line_id = fields.Many2one("sale.order.line", string="Order Line", **READER)
    company_id = fields.Many2one("res.company", **READER)
    currency_id = fields.Many2one("res.currency", **READER)
    customer_id = fields.Many2one("res.partner", **READER)
    user_id = fields.Many2one("res.users", string="Salesperson", **READER)
    team_id = fields.Many2one("crm.team", string="Sales Team", **READER)
    date = fields.Date(
        string="Costs Completed On", **READER, help="Date of the last cost of the order."
    )
    product_id = fields.Many2one("product.product", **READER)
    product_categ_id = fields.Many2one("product.category", string="Product Category", **READER)
    category = fields.Selection(
        CATEGORIES, string="Planned As", **READER, help="Category of the planned cost."
    )
    partner_id = fields.Many2one("res.partner", string="Supplier", **READER)
    planned = fields.Monetary(
        string="Planned Cost", **READER, help="Planned cost of what was delivered, if it is goods."
    )
    real = fields.Monetary(string="Real Cost", **READER)
    variance = fields.Monetary(
        **READER, help="Real less planned cost: above 0 when the real cost is higher than planned."
    )
    variance_percent = fields.Float(
        string="Variance (%)",
        **READER,
        aggregator="avg",
        help="Variance on the planned cost; of several lines, weighted by their plan.",
        average_sql="_get_average_variance_sql",
    )

    _depends = {
        "sale.order": [
            "company_id",
            "confirmation_date",
            "partner_id",
            "real_cost_state",
            "state",
            "team_id",
            "user_id",
        ],
        "sale.order.line": [
            "cost_quantity",
            "order_id",
            "planned_category",
            "planned_unit_cost",
            "product_id",
            "product_uom_qty",
            "qty_delivered_method",
            "qty_invoiced",
        ],
        "sale.order.cost": [
            "amount",
            "category",
            "date",
            "order_id",
            "partner_id",
            "replaced",
            "sale_line_id",
            "source",
        ],
    }

    def _get_average_variance_sql(self, _name, query):
        return self._get_ratio_sql(query, "variance", "planned")

    @property
    def _table_query(self):
        orders = self.env["sale.order"]
        domain = Domain("state", "=", "sale") & Domain("real_cost_state", "=", "complete")
        found = orders._search(domain) if orders.has_access("read") else orders._as_query()
        return SQL(
            """%(parts)s
            SELECT ROW_NUMBER() OVER (ORDER BY part.line_id, part.cost_id) AS id,
                   part.order_id, part.line_id AS sale_line_id, done.company_id,
                   company.currency_id, done.partner_id AS customer_id, done.user_id,
                   done.team_id, COALESCE(last.day, %(confirmed)s) AS date,
                   part.product_id, template.categ_id AS product_categ_id, part.category,
                   part.partner_id, part.planned, part.real, part.real - part.planned AS variance,
                   (part.real - part.planned) / NULLIF(part.planned, 0) AS variance_percent
              FROM part
              JOIN done ON done.id = part.order_id
              JOIN res_company company ON company.id = done.company_id
         LEFT JOIN product_product product ON product.id = part.product_id
         LEFT JOIN product_template template ON template.id = product.product_tmpl_id
         LEFT JOIN (SELECT order_id, MAX(day) AS day FROM cost GROUP BY order_id) last
                ON last.order_id = part.order_id""",
            parts=SQL(PARTS, orders=found.subselect(), work=tuple(SAME_WORK)),
            confirmed=self.env["res.company"]._get_day_sql(
                SQL("done.company_id"), SQL("done.confirmation_date")
            ),
        )

    def action_open_order(self):
        """Open the order of the line."""
        check_one(self)
        return open_from_row(self.order_id.get_formview_action())
