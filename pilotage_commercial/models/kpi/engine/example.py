"""The formula of a KPI, filled with the reader's own figures."""

from ....tools.figures import format_figure

# The names that an example may contain.
NAMES = ("numerator", "denominator", "value", "count")


def get_example(env, kpi, figure, units):
    """Return the example of ``kpi`` in figures, "" while there is nothing to count.

    :param figure: its :class:`Figure`, under the rights of the user
    :param units: the unit of each side
    """
    if figure.value is None:
        return ""
    texts = [
        format_figure(env, side.value, unit) for side, unit in zip(figure.sides, units, strict=True)
    ]
    words = {
        "numerator": texts[0],
        "denominator": texts[-1] if len(texts) > 1 else "",
        "value": format_figure(env, figure.value, kpi.unit),
        "count": format_figure(env, figure.numerator.count, "count"),
    }
    return fill(kpi.example or _get_usual(env, figure), words)


def _get_usual(env, figure):
    """Return the example of a KPI that has none of its own."""
    if figure.denominator is None:
        return env._("{value}, of {count} records")
    return env._("{numerator} divided by {denominator}: {value}")


def fill(text, words):
    """Return ``text`` with each name in braces replaced; people write it, so nothing else is read.

    >>> fill("{numerator} of {denominator}: {value.real} {other}", dict.fromkeys(NAMES, "3"))
    '3 of 3: {value.real} {other}'
    """
    for name in NAMES:
        text = text.replace(f"{{{name}}}", words[name])
    return text
