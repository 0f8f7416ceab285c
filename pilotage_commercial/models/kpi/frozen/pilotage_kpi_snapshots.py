"""The cron of the weekly snapshots, and KPIs measured for the digest and again for a past week."""

from contextlib import suppress
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import AccessError

from ....tools.kpi import DEFAULT_DAYS
from ..block.aim import Targets
from ..block.snapshots import Snapshots
from ..engine.reader import Guard, Reader


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    def _cron_take_snapshots(self):
        """Freeze the last full week in each company, and commit after each one."""
        companies = self.env["res.company"]._get_every()
        for number, company in enumerate(companies, 1):
            company._do_safely(self._take_last_week)
            self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - number)

    @api.model
    def _take_last_week(self, company):
        if self._has_something_to_freeze(company):
            today = company._get_today()
            self._take_snapshots(company, today - timedelta(days=today.isoweekday()))

    @api.model
    def _has_something_to_freeze(self, company):
        """Return whether ``company`` began to sell: earlier weeks would be frozen as zeros."""
        domain = [("company_id", "in", [False, company.id])]
        # By id: in the default order, PostgreSQL would sort all records to find one.
        env = self.with_context(active_test=False).env
        return any(
            env[model].search(domain, order="id", limit=1) for model in ("crm.lead", "sale.order")
        )

    @api.model
    def _take_snapshots(self, company, date):
        """Freeze the KPIs of ``company`` for the week up to ``date`` that are not yet.

        By company, team and salesperson; measured as the cockpit does by itself, over the
        days that end on ``date``, with the targets and the rates of that day, however late.
        What only exists now says when it was measured. A week that is frozen never changes, and
        gains no row: done twice, or by two at once, it stays as it was first.
        """
        # Figures of all users are frozen; each row then decides who reads it (hence sudo).
        system = self.sudo().with_context(allowed_company_ids=company.ids, lang=None)
        reader = system._get_reader(
            {"date_from": date - timedelta(days=DEFAULT_DAYS - 1), "date_to": date}
        )
        taken_on, reader.scope = reader.scope.today, reader.scope._replace(today=date)
        kpis, targets = system._get_shown(), Targets(reader)
        kpis._allow_derived()
        snapshots = system.env["pilotage.kpi.snapshot"]
        week = [("company_id", "=", company.id), ("date", "=", date), ("level", "=", "company")]
        # All rows of a KPI are written at once: salespeople who start later have none.
        for kpi in kpis - snapshots.search(week).kpi_id:
            author = kpi._as_author(company)
            if not author:
                continue
            builder = Snapshots(Reader(author.env, reader.scope), targets, taken_on)
            # Another process may freeze the same week: its rows stay.
            with suppress(UniqueViolation), self.env.cr.savepoint():
                snapshots.create(builder.build(author))

    def _measure_again(self, options):
        """Return the KPI over a past period with the records of today, None where nothing can be
        measured: what only exists now, such as the pipeline, has no past.

        :param options: the period, team and salesperson, as for ``get_cockpit``
        """
        self.ensure_one()
        self._allow_derived()
        if any(measure.window == "now" for measure in self._get_measures()):
            return None

        def measure():
            return {"value": self._get_reader(options).measure(self)[None].value}

        return Guard(self.env).run(self, measure)["value"]

    @api.model
    def _get_digest_value(self, code, end, days):
        """Return KPI ``code`` over the ``days`` up to the UTC moment ``end``, in percent if it is a
        percentage; None without data.

        :raise AccessError: the user may not see the KPI
        """
        last = self.env.company._get_date(end)
        reader = self._get_reader({"date_from": last - timedelta(days=days - 1), "date_to": last})
        kpi = self._get_shown_by_code(code)
        if not kpi:
            return None
        kpi._allow_derived()
        found = Guard(self.env).run(kpi, lambda: {"value": reader.measure(kpi)[None].value})
        if found.get("state") == "hidden":
            raise AccessError(found["message"])
        value = found["value"]
        return value * 100 if value is not None and kpi.unit == "ratio" else value

    @api.model
    def _get_shown_by_code(self, code):
        """Return the KPI ``code``, empty if it is not shown."""
        return self._get_shown().filtered(lambda kpi: kpi.code == code)
