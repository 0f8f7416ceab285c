"""Columns that name no deal for all their headings: job titles, who and what, descriptions."""

import re

from ..cell.texts import split_person
from ..cell.words import get_words, normalize
from .money_columns import find_column

TITLES = {"title", "titre", "titel", "titolo", "titulo"}
JOBS = re.compile(
    r"\b(?:ceo|cto|cfo|coo|cmo|cio|vp|svp|evp|owner|founder|president|presidente|manager|"
    r"director|head of|officer|executive|engineer|administrator|assistant|coordinator|buyer|"
    r"analyst|specialist|directeur|directrice|gerante?|dirigeante?|responsable|chef|pdg|dg|daf|"
    r"acheteur|acheteuse|assistante?|fondateur|fondatrice|geschaftsfuhrer\w*|inhaber\w*|leiter\w*|einkauf\w*|"
    r"direttore|titolare|amministratore|director|gerente|dueno|diretor\w*)\b"
)
PERSONS = ("contact", "first_name", "last_name", "email")
NAMING = ("name", "name_customer", "customer")
WHO, WHAT = {"qui", "who", "wer", "chi", "quien"}, {"quoi", "what", "was", "que"}
# Who owns a company, or a deal; more than this many of them are no team.
OWNERS = re.compile(
    r"\b(?:owner|inhaber\w*|proprietaire|propietario|proprietario|titolare|gerante?)\b"
)
MANY = 8
# Headings of the name of a person, or of anything.
BARE = {"nom", "name", "nombre", "nome"}
# Headings of who follows a deal, and of other persons, beside initials.
SELLER = {"com", "cial", "resp", "suivi", "qui", "wie", "wer", "who", "chi", "quien", "par"}
INITIALS = re.compile(r"[A-Z]\.? ?[A-Z]\.? ?(?:[A-Z]\.?)?")
# Colleagues who do something else than sell.
COLLEAGUES = re.compile(
    r"\b(?:chef|dessinat\w+|technicien\w*|architect\w*|assistante?|comptab\w*|"
    r"poseur\w*|monteur\w*|installer\w*|bauleiter\w*|capo|encargado|jefe|approv\w*|approuv\w*|valid\w*|"
    r"modifi\w*|cree|created|updated|site manager)\b"
)
# A column where at least one text of so many is a user holds the salespeople.
KNOWN_SHARE = 5
# More words than this are no name of a person.
LONGEST_PERSON = 4
# The share of job titles that tells a column.
SHARE = 0.35
# A name longer than this is a description of the deal.
LONGEST = 110


def settle_people(columns):
    """Correct the roles of columns that hold persons, or descriptions, under the name of deals."""
    _settle_who(columns)
    _settle_jobs(columns)
    _settle_parts(columns)
    _settle_owners(columns)
    _settle_long(columns)
    _settle_initials(columns)


def _settle_who(columns):
    """Read "Qui" as the customer and "Quoi" as the deal where nothing else names them."""
    if any(find_column(columns, role) for role in NAMING):
        return
    for words, role in ((WHO, "customer"), (WHAT, "name")):
        for column in columns:
            if column.heading.words in words and column.role in ("salesperson", "action"):
                column.role, column.rank = role, 0


def _settle_parts(columns):
    """Read "Name" beside a first or last name as the other one, beside both as the contact."""
    first, last = find_column(columns, "first_name"), find_column(columns, "last_name")
    for column in columns:
        if column.role not in ("name", "customer") or column.heading.words not in BARE:
            continue
        words = sum(len(text.split()) for text in column.texts)
        if first:
            column.role, column.rank = "contact" if last else "last_name", 0
        elif last and words < 1.5 * len(column.texts):
            column.role, column.rank = "first_name", 0


def _settle_owners(columns):
    """Read "Owner" as the contact where nearly every company has its own: it is the boss there."""
    if find_column(columns, "contact"):
        return
    for column in columns:
        many = len(column.texts) >= MANY and column.distinct > 0.8 and column.kind == "text"
        if column.role == "salesperson" and many and OWNERS.search(column.heading.words):
            column.role, column.rank = "contact", 0
            return


def _settle_initials(columns):
    """Read initials under "Com." as the salesperson, where no other column names them."""
    if find_column(columns, "salesperson"):
        return
    for column in columns:
        told = bool(column.initials) and column.heading.words in SELLER
        if told and column.role in (None, "notes", "action"):
            column.role, column.rank = "salesperson", 700
            return


def find_salesperson(columns, knows):
    """Give the salesperson to a column of persons that holds users, where no heading does.

    :param knows: function of a text, whether it is the name or the address of a user
    """
    if find_column(columns, "salesperson"):
        return
    for column in columns:
        if column.role is not None or column.chosen or column.kind not in ("text", "email"):
            continue
        if COLLEAGUES.search(column.heading.words):
            continue
        names = [_get_person(text) for text in column.texts]
        known = sum(map(knows, names))
        if known and known * KNOWN_SHARE >= len(names) and all(map(may_be_person, names)):
            column.role = "salesperson"
            return


def _get_person(text):
    name, address = split_person(text)
    return normalize(name) or address


def may_be_person(name):
    """Say whether ``name`` could be that of a person, or an address.

    >>> may_be_person("Marc Petit"), may_be_person("Lot 2"), may_be_person("a1@example.com")
    (True, False, True)
    """
    named = "@" in name or not any(map(str.isdigit, name))
    return named and len(name.split()) <= LONGEST_PERSON


def _settle_jobs(columns):
    """Leave "Title" aside where it holds the jobs of persons that another column names."""
    if not any(find_column(columns, role) for role in PERSONS):
        return
    for column in columns:
        if column.role == "name" and column.heading.words in TITLES:
            told = sum(bool(JOBS.search(get_words(text))) for text in column.texts)
            if told and told >= SHARE * len(column.texts):
                column.role = None


def _settle_long(columns):
    """Read long texts beside another name as notes: they describe the deal."""
    for column in columns:
        if column.role == "name" and column.length > LONGEST:
            others = (each for each in columns if each is not column and each.role in NAMING)
            if next(others, None):
                column.role = "notes"
