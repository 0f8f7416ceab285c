"""Where opportunities die: the funnel of those closed in the period."""

from odoo.fields import Domain

from ....tools.domains import LOST, OPEN, WON
from ....tools.kpi import divide
from ..engine.measure import MeasuredValue, measure_leads
from ..engine.records import describe_amount

NOTHING = MeasuredValue()


class Funnel:
    """Builds the funnel, see ``get_funnel``."""

    def __init__(self, reader):
        self.reader = reader
        self.won = measure_leads(WON, "date_closed", "deal_revenue")
        self.lost = measure_leads(LOST, "date_closed", "deal_revenue")
        self.open = measure_leads(OPEN)

    def build(self):
        """Return the funnel."""
        env, reader = self.reader.env, self.reader
        [won] = reader.read_values([self.won])[None]
        opened = {
            stage: value for stage, [value] in reader.read_values([self.open], "stage_id").items()
        }
        lost = self._read_lost_by_stage()
        stages = self._get_stages({*opened, *lost})
        total = MeasuredValue.total(lost.values())
        rows = []
        # From the last stage up: opportunities won, or lost in this stage or a later one, reached
        # it.
        further = won.count
        for stage in reversed(stages):
            died = lost.get(stage.id, NOTHING)
            row = self._get_row(stage, further, died, opened.get(stage.id, NOTHING))
            further = row["reached"]
            rows.insert(0, row)
        return {
            "stages": rows,
            "won": describe_amount(reader, self.won, env._("Won"), won),
            "lost": describe_amount(reader, self.lost, env._("Lost"), total),
            "rate": divide(won.count, won.count + total.count),
            "deadliest": self._mark_deadliest(rows, total.count),
        }

    def _get_row(self, stage, further, died, opened):
        """Return the row of ``stage``.

        :param further: number of the opportunities that went on from here
        :param died: MeasuredValue of those lost here, ``opened``: of those here now
        """
        here = Domain("stage_id", "=", stage.id)
        lost_here = Domain("lost_from_stage_id", "=", stage.id) | (
            Domain("lost_from_stage_id", "=", False) & here
        )
        reached = further + died.count
        return {
            "id": stage.id,
            "name": stage.name,
            "reached": reached,
            "rate": divide(further, reached),
            "lost": describe_amount(
                self.reader,
                self.lost._replace(domain=LOST & lost_here),
                self.reader.env._("Lost at %s", stage.name),
                died,
            ),
            "open": describe_amount(
                self.reader, self.open._replace(domain=OPEN & here), stage.name, opened
            ),
            "is_deadliest": False,
        }

    def _read_lost_by_stage(self):
        """Return ``{stage id: MeasuredValue}`` of the losses, by the stage where they were lost."""
        groups = self.reader.read_values([self.lost], "lost_from_stage_id")
        found = {stage: value for stage, [value] in groups.items() if stage}
        if False in groups:
            # Losses from before the Lost column are still in the stage where they were lost.
            unknown = self.lost._replace(domain=LOST & Domain("lost_from_stage_id", "=", False))
            for stage, [value] in self.reader.read_values([unknown], "stage_id").items():
                found[stage] = found.get(stage, NOTHING) + value
        return found

    def _get_stages(self, used):
        """Return the stages of the funnel in order: those before Won and Lost, and those with
        records.
        """
        team_id = self.reader.scope.team_id
        return (
            self.reader.env["crm.stage"]
            .search(Domain.TRUE)
            .filtered(
                lambda stage: (
                    stage.id in used
                    or (
                        not stage.is_won
                        and not stage.is_lost
                        and (not stage.team_ids or team_id in stage.team_ids.ids)
                    )
                )
            )
        )

    def _mark_deadliest(self, rows, total):
        """Mark the stage with the most losses; return it, None without any loss."""
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
            "share": divide(count, total),
        }
