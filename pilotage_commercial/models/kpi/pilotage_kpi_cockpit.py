"""What the cockpit reads: one call for the cards, one for each of its other blocks."""

from odoo import api, fields, models

from ...tools.planner import expect_short_queries


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    @api.readonly
    def get_cockpit(self, options=None):
        """Return the KPIs, measured on the records that the caller may read.

        ``options``, every one of them optional; an unknown or ill-typed one raises
        ``ValidationError``, so do a period that ends before it begins and a team, salesperson
        or tag that the caller cannot read:

        - ``date_from``, ``date_to``: ``"YYYY-MM-DD"`` (or ``date``), both included, days in the
          time zone of the current company. Default: the 90 days that end today there.
        - ``team_id``, ``user_id``, ``tag_id``: id, or ``False`` for every one.

        Companies are those switched on (``allowed_company_ids``); money is in the currency of
        the current one; ratios go from 0 to 1; days are floats. Text is translated, and for
        reading: decide on ``code`` and ``state``. A *list* is what an action needs to show the
        records behind a figure::

            {"model": "crm.lead", "domain": [...], "name": "Won", "context": {...}, "count": 12}

        with ``count`` None where counting costs (see ``get_left_out``)::

            {
              "options": {"date_from": "2026-09-01", "date_to": "2026-11-29",
                          "team_id": False, "user_id": False, "tag_id": False},
              "today": "2026-11-29",          # in the company
              "currency_id": 1,
              "company": {"id": 1, "name": "…"},
              "is_manager": True,             # may edit targets
              "is_empty": False,              # nothing to steer yet: no opportunity, no quotation
              "kpis": [{                      # in KPI order
                "id": 3, "code": "win_rate", "name": "Win rate",
                "essential": False,           # one of the three to start with
                "unit": "ratio",              # money | ratio | days | count | number
                "direction": "higher",        # what is better: higher | lower
                "formula": "Won ÷ (won + lost), …",
                "actions": ["Write a follow-up script…", …],      # corrective actions
                "value": 0.4,                 # None: no data, hidden or failed
                "target": 0.3,                # None: none set, or not computable
                "target_note": "3 × …",       # where the target comes from
                "gap": 0.1,                   # value − target, signed; None without both
                "gap_note": "10 points above target",
                "state": "good",              # good | near | bad | no_target
                                              # | no_data | hidden | error
                "message": "",                # what to say for no_data, hidden and error
                "numerator": {"value": 4, list…},
                "denominator": {"value": 10, list…},   # None when there is none
                "counted": {list…},           # the records that the KPI is made of
                "left_out": [{"code": "open", "reason": "Still open", list…}, …],
                "second": None,               # or a second reading: code, name, unit, direction,
                                              # formula, value, state, message, numerator,
                                              # denominator, counted
                "trend": [{"date_from": "2026-06-09", "date_to": "2026-09-06",
                           "value": None, "frozen": False}, …],   # 13, the newest last
              }, …],
            }

        ``trend``: the KPI over periods as long as the one asked for, a week apart; the newest
        is the value. What only exists now (the pipeline) or looks far back (churn) comes from
        the weekly snapshots (``frozen``), where they are.

        The other blocks of the cockpit have calls of their own, with the same ``options``, so
        that cards show first: ``get_lists``, ``get_coverage``, ``get_funnel``, ``get_table``,
        ``get_forecast``, ``get_changes``, ``get_left_out``.
        """
        scope = self._get_scope(options)
        expect_short_queries(self.env)
        return {**self._get_frame(scope), "kpis": self._get_shown()._get_cards(scope)}

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
        scope = self._get_scope(options)
        kpi = self._get_by_code(code)
        return kpi._try(lambda: kpi._count_left_out(scope))

    @api.model
    @api.readonly
    def get_lists(self, options=None):
        """Return the lists to handle today, the most pressing first::

            [{"code": "overdue", "name": "Overdue", "help": "…", "amount": 1200.0, list…}, …]

        ``overdue``, ``inactive``, ``no_action`` (opportunities), ``unanswered`` (quotations
        sent, without answer, past their first follow-up), ``low_margin`` (open orders below
        the margin floor), ``at_risk`` (customers late on their usual rhythm, with what they
        ordered in 12 months). ``amount``: untaxed, in the currency of the current company.
        """
        return self._get_todo_lists(self._get_scope(options))

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
        return self._get_coverage(self._get_scope(options))

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
        return self._get_funnel(self._get_scope(options))

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
        return self._get_table(self._get_scope(options), by)

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
        return self._get_forecast(self._get_scope(options))

    @api.model
    @api.readonly
    def get_changes(self, options=None):
        """Return what changed in the pipeline over the last seven days::

            {"since": "2026-11-22",
             "changes": [{"code": "new", "name": "New", "amount": 1000.0, list…}, …]}

        ``new``, ``up`` and ``down`` (expected revenue; ``amount`` is the change), ``won``,
        ``lost``, ``slipped`` (closing date put off), ``idle`` (became inactive).
        """
        return self._get_changes(self._get_scope(options))

    @api.model
    def _get_frame(self, scope):
        """Return what every block of the cockpit needs to know besides the figures."""
        company = self.env.company
        return {
            "options": scope.get_options(),
            "today": fields.Date.to_string(scope.today),
            "company": {"id": company.id, "name": company.name},
            "currency_id": company.currency_id.id,
            "is_manager": self.env["pilotage.kpi.target"].has_access("create"),
            # By id: in their own order, all would be read to know whether there is one.
            "is_empty": not (
                self.env["crm.lead"].with_context(active_test=False).search([], order="id", limit=1)
                or self.env["sale.order"].search([], order="id", limit=1)
            ),
        }
