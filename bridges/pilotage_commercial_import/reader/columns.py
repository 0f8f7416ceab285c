"""What each column of a table means, from its heading and from its cells."""

import datetime
import re

from . import amounts, blanks, dates, headings
from .amounts import CellError
from .column import Column
from .words import get_words, is_identifier, normalize

SAMPLE = 300
MONEY = ("amount", "cost", "margin")
DATES = ("due", "closing", "close", "won_date", "lost_date", "created")
PEOPLE = ("name", "customer", "contact", "name_customer", "first_name", "last_name")
# Columns of these roles may be several; all their cells are kept.
SEVERAL = {"ignore", "notes", "tags"}
LIKELY_AMOUNT = re.compile(
    r"\b(?:expected|estimated|est|estim\w*|potenti\w*|previs\w*|prevu|prevue|deal|opportunity|affaire|"
    r"total|contract|quote|devis|attendu\w*|forecast|projet)\b"
)
NAMING = ("description", "designation", "besoin", "details", "objet", "projet", "travaux")
PERCENT = re.compile(r"\d{1,3}(?:[.,]\d+)?\s?%")
PERSONAL = {"prospect", "prospects", "lead", "piste", "leads"}


def read_columns(titles, rows, choices=None):
    """Return the :class:`Column` of each of ``titles``, with their roles.

    :param list titles: cells of the header row
    :param list rows: lists of cells under it
    :param dict choices: ``{place: role or ""}`` that the user chose; they win

    >>> columns = read_columns(["Client", "Montant (K€)", "Statut"], [["Dupont", "12", "Devis"]])
    >>> [column.role for column in columns]
    ['customer', 'amount', 'status']
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
        column.role = _check_role(column)
    _settle(columns)
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
    """Say on ``column`` what its ``cells`` are, from the first that say something."""
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
    texts = [str(cell).strip() for cell in sample]
    column.distinct = len({normalize(text) for text in texts}) / len(texts)
    column.length = sum(map(len, texts)) / len(texts)
    column.examples = list(dict.fromkeys(texts))[:3]
    column.counts = {kind: count / len(sample) for kind, count in counts.items()}


def _measure_money(column, sample):
    values = []
    for cell in sample:
        try:
            amount = amounts.parse_amount(cell, column.decimal)
        except CellError:
            continue
        values.append(abs(amount.value))
        column.currency = column.currency or amount.currency
    column.median = sorted(values)[len(values) // 2] if values else 0


def _get_kind(cell, decimal):
    """Return what a cell is by itself: date, money, number, email, id, flag or text."""
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
    """Say whether a text is a date, be it of no calendar."""
    if not any(char.isdigit() for char in cell):
        return False
    try:
        dates.parse_date(cell, True, datetime.date(2026, 1, 1))
    except CellError as error:
        return error.code == "impossible_date"
    return True


def _share(column, *kinds):
    return sum(column.counts.get(kind, 0) for kind in kinds)


def _check_role(column):
    """Return the role of ``column`` once its cells were heard too, None when they deny it."""
    role, kind = column.role, column.kind
    if role is None or kind == "empty":
        return role
    if role in MONEY:
        return role if _share(column, "money", "number") >= 0.25 and kind != "date" else None
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
    if role == "salesperson" and kind in ("date", "money", "number"):
        return None
    if role in ("notes", "tags", "source", "product", "lost_reason") and kind in ("date", "money"):
        return None
    return role


def _check_person(column):
    role, kind = column.role, column.kind
    if kind == "email":
        return "email"
    if column.heading.words == "opportunity" and kind in ("number", "money") and column.median:
        # Bitrix calls the amount so.
        return "amount"
    if kind in ("date", "money"):
        return None
    if column.examples and all(PERCENT.fullmatch(text) for text in column.examples):
        return "ignore"  # "Chance" of a sale, in a language where it is not the sale
    if kind in ("number", "id") and column.counts[kind] > 0.8:
        return "source_id" if role == "name" else "ignore"
    return role


def _share_vague(column):
    """Return the share of the examples that are dates, vague ones too."""
    found = 0
    for text in column.examples:
        try:
            dates.parse_date(text, True, datetime.date(2026, 1, 1))
        except CellError:
            continue
        found += 1
    return found / len(column.examples) if column.examples else 0


# --- roles -----------------------------------------------------------------------------------


def _settle(columns):
    """Leave each role to one column, and find the name and the amount where no heading says it."""
    if _find(columns, "first_name"):
        for column in columns:
            if column.role in ("name", "customer") and column.heading.words in (
                "nom",
                "name",
                "nombre",
                "nome",
            ):
                column.role, column.rank = "last_name", 0
    _keep_best(columns)
    _settle_name(columns)
    if not _find(columns, "amount"):
        _find_amount(columns)
    stage = _find(columns, "stage")
    if stage and stage.kind == "empty" and _find(columns, "status"):
        stage.role = None


def _find(columns, role):
    return next((column for column in columns if column.role == role), None)


def _keep_best(columns):
    by_role = {}
    for column in columns:
        if column.role and column.role not in SEVERAL:
            by_role.setdefault(column.role, []).append(column)
    for role, rivals in by_role.items():
        best = min(rivals, key=lambda column: (column.kind == "empty", column.rank, column.index))
        for column in rivals:
            if column is not best:
                column.role = _get_second_role(column, role, by_role)


def _get_second_role(column, role, by_role):
    """Return what a column is that lost ``role`` to a better one."""
    if role == "name" and column.heading.words in PERSONAL and "customer" not in by_role:
        by_role["customer"] = [column]
        return "customer"
    if role == "close" and "closing" not in by_role and column.kind == "date":
        return None
    if role in ("source_id", "email", "phone") and column.kind != "date":
        return "ignore" if role == "source_id" else None
    return None


def _settle_name(columns):
    """Give the name to a column of texts that names the deals, when no heading does."""
    if _find(columns, "name_customer"):
        for role in ("name", "customer"):
            rival = _find(columns, role)
            if rival:
                rival.role = None if role == "name" else role
        return
    if _find(columns, "name"):
        return
    for column in columns:
        if column.role not in ("notes", "product", None) or column.kind != "text":
            continue
        if column.heading.words in NAMING and column.distinct > 0.8 and column.length < 60:
            column.role = "name"
            return


def _find_amount(columns):
    """Give the amount to the one column of money whose heading is likely, if it is alone."""
    lost = [column for column in columns if column.is_lost_money and column.median]
    likely = [column for column in lost if LIKELY_AMOUNT.search(column.heading.words)]
    signed = [column for column in lost if column.kind == "money"]
    for found in (likely, signed):
        if len(found) == 1:
            found[0].role = "amount"
            return
