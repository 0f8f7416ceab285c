"""The role of each column of a table, from its heading and from its cells."""

import datetime
import re

from ..cell import amounts, blanks, dates
from ..cell.amounts import CellError
from ..cell.texts import get_text
from ..cell.words import get_words, is_identifier, normalize
from ..heading import headings
from .checks import check_role, find_step
from .column import Column
from .guesses import (
    find_dated_steps,
    find_due,
    find_status,
    find_unit,
    settle_name,
    settle_place,
)
from .money_columns import find_amount, find_column, prefer_untaxed
from .people import INITIALS, settle_people

SAMPLE = 300
# The share of different texts below which a column names kinds, not deals.
DISTINCT = 0.7
# Roles that several columns may have; all their cells are kept.
SEVERAL = {"ignore", "notes", "tags", "step_flag"}
SUBITEMS = {"subitems", "sous elements", "sous element", "subitem", "unterelemente", "subelementos"}
ORDINALS = re.compile(
    r"\b(?:r?\d(?:ere|re|er|eme|e|st|nd|rd|th|a|o)?|premiere?|deuxieme|seconde?|troisieme|first|"
    r"second|third|erster?|zweiter?|dritter?|prim[oa]|second[oa]|terz[oa]|primera|segunda|tercera)\b"
)
PERSONAL = {
    "lead name", "prospect name", "nom du prospect", "nom prospect", "nom du lead", "prospect",
    "prospects", "lead",
    "piste", "leads",
}  # fmt: skip
# Headings of the customer's name, where another column has the subject of the deal.
BARE_NAMES = {"nom", "name", "nome", "nombre", "nominativo", "nom prenom", "nom et prenom"}


def read_columns(titles, rows, choices=None):
    """Return the :class:`Column` of each of ``titles``, with their roles.

    :param list titles: cells of the header row
    :param list rows: lists of cells under it
    :param dict choices: ``{place: role or ""}`` that the user chose; they win

    >>> columns = read_columns(["Client", "Montant (K€)", "Statut"], [["Dupont", "12", "Devis"]])
    >>> [column.role for column in columns]
    ['customer', 'amount', 'status']
    >>> rows = [[f"Firma {name}", f"{name} Roth", "Neu"] for name in "ABCDEFGHIJ"]
    >>> [column.role for column in read_columns(["Name", "Inhaber", "Status"], rows)]
    ['name', 'contact', 'status']
    """
    width = max([len(titles), *(len(row) for row in rows)])
    columns = []
    for index in range(width):
        title = titles[index] if index < len(titles) else None
        title = "" if blanks.is_empty(title) else " ".join(str(title).split())
        column = Column(index, title, headings.get_heading(title))
        found = headings.find_role(column.heading) if title else None
        if found:
            column.role, column.rank = found
        _profile(column, [row[index] for row in rows if index < len(row)])
        columns.append(column)
    for column in columns:
        column.role = check_role(column)
        column.role = column.role or find_step(column)
    settle_people(columns)
    _settle(columns)
    prefer_untaxed(columns, rows)
    if choices:
        _apply_choices(columns, choices)
    return columns


def _apply_choices(columns, choices):
    taken = {role for role in choices.values() if role and role not in SEVERAL}
    for column in columns:
        if column.index in choices:
            column.role, column.chosen = choices[column.index] or None, True
        elif column.role in taken:
            column.role = None


# --- cells -----------------------------------------------------------------------------------


def _profile(column, cells):
    """Set on ``column`` the kind of its ``cells``, from the first ones with a value."""
    sample = []
    for cell in cells:
        if not blanks.is_empty(cell) and not blanks.is_blank_word(cell):
            sample.append(cell)
            if len(sample) == SAMPLE:
                break
    if not sample:
        return
    column.decimal = amounts.find_decimal(sample)
    kinds = [_get_kind(cell, column.decimal) for cell in sample]
    counts = {kind: kinds.count(kind) for kind in set(kinds)}
    column.kind = max(counts, key=counts.get)
    if column.kind in ("money", "number"):
        if counts.get("money", 0) * 3 >= len(sample):
            column.kind = "money"
        _measure_money(column, sample)
    texts = [get_text(cell) for cell in sample]
    column.texts = {normalize(text) for text in texts}
    column.initials = all(map(INITIALS.fullmatch, texts))
    column.distinct = len(column.texts) / len(texts)
    column.length = sum(map(len, texts)) / len(texts)
    column.examples = list(dict.fromkeys(texts))[:3]
    column.counts.update((kind, count / len(sample)) for kind, count in counts.items())


def _measure_money(column, sample):
    values, plain = [], 0
    for cell in sample:
        try:
            amount = amounts.parse_amount(cell, column.decimal)
        except CellError:
            continue
        values.append(abs(amount.value))
        column.currency = column.currency or amount.currency
        plain += bool(amount.currency) and amount.scale == 1
    # Amounts with their currency and no unit of their own.
    column.counts["plain"] = plain / len(sample)
    column.median = sorted(values)[len(values) // 2] if values else 0


def _get_kind(cell, decimal):
    """Return the kind of a cell by itself: date, money, number, email, id, flag or text."""
    if isinstance(cell, bool):
        return "flag"
    if isinstance(cell, datetime.date):
        return "date"
    if isinstance(cell, int | float):
        return "money" if getattr(cell, "currency", None) else "number"
    if len(cell) > 200:
        return "text"
    if "@" in cell and re.fullmatch(r"\S+@\S+\.\S+", cell.strip()):
        return "email"
    if get_words(cell) in ("true", "false", "vrai", "faux"):
        return "flag"
    kind = _get_money_kind(cell, decimal)
    if not kind and _is_date(cell):
        kind = "date"
    return kind or ("id" if is_identifier(cell) else "text")


def _get_money_kind(cell, decimal):
    """Return "money" for an amount with its currency, "number" without, None for anything else."""
    try:
        amount = amounts.parse_amount(cell, decimal)
    except CellError:
        return None
    return "money" if amount.currency else "number"


def _is_date(cell):
    """Return whether a text is a date, even one that no calendar has."""
    if not any(char.isdigit() for char in cell):
        return False
    try:
        dates.parse_date(cell, True, datetime.date(2026, 1, 1))
    except CellError as error:
        return error.code == "impossible_date"
    return True


# --- roles -----------------------------------------------------------------------------------


def _settle(columns):
    """Leave each role to one column, and find the name and the amount if no heading gives them."""
    if any(column.heading.words in SUBITEMS for column in columns):
        # An export of monday: its people are the salespeople.
        for column in columns:
            if column.heading.words in ("personne", "personnes", "person", "people"):
                column.role, column.rank = "salesperson", 0
    settle_place(columns)
    _keep_best(columns)
    settle_name(columns)
    if not find_column(columns, "amount"):
        find_amount(columns)
    find_due(columns)
    find_unit(columns)
    find_status(columns)
    find_dated_steps(columns)
    stage = find_column(columns, "stage")
    if stage and stage.kind == "empty" and find_column(columns, "status"):
        stage.role = None


def _keep_best(columns):
    by_role = {}
    for column in columns:
        if column.role and column.role not in SEVERAL:
            by_role.setdefault(column.role, []).append(column)
    for rivals in list(by_role.values()):
        best = min(rivals, key=_get_merit)
        for column in rivals:
            if column is not best:
                column.role = _get_second_role(column, best, by_role)


def _get_merit(column):
    """Return the sort key of columns with the same role, the best first: one with tax comes
    last, as does one whose names are kinds: "Mission" beside "Opération".
    """
    are_kinds = column.role == "name" and column.distinct < DISTINCT
    return column.kind == "empty", column.heading.taxed, are_kinds, column.rank, column.index


def _get_second_role(column, best, by_role):
    """Return the role of a column that lost its role to ``best``."""
    role, words = best.role, column.heading.words
    is_person = words in PERSONAL or (words in BARE_NAMES and best.heading.words not in PERSONAL)
    if role == "name" and (is_person or _is_of_customer(column)) and "customer" not in by_role:
        by_role["customer"] = [column]
        return "customer"
    if role == "due" and column.kind in ("date", "empty") and _is_in_series(words, best):
        return "due"
    if role == "close" and "closing" not in by_role and column.kind == "date":
        return None
    if role in ("source_id", "email", "phone") and column.kind != "date":
        return "ignore" if role == "source_id" else None
    return None


def _is_of_customer(column):
    """Say whether a heading is that of the customer's file: "Dossier client"."""
    return get_words(column.title) in headings.OF_CUSTOMER


def _is_in_series(words, first):
    """Say whether two headings differ by a number: "1re relance", "2e relance"."""
    bare = ORDINALS.sub("", words).strip()
    return bare != words and bare == ORDINALS.sub("", first.heading.words).strip()
