"""The other blocks of the cockpit: one call for each."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ....tools.domains import ONGOING
from ....tools.planner import allow_large_sets, expect_short_queries
from ..block.changes import build_changes
from ..block.coverage import build_coverage
from ..block.earlier import EarlierBuilder
from ..block.export import Workbook
from ..block.forecast import build_forecast
from ..block.funnel import Funnel
from ..block.lists import build_lists
from ..block.money import build_money
from ..block.table import Table
from ..block.totals import read_totals
from ..engine.reader import Guard
from ..engine.records import count_left_out


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    @api.readonly
    def get_earlier(self, options=None):
        """Return what the KPIs of the cockpit were before, by their code::

            {"win_rate": [{"code": "previous", "name": "Period before", "value": 0.3,
                           "date_from": "…", "date_to": "…", "difference": 0.1,
                           "note": "+10 points"}, {"code": "last_year", …}], …}

        By the same definition just before, over as many days (or months, if the period begins
        with one), and a year before; ``difference`` is the value now less that one. None where
        nothing was measured, no entry where the user may not see the figure. What only exists
        now (the pipeline) or looks far back (churn) comes from the weekly snapshots.
        """
        reader = self._get_reader(options)
        expect_short_queries(self.env)
        return EarlierBuilder(reader).build(self._get_shown())

    @api.model
    @api.readonly
    def get_left_out(self, code, options=None):
        """Return what KPI ``code`` counts and leaves out, each with its count::

            {"all": {list…}, "counted": {list…},
             "left_out": [{"code": "open", "reason": "Still open", list…}, …]}

        The counts of ``counted`` and of ``left_out`` add up to that of ``all``, which is every
        record of the model within the team, salesperson and tag asked for; each record left
        out is in one list only, that of the first reason that holds.
        """
        reader = self._get_reader(options)
        kpi = self.with_context(active_test=False).search(
            [("code", "=", str(code).replace("\0", ""))]
        )
        if not kpi:
            raise UserError(self.env._("There is no KPI “%s”.", code))
        kpi._allow_derived()
        return Guard(self.env).run(kpi, count_left_out, reader, kpi)

    @api.model
    @api.readonly
    def get_totals(self, model, domain, names):
        """Return ``{name: total}`` of the fields ``names`` over the records of ``domain``.

        As the cards add up: money is in the currency of the current company. For the list behind
        a figure, whose own totals are those of a page. A model without such a list, a field that
        is not a number and a domain that is wrong raise ``ValidationError``.
        """
        return read_totals(self._get_reader(), model, domain, names)

    @api.model
    @api.readonly
    def get_lists(self, options=None):
        """Return the lists to handle today, the most pressing first::

            [{"code": "overdue", "name": "Overdue", "help": "…", "amount": 1200.0, list…}, …]

        ``overdue``, ``inactive``, ``no_action`` (opportunities), ``unanswered`` (quotations
        sent longer ago than the inactivity delay, without answer), ``low_margin`` (open orders
        below the margin floor), ``drifting`` (orders that will leave less than planned, with
        the margin lost; only for who may see it), ``came_back`` (quotations sent on lost
        opportunities; only when there are some), ``at_risk`` (customers late on their usual
        rhythm, with what they ordered in 12 months). ``amount``: untaxed, in the currency of
        the current company.
        """
        reader = self._get_reader(options)
        expect_short_queries(self.env)
        return self._build_lists(reader)

    @api.model
    def _build_lists(self, reader, attention=None):
        """Return the lists within the scope of ``reader``.

        :param attention: the values of the open opportunities by attention, if read already
        """
        return build_lists(reader, attention)

    @api.model
    @api.readonly
    def get_money(self, options=None):
        """Return the money that waits for somebody of ours, whatever the period::

            [{"code": "not_invoiced", "name": "Delivered, not invoiced", "help": "…",
              "amount": 1200.0, "since": "2026-01-14", list…}, …]

        ``not_invoiced`` (orders delivered; what is left to invoice, untaxed),
        ``overdue_invoices`` (customer invoices past due; amount due, with taxes; only for who
        may read invoices, and not by tag), ``accepted`` (quotations signed or paid online, or
        whose opportunity is won, that nobody confirmed), ``expiring`` (quotations without answer
        that expire within the days of the settings). ``since``: the earliest confirmation, due
        date, sending and expiry; None without any record. In the currency of the current company.
        """
        reader = self._get_reader(options)
        allow_large_sets(self.env)
        return build_money(reader)

    @api.model
    @api.readonly
    def get_coverage(self, options=None):
        """Return how much pipeline the target needs, and how much of it is dead weight::

        {"pipeline": 90000.0,            # open opportunities, None without any
         "monthly_revenue": 20000.0,     # confirmed, last three full months ÷ 3, or None
         "win_rate": 0.4,                # measured over 12 months, None without closed deal
         "ratio": 4.5,                   # pipeline ÷ monthly revenue
         "needed_ratio": 2.5,            # 1 ÷ win rate
         "needed": 50000.0,              # monthly revenue ÷ win rate
         "guide_ratio": 3.0, "guide": 60000.0,
         "dead": {"amount": 9000.0, "share": 0.1, list…},   # past date or inactive
         "past_date": {"amount": …, "share": …, list…},
         "inactive": {"amount": …, "share": …, list…}}
        """
        reader = self._get_reader(options)
        allow_large_sets(self.env)
        return build_coverage(reader)

    @api.model
    @api.readonly
    def get_funnel(self, options=None):
        """Return the funnel of the opportunities closed in the period, and what is open now::

            {"stages": [{"id": 3, "name": "Quote",
                         "reached": 40,       # closed in the period, that came this far
                         "rate": 0.6,         # share of them that went further, None without any
                         "lost": {"amount": 5000.0, list…},   # died here, in the period
                         "open": {"amount": 80000.0, list…},  # is here, now
                         "is_deadliest": True}, …],
             "won": {"amount": 120000.0, list…}, "lost": {"amount": …, list…},
             "rate": 0.4,                     # won ÷ closed
             "deadliest": {"id": 3, "name": "Quote", "lost": 16, "share": 0.66}}   # or None

        Stages in pipeline order, Won and Lost apart.
        """
        return Funnel(self._get_reader(options)).build()

    @api.model
    @api.readonly
    def get_table(self, options=None, by="user"):
        """Return each KPI by ``by``: ``user``, ``team``, ``tag``, ``industry`` or ``country``::

            {"by": "user", "dimensions": [{"code": "user", "name": "Salesperson"}, …],
             "columns": [{"code": "win_rate", "name": "Win rate", "unit": "ratio",
                          "direction": "higher"}, …],
             "rows": [{"id": 7, "name": "Marie", "options": {…},     # id False: not set
                       "cells": {"win_rate": {"value": 0.5, "target": 0.3, "gap": 0.2,
                                              "state": "good", "counted": {list…}}, …}}, …],
             "total": {"cells": {…}}}

        ``options`` of a row are those that show it alone, None where there is no such filter.
        """
        table = Table(self._get_reader(options), by)
        kpis = self._get_shown()
        kpis._allow_derived()
        return table.build(kpis)

    @api.model
    @api.readonly
    def get_forecast(self, options=None):
        """Return what the open opportunities should bring, by month of their closing date::

        {"win_rate": 0.4,                # measured over 12 months, None without closed deal
         "months": [{"month": "2026-11-01", "name": "November 2026", "amount": 50000.0,
                     "weighted": 30000.0,     # by the probability of each
                     "by_win_rate": 20000.0,  # amount × win rate, None without
                     list…}, …],              # twelve, from this one on
         "late": {…}, "later": {…}, "undated": {…}}    # the same figures: closing date
                                          # before this month, after the twelve, none
        """
        return build_forecast(self._get_reader(options))

    @api.model
    @api.readonly
    def get_changes(self, options=None):
        """Return what changed in the pipeline over the last seven days, to the minute::

            {"since": "2026-11-22",
             "start": {"amount": 40000.0, list…},           # the pipeline a week ago
             "changes": [{"code": "new", "name": "New", "amount": 1000.0,
                          "effect": 1000.0, list…}, …],
             "end": {"amount": 45000.0, list…}}             # the pipeline now

        ``effect`` is what a change adds to the pipeline: that of ``start`` and the effects add
        up to that of ``end``. ``new``, ``converted`` (from a lead), ``reopened`` (lost, won or
        archived before), ``up`` and ``down`` (expected revenue; ``amount`` is the change),
        ``won``, ``lost``, ``archived`` (neither won nor lost). Without effect (None):
        ``slipped`` (closing date put off), ``idle`` (became inactive).
        """
        reader = self._get_reader(options)
        allow_large_sets(self.env)
        return build_changes(reader)

    @api.model
    @api.private  # bytes do not travel by RPC: the route does
    def get_cockpit_xlsx(self, options=None, by="user"):
        """Return the workbook of the cockpit, with the figures that the caller may read."""
        reader = self._get_reader(options)
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._("You may not export. Ask an administrator for the right."))
        allow_large_sets(self.env)
        return Workbook(reader, self._get_shown(), by).build()

    # --- hooks for other addons ---

    @api.model
    def _get_drifting_domain(self):
        """Return the domain of the orders whose margin drifts below the plan, None for users who
        may not see it.
        """
        orders = self.env["sale.order"]
        if not orders._has_field_access(orders._fields["margin_drift"], "read"):
            return None
        return (
            Domain("state", "=", "sale")
            & Domain("completion_state", "=", "forecast")
            & Domain("margin_drift", "<", 0)
        )

    @api.model
    def _get_order_lists(self):
        """Return (code, name, help, domain) of the quotations and orders to handle."""
        env = self.env
        limit = fields.Datetime.to_string(env.company._get_inactivity_limit())
        floor = env.company.low_margin_threshold
        unanswered = Domain("is_unanswered", "=", True) & Domain("last_sent_date", "<", limit)
        orders = env["sale.order"]
        if orders._has_field_access(orders._fields["completion_margin_percent"], "read"):
            known = Domain("completion_state", "in", ("forecast", "closed", "final"))
            below = known & Domain("completion_margin_percent", "<", floor)
        else:
            below = Domain("margin_percent", "<", floor)
        thin = (
            Domain("state", "=", "sale")
            & Domain("order_progress", "in", ONGOING)
            & Domain("net_revenue", ">", 0)
            & below
        )
        return [
            (
                "unanswered",
                env._("Quotations without answer"),
                env._("Sent, and neither signed nor refused for days."),
                unanswered,
            ),
            (
                "low_margin",
                env._("Orders below the margin floor"),
                env._("Open orders whose margin is below the floor of the settings."),
                thin,
            ),
        ]
