"""The yield of follow-ups, as far as the quotations can prove it."""

from math import ceil

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.records import check_one, open_from_row

# Per user: within a transaction, one user must not get the figures cached for another.
READER = {"readonly": True, "depends_context": ("uid", "allowed_company_ids")}
# Days within which a signature counts.
WITHIN = 30
MOST_STEPS = 4
# Each row of a quotation repeats them: one for each step that it reached.
REPEATED = ("quotation_count", "signed_count", "signed_amount", "signing_rate")


class PilotageFollowupYield(models.Model):
    """A quotation that still waited for an answer at the age of a step of the follow-ups.

    The share of signatures by last follow-up misleads: customers who sign on the second day never
    had a follow-up, and those who had all three were harder to convince. Here quotations are
    compared *at the same age*. For each step, at the age of that step since they were last sent:

    - only quotations that still waited: not signed, cancelled, expired or lost before that age, and
      not superseded by another one;
    - only those whose 30 days after that age are over, so that each had the same time;
    - *followed up*: the follow-up of the step was made (``followup_step``);
    - *signed*: confirmed within 30 days of that age, and not cancelled since.

    For a step in working days, the age is the most calendar days that it takes in weeks without
    holidays. Left out: quotations cancelled before we stored the date of it. Follow-ups made by
    hand, without a rule, do not count. It is a comparison, not an experiment: the followed-up
    quotations were not drawn by lot.
    """

    _name = "pilotage.followup.yield"
    _inherit = ["pilotage.derived.mixin"]
    _description = "Follow-up Yield"
    _auto = False
    _rec_name = "order_id"
    _order = "reached_date desc, order_id desc, step"

    order_id = fields.Many2one("sale.order", string="Quotation", **READER)
    company_id = fields.Many2one("res.company", **READER)
    currency_id = fields.Many2one("res.currency", **READER)
    partner_id = fields.Many2one("res.partner", string="Customer", **READER)
    user_id = fields.Many2one("res.users", string="Salesperson", **READER)
    team_id = fields.Many2one("crm.team", string="Sales Team", **READER)
    step = fields.Selection(
        "_get_steps", **READER, help="Follow-up step that the quotation reached without an answer."
    )
    followed = fields.Selection(
        [("yes", "Followed up"), ("no", "Not followed up")],
        string="Follow-up",
        **READER,
        help="Whether the follow-up of this step was made.",
    )
    reached_date = fields.Datetime(
        string="Waiting On",
        **READER,
        help="Date on which the quotation reached the age of the step.",
    )
    quotation_count = fields.Integer(string="Quotations", **READER)
    signed_count = fields.Integer(
        string="Signed within 30 Days",
        **READER,
        help="Confirmed within 30 days of the age of the step, and not cancelled since.",
    )
    signed_amount = fields.Monetary(
        **READER, help="Untaxed amount of those signed, in the currency of the company."
    )
    signing_rate = fields.Float(
        string="Signed (%)",
        **READER,
        aggregator="avg",
        help="Signed within 30 days on quotations that waited at the same age. Compare those "
        "followed up with those that were not: the difference is what the follow-up may bring, as "
        "far as both are alike.",
        average_sql="_get_signing_rate_sql",
    )

    _depends = {
        "sale.order": [
            "amount_untaxed",
            "cancellation_date",
            "company_id",
            "confirmation_date",
            "currency_rate",
            "followup_step",
            "last_sent_date",
            "opportunity_id",
            "partner_id",
            "quotation_outcome",
            "state",
            "team_id",
            "user_id",
            "validity_date",
        ],
        "crm.lead": ["date_closed", "won_status"],
        "base.automation": ["active", "followup_kind", "trg_date_calendar_id", "trg_date_range"],
    }

    @api.model
    def _get_steps(self):
        """Return the labels of the steps: each company has its own delays."""
        env = self.env
        names = [
            env._("First follow-up"),
            env._("Second follow-up"),
            env._("Third follow-up"),
            env._("Later follow-ups"),
        ]
        return [(str(place), name) for place, name in enumerate(names, 1)]

    def _read_group_select(self, aggregate_spec, query):
        """A quotation counts at each step that it reached: several steps have no total."""
        value = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec.partition(":")[0] not in REPEATED:
            return value
        step = self._field_to_sql(self._table, "step", query)
        return SQL(
            "CASE WHEN MIN(%(step)s) = MAX(%(step)s) THEN %(value)s END", step=step, value=value
        )

    def _get_signing_rate_sql(self, _name, query):
        return self._get_ratio_sql(query, "signed_count", "quotation_count")

    @api.model
    def _get_ages(self):
        """Return ``[(company id, step, delay of its rule, age in days)]`` of the companies."""
        ages = []
        for company in self.env.companies:
            rules = self.env["base.automation"]._find_quotation_rules(company)
            for place, rule in enumerate(rules, 1):
                days, calendar = rule.trg_date_range, rule.trg_date_calendar_id
                if calendar:
                    week = len(set(calendar.attendance_ids.mapped("dayofweek"))) or 7
                    days = ceil(days * 7 / week)
                ages.append((company.id, str(min(place, MOST_STEPS)), rule.trg_date_range, days))
        return ages

    @api.model
    def _find_quotations(self):
        """Return the query of the quotations that were sent, under the rights of the user."""
        orders = self.env["sale.order"]
        domain = Domain("last_sent_date", "!=", False)
        domain &= Domain("quotation_outcome", "!=", "superseded")
        return orders._search(domain) if orders.has_access("read") else orders._as_query()

    @property
    def _table_query(self):
        ages = [SQL("(%s, %s, %s, %s)", *age) for age in self._get_ages()]
        # Without a rule there is no step.
        ages = ages or [SQL("(0, '', 0, 0)")]
        return SQL(
            """
            WITH age (company_id, step, delay, days) AS (VALUES %(ages)s),
            sent AS (
                SELECT o.*,
                       LEAST(o.confirmation_date, o.cancellation_date,
                             %(expired)s,
                             CASE WHEN l.won_status = 'lost' THEN l.date_closed END) AS ended
                  FROM sale_order o LEFT JOIN crm_lead l ON l.id = o.opportunity_id
                 WHERE o.id IN %(orders)s
                   AND (o.state != 'cancel' OR o.cancellation_date IS NOT NULL
                        OR o.confirmation_date IS NOT NULL)),
            waiting AS (
                SELECT s.*, age.step, age.delay,
                       s.last_sent_date + make_interval(days => age.days) AS reached
                  FROM sent s JOIN age ON age.company_id = s.company_id),
            counted AS (
                SELECT w.*, w.state = 'sale' AND w.confirmation_date
                            < w.reached + make_interval(days => %(within)s) AS is_signed
                  FROM waiting w
                 WHERE (w.ended IS NULL OR w.ended > w.reached)
                   AND w.reached + make_interval(days => %(within)s) <= %(now)s)
            SELECT ROW_NUMBER() OVER (ORDER BY c.id, c.delay) AS id,
                   c.id AS order_id, c.company_id, company.currency_id, c.partner_id, c.user_id,
                   c.team_id, c.step,
                   CASE WHEN c.followup_step >= c.delay THEN 'yes' ELSE 'no' END AS followed,
                   c.reached AS reached_date, 1 AS quotation_count,
                   CASE WHEN c.is_signed THEN 1 ELSE 0 END AS signed_count,
                   CASE WHEN c.is_signed
                        THEN c.amount_untaxed / COALESCE(NULLIF(c.currency_rate, 0), 1)
                        ELSE 0 END AS signed_amount,
                   CASE WHEN c.is_signed THEN 1.0 ELSE 0.0 END::float8 AS signing_rate
              FROM counted c JOIN res_company company ON company.id = c.company_id""",
            ages=SQL(", ").join(ages),
            expired=self.env["res.company"]._get_start_sql(
                SQL("o.company_id"), SQL("o.validity_date + 1")
            ),
            orders=self._find_quotations().subselect(),
            within=WITHIN,
            now=fields.Datetime.now(),
        )

    def action_open_order(self):
        """Open the quotation."""
        check_one(self)
        self.check_access("read")
        return open_from_row(self.order_id.get_formview_action())
