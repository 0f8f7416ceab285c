"""Checks that the cells of a column agree with the role of its heading."""

import datetime
import re

from ..cell import dates, statuses
from ..cell.amounts import CellError
from ..cell.units import split_tax
from ..cell.words import get_words, normalize
from ..heading import headings
from . import money_columns

MONEY = ("amount", "cost", "margin")
DATES = ("due", "closing", "close", "won_date", "lost_date", "created")
PEOPLE = ("name", "customer", "contact", "name_customer", "first_name", "last_name")
# Words that tick a deal, and words that do not.
FLAGS = ("won_flag", "lost_flag")
YES = {"true", "vrai", "oui", "o", "yes", "y", "1", "x", "si", "s", "ja", "j", "ok", "v", "checked"}
# The stages of deals that are not closed, the furthest last.
OPEN = statuses.STAGES[:4]
TICKS = set("☑✓✔✅🗹")
NO = {
    "false", "faux", "non", "n", "no", "0", "nein", "", "en attente", "pending", "en cours",
    "attente", "a signer",
}  # fmt: skip
BOXES = set("☐□◻")
# Words that make a date of the name of a stage.
DATING = {
    "date",
    "le",
    "on",
    "am",
    "el",
    "il",
    "em",
    "op",
    "datum",
    "data",
    "fecha",
    "du",
    "de",
    "d",
}
PERCENT = re.compile(r"\d{1,3}(?:[.,]\d+)?\s?%")
# Keys of other records, which some programs fill with their names: "stage_id", "assigned_by_id".
KEY = re.compile(r"(.*\w)(?<! id) id")
KEYED = (
    "stage",
    "status",
    "salesperson",
    "customer",
    "contact",
    "source",
    "lost_reason",
    "currency",
)
# A word, not the code of a record.
PLAIN = re.compile(r"^[^\W\d_][^\W\d_ .'’-]{2,}(?:[ _][^\W_]+)*$")
# How likely a sale is, in words.
LEVELS = {
    "hoch", "mittel", "gering", "niedrig", "high", "medium", "low", "forte", "fort", "moyenne",
    "moyen", "faible", "elevee", "alta", "alto", "media", "medio", "baja", "bajo", "bassa", "basso",
    "baixa", "hoog", "gemiddeld", "laag", "sicher",
}  # fmt: skip
# More words than the names of three persons.
SENTENCE = 7
# Columns of texts, of which a heading with a currency or a tax says otherwise: "Offre HT (k€)".
WORDED = ("product", "source", "tags", "notes", "salesperson", "action", "status", "stage")
# What a supplier offers: its amount, or what it is about. The rank of the latter, and the share of
# different texts from which it is a name.
QUOTATIONS = {"devis", "chiffrage", "presupuesto", "preventivo", "orcamento", "offre de prix"}
LAST, DISTINCT = 700, 0.7
TIME = re.compile(r"\d{1,2}\s?[:h]\s?(?:\d\d)?(?::\d\d)?(?:\s?[ap]\.?m\.?)?", re.IGNORECASE)
TELEPHONE = re.compile(r"[+(]?\d[\d\s().+/-]{6,18}\d")


def _share(column, *kinds):
    return sum(column.counts.get(kind, 0) for kind in kinds)


def check_role(column):
    """Return the role of ``column`` after a check of its cells, None when they contradict it."""
    role, kind = column.role, column.kind
    if role in FLAGS:
        return _check_flag(column)
    if role == "salesperson" and _has_ticks(column):
        return None
    if role is None or kind == "empty":
        return role
    told = _check_all_cells(column)
    if told:
        return told
    if role == "ignore":
        return _check_key(column)
    if role in MONEY:
        return role if _are_amounts(column) else _check_quotation(column)
    if role in DATES:
        if _share(column, "date") >= 0.3 or _share_vague(column) >= 0.5:
            return role
        return "action" if role == "due" and kind == "text" else None
    if role == "action" and kind == "date":
        return "due"
    if role in PEOPLE:
        return _check_person(column)
    if role in ("stage", "status"):
        return None if kind in ("date", "money", "number") else role
    if role == "email":
        return role if _share(column, "email") >= 0.3 else None
    if role == "phone":
        is_money = kind == "money" or column.heading.currency
        return role if _share_phones(column) >= 0.5 and not is_money else None
    if role == "salesperson":
        return _check_salesperson(column)
    if role in ("notes", "tags", "source", "product", "lost_reason") and kind in ("date", "money"):
        return None
    return role


def _are_amounts(column):
    """Say whether the cells of ``column`` are amounts, not dates, counts or shares."""
    told = _share(column, "money", "number") >= 0.25 and column.kind != "date"
    if not told or money_columns.is_unit_price(column.heading.words):
        return False
    return not _are_counts(column) and not _are_shares(column)


def _check_quotation(column):
    """Return "name" for a column of quotations that says what they are about, not their amounts."""
    told = any(map(statuses.find_stage, column.texts)) or column.distinct < DISTINCT
    if column.heading.words not in QUOTATIONS or column.kind != "text" or told:
        return None
    column.rank = LAST
    return "name"


def _check_all_cells(column):
    """Return the role that all the cells of ``column`` tell against its heading, None if none."""
    role = column.role
    if role in PEOPLE and column.texts and {get_words(text) for text in column.texts} <= LEVELS:
        return "notes"  # "Chance": how likely it is
    if "%" in column.title and role in (*PEOPLE, *MONEY):
        return "ignore"  # "Kans (%)": the chance to win, not the deal
    if column.texts and all(map(TIME.fullmatch, column.texts)):
        return "ignore"  # "Heure de relance": no day, and nothing to do
    is_money = column.kind in ("money", "number") and role in WORDED
    if is_money and (column.heading.currency or split_tax(normalize(column.title))[1] is not None):
        return "amount"
    if role in (*MONEY, *DATES) and all(text.startswith("=") for text in column.texts):
        return role  # formulas without a value: each cell is reported
    return None


def is_ticked(text):
    """Say whether a cell ticks its row: "oui", "x", a box that is checked.

    >>> is_ticked("Oui"), is_ticked("☑"), is_ticked("☐"), is_ticked("non")
    (True, True, False, False)
    """
    return get_words(text) in YES or bool(TICKS.intersection(text))


def find_step(column):
    """Return "step_flag" for a column of ticks named after a stage: "RDV", "Devis envoyé"."""
    if column.role or column.kind not in ("empty", "flag", "text") or len(column.title) > 40:
        return None
    stage = statuses.find_stage(column.title)
    if stage in OPEN:
        return "step_flag" if not column.texts or _has_ticks(column) else None
    return f"{stage}_flag" if stage and (not column.texts or _has_ticks(column)) else None


def get_step(column):
    """Return the open stage after which a column is named: "RDV", "Devis envoyé le"."""
    words = [word for word in column.heading.words.split() if word not in DATING]
    stage = statuses.find_stage(column.title) or statuses.find_stage(" ".join(words))
    return stage if stage in OPEN else None


def is_dated_step(column):
    """Say whether a column holds the dates at which its stage was reached: "Devis envoyé le"."""
    dated = not DATING.isdisjoint(column.heading.words.split())
    return column.role is None and column.kind == "date" and dated and bool(get_step(column))


def _has_ticks(column):
    """Say whether all cells of ``column`` tick their row or say no."""
    told = [
        get_words(text) in YES | NO or bool(TICKS.intersection(text)) or text in BOXES
        for text in column.texts
    ]
    return bool(told) and all(told)


def _check_flag(column):
    """Return the role of a column that ticks won or lost deals: with dates, the closing date."""
    if column.kind == "date":
        return "won_date" if column.role == "won_flag" else "lost_date"
    told = all(
        get_words(text) in YES | NO or statuses.find_stage(text) in ("won", "lost")
        for text in column.texts
    )
    return column.role if told else None


def _check_key(column):
    """Return the role of "stage_id" where it holds texts: that of "stage"; else "ignore"."""
    key = KEY.fullmatch(column.heading.words)
    if not key or column.kind != "text" or not any(map(PLAIN.search, column.examples)):
        return "ignore"
    role, rank = headings.find_role(column.heading._replace(words=key[1])) or ("ignore", 0)
    # The name itself comes first: "Account Name" beside "Account Name.id".
    column.rank = 900 + rank
    return role if role in KEYED else "ignore"


def _check_salesperson(column):
    if column.kind in ("date", "money", "number"):
        return None
    # "Suivi commercial": what was said, not who says it.
    return "notes" if _are_sentences(column) else "salesperson"


def _share_phones(column):
    """Return the share of the examples that could be telephone numbers."""
    told = [any(char.isdigit() for char in text) for text in column.examples]
    return sum(told) / len(told) if told else 1


def _check_person(column):
    role, kind = column.role, column.kind
    if kind == "email":
        return "email"
    has_decimals = column.median or any("." in text for text in column.examples)
    if column.heading.words == "opportunity" and kind in ("number", "money") and has_decimals:
        # Bitrix has this name for the amount.
        return "amount"
    if role == "contact" and _are_numbers(column):
        return "phone"
    if kind in ("date", "money"):
        return None
    if column.examples and all(PERCENT.fullmatch(text) for text in column.examples):
        return "ignore"  # "Chance" of a sale, in languages where it does not mean the sale
    if kind == "number" and role == "name" and (column.heading.currency or column.rank >= 600):
        # "Quote £": the heading names a deal, its cells are amounts.
        return "amount" if column.heading.currency else None
    if column.heading.words == "potential" and kind == "number":
        return "amount"  # Zoho has this name for deals
    if kind in ("number", "id") and column.counts[kind] > 0.8:
        return "source_id" if role == "name" else "ignore"
    return role


def _are_sentences(column):
    """Say whether the texts of a column are longer than the names of some persons."""
    words = sum(len(text.split()) for text in column.texts)
    return words >= SENTENCE * max(len(column.texts), 1)


def _are_counts(column):
    """Say whether the numbers under a likely amount count things: "Calls amount"."""
    small = column.rank >= 500 and column.kind == "number" and 0 < column.median < 20
    return small and not column.heading.currency and all(map(str.isdigit, column.texts))


def _are_shares(column):
    """Say whether the costs or margins of a column are shares of the price: 0.3, not 30 %."""
    heading = column.heading
    is_plain = column.kind == "number" and not heading.currency and heading.scale == 1
    return column.role != "amount" and is_plain and 0 < column.median < 1


def _are_numbers(column):
    """Say whether most texts of a column are telephone numbers."""
    told = sum(bool(TELEPHONE.fullmatch(text)) for text in column.texts)
    return told * 2 > len(column.texts)


def _share_vague(column):
    """Return the share of dates among the examples, vague ones included."""
    found = 0
    for text in column.examples:
        try:
            dates.parse_date(text, True, datetime.date(2026, 1, 1))
        except CellError:
            continue
        found += 1
    return found / len(column.examples) if column.examples else 0
