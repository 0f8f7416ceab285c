"""The formula of a KPI, filled with the reader's own figures."""

# The names that an example may contain.
NAMES = ("numerator", "denominator", "value", "count")


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
    return fill(kpi.example or _get_usual(figures.env, figure), values, figures.format)


def _get_usual(env, figure):
    """Return the example of a KPI that has none of its own."""
    if figure.denominator is None:
        return env._("{value}, of {count} records")
    return env._("{numerator} divided by {denominator}: {value}")


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
