"""The format of a figure: in a card, a review, a sentence."""

from odoo.tools import float_round, formatLang


def format_figure(env, value, unit, currency=None, is_change=False, is_fixed=False):
    """Return ``value`` in its ``unit``, in the language of the user.

    :param unit: ``money``, ``ratio`` (0 to 1), ``days``, ``count`` or ``number``
    :param currency: of an amount; by default that of the current company
    :param is_change: the value is a difference: percentages are in points
    :param is_fixed: always show one decimal of a percentage or number, as in a column
    """
    if unit == "money":
        # From a hundred on, cents do not matter. Halves round up, as in the browser.
        is_whole = abs(value) >= 100 or float(value).is_integer()
        return formatLang(
            env,
            value,
            currency_obj=currency or env.company.currency_id,
            rounding_method="HALF-UP",
            rounding_unit="units" if is_whole else "decimals",
        )
    scale, digits = (100 if unit == "ratio" else 1), (0 if unit == "count" else 1)
    size = float_round(float(value) * scale, precision_digits=digits) or 0.0
    if size.is_integer() and not (is_fixed and unit in ("ratio", "number")):
        digits = 0
    number = formatLang(env, size, digits=digits)
    if unit == "ratio" and not is_change:
        return f"{number}\N{NBSP}%"
    if unit == "ratio":
        return env._("1 point") if size == 1 and not digits else env._("%s points", number)
    if unit == "days":
        return env._("1 day") if size == 1 else env._("%s days", number)
    return number


def is_written_as_zero(env, change, unit):
    """Return whether the difference ``change`` is too small to be written."""
    size = abs(change) * (100 if unit == "ratio" else 1)
    texts = [format_figure(env, number, unit, is_change=True) for number in (abs(change), 0)]
    return not change or (size < 1 and texts[0] == texts[1])


def format_change(env, change, unit):
    """Return the difference ``change`` with its sign, in the language of the user."""
    if is_written_as_zero(env, change, unit):
        return env._("unchanged")
    sign = "+" if change > 0 else "\N{MINUS SIGN}"
    return sign + format_figure(env, abs(change), unit, is_change=True)
