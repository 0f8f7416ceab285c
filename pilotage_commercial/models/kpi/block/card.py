"""The card of one KPI: value, target, gap, trend, example, and the records behind each figure."""

from ....tools.figures import FigureFormat
from ....tools.kpi import get_gap, get_state
from ....tools.plural import is_singular
from ..engine.reader import Guard
from ..engine.records import describe_left_out, describe_measured
from .aim import read_trends

IDENTITY = ("id", "code", "name", "unit", "direction", "formula")
# The names that an example may contain.
NAMES = ("numerator", "denominator", "value", "count")


class CardBuilder:
    """Builds the cards of KPIs, see ``get_cockpit``. A KPI that fails gets a card that says so."""

    def __init__(self, reader, targets):
        self.reader, self.targets = reader, targets
        self.guard, self.format = Guard(reader.env), FigureFormat(reader.env)

    def build(self, kpis):
        """Return the cards of ``kpis``, in order."""
        return self.guard.run_all(self._build_cards, kpis)

    def _build_cards(self, kpis):
        if self.guard.is_alone:
            nothing = read_trends(self.reader, kpis.browse())
            trends = self.guard.run(kpis, read_trends, self.reader, kpis, default=nothing)
        else:
            # Their second readings are read with them.
            shown = kpis | kpis.second_id | kpis.second_id.second_id
            trends = read_trends(self.reader, shown.filtered(lambda kpi: kpi._is_visible()))
        return [self._build_card(kpi, trends) for kpi in kpis]

    def _build_card(self, kpi, trends):
        actions = [line.strip() for line in (kpi.corrective_actions or "").splitlines()]
        card = {
            **{name: kpi[name] or "" for name in IDENTITY},
            "essential": kpi.is_essential,
            "actions": [action for action in actions if action],
            "target": None,
            "target_note": "",
            "gap": None,
            "gap_note": "",
            "example": "",
            "numerator": None,
            "denominator": None,
            "counted": None,
            "left_out": [],
            "second": None,
            "trend": [],
        }
        run = self.guard.run
        card.update(run(kpi, self._get_figures, kpi, trends))
        if card["state"] in ("error", "hidden"):
            return card
        if card["counted"]:
            card["left_out"] = run(kpi, describe_left_out, self.reader, kpi, default=[])
        card.update(run(kpi, self._get_aim, kpi, card["value"]))
        card["second"] = self._build_second(kpi.second_id, trends)
        if card["second"]:
            card["second"]["second"] = self._build_second(kpi.second_id.second_id, trends)
        card["trend"] = trends.get(kpi, card["value"])
        return card

    def _build_second(self, kpi, trends):
        """Return the second reading of a card, None without one."""
        if not kpi:
            return None
        identity = {name: kpi[name] or "" for name in IDENTITY}
        return {**identity, **self.guard.run(kpi, self._get_figures, kpi, trends)}

    def _get_figures(self, kpi, trends):
        """Return the value, its numerator and denominator."""
        env, reader = self.reader.env, self.reader
        rolling = trends.rolling.get(kpi)
        figure = rolling[-1] if rolling else reader.measure(kpi)[None]
        value, measures = figure.value, kpi._get_measures()
        lists = [
            {
                **describe_measured(reader, measure, kpi.name, found, measures),
                "value": found.value,
                "unit": measure.get_unit(env),
            }
            for measure, found in zip(measures, figure.sides, strict=True)
        ]
        counted = {**lists[-1], "name": env._("%s: counted", kpi.name)}
        del counted["value"], counted["unit"]
        return {
            "value": value,
            "state": "no_data" if value is None else "no_target",
            "message": env._("No data for this period.") if value is None else "",
            "example": get_example(self.format, kpi, figure, [part["unit"] for part in lists]),
            "numerator": lists[0],
            "denominator": lists[1] if len(lists) > 1 else None,
            "counted": counted,
        }

    def _get_aim(self, kpi, value):
        """Return the target, and how ``value`` compares with it, in words too."""
        env = self.reader.env
        target, note = self.targets.get(kpi, self.reader.scope)
        gap, gap_note = get_gap(value, target), ""
        if gap is not None and self.format.is_written_as_zero(gap, kpi.unit):
            gap_note = env._("On target")
        elif gap is not None:
            amount = self.format.format(abs(gap), kpi.unit, is_change=True)
            above, below = env._("%s above target", amount), env._("%s below target", amount)
            gap_note = above if gap > 0 else below
        return {
            "target": target,
            "target_note": note,
            "gap": gap,
            "gap_note": gap_note,
            "state": get_state(value, target, kpi.direction == "lower"),
        }


def get_example(figures, kpi, figure, units):
    """Return the example of ``kpi`` in figures, "" while there is nothing to count.

    :param figures: the :class:`FigureFormat` that writes them
    :param figure: its :class:`Figure`, under the rights of the user
    :param units: the unit of each side
    """
    if figure.value is None:
        return ""
    values = {
        "numerator": (figure.numerator.value, units[0]),
        "denominator": (figure.denominator.value, units[-1]) if figure.denominator else None,
        "value": (figure.value, kpi.unit),
        "count": (figure.numerator.count, "count"),
    }
    env, usual = figures.env, kpi.example
    if not usual and figure.denominator:
        usual = env._("{numerator} divided by {denominator}: {value}")
    if not usual:
        is_one = is_singular(env, figure.numerator.count)
        one, several = env._("{value}, of {count} record"), env._("{value}, of {count} records")
        usual = one if is_one else several
    return fill(usual, values, figures.format)


def fill(text, values, write):
    """Return ``text`` with each name in braces replaced; people write it, so nothing else is read.

    :param values: by name, the arguments of ``write``; None: nothing to write

    >>> fill("{numerator} of {denominator}: {value.real} {other}", dict.fromkeys(NAMES, (3,)), str)
    '3 of 3: {value.real} {other}'
    >>> fill("all: {denominator}", {"denominator": None}, str)
    'all: '
    """
    for name in NAMES:
        if f"{{{name}}}" in text:
            told = values[name]
            text = text.replace(f"{{{name}}}", "" if told is None else write(*told))
    return text
