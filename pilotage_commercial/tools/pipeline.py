"""The six stages of the method, and Odoo's own stages that become four of them."""

import json
from typing import NamedTuple

from odoo.tools.translate import get_po_paths, translation_file_reader


class Stage(NamedTuple):
    """A standard stage: English name, place in the pipeline, colour index, role, other names."""

    name: str
    sequence: int
    color: int
    aliases: str
    is_won: bool = False
    is_lost: bool = False


STAGES = {
    "prospect": Stage(
        "Prospect", 1, 11, "nouveau, nouveau prospect, à contacter, premier contact, new, lead"
    ),
    "qualified": Stage(
        "Qualified", 2, 5, "prospect qualifié, qualifié, qualification, qualified prospect"
    ),
    "quote": Stage(
        "Quote",
        3,
        8,
        "devis, devis envoyé, offre, offre envoyée, proposition, proposition envoyée, "
        "quotation, quote sent, quotation sent, proposal",
    ),
    "negotiation": Stage(
        "Negotiation", 4, 3, "négociation, en négociation, à relancer, negotiating"
    ),
    "won": Stage(
        "Won", 70, 10, "gagné, gagnée, signé, accepté, commande, commandé, signed, ordered", True
    ),
    "lost": Stage(
        "Lost", 80, 1, "perdu, perdue, refusé, refusée, abandonné, sans suite, refused", False, True
    ),
}

STOCK = {
    "prospect": "crm.stage_lead1",
    "qualified": "crm.stage_lead2",
    "quote": "crm.stage_lead3",
    "won": "crm.stage_lead4",
}
STOCK_NAMES = {
    "prospect": "New",
    "qualified": "Qualified",
    "quote": "Proposition",
    "won": "Won",
}
# Former names of the stages that we renamed, to restore them at uninstallation.
NAMES_PARAMETER = "pilotage_commercial.former_stage_names"


def dump_names(names):
    """Return names by language, or by stage and language, as text.

    >>> load_names(dump_names({"4": {"en_US": "Won", "fr_FR": "Gagné"}}))
    {'4': {'en_US': 'Won', 'fr_FR': 'Gagné'}}
    """
    return json.dumps(names, ensure_ascii=False)


def load_names(text):
    """Return what :func:`dump_names` wrote, nothing when there is none.

    >>> load_names(False), load_names("[1"), load_names("[1]"), load_names('{"x": 1, "4": "Won"}')
    ({}, {}, {}, {})
    """
    try:
        names = json.loads(text or "{}")
    except (ValueError, RecursionError):  # somebody changed the parameter
        return {}
    if not isinstance(names, dict):
        return {}
    return {key: found for key, found in names.items() if isinstance(found, dict)}


def get_key(name):
    """Return the key of the standard stage whose English name is ``name``, else None.

    >>> get_key("Quote"), get_key("Devis")
    ('quote', None)
    """
    return next((key for key, stage in STAGES.items() if stage.name == name), None)


def is_stock_name(key, lang, name):
    """Return whether ``name`` is what Odoo itself calls its stage ``key`` in ``lang``.

    Who works in French renames a stage in French only: its English name says nothing.

    >>> is_stock_name("quote", "en_US", "Proposition"), is_stock_name("quote", "en_US", "Quote")
    (True, False)
    """
    if name == STOCK_NAMES.get(key):
        return True
    if key not in STOCK or lang == "en_US":
        return False
    module, xml_id = STOCK[key].split(".")
    return any(
        (row["name"], row["imd_name"], row["value"]) == ("crm.stage,name", xml_id, name)
        for path in get_po_paths(module, lang)
        for row in translation_file_reader(path)
        if row["type"] == "model"
    )


def guess_stage(name):
    """Return the key of the standard stage that a stage called ``name`` looks like, else None.

    >>> guess_stage("Devis Envoyé"), guess_stage("Won"), guess_stage("Chantier en cours")
    ('quote', 'won', None)
    """
    wanted = name.strip().casefold()
    for key, stage in STAGES.items():
        known = [stage.name, *stage.aliases.split(",")]
        if wanted in {other.strip().casefold() for other in known}:
            return key
    return None
