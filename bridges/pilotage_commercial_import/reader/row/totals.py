"""Words of the rows below the deals: totals, parts of a total, sums carried from page to page."""
# ruff: noqa: E501  # tables of words and patterns

import re

TOTAL = re.compile(
    r"^(?:grand |sous |sub |ss |st? |zwischen|gesamt|sub)?(?:totals?|totaux|totale|totales|somme|sum|summe|suma|"
    r"gesamt|gesamtsumme|zwischensumme|subtotal|subtotale|cumul|moyenne|average)\b(.*)$"
)
# The sum of a page, written again at the head of the next one.
CARRIED = re.compile(
    r"^(?:a reporter|reports?|total a reporter|total reporte|report (?:a nouveau|page.*)|ubertrag|"
    r"(?:total )?(?:carried|brought) (?:forward|down|over)|[bc] f(?:wd)?|riport[oi]|da riportare|"
    r"a riportare|suma y sigue|suma anterior|transporte)$"
)
# Parts of a total, and the tax on it.
PART = re.compile(
    r"^(?:dont|of which|davon|di cui|de los cuales|waarvan|soit)\b|"
    r"^(?:total )?(?:tva|vat|mwst|ust|iva|btw|tps|tvq|gst)(?: a)?[\d %]*$|^(?:sous |sub)?total ttc\b"
)
# Never the name of a deal, whatever follows.
SUBTOTAL = re.compile(r"^(?:sous|ss|st?|sub|grand) ?total|^zwischensumme|^subtotal")
# Words beside a number that counts rows.
COUNTS = {"count", "record count", "nombre", "nombre d enregistrements", "sum", "somme", "anzahl"}
COUNTED = ("nombre d", "number of", "count of", "anzahl ", "numero de", "numero di", "nb d")
CONFIRMING = {
    "total", "general", "generale", "pipeline", "ht", "affaires", "opportunites", "prospects", "devis",
    "de", "des", "du", "en", "cours", "mois", "annee", "trimestre", "semaine", "gagne", "perdu", "opportunities",
    "deals", "amount", "value", "ca", "l", "d", "eur", "euros", "pondere", "weighted", "count", "gagnes",
    "of", "the", "global", "page", "lot", "lots", "tranche", "chantier", "ttc", "tva", "portefeuille", "montant", "montants", "clients", "lignes",
}  # fmt: skip


def is_part(words):
    """Say whether ``words`` name a part of the total above, or the tax on it.

    >>> is_part("dont pondere"), is_part("tva 20 %"), is_part("total ttc"), is_part("tva conseil")
    (True, True, True, False)
    """
    return bool(PART.match(words))
