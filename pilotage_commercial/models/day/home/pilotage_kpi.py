from odoo import api, models
from odoo.fields import Domain

from ....tools.domains import OPEN
from ...kpi.engine.measure import MeasuredValue, measure_leads
from ...kpi.engine.records import describe
from ..today.pilotage_day import KINDS

BESIDE = Domain("kind", "in", [kind for kind, _label in KINDS if kind != "deal"])


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    def _build_lists(self, reader, attention=None):
        """Add the first list, ``to_handle``, which is what the menu *To Handle Today* opens on:
        opportunities, customers, actions of the review and meetings.

        ``amount`` is the expected revenue and the amount of the orders among them.
        """
        deals = None
        if attention is None and self._is_read_once(reader):
            attention, deals = self._read_attention(reader)
        first = self._describe_day(reader, deals)
        return [first, *super()._build_lists(reader, attention)]

    @api.model
    def _describe_day(self, reader, deals=None):
        """Return the list *To Handle Today*.

        :param deals: the MeasuredValue of its opportunities, if known already
        """
        scope, days = reader.scope, self.env["pilotage.day"]
        domain = days._get_now_domain(team=scope.team_id, user=scope.user_id, tag=scope.tag_id)
        asked = domain if deals is None else domain & BESIDE
        [(count, amount)] = days._read_group(asked, aggregates=["__count", "amount:sum"])
        if deals is not None:
            count += deals.count
            # As one sum in PostgreSQL: no binary rest.
            amount = round((amount or 0) + deals.value, 6)
        return describe(
            days,
            domain,
            self.env._("To Handle Today"),
            count,
            amount=amount,
            code="to_handle",
            help=self.env._("Overdue, due today, or nothing planned: shown when the menu opens."),
        )

    @api.model
    def _is_read_once(self, reader):
        """Return whether one query counts the opportunities by attention and those to handle: of
        the whole company, which is where the time goes.

        PostgreSQL expects too few opportunities of several filters, and would loop over a join.
        """
        scope, env = reader.scope, self.env
        return (
            scope == scope.widen()
            and measure_leads(OPEN).get_currency_path(env) in (None, "company_id")
            and env["crm.lead"].has_access("read")
        )

    @api.model
    def _read_attention(self, reader):
        """Return what ``read_values`` returns by attention for the open opportunities, and the
        MeasuredValue of those to handle.
        """
        days, timezone = self.env["pilotage.day"], reader.scope.timezone.zone
        by_company = bool(measure_leads(OPEN).get_currency_path(self.env))
        mine = "search_default_mine" in days._get_search_defaults()
        attention, handled = {}, MeasuredValue()
        for deals in days._read_deals(timezone, mine, by_company):
            rate = reader.get_rate(self.env["res.company"].browse(deals.company_id))
            [known] = attention.get(deals.attention, [MeasuredValue()])
            attention[deals.attention] = [known + MeasuredValue(deals.amount * rate, deals.count)]
            handled += MeasuredValue(deals.now_amount, deals.now_count)
        return attention, handled
