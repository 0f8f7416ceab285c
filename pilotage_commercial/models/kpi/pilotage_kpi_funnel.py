"""Where opportunities die: the funnel of those closed in the period."""

from odoo import api, models
from odoo.fields import Domain

from ...tools import kpi as tools
from ...tools.domains import LOST, OPEN, WON
from .pilotage_kpi_measure import Reading


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    def _get_funnel(self, scope):
        """Return what :meth:`get_funnel` does."""
        won = self._get_lead_measure(WON, "date_closed")
        lost = self._get_lead_measure(LOST, "date_closed")
        is_open = self._get_lead_measure(OPEN)
        won_reading = self._read_measures([won], scope)[None][0]
        open_readings = self._read_measures([is_open], scope, groupby="stage_id")
        lost_readings = self._get_lost_by_stage(lost, scope)
        lost_total = sum(lost_readings.values(), Reading())
        rows = []
        # From the last stage up: who came this far is who was won or lost here or further.
        further = won_reading.count
        for stage in reversed(self._get_funnel_stages(scope, {*open_readings, *lost_readings})):
            died = lost_readings.get(stage.id, Reading())
            reached = further + died.count
            rows.append(
                {
                    "id": stage.id,
                    "name": stage.name,
                    "reached": reached,
                    "rate": tools.divide(further, reached),
                    "lost": self._get_amount_list(
                        lost._replace(domain=LOST & self._get_lost_at(stage)),
                        scope,
                        self.env._("Lost at %s", stage.name),
                        died,
                    ),
                    "open": self._get_amount_list(
                        is_open._replace(domain=OPEN & Domain("stage_id", "=", stage.id)),
                        scope,
                        stage.name,
                        open_readings.get(stage.id, [Reading()])[0],
                    ),
                    "is_deadliest": False,
                }
            )
            further = reached
        rows.reverse()
        return {
            "stages": rows,
            "won": self._get_amount_list(won, scope, self.env._("Won"), won_reading),
            "lost": self._get_amount_list(lost, scope, self.env._("Lost"), lost_total),
            "rate": tools.divide(won_reading.count, won_reading.count + lost_total.count),
            "deadliest": self._mark_deadliest(rows, lost_total.count),
        }

    @api.model
    def _get_lost_by_stage(self, lost, scope):
        """Return ``{stage id: Reading}`` of the losses, by the stage where they were lost."""
        groups = self._read_measures([lost], scope, groupby="lost_from_stage_id")
        found = {stage: readings[0] for stage, readings in groups.items() if stage}
        if False in groups:
            # Losses of before the Lost column: in the stage where they were lost.
            unknown = lost._replace(domain=LOST & Domain("lost_from_stage_id", "=", False))
            for stage, readings in self._read_measures([unknown], scope, "stage_id").items():
                found[stage] = found.get(stage, Reading()) + readings[0]
        return found

    @api.model
    def _get_lost_at(self, stage):
        return Domain("lost_from_stage_id", "=", stage.id) | (
            Domain("lost_from_stage_id", "=", False) & Domain("stage_id", "=", stage.id)
        )

    @api.model
    def _get_funnel_stages(self, scope, used):
        """Return the stages of the funnel, in order: those on the way, and those in use."""
        stages = self.env["crm.stage"].search(Domain.TRUE)
        return stages.filtered(
            lambda stage: (
                stage.id in used
                or (
                    not stage.is_won
                    and not stage.is_lost
                    and (not stage.team_ids or scope.team_id in stage.team_ids.ids)
                )
            )
        )

    @api.model
    def _mark_deadliest(self, rows, total):
        """Mark the stage where most opportunities died; return it, None without any loss."""
        worst = max(
            rows, key=lambda row: (row["lost"]["count"], row["lost"]["amount"]), default=None
        )
        if not worst or not worst["lost"]["count"]:
            return None
        worst["is_deadliest"] = True
        count = worst["lost"]["count"]
        return {
            "id": worst["id"],
            "name": worst["name"],
            "lost": count,
            "share": tools.divide(count, total),
        }
