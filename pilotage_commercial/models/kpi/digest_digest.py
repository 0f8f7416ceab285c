"""The KPIs in Odoo's own periodic mail, each over the previous thirty days."""

from datetime import datetime, timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.figures import format_figure

DAYS = 30


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_pilotage_pipeline_value = fields.Boolean("Pipeline Value")
    kpi_pilotage_pipeline_value_value = fields.Monetary(compute="_compute_pilotage_pipeline_value")
    kpi_pilotage_transformation_rate = fields.Boolean("Transformation Rate, 30 days (%)")
    kpi_pilotage_transformation_rate_value = fields.Float(
        compute="_compute_pilotage_transformation_rate"
    )
    kpi_pilotage_win_rate = fields.Boolean("Win Rate, 30 days (%)")
    kpi_pilotage_win_rate_value = fields.Float(compute="_compute_pilotage_win_rate")
    kpi_pilotage_average_order_value = fields.Boolean("Average Order Value, 30 days")
    kpi_pilotage_average_order_value_value = fields.Monetary(
        compute="_compute_pilotage_average_order_value"
    )
    kpi_pilotage_sales_cycle = fields.Boolean("Sales Cycle in days, over 30 days")
    kpi_pilotage_sales_cycle_value = fields.Float(compute="_compute_pilotage_sales_cycle")
    kpi_pilotage_churn_rate = fields.Boolean("Churn Rate, one year (%)")
    kpi_pilotage_churn_rate_value = fields.Float(compute="_compute_pilotage_churn_rate")
    kpi_pilotage_real_margin_rate = fields.Boolean("Real Margin, 30 days (%)")
    kpi_pilotage_real_margin_rate_value = fields.Float(compute="_compute_pilotage_real_margin_rate")

    def _compute_pilotage_pipeline_value(self):
        self._compute_pilotage("pipeline_value")

    def _compute_pilotage_transformation_rate(self):
        self._compute_pilotage("transformation_rate")

    def _compute_pilotage_win_rate(self):
        self._compute_pilotage("win_rate")

    def _compute_pilotage_average_order_value(self):
        self._compute_pilotage("average_order_value")

    def _compute_pilotage_sales_cycle(self):
        self._compute_pilotage("sales_cycle")

    def _compute_pilotage_churn_rate(self):
        self._compute_pilotage("churn_rate")

    def _compute_pilotage_real_margin_rate(self):
        self._compute_pilotage("real_margin_rate")

    def _compute_pilotage(self, code):
        """Compute KPI ``code`` over the thirty days up to the end of the digest's time frame.

        A digest leaves out a figure that raises ``AccessError``: so do a KPI that its reader may
        not see, and one without data, which is no zero.
        """
        for digest in self:
            company = digest.company_id or self.env.company
            kpis = self.env["pilotage.kpi"].with_context(allowed_company_ids=company.ids)
            now = fields.Datetime.now()
            end = self._get_pilotage_end() or now
            value = kpis._get_digest_value(code, end, DAYS)
            # An earlier period only serves for comparison, and may have no value.
            is_before = end < now - timedelta(hours=1)
            if value is None and not is_before:
                raise AccessError(self.env._("No data for this KPI."))
            # A digest shows every rise in green: do not compare a KPI where lower is better.
            if is_before and kpis._get_shown_by_code(code).direction == "lower":
                value = None
            digest[f"kpi_pilotage_{code}_value"] = value or 0

    def _get_pilotage_end(self):
        """Return the end of the time frame of the digest, in UTC, None without one."""
        end = self.env.context.get("end_datetime")
        if isinstance(end, datetime):
            return end.replace(tzinfo=None)  # UTC, although a digest may add a time zone
        try:
            return fields.Datetime.to_datetime(end) if end else None
        except (ValueError, TypeError, AttributeError) as error:
            raise UserError(self.env._("“%s” is not a date and time.", end)) from error

    def _compute_kpis(self, company, user):
        """Add the unit to our figures once: all columns cover thirty days."""
        kpis = super()._compute_kpis(company, user)
        digest = self.with_context(lang=user.lang or self.env.lang)
        for kpi in kpis:
            code = kpi["kpi_name"].removeprefix("kpi_pilotage_")
            if code != kpi["kpi_name"]:
                kpi.update(digest._get_pilotage_columns(code, kpi["kpi_col3"]))
        return kpis

    def _get_pilotage_columns(self, code, column):
        """Return the columns of KPI ``code``: a single one, with Odoo's plain number."""
        env, unit = self.env, self.env["pilotage.kpi"]._get_shown_by_code(code).unit
        value = column["value"]
        if unit == "ratio":
            value = format_figure(env, float(value) / 100, unit)
        elif unit != "money":
            value = format_figure(env, float(value), unit)
        title = env._("Now") if code == "pipeline_value" else env._("Last 30 days")
        if code == "churn_rate":
            title = env._("Last 12 months")
        only = {**column, "value": value, "col_subtitle": title}
        return {"kpi_col1": only, "kpi_col2": {}, "kpi_col3": {}}

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("crm.crm_menu_root", False)
        path = f"pilotage_commercial.cockpit_action?menu_id={menu.id if menu else 0}"
        for name, field in self._fields.items():
            if name.startswith("kpi_pilotage_") and field.type == "boolean":
                actions[name] = path
        return actions
