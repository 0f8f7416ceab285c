"""Whether a number goes with the singular, which each language decides by itself."""

from decimal import Decimal

from odoo.tools.misc import babel_locale_parse, get_lang


def is_singular(env, number, digits=0):
    """Return whether a word after ``number``, written with ``digits`` decimals, is in the singular.

    English writes 1 day, but 0, 0.5 and 1.0 days; French writes *jour* below 2. So the text in the
    singular shows the number too.
    """
    written = Decimal(f"{abs(number):.{digits}f}")
    return babel_locale_parse(get_lang(env).code).plural_form(written) == "one"
