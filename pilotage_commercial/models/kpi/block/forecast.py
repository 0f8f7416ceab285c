"""The expected revenue of the open opportunities, by month of their closing date."""

import itertools
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Domain
from odoo.tools import format_date

from ....tools.domains import CLOSED, OPEN, WON
from ..engine.measure import Figure, MeasuredValue, measure_leads
from ..engine.records import describe_amount

MONTHS = 12


def read_win_rate(reader):
    """Return the win rate of the last twelve months, by count; None without a closed deal."""
    today = reader.scope.today
    year = reader.over(today - relativedelta(years=1) + timedelta(days=1), today)
    measures = [
        measure_leads(domain, "date_closed")._replace(aggregate="count") for domain in (WON, CLOSED)
    ]
    return Figure(*year.read_values(measures)[None]).value


def build_forecast(reader):
    """Return the result of ``get_forecast``."""
    env, today = reader.env, reader.scope.today
    measures = [measure_leads(OPEN), measure_leads(OPEN, field="prorated_revenue")]
    months = reader.read_values(measures, "date_deadline:month")
    win_rate = read_win_rate(reader)
    starts = [today.replace(day=1) + relativedelta(months=number) for number in range(MONTHS + 1)]

    def describe(name, domain, found, **values):
        """Describe the opportunities of ``domain``, whose months are the keys ``found``."""
        amount, weighted = (
            MeasuredValue.total(months[month][index] for month in found) for index in (0, 1)
        )
        values["weighted"] = weighted.value
        values["by_win_rate"] = None if win_rate is None else amount.value * win_rate
        return describe_amount(reader, measure_leads(OPEN & domain), name, amount, **values)

    first, last = starts[0], starts[-1]
    known = [month for month in months if month]
    return {
        "win_rate": win_rate,
        "months": [
            describe(
                format_date(env, start, date_format="MMMM y").capitalize(),
                Domain("date_deadline", ">=", str(start)) & Domain("date_deadline", "<", str(end)),
                {start}.intersection(known),
                month=str(start),
            )
            for start, end in itertools.pairwise(starts)
        ],
        "late": describe(
            env._("Closing date before this month"),
            Domain("date_deadline", "<", str(first)),
            [month for month in known if month < first],
        ),
        "later": describe(
            env._("Later"),
            Domain("date_deadline", ">=", str(last)),
            [month for month in known if month >= last],
        ),
        "undated": describe(
            env._("Without closing date"),
            Domain("date_deadline", "=", False),
            [month for month in months if not month],
        ),
    }
