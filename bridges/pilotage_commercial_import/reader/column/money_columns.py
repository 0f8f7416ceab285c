"""Choice of the column that is the amount of the deals."""
# ruff: noqa: E501  # tables of words and patterns

import re

from ..cell import amounts
from ..cell.amounts import CellError

LIKELY_AMOUNT = re.compile(
    r"\b(?:expected|estimated|est|estim\w*|potenti\w*|previs\w*|prevu|prevue|deal|opportunity|affaire|"
    r"total|contract|quote|devis|attendu\w*|forecast|projet)\b"
)
TAX = re.compile(r"(?:montant |total |importe )?(?:tva|vat|tax|taxes|iva|mwst|ust|gst|tps)\b")
# What a company sells in a year, which says nothing of a deal.
YEARLY = re.compile(
    r"\b(?:annual|yearly|account|company) (?:revenue|turnover|sales)\b|\bjahresumsatz|"
    r"\bfatturato annuo|\b(?:facturacion|ingresos?) anual"
)
OF_YEAR = re.compile(
    r"\b(?:annual|yearly) (?:value|revenue|sales|turnover|amount)\b|\bjahres(?:umsatz|wert)\b|\bca annuel\b|"
    r"\b(?:valore|fatturato|importo) annuo\b|\b(?:valor|importe|facturacion) anual\b|\bmontant annuel\b"
)
# Words of amounts multiplied by the probability to win.
WEIGHTED = re.compile(r"\b(?:weighted|pondere\w*|ponderad\w*|ponderat\w*|gewichtet\w*)\b")


# The price of one piece or of one day, and tools that are paid once: no amount of a deal.
UNIT_PRICE = re.compile(
    r"\b(?:prix|price|preis|prezzo|precio|prijs|tarif|cost|cout) (?:de (?:la )?|d )?(?:piece|unitaire|unit|unite|each|"
    r"unitario|unitaria|per (?:piece|unit|pc)|par piece|stuck|stagiaire|personne|person|jour|horaire|mensuel)\b|"
    r"\b(?:unit|piece|part|each|daily|hourly|day) (?:price|rate|cost)\b|\bp ?u\b|\btjm\b|\bstu(?:ck|eck)preis\b|"
    r"\beinzelpreis\b|\bstuksprijs\b|\beenheidsprijs\b|\btagessatz\b|\btaux (?:journalier|horaire)\b"
)
TOOLS = re.compile(
    r"\b(?:outillages?|toolings?|werkzeug\w*|utillajes?|attrezzatur[ae]|moules?|stampi)\b"
)


def find_column(columns, role):
    """Return the column of ``role``, None when there is none."""
    return next((column for column in columns if column.role == role), None)


def prefer_untaxed(columns, rows):
    """Move the role "amount" from the total with tax to the column without tax."""
    total = find_column(columns, "amount")
    tax = next((each for each in columns if TAX.match(each.heading.words)), None)
    if not total or not tax:
        return
    for column in columns:
        if column.role is None and column.kind in ("money", "number") and column is not tax:
            sums = [_read_amounts(row, (column, tax, total)) for row in rows[:50]]
            told = [abs(base + added - whole) < 0.02 for base, added, whole in filter(None, sums)]
            if told and all(told):
                column.role, total.role = "amount", None
                return


def _read_amounts(row, columns):
    """Return the amounts of a row in ``columns``, None if one is missing."""
    try:
        return [amounts.parse_amount(row[column.index], column.decimal).value for column in columns]
    except (CellError, IndexError):
        return None


def is_unit_price(words):
    """Say whether a heading is that of a price of one piece, or of tools paid once.

    >>> is_unit_price("stuckpreis"), is_unit_price("prix piece"), is_unit_price("prix total")
    (True, True, False)
    """
    return bool(UNIT_PRICE.search(words) or TOOLS.search(words))


def _is_beside(words):
    """Say whether a heading of money is that of no deal: weighted, or a company's own."""
    return bool(WEIGHTED.search(words) or YEARLY.search(words) or is_unit_price(words))


def _find_yearly(columns):
    """Give the role "amount" to the yearly revenue of parts that are sold by the piece."""
    pieces = any(UNIT_PRICE.search(column.heading.words) for column in columns)
    for column in columns if pieces else ():
        if column.is_lost_money and OF_YEAR.search(column.heading.words):
            column.role = "amount"
            return True
    return False


def find_amount(columns):
    """Give the role "amount" to the only column with a likely heading, else of money."""
    if _find_yearly(columns):
        return
    lost = [
        column
        for column in columns
        if column.is_lost_money and column.median and not _is_beside(column.heading.words)
    ]
    likely = [column for column in lost if LIKELY_AMOUNT.search(column.heading.words)]
    signed = [column for column in lost if column.kind == "money"]
    for found in (likely, signed):
        if len(found) == 1:
            found[0].role = "amount"
            return
