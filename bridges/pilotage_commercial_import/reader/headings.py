"""Column headings in five languages and of a dozen tools, and their roles.

Headings are compared in the form that :func:`get_heading` returns.
"""
# ruff: noqa: E501  # tables of words and patterns

import re
from typing import NamedTuple

from .units import read_unit, split_tax
from .vocabulary import HEADINGS
from .words import get_words, normalize

ROLES = {
    role: {heading: rank for rank, heading in enumerate(" ".join(text.split()).split("; "))}
    for role, text in HEADINGS.items()
}
KNOWN = {}
for _role, _table in ROLES.items():
    for _heading in _table:
        KNOWN.setdefault(_heading, _role)

SMALL = {"d", "de", "du", "des", "l", "la", "le", "les", "del", "di", "der", "of", "the"}
# The known headings without small words: "date acceptation" is "date d'acceptation".
BARE = {}
for _heading in KNOWN:
    BARE.setdefault(" ".join(word for word in _heading.split() if word not in SMALL), _heading)

# Prefixes of headings in exports of tools.
PREFIXES = re.compile(
    r"^(?:deal|affaire|opportunity|opportunite|transaction|negocio|trattativa|organization|organisation|"
    r"organisation|person|personne|lead|contact|company|opp|potential|trato|geschaft)\s[-–:]\s", re.IGNORECASE,
)  # fmt: skip
# After such a prefix, a name is the organization's or the person's.
OF_OTHERS = re.compile(
    r"^(?:organi[sz]ation|company|person|personne|contact)\s[-–:]\s(?:name|nom|id)\b", re.IGNORECASE
)
NOISE = re.compile(
    r"^\s*\(\s*do not modify\s*\)\s*|^\s*\(\s*ne pas modifier\s*\)\s*", re.IGNORECASE
)

# Custom fields, as Jira exports their names.
CUSTOM = re.compile(r"^(?:custom field|champ personnalis\w*)\s*\((.+)\)$", re.IGNORECASE)


class Heading(NamedTuple):
    """A heading for the look-up, with the currency and scale of its unit."""

    words: str
    currency: str | None = None
    scale: float = 1
    taxed: bool = False


def get_heading(text):
    """Return the :class:`Heading` of a cell of the header row.

    >>> get_heading("Montant HT (K€)")
    Heading(words='montant', currency='EUR', scale=1000.0, taxed=False)
    >>> get_heading("Deal - Title").words, get_heading("importe_eur"), get_heading("Date d’échéance :").words
    ('title', Heading(words='importe', currency='EUR', scale=1, taxed=False), 'date d echeance')
    >>> get_heading("Volumen (T€)").scale, get_heading("Umsatz in Mio. €").scale
    (1000.0, 1000000.0)
    >>> get_heading("Estimated $").currency, get_heading("Montant TTC").taxed
    ('$', True)
    """
    text = CUSTOM.sub(r"\1", NOISE.sub("", " ".join(str(text).split())))
    if not OF_OTHERS.match(text):
        text = PREFIXES.sub("", text, count=1)
    text = re.sub(r"\bf\.? ?cfa\b", "FCFA", text, flags=re.IGNORECASE)
    bare, taxed = split_tax(normalize(text).replace("_", " "))
    if taxed is not None and get_words(bare):
        text = bare
    units = re.findall(r"[(\[]([^()\[\]]*)[)\]]", text)
    bare = re.sub(r"[(\[][^()\[\]]*[)\]]", " ", text)
    words = get_words(re.sub(r"\s*/\s*", " ", bare)).split()
    currency, scale = None, 1
    for unit in units:
        currency, scale = read_unit(normalize(unit), currency, scale)
    while len(words) > 1:
        found = read_unit(words[-1], currency, scale)
        if found == (currency, scale) and words[-1] not in ("ht", "ttc", "en", "in", "net"):
            break
        taxed = taxed or words[-1] == "ttc"
        currency, scale = found
        words.pop()
    return Heading(" ".join(words) or get_words(text), currency, scale, bool(taxed))


def find_role(heading):
    """Return (role, rank) of a :class:`Heading`, rank 0 being the best; None when unknown.

    >>> find_role(get_heading("Prochaine action")), find_role(get_heading("Couleur du camion"))
    (('action', 0), None)
    >>> find_role(get_heading("Affaire - Valeur"))[0], find_role(get_heading("End User Account"))[0]
    ('amount', 'customer')
    """
    words = heading.words if heading.words in KNOWN else BARE.get(_strip_small(heading.words))
    if words in KNOWN:
        role = KNOWN[words]
        return role, ROLES[role][words]
    return _guess_role(heading.words)


def _strip_small(words):
    """Return ``words`` without those that only join others: "date d acceptation"."""
    return " ".join(word for word in words.split() if word not in SMALL)


# Patterns for headings that are in no list: (role, pattern, rank).
GUESSES = (
    ("ignore", r"\b(?:weighted hours|probabilit|modified|modifie|url|count|checksum|domain)", 900),
    ("name", r"^(?:deal|opportunity|opp|opportunite|affaire) .*\b(?:name|title|nom|titre|intitule)$", 500),
    ("source_id", r"^(?:id|identifiant|numero|n|no|ref|reference) .*\b(?:deal|opportunity|opportunite|affaire|devis)$", 500),
    ("ignore", r"\b(?:id|ids|uuid|guid|code)$", 900),
    ("lost_reason", r"\b(?:lost|loss|perte|perdu).*\b(?:reason|motif|raison)|\b(?:reason|motif|raison).*\b(?:lost|loss|perte|perdu)", 500),
    ("closing", r"\b(?:expected|estimated|forecast|target|planned|anticipated|projected|prevue?|previsionnelle|estimee)\b.*\b(?:close|closing|cloture|signature|decision|fermeture)", 500),
    ("due", r"^(?:next|prochaine?s?|nachste[rsnm]?|proxim[oa]s?|prossim[oai])\b(?!.*\b(?:action|step|etape|task|schritt|aktion|accion|paso|azione|passo)\b)", 520),
    ("due", r"\b(?:next|prochaine?|follow up|relance|rappel)\b.*\b(?:date|le|on)$|^date.*\b(?:prochaine?|relance|rappel|follow up)\b", 500),
    ("action", r"\b(?:prochaine|next) (?:action|step|etape|activity|activite|tache|task)\b(?!.*\b(?:date|type|time|on|due)\b)", 500),
    ("created", r"\b(?:creation|created|cree)\b.*\bdate\b|\bdate\b.*\b(?:creation|created)\b", 500),
    ("close", r"\b(?:close|closing|cloture|fermeture)\b.*\bdate\b|\bdate\b.*\b(?:close|closed|closing|cloture|fermeture)\b", 500),
    ("amount", r"\b(?:deal|opportunity|opportunite|affaire|contract|devis) (?:value|amount|valeur|montant)$", 500),
    ("amount", r"^(?:montant|amount|valeur|value|ca|importe|betrag|importo)\b.*\b(?:estime|estimated|potentiel|previsionnel|ht|prevu|affaire|opportunite|deal|projet|devis)\b", 510),
    ("salesperson", r"\b(?:owner|proprietaire|commercial|salesperson|vendeur)$|^(?:owner|proprietaire|commercial)\b", 500),
    ("email", r"\be ?mail\b", 500),
    ("phone", r"\b(?:phone|telephone|tel|mobile)\b", 500),
    ("customer", r"\b(?:account|company|societe|entreprise|organization|organisation|client|customer)(?: name)?$", 500),
    ("contact", r"\bcontact\b", 500),
    ("stage", r"\b(?:stage|etape)$", 500),
    ("status", r"\b(?:status|statut)$", 500),
    ("notes", r"\b(?:notes?|comment\w*|remarques?)\b", 500),
)  # fmt: skip
GUESSES = tuple((role, re.compile(pattern), rank) for role, pattern, rank in GUESSES)


def _guess_role(words):
    for role, pattern, rank in GUESSES:
        if pattern.search(words):
            return role, rank
    return None
