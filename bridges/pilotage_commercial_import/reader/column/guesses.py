"""Roles that the cells of a column tell, where no heading does: name, due date, status."""
# ruff: noqa: E501  # tables of words and patterns

import re

from ..cell import statuses
from ..cell.units import is_unit
from .checks import is_dated_step
from .money_columns import find_column

# Headings that are no status of a deal, and headings of the customer's kind.
BESIDE = re.compile(
    r"\b(?:type|last|derniere?s?|historique|history|categor\w*|priorit\w*|source)\b"
)
KINDS = {
    "client", "clients", "customer", "prospect", "prospects", "lead", "new", "nouveau",
    "new business",
}  # fmt: skip
NAMING = (
    "description",
    "descripcion",
    "descrizione",
    "descricao",
    "beschreibung",
    "designation",
    "besoin",
    "details",
    "objet",
    "projet",
    "travaux",
    "summary",
)
# What is described: "Descrizione impianto", "Description of works".
OF_THING = re.compile(
    r"(?:descri\w+|beschreibung|designation|bezeichnung|omschrijving|intitule|libelle|objet|oggetto|objeto) "
    r"(?!.*\b(?:relance|action|activit\w*|statut|status|etat|probl\w*|concurren\w*|client|contact)\b)\w+"
)
# An address, and its part that is also the word for a status.
PLACES = re.compile(
    r"\b(?:city|town|zip|postal|postcode|country|citta|ciudad|cap|cp|ville|pays|adress\w*|address)\b"
)
STATES = {"state", "stato", "estado", "etat"}
# Headings of a date beside the action that it dates.
ON = {"date", "le", "on", "am", "el", "il", "op", "pour", "avant", "by", "bis", "entro", "hasta"}
# Columns of texts that are no names of deals.
NO_NAME = re.compile(
    r"\b(?:adress\w*|address|ville|city|ort|stadt|citta|ciudad|comune|lieu|location|place|site|pays|country|"
    r"land|region|cp|plz|zip|postal\w*|departement|web|url|lien|link|mail|concurren\w*|competitor\w*|"
    r"reseaux|social|accroche|hashtags?|fonction|role|poste|position|job|motif|raison|reason|grund|motivo|par|by|von|da|por|civilite|"
    r"fichier|file|document|pdf|piece|statut|status|etat|suite|reponse|resultat|result\w*|delai|duree|date)\b"
)


def settle_place(columns):
    """Read "State" beside a city or a postal code as a part of an address."""
    places = [column for column in columns if PLACES.search(column.heading.words)]
    for column in columns:
        told = column.role == "status" and column.heading.words in STATES
        if told and places and not any(map(statuses.is_state, column.texts)):
            column.role = None


def settle_name(columns):
    """Give the name to a column of texts that names the deals, when no heading does."""
    if find_column(columns, "name_customer"):
        for role in ("name", "customer"):
            rival = find_column(columns, role)
            if rival:
                rival.role = None if role == "name" else role
        return
    if find_column(columns, "name"):
        return
    for column in columns:
        if column.role not in ("notes", "product", None) or column.kind != "text":
            continue
        longest = 60 if find_column(columns, "customer") else 150
        named = column.heading.words in NAMING or OF_THING.match(column.heading.words)
        if named and column.distinct > 0.8 and column.length < longest:
            column.role = "name"
            return
    if _take_reference(columns):
        return
    if find_column(columns, "customer") and not find_column(columns, "product"):
        _find_name(columns)


def _take_reference(columns):
    """Give the name to references that are texts, or to the title of a job where nobody has one."""
    people = any(find_column(columns, role) for role in ("contact", "first_name", "email"))
    for column in columns:
        numbered = sum(any(map(str.isdigit, text)) for text in column.texts)
        told = column.kind == "text" and column.distinct > 0.8 and numbered * 2 < len(column.texts)
        titled = column.heading.words == "job title" and not people
        if told and (column.role == "source_id" or (column.role is None and titled)):
            column.role = "name"
            return True
    return False


def _are_phrases(texts):
    """Say whether most of ``texts`` have several words, as the subject of a deal has."""
    return sum(" " in text for text in texts) * 10 >= 6 * len(texts)


def _find_name(columns):
    """Give the name to the only column of distinct phrases beside the customer that has no role."""
    found = [
        column
        for column in columns
        if column.role is None
        and column.kind == "text"
        and len(column.texts) > 1
        and column.distinct > 0.9
        and 8 < column.length < 60
        and _are_phrases(column.texts)
        and column.title
        and not NO_NAME.search(column.heading.words)
        and not BESIDE.search(column.heading.words)
    ]
    if len(found) == 1 and not any(map(statuses.find_stage, found[0].texts)):
        found[0].role = "name"


def find_due(columns):
    """Give the due date to a column of dates beside the next action: "Date", or "Échéance jalon"
    beside "Prochain jalon".
    """
    action = find_column(columns, "action")
    if action and not find_column(columns, "due"):
        said = {word for word in action.heading.words.split() if len(word) > 3}
        for column in columns[max(action.index - 1, 0) : action.index + 2]:
            words = column.heading.words
            dated = words in ON or not said.isdisjoint(words.split())
            if column.role is None and column.kind == "date" and dated:
                column.role = "due"


def find_unit(columns):
    """Give the currency to a column of units beside the amounts: "k€"."""
    if find_column(columns, "currency"):
        return
    for column in columns:
        told = column.kind == "text" and bool(column.texts) and all(map(is_unit, column.texts))
        # A code is written "BOB" or "bob"; "Bob" is a person.
        if column.role is None and told and not all(map(str.istitle, column.examples)):
            column.role = "currency"
            return


def find_dated_steps(columns):
    """Read the dates at which each stage was reached, where no column names the stages."""
    if any(find_column(columns, role) for role in ("stage", "status")):
        return
    for column in columns:
        if is_dated_step(column):
            column.role = "step_flag"


def find_status(columns):
    """Give the stage to a column whose heading says nothing and whose cells are statuses.

    Beside a column of stages, one whose cells are outcomes is the status: "Décision".
    """
    if find_column(columns, "stage"):
        _find_outcome(columns)
        return
    for column in columns:
        if column.role is not None or column.kind != "text":
            continue
        if len(column.texts) < 2 or column.length > 25:
            continue
        told = [text for text in column.texts if statuses.find_stage(text)]
        if BESIDE.search(column.heading.words) or all(text in KINDS for text in told):
            continue
        likely = [text for text in column.texts if statuses.is_state(text)]
        if told and len(likely) * 10 >= 6 * len(column.texts):
            column.role = "stage" if find_column(columns, "status") else "status"
            return


def _find_outcome(columns):
    """Give the status to the only column without a role that says what was won and what lost."""
    if find_column(columns, "status"):
        return
    found = [
        column
        for column in columns
        if column.role is None
        and column.kind == "text"
        and {statuses.find_stage(text) for text in column.texts} == {"won", "lost"}
        and not BESIDE.search(column.heading.words)
    ]
    if len(found) == 1:
        found[0].role = "status"
