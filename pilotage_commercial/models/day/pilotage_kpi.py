from odoo import api, models

from ..kpi.engine.records import describe


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    @api.readonly
    def get_lists(self, options=None):
        """Return the lists of the cockpit; the first one, ``to_handle``, is what the menu *To
        Handle Today* opens on: opportunities, customers, actions of the review and meetings.

        ``amount`` is the expected revenue and the amount of the orders among them.
        """
        lists = super().get_lists(options)
        return [self._describe_day(self._get_reader(options)), *lists]

    @api.model
    def _describe_day(self, reader):
        scope, days = reader.scope, self.env["pilotage.day"]
        domain = days._get_now_domain(team=scope.team_id, user=scope.user_id, tag=scope.tag_id)
        [(count, amount)] = days._read_group(domain, aggregates=["__count", "amount:sum"])
        return describe(
            days,
            domain,
            self.env._("To Handle Today"),
            count,
            amount=amount,
            code="to_handle",
            help=self.env._("Overdue, due today, or nothing planned: shown when the menu opens."),
        )
