"""The weekly snapshots are taken: by a cron, and whenever a review is closed."""

from contextlib import suppress
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models

from ...tools import dates
from ...tools import kpi as tools


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    def _cron_take_snapshots(self):
        """Freeze the week that ended last, in each company, and commit after each."""
        companies = self.env["res.company"]._get_every()
        for number, company in enumerate(companies, 1):
            if self._has_something_to_freeze(company):
                today = dates.get_today(fields.Datetime.now(), company._get_timezone())
                self._take_snapshots(company, today - timedelta(days=today.isoweekday()))
            self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - number)

    @api.model
    def _has_something_to_freeze(self, company):
        """Whether ``company`` began to sell: before, its weeks would be frozen as zeros."""
        domain = [("company_id", "in", [False, company.id])]
        # By id: in their own order, all would be read to know whether there is one.
        env = self.with_context(active_test=False).env
        return any(
            env[model].search(domain, order="id", limit=1) for model in ("crm.lead", "sale.order")
        )

    @api.model
    def _take_snapshots(self, company, date):
        """Freeze the KPIs of ``company`` for the week up to ``date``, whatever is not yet.

        By company, team and salesperson; measured as the cockpit does by itself, over the
        days that end on ``date``. A week that is frozen never changes: done twice, or by two
        at once, it stays as it was first.
        """
        # The figures of everybody, frozen; who reads them is decided on each row.
        system = self.sudo().with_context(allowed_company_ids=company.ids, lang=None)
        scope = system._get_scope(
            {"date_from": date - timedelta(days=tools.DEFAULT_DAYS - 1), "date_to": date}
        )
        targets = system._find_targets(scope)
        snapshots = system.env["pilotage.kpi.snapshot"]
        taken = snapshots.search([("company_id", "=", company.id), ("date", "=", date)])
        taken = {(row.kpi_id, row.team_id.id, row.user_id.id) for row in taken}
        for kpi in system._get_shown():
            rows = kpi._try(lambda kpi=kpi: {"rows": kpi._get_snapshot_rows(scope, targets)})
            missing = [
                {**values, "company_id": company.id}
                for values in rows.get("rows", [])
                if (kpi, values["team_id"], values["user_id"]) not in taken
            ]
            # Another process may freeze the same week: what it wrote first stays.
            with suppress(UniqueViolation), self.env.cr.savepoint():
                snapshots.create(missing)

    def _get_snapshot_rows(self, scope, targets):
        """Return the values of the snapshots of one KPI."""
        self.ensure_one()
        rows = []
        for level in (None, "team", "user"):
            get_revenue = self._get_revenue_reader(scope, level)
            for group, (value, readings) in self._measure(scope, level).items():
                if level and not group:
                    continue
                row = self._get_row_scope(scope, level, group) if level else scope
                target, _note = self._get_target(
                    row, targets, lambda group=group, read=get_revenue: read(group)
                )
                rows.append(self._get_snapshot_values(row, level, value, readings, target))
        return rows

    def _get_snapshot_values(self, scope, level, value, readings, target):
        """Return the values of one snapshot, but for its company."""
        self.ensure_one()
        sides = [reading.value for reading in readings]
        return {
            "kpi_id": self.id,
            "company_currency_id": self.env.company.currency_id.id,
            "level": level or "company",
            "team_id": scope.team_id,
            "user_id": scope.user_id,
            "date": scope.date_to,
            "date_from": scope.date_from,
            "unit": self.unit,
            "has_value": value is not None,
            "has_denominator": len(sides) > 1,
            "value": value or 0,
            "numerator": sides[0],
            "denominator": sides[-1] if len(sides) > 1 else 0,
            "has_target": target is not None,
            "target": target or 0,
            "gap": tools.get_gap(value, target) or 0,
            "state": tools.get_state(value, target, self.direction == "lower"),
        }

    def _get_frozen(self, scope, periods):
        """Return ``{KPI: [value frozen in the week up to the end of each of periods, or None]}``.

        Snapshots are of one company, of all its tags, and read under the rules of the user.
        """
        if scope.tag_id or scope.only or len(self.env.companies) > 1 or not self:
            return {}
        if scope.team_id and scope.user_id:
            return {}
        snapshots = self.env["pilotage.kpi.snapshot"].search_fetch(
            [
                ("kpi_id", "in", self.ids),
                ("company_id", "=", self.env.company.id),
                ("team_id", "=", scope.team_id),
                ("user_id", "=", scope.user_id),
                ("date", ">", periods[0][1] - timedelta(days=7)),
                ("date", "<=", periods[-1][1]),
            ],
            ["kpi_id", "date", "value", "has_value", "company_currency_id"],
            order="date",
        )
        frozen = {kpi: [None] * len(periods) for kpi in self}
        for row in snapshots:
            for index, (_first, last) in enumerate(periods):
                if last - timedelta(days=7) < row.date <= last:
                    frozen[row.kpi_id][index] = row.value if row.has_value else None
        return frozen
