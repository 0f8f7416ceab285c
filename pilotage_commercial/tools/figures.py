"""The format of a figure: in a card, a review, a sentence."""

from odoo.tools import float_round
from odoo.tools.misc import get_lang

from .plural import is_singular


class FigureFormat:
    """Writes figures in the language of the user, which it looks up once for all of them."""

    def __init__(self, env):
        self.env = env
        self.language = env["res.lang"].browse(get_lang(env).id)

    def format(self, value, unit, currency=None, is_change=False, is_fixed=False):
        """Return ``value`` in its ``unit``.

        :param unit: ``money``, ``ratio`` (0 to 1), ``days``, ``count`` or ``number``
        :param currency: of an amount; by default that of the current company
        :param is_change: the value is a difference: percentages are in points
        :param is_fixed: always show one decimal of a percentage or number, as in a column
        """
        env = self.env
        if unit == "money":
            return self._format_money(value, currency or env.company.currency_id)
        scale, digits = (100 if unit == "ratio" else 1), (0 if unit == "count" else 1)
        size = float_round(float(value) * scale, precision_digits=digits) or 0.0
        if size.is_integer() and not (is_fixed and unit in ("ratio", "number")):
            digits = 0
        number = self.language.format(f"%.{digits}f", size, grouping=True)
        if unit == "ratio" and not is_change:
            return f"{number}\N{NBSP}%"
        if unit == "ratio":
            is_one = is_singular(env, size, digits)
            return env._("%s point", number) if is_one else env._("%s points", number)
        if unit == "days":
            is_one = is_singular(env, size, digits)
            return env._("%s day", number) if is_one else env._("%s days", number)
        return number

    def _format_money(self, value, currency):
        """Return the amount ``value`` as ``formatLang`` writes it, which looks up the language each
        time."""
        # From a hundred on, cents do not matter. Halves round up, as in the browser.
        is_whole = abs(value) >= 100 or float(value).is_integer()
        digits = 0 if is_whole else currency.decimal_places
        size = float_round(value, precision_digits=digits) or 0.0
        number = self.language.format(f"%.{digits}f", size, grouping=True)
        if not currency.symbol:
            return number
        parts = (number, currency.symbol)
        return "\N{NBSP}".join(parts if currency.position == "after" else parts[::-1])

    def is_written_as_zero(self, change, unit):
        """Return whether the difference ``change`` is too small to be written."""
        size = abs(change) * (100 if unit == "ratio" else 1)
        if size >= 1:
            return False
        texts = [self.format(number, unit, is_change=True) for number in (abs(change), 0)]
        return not change or texts[0] == texts[1]

    def format_change(self, change, unit):
        """Return the difference ``change`` with its sign."""
        if self.is_written_as_zero(change, unit):
            return self.env._("unchanged")
        sign = "+" if change > 0 else "-"  # as Odoo writes negative amounts
        return sign + self.format(abs(change), unit, is_change=True)


def format_figure(env, value, unit, currency=None, is_change=False, is_fixed=False):
    """Return one ``value`` in its ``unit``, see :meth:`FigureFormat.format`."""
    return FigureFormat(env).format(value, unit, currency, is_change, is_fixed)


def format_change(env, change, unit):
    """Return one difference ``change``, see :meth:`FigureFormat.format_change`."""
    return FigureFormat(env).format_change(change, unit)
