"""The open opportunities of a reader whose rights leave their own and those of nobody: a few of
the company's, found in two indexes of their own.
"""

from itertools import product

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, Query

# What these indexes hold: no row of the table is read.
COLUMNS = ("id", "company_id", "user_id", "expected_revenue", "create_date", "date_conversion")


class PilotageDay(models.Model):
    _inherit = "pilotage.day"

    @api.model
    def _sees_own_only(self):
        """Return whether the rules of access leave no opportunity of another salesperson."""
        leads = self.env["crm.lead"]
        rules = self.env["ir.rule"]._compute_domain(leads._name, "read")
        of_others = Domain("user_id", "not in", [self.env.uid, False])
        return (Domain(rules) & of_others).optimize(leads).is_false()

    @api.model
    def _find_dated_own_deals(self):
        """Return the query of ``_find_dated_deals``, with COLUMNS only.

        "Of this company or none" and "mine or nobody's" make PostgreSQL scan the whole index: each
        of the four parts is looked up. So are the activities of each opportunity, in their index.
        """
        companies = [Domain("company_id", "in", self.env.companies.ids)]
        companies.append(Domain("company_id", "=", False))
        users = [Domain("user_id", "=", self.env.uid), Domain("user_id", "=", False)]
        columns = [SQL.identifier("crm_lead", name) for name in COLUMNS]
        parts = [
            self._find_deals(company & user).select(*columns)
            for company, user in product(companies, users)
        ]
        query = Query(self.env, "crm_lead", SQL("(%s)", SQL(" UNION ALL ").join(parts)))
        leads = self.env["crm.lead"]
        first = SQL(
            "LATERAL (SELECT MIN(plan.day) AS day FROM (%s) plan WHERE plan.lead_id = crm_lead.id)",
            leads._get_own_days_sql(),
        )
        query.add_join("LEFT JOIN", "own", first, SQL("TRUE"))
        self._join_first_day(query, "other", leads._get_other_days_sql())
        return query
