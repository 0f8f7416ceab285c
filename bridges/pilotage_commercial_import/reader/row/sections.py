"""Titles of sections: a month, a stage, a salesperson, alone above the deals that they hold."""

import re

from ..cell import blanks, statuses
from ..cell.calendar_words import find_month
from ..cell.words import get_words
from ..heading import headings

PERIODS = re.compile(
    r"^(?:(?:[tqs][1-4]|trimestre|semestre|quarter|annee|year|semaine|week|mois|month) ?)?(?:20\d\d|\d{1,2})?$"  # noqa: E501
)
# Nouns of section titles: "Affaires gagnées", "Deals in progress".
KINDS = {
    "affaires", "opportunites", "devis", "offres", "prospects", "pistes", "leads", "projets",
    "deals", "opportunities", "quotes", "projects", "ofertas", "oportunidades", "angebote",
    "projekte", "offerte",
}  # fmt: skip
# A cell that explains its heading: "(text)", "[€]". In parentheses, a number is an amount below 0.
LEGEND = re.compile(r"[(\[<][^()\[\]<>\d]+[)\]>]")
LABEL = re.compile(r"\s*([^:=]{3,30}?)\s*[:=]\s*(\S.*)", re.DOTALL)
LABELS = {"salesperson", "stage", "status", "source", "tags", "due", "closing", "close", "created"}
# What a title may name for all the deals below it.
GROUPS = ("name", "customer")
PLACES = {
    "agence",
    "region",
    "secteur",
    "mois",
    "semaine",
    "annee",
    "month",
    "week",
    "year",
    "team",
}


def read_label(text):
    """Return (role, value) of a title with a label, ("", "") of any other.

    >>> read_label("Commercial : Zoe Lang"), read_label("Étape: Devis"), read_label("Mois : mars")
    (('salesperson', 'Zoe Lang'), ('stage', 'Devis'), ('place', 'mars'))
    >>> read_label("Projet : gymnase"), read_label("Dupont BTP")
    (('', ''), ('', ''))
    """
    match = LABEL.fullmatch(text[:100])
    if not match:
        return "", ""
    heading = headings.get_heading(match[1])
    if heading.words in PLACES:
        return "place", match[2].strip()
    role, rank = headings.find_role(heading) or ("", 999)
    return (role, match[2].strip()) if role in LABELS and rank < 500 else ("", "")


def read_group(text):
    """Return (role, value) of a title that names the deal or the customer of the rows below it,
    ("", "") of any other.

    >>> read_group("CHANTIER : Les Pins"), read_group("Client : Dupont"), read_group("Mois : mars")
    (('name', 'Les Pins'), ('customer', 'Dupont'), ('', ''))
    """
    match = LABEL.fullmatch(text[:100])
    found = match and headings.find_role(headings.get_heading(match[1]))
    if not found or found[0] not in GROUPS or found[1] >= 500:
        return "", ""
    return found[0], match[2].strip()


def name_first(table, header):
    """Store the title right above the headings as that of the first rows, where each part of the
    sheet has its own title and headings.
    """
    repeated = any(row.why == "header" for row in table.aside)
    above = next((row for row in table.aside if row.number == header.number - 1), None)
    if not repeated or not table.sections or not above:
        return
    if sum(not blanks.is_empty(cell) for cell in above.cells) == 1:
        for row in table.rows:
            if row.number in table.sections:
                break
            table.sections[row.number] = above.text


def _says_state(words):
    return (
        words in statuses.UNCLEAR
        or bool(statuses.find_stage(words))
        or bool(words and PERIODS.match(words))
    )


def is_section(row, filled, capitals, told):
    """Return whether ``row`` is the title of the rows below it."""
    if len(filled) != 1:
        return False
    cell = row.cells[filled[0]]
    if not isinstance(cell, str) or len(cell) > 60 or len(told) < 2:
        return False
    words = get_words(cell)
    if read_label(cell)[0]:
        return True
    if row.merged or cell.strip().endswith(":") or not words:
        return True
    if re.match(r"^\W*[-–—=*#_>•]{2,}", cell):
        return True
    parts = words.split()
    if PERIODS.match(words) or (
        find_month(parts[0]) and len(parts[0]) > 3 and PERIODS.match(" ".join(parts[1:]))
    ):
        return True
    if words in statuses.EXACT or words.rstrip("s") in statuses.STAGES:
        return True
    if parts[0] in KINDS and len(parts) < 4 and _says_state(" ".join(parts[1:])):
        return True
    return cell.isupper() and capitals < 0.2 and len(words) > 3


def is_legend(row, filled):
    """Say whether ``row`` explains the headings above it: "(text)", "(€)", "(list)"."""
    texts = [str(row.cells[index]).strip() for index in filled]
    return len(texts) > 1 and all(map(LEGEND.fullmatch, texts))
