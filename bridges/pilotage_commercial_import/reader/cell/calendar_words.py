"""Names of months and days in five languages, and days near to today."""

from babel.dates import get_day_names, get_month_names

from .words import normalize

FIRST_YEAR, LAST_YEAR = 1900, 2199
LANGUAGES = ("fr", "en", "es", "de", "it")


def _make_table(names):
    """Return ``{normalized name: place}`` of ``names(language)``, full names and short ones."""
    table = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for place, name in names(width, language).items():
                table[normalize(name).rstrip(".")] = place
    return table


MONTHS = _make_table(lambda width, language: get_month_names(width, locale=language))
ENGLISH = tuple(get_month_names("wide", locale="en").values())
MONTHS.update({"fevr": 2, "fev": 2, "aou": 8, "sept": 9, "dec": 12, "janv": 1, "juil": 7, "jun": 6})
WEEKDAYS = _make_table(lambda width, language: get_day_names(width, locale=language))


def find_month(word):
    """Return the number of the month that ``word`` names or abbreviates, else None.

    >>> find_month("dec"), find_month("jui"), find_month("märz"), find_month("ma")
    (12, None, 3, None)
    """
    word = normalize(word).rstrip(".")
    if word in MONTHS:
        return MONTHS[word]
    if len(word) < 3:
        return None
    ranks = {rank for name, rank in MONTHS.items() if name.startswith(word)}
    return ranks.pop() if len(ranks) == 1 else None


def is_english(word):
    """Return whether ``word`` is the name of an English month, or its beginning.

    >>> is_english("dec"), is_english("mars"), is_english("janv.")
    (True, False, False)
    """
    word = normalize(word).rstrip(".")
    return any(normalize(name).startswith(word) for name in ENGLISH)


def get_year(digits):
    """Return the year of two or four ``digits``, None without digits."""
    if not digits:
        return None
    return int(digits) + (2000 if len(digits) == 2 else 0)


def get_nearest(days, today):
    """Return the day of ``days`` nearest to ``today``, the later one of two; None without days."""
    if not days:
        return None
    return min(days, key=lambda day: (abs((day - today).days), day < today))
