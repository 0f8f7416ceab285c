"""The KPIs in Odoo's own periodic mail, each over the previous thirty days.

Odoo's columns are the last day, week and month: three times the same figure here. So our KPIs leave
Odoo's own computation, and come with columns of their own: the figure, the one before, the target.
"""

from datetime import datetime, timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_decimalized_amount, get_lang

from ....tools.figures import format_figure

DAYS = 30
PREFIX = "kpi_pilotage_"
APART = "pilotage_digest_apart"


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
            value = kpis._get_digest_value(
                code, self._get_pilotage_end() or fields.Datetime.now(), DAYS
            )
            if value is None:
                raise AccessError(self.env._("No data for this KPI."))
            digest[f"{PREFIX}{code}_value"] = value

    def _get_pilotage_end(self):
        """Return the end of the time frame of the digest, in UTC, None without one."""
        end = self.env.context.get("end_datetime")
        if isinstance(end, datetime):
            return end.replace(tzinfo=None)  # UTC, although a digest may add a time zone
        try:
            return fields.Datetime.to_datetime(end) if end else None
        except (ValueError, TypeError, AttributeError) as error:
            raise UserError(self.env._("“%s” is not a date and time.", end)) from error

    def _get_kpi_fields(self):
        names = super()._get_kpi_fields()
        if self.env.context.get(APART):
            return [name for name in names if not name.startswith(PREFIX)]
        return names

    def _compute_kpis(self, company, user):
        kpis = super(DigestDigest, self.with_context(**{APART: True}))._compute_kpis(company, user)
        return kpis + self._get_pilotage_kpis(company, user)

    def _get_pilotage_kpis(self, company, user):
        """Return our KPIs of the digest as Odoo describes its own, see ``_compute_kpis``.

        Measured with the rights of ``user``. Those that the user may not see, without data or that
        fail are left out.
        """
        codes = [name.removeprefix(PREFIX) for name in self._get_kpi_fields() if PREFIX in name]
        kpis = (
            self.env["pilotage.kpi"]
            .with_user(user)
            .with_context(lang=user.lang or self.env.lang, allowed_company_ids=company.ids)
        )
        if not codes or not kpis.has_access("read"):
            return []
        today = company._get_today()
        options = {"date_from": today - timedelta(days=DAYS - 1), "date_to": today}
        cards = {card["code"]: card for card in kpis.get_cockpit(options)["kpis"]}
        earlier = kpis.get_earlier(options)
        actions = self._compute_kpis_actions(company, user)
        return [
            {
                "kpi_name": PREFIX + code,
                "kpi_fullname": cards[code]["name"],
                "kpi_action": actions.get(PREFIX + code),
                **_get_columns(kpis.env, cards[code], earlier.get(code) or []),
            }
            for code in codes
            if code in cards and cards[code]["value"] is not None
        ]

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("crm.crm_menu_root", False)
        path = f"pilotage_commercial.cockpit_action?menu_id={menu.id if menu else 0}"
        for name, field in self._fields.items():
            if name.startswith(PREFIX) and field.type == "boolean":
                actions[name] = path
        return actions


def _get_columns(env, card, earlier):
    """Return the three columns of the KPI of ``card``; a blank one keeps its place.

    :param earlier: the values of earlier periods, see ``get_earlier``
    """
    titles = {"pipeline_value": env._("Now"), "churn_rate": env._("Last 12 months")}
    before = [period["value"] for period in earlier if period["code"] == "previous"]
    columns = [
        (card["value"], titles.get(card["code"]) or env._("Last 30 days")),
        (before[0] if before else None, env._("30 days before")),
        (card["target"], card["gap_note"] or env._("Target")),
    ]
    return {
        f"kpi_col{number}": {
            "value": "" if value is None else _format(env, value, card["unit"]),
            "col_subtitle": "" if value is None else title,
        }
        for number, (value, title) in enumerate(columns, 1)
    }


def _format(env, value, unit):
    """Return ``value`` in its unit; an amount as short as Odoo's own, for narrow columns."""
    if unit != "money":
        return format_figure(env, value, unit)
    short = format_decimalized_amount(value, env.company.currency_id).replace(" ", "\N{NBSP}")
    return short.replace(".", get_lang(env).decimal_point)
