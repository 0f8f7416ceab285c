from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# What people type of an estimate: either gives the other.
ESTIMATES = ("estimated_cost", "estimated_margin")


class OfKnownCost:
    """A figure of an estimate, which an export leaves empty while the cost is unknown: imported
    again, 0 would be a known cost.
    """

    def convert_to_export(self, value, record):
        return super().convert_to_export(value, record) if record.estimated_cost_source else ""


class Estimate(OfKnownCost, fields.Monetary):
    pass


class EstimateRatio(OfKnownCost, fields.Float):
    pass


class CrmLead(models.Model):
    _inherit = "crm.lead"

    estimated_cost = Estimate(
        currency_field="company_currency",
        groups="base.group_user",
        compute="_compute_estimated_cost",
        store=True,
        readonly=False,
        help="Expected cost of the deal, untaxed. While nobody types it, it follows the cost of "
        "the quotation.",
    )
    estimated_cost_source = fields.Selection(
        [("manual", "Typed"), ("quotation", "Quotation")],
        string="Cost From",
        compute="_compute_estimated_cost",
        store=True,
        groups="base.group_user",
        help="Origin of the estimated cost; empty while the cost is unknown.",
    )
    estimated_margin = Estimate(
        currency_field="company_currency",
        compute="_compute_estimated_margin",
        inverse="_inverse_estimated_margin",
        store=True,
        readonly=False,
        groups="base.group_user",
        help="Expected revenue less estimated cost; empty while the cost is unknown.",
    )
    estimated_margin_percent = EstimateRatio(
        string="Estimated Margin (%)",
        compute="_compute_estimated_margin",
        store=True,
        aggregator="avg",
        groups="base.group_user",
        help="Estimated margin on expected revenue. Over several opportunities it is weighted by "
        "their revenue, leaving out those whose cost is unknown.",
        average_sql="_get_average_margin_sql",
    )
    is_low_margin = fields.Boolean(
        string="Low Margin",
        compute="_compute_is_low_margin",
        search="_search_is_low_margin",
        groups="base.group_user",
    )

    @api.depends(
        "order_ids.phase_trigger",
        "order_ids.amount_untaxed",
        "order_ids.margin",
        "order_ids.currency_id",
        "order_ids.date_order",
        "order_ids.last_sent_date",
        "order_ids.quotation_outcome",
        "order_ids.company_id",
        "company_id",
    )
    def _compute_estimated_cost(self):
        for lead in self:
            if lead.estimated_cost_source == "manual":
                continue
            cost = lead._get_quoted_cost()
            # A quotation of products without cost leaves the cost unknown.
            lead.estimated_cost = cost
            lead.estimated_cost_source = "quotation" if cost else False

    @api.depends("expected_revenue", "estimated_cost", "estimated_cost_source")
    def _compute_estimated_margin(self):
        for lead in self:
            if lead.estimated_cost_source:
                revenue = lead.expected_revenue
                lead.estimated_margin = margin = revenue - lead.estimated_cost
                # A percentage means nothing without revenue, or on a refund.
                lead.estimated_margin_percent = margin / revenue if revenue > 0 else 0.0
            # Mostly empty already on a long history: write nothing there.
            elif lead.estimated_margin:
                lead.estimated_margin = lead.estimated_margin_percent = 0.0

    def _inverse_estimated_margin(self):
        for lead in self:
            revenue, margin = lead.expected_revenue, lead.estimated_margin
            lead.estimated_cost = revenue - margin
            # Both fields share one compute; writing one does not recompute the other.
            lead.estimated_margin_percent = margin / revenue if revenue > 0 else 0.0

    @api.onchange("estimated_cost")
    def _onchange_estimated_cost(self):
        if self.estimated_cost != self._origin.estimated_cost:
            self.estimated_cost_source = "manual"

    @api.onchange("estimated_margin")
    def _onchange_estimated_margin(self):
        cost = self.expected_revenue - self.estimated_margin
        if self.company_currency.compare_amounts(cost, self.estimated_cost):
            self.estimated_cost = cost
            self.estimated_cost_source = "manual"

    @api.depends("estimated_margin_percent", "estimated_cost_source", "company_id")
    @api.depends_context("company")
    def _compute_is_low_margin(self):
        for lead in self:
            company = lead.company_id or self.env.company
            lead.is_low_margin = (
                bool(lead.estimated_cost_source)
                and lead.estimated_margin_percent
                < company._get_shown_settings()["low_margin_threshold"]
            )

    def _search_is_low_margin(self, operator, value):
        self._check_field_access(self._fields["is_low_margin"], "read")
        if operator != "in":
            return NotImplemented
        domain = Domain.OR(
            Domain("company_id", "in", ids)
            & Domain("estimated_margin_percent", "<", company.low_margin_threshold)
            for company in self.env.companies
            for ids in [[company.id, False] if company == self.env.company else company.ids]
        ) & Domain("estimated_cost_source", "!=", False)
        return domain if True in value else ~domain

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._leave_out_untyped_estimate(vals) for vals in vals_list]
        return super().create([self._complete_cost_source(vals) for vals in vals_list])

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for lead, vals in zip(self, vals_list, strict=True):
            # What nobody typed follows the quotations of the copy, or is unknown.
            for name in ESTIMATES if lead.estimated_cost_source != "manual" else ():
                if name not in (default or {}):
                    vals.pop(name, None)
        return vals_list

    def write(self, vals):
        if self._is_exported_cost(vals):
            return super().write({name: vals[name] for name in vals if name not in ESTIMATES})
        vals = self._complete_cost_source(vals)
        result = super().write(vals)
        if "estimated_cost" not in vals:
            return result
        if not vals.get("estimated_cost_source"):
            for name in ("estimated_cost", "estimated_cost_source"):
                self.env.add_to_compute(self._fields[name], self)
        self._mark_quotations_by_estimate(self)
        return result

    def unlink(self):
        orders = self.sudo().order_ids  # a fact of the quotations, as below
        result = super().unlink()
        orders._mark_plan_by_estimate()
        return result

    def _mark_quotations_by_estimate(self, changed=()):
        """Compute again the plan of the quotations that may be planned by a typed estimate: those
        without a known cost.

        :param changed: opportunities whose estimate has just changed
        """
        # A fact of the quotations, whoever may read them (hence sudo).
        leads = self.sudo().filtered(
            lambda lead: lead in changed or lead.estimated_cost_source == "manual"
        )
        leads.order_ids._mark_plan_by_estimate()

    def _follow_closing(self):
        result = super()._follow_closing()
        # At once: an estimate that is written afterwards must not be computed over.
        self._recompute_recordset(["estimated_cost"])
        return result

    @api.model
    def _leave_out_untyped_estimate(self, vals):
        """Return ``vals`` of a new opportunity without the estimate that a form sends although
        nobody typed one: both figures are 0. An import has empty cells, and its 0 are typed.
        """
        given = [vals.get(name) for name in ESTIMATES]
        is_typed = any(value or value is None or value is False for value in given)
        if is_typed or self.env.context.get("import_file"):
            return vals
        return {name: value for name, value in vals.items() if name not in ESTIMATES}

    def _is_exported_cost(self, vals):
        """Return whether an import gives the cost again that follows the quotation: it goes on
        following it.
        """
        cost = vals.get("estimated_cost")
        return (
            bool(self.env.context.get("import_file"))
            and not (cost is None or cost is False)
            and "estimated_cost_source" not in vals
            and all(
                lead.estimated_cost_source == "quotation"
                and not lead.company_currency.compare_amounts(cost, lead.estimated_cost)
                for lead in self
            )
        )

    @api.model
    def _complete_cost_source(self, vals):
        """Return ``vals`` with the source of the cost that they give: a typed 0 is a known cost,
        ``False`` clears what was typed, as an empty cell of an import does.
        """
        given = vals.keys() & {*ESTIMATES}
        if not given or "estimated_cost_source" in vals:
            return vals
        cleared = {name for name in given if vals[name] is False or vals[name] is None}
        vals = {name: value for name, value in vals.items() if name not in cleared}
        if "estimated_cost" in vals:
            vals["estimated_cost_source"] = "manual"
            vals.pop("estimated_margin", None)  # the margin follows from the cost
        elif cleared == given:
            vals.update(estimated_cost=0.0, estimated_cost_source=False)
        return vals

    def action_reset_estimated_cost(self):
        """Clear the typed cost: it follows the quotation again, or is unknown."""
        self.write({"estimated_cost": False})

    def _get_quoted_cost(self):
        """Return the cost of the lead's live orders in the lead's currency, 0 without one.

        Untaxed amount less margin (sale_margin), converted at the order's date.
        """
        self.ensure_one()
        return sum(
            order._convert_for(self, order.amount_untaxed - order.margin, order.currency_id)
            for order in self._get_live_orders()
        )

    def _merge_data(self, fnames=None):
        data = super()._merge_data(fnames)
        typed = self.filtered(lambda lead: lead.estimated_cost_source == "manual")[:1]
        if typed:
            data["estimated_cost"] = typed.estimated_cost
        return data

    def _get_average_margin_sql(self, _name, query):
        """Return Σ margin / Σ revenue of the opportunities with a known cost, in one currency."""
        return self._get_ratio_sql(
            query,
            self._read_group_select("estimated_margin:sum_currency", query),
            self._read_group_select("expected_revenue:sum_currency", query),
            SQL("%s IS NOT NULL", self._field_to_sql(self._table, "estimated_cost_source", query)),
        )
