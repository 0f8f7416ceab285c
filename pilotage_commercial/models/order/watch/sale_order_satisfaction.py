"""The customer's satisfaction with an order, from 1 to 5, whatever its source."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    satisfaction = fields.Integer(
        default=0,
        copy=False,
        tracking=True,
        aggregator="avg",
        help="From 1 (very unhappy) to 5 (very happy); 0 while it is not known (averages leave it "
        "out).",
        average_sql="_get_average_satisfaction_sql",
        groups="base.group_user",
    )
    # The same value as a Selection, for the stars widget.
    satisfaction_level = fields.Selection(
        [
            ("0", "Not known"),
            ("1", "Very unhappy"),
            ("2", "Unhappy"),
            ("3", "Neutral"),
            ("4", "Happy"),
            ("5", "Very happy"),
        ],
        string="Customer Satisfaction",
        compute="_compute_satisfaction_level",
        inverse="_inverse_satisfaction_level",
        search="_search_satisfaction_level",
        help="Satisfaction of the customer with the order: one star is very unhappy, five are very "
        "happy.",
        derived_sql="_get_satisfaction_level_sql",
        groups="base.group_user",
    )
    satisfaction_date = fields.Date(
        string="Satisfaction Given On",
        compute="_compute_satisfaction_date",
        store=True,
        readonly=False,
        copy=False,
        prefetch="pilotage_commercial",
        help="Day on which the satisfaction was last given.",
        groups="base.group_user",
    )
    satisfaction_comment = fields.Text(
        string="Customer's Comment",
        copy=False,
        prefetch="pilotage_commercial",
        help="Comment of the customer, in their own words.",
        groups="base.group_user",
    )

    _satisfaction_idx = models.Index("(satisfaction) WHERE satisfaction > 0")

    @api.depends("satisfaction")
    def _compute_satisfaction_level(self):
        for order in self:
            order.satisfaction_level = str(order.satisfaction)

    def _inverse_satisfaction_level(self):
        for order in self:
            order.satisfaction = int(order.satisfaction_level or 0)

    @api.model
    def _search_satisfaction_level(self, operator, value):
        self._check_field_access(self._fields["satisfaction_level"], "read")
        if operator != "in":
            return NotImplemented
        levels = dict(self._fields["satisfaction_level"].selection)
        wanted = [int(level) for level in (item or "0" for item in value) if level in levels]
        return Domain("satisfaction", "in", wanted)

    @api.depends("satisfaction")
    def _compute_satisfaction_date(self):
        for order in self:
            company = order.company_id or order.env.company
            order.satisfaction_date = company._get_today() if order.satisfaction else False

    @api.constrains("satisfaction")
    def _check_satisfaction(self):
        for order in self:
            if not 0 <= order.satisfaction <= 5:
                raise ValidationError(
                    self.env._(
                        "Satisfaction with %(order)s: give 1 (very unhappy) to 5 (very happy), or "
                        "0 when it is not known.",
                        order=order.display_name,
                    )
                )

    def _get_satisfaction_level_sql(self, alias, _name, query):
        """Return the SQL of the level of satisfaction, to sort and group lists by it."""
        return SQL("COALESCE(%s, 0)::varchar", self._field_to_sql(alias, "satisfaction", query))

    def _get_average_satisfaction_sql(self, name, query):
        """Return the average of the orders that have a satisfaction."""
        return SQL("AVG(NULLIF(%s, 0))", self._field_to_sql(self._table, name, query))
