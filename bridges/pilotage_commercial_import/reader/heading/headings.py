"""Column headings in five languages and of a dozen tools, and their roles.

Headings are compared in the form that :func:`get_heading` returns.
"""
# ruff: noqa: E501  # tables of words and patterns

import re
from functools import lru_cache
from typing import NamedTuple

from ..cell.units import read_unit, split_tax
from ..cell.words import get_words, normalize
from . import languages
from .compound import find_compound
from .vocabulary import HEADINGS

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
    r"^(?:deal|affaire|opportunit(?:y|[eéaà])|transaction|neg[oó]cio|trattativa|organi[sz]ation|person|personne|"
    r"lead|contact|company|opp|potential|trato|gesch[aä]ft|affare|accordo|oportunidade?|organi[sz]ati(?:e)|"
    r"organiza(?:ción|cion|ção|cao)|organizzazione|persona|pessoa|persoon)\s[-–:]\s", re.IGNORECASE,
)  # fmt: skip
# After such a prefix, a name is the organization's or the person's.
OF_OTHERS = re.compile(
    r"^(?:organi[sz]ati(?:on|e)|organiza(?:ción|cion|ção|cao)|organizzazione|company|person|personne|"
    r"persona|pessoa|persoon|contact)\s[-–:]\s(?:name|nom|nome|nombre|naam|id)\b",
    re.IGNORECASE,
)
NOISE = re.compile(
    r"^\s*\(\s*(?:do not modify|ne pas modifier|nicht andern|nicht ändern|no modificar|non modificare)"
    r"\s*\)\s*",
    re.IGNORECASE,
)

# What comes later in a heading says nothing of the column.
LONGEST = 500
# The customer's project, where no sign parts the two words: "Projet client".
OF_CUSTOMER = {
    "projet client",
    "affaire client",
    "dossier client",
    "chantier client",
    "deal client",
}
APART = re.compile(r"[/&+|,;–—-]|\b(?:et|ou|and|or)\b", re.IGNORECASE)

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
    return _read_heading(" ".join(str(text)[:LONGEST].split()))


@lru_cache(maxsize=20_000)
def _read_heading(text):
    text = CUSTOM.sub(r"\1", NOISE.sub("", text))
    if not OF_OTHERS.match(text):
        text = PREFIXES.sub("", text, count=1)
    text = re.sub(r"\bf\.? ?cfa\b", "FCFA", text, flags=re.IGNORECASE)
    bare, taxed = split_tax(normalize(text).replace("_", " "))
    if taxed is not None and get_words(bare):
        text = bare
    units = re.findall(r"[(\[]([^()\[\]]*)[)\]]", text)
    bare = re.sub(r"[(\[][^()\[\]]*[)\]]", " ", text)
    words = get_words(re.sub(r"(?<!\s)\s*/\s*", " ", bare)).split()
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
    if len(words) == 1 and len(words[0]) < 5:
        unit = read_unit(words[0], None, 1)
        currency, scale = unit if unit[0] and not currency else (currency, scale)
    if _strip_small(" ".join(words)) in OF_CUSTOMER and not APART.search(bare):
        words = words[:1]
    return Heading(" ".join(words) or get_words(text), currency, scale, bool(taxed))


@lru_cache(maxsize=20_000)
def find_role(heading):
    """Return (role, rank) of a :class:`Heading`, rank 0 being the best; None when unknown.

    >>> find_role(get_heading("Prochaine action")), find_role(get_heading("Couleur du camion"))
    (('action', 0), None)
    >>> find_role(get_heading("Affaire - Valeur"))[0], find_role(get_heading("End User Account"))[0]
    ('amount', 'customer')
    """
    if heading.currency and read_unit(heading.words, None, 1)[0]:
        return "amount", 400  # "€ HT"
    words = heading.words if heading.words in KNOWN else BARE.get(_strip_small(heading.words))
    if words in KNOWN:
        role = KNOWN[words]
        return role, ROLES[role][words]
    found = (
        languages.find_role(heading.words)
        or _guess_role(heading.words)
        or find_compound(heading.words)
    )
    if found:
        return found
    whole = " ".join(SHORT.get(word, word) for word in heading.words.split())
    return find_role(heading._replace(words=whole)) if whole != heading.words else None


def _strip_small(words):
    """Return ``words`` without those that only join others: "date d acceptation"."""
    return " ".join(word for word in words.split() if word not in SMALL)


# Words as the tables of programs abbreviate them.
SHORT = {
    "lib": "libelle", "libel": "libelle", "cli": "client", "clt": "client", "opp": "opportunite",
    "mt": "montant", "mnt": "montant", "mtt": "montant", "dt": "date", "dte": "date", "dat": "date",
    "num": "numero", "aff": "affaire", "soc": "societe", "ech": "echeance", "rel": "relance",
    "cial": "commercial", "resp": "responsable", "prev": "prevu", "creat": "creation",
    "clot": "cloture", "etp": "etape", "stat": "statut", "dev": "devis", "desig": "designation",
    "rdv": "rendez vous", "cmt": "commentaire", "obs": "observations",
    "amt": "amount", "cust": "customer", "acct": "account", "desc": "description",
    "cmde": "commande", "est": "estimated", "rev": "revenue", "descr": "description",
}  # fmt: skip
SUBJECT = r"(?:descri\w*|beschreibung|bezeichnung|designation|omschrijving|obje[ct]to?|oggetto|intitule|libelle|nature|titre|titulo|titolo|titel|nombre|nom|nome|name|detail|type)"
TITLE = r"(?:nom|name|titre|title|libelle|intitule|objet|sujet|subject|designation|descri\w*|nombre|titulo|nome|titolo|oggetto|objeto|bezeichnung|beschreibung|titel|omschrijving|nature)"
DEAL = r"(?:devis|affaires?|opportunites?|projets?|chantiers?|dossiers?|contrats?|marches?|offres?|ventes?|deals?|tenders?|bids?|quotes?|quotations?|estimates?|events?|evenements?|operations?|missions?|proposals?|projects?|contracts?|enquir(?:y|ies)|inquir(?:y|ies)|leads?|opps?|trattativ[ae]|preventiv[oi]|offert[ae]|commess[ae]|cantier[ei]|eventi?o?s?|presupuestos?|ofertas?|proyectos?|angebote?s?|projekte?s?|auftrag\w*|vorhabens?|anlass|veranstaltung|offertes?|propostas?|projetos?)"
PARTY = r"(?:client|customer|societe|company|entreprise|organi[sz]ation|compte|account|kunde|firma|cliente|empresa|azienda|societa|klant|bedrijf|prospect|raison sociale|business)"
WORK = r"(?:obras?|travaux|lavor[io]|arbeite?n?|projets?|proyecto|progetto|projekt|project|chantier|works?|jobs?|prestations?|presupuesto|preventivo|offre|offerta|angebot|besoin|trabajos?|werken|bauvorhaben)"
NO_AMOUNT = r"\b(?:(?:annual|yearly|account|company) (?:revenue|turnover|sales)|jahresumsatz|fatturato annuo|(?:facturacion|ingresos?) anual|factur\w*|invoic\w*|paye\w*|paid|acompte|deposit|reste|solde|encaiss\w*|ponder\w*|weighted|commission\w*|remise|discount|tva|vat|tax\w*|iva|mwst|m2|unit\w*|hour\w*|heures?|jours?|days?|month\w*|mensuel\w*|monatlich\w*|recurring|mrr|marge|marg\w*|cost|cout\w*|concurren\w*|competitor\w*|20\d\d|last|preced\w*|objecti\w*|target|quota|goal|ziel|date|level|range|tranche|type|n 1)\b"
NO_PARTY = r"\b(?:ca|chiffre|turnover|id|code|n|no|num\w*|type|kind|since|depuis|ref\w*|stat\w*|satisfaction|mail|phone|tel\w*|contact\w*|adress\w*|date|budget|notes?|comment\w*|retour|reponse|besoin|nombre|new|nouveau|existing|existant)\b"
NO_STAGE = r"\b(?:next|prochaine?|suivante?|nachste\w*|date|duration|duree|since|depuis|days?|jours?|previous|precedente?|last|dernier\w*|id|changed?)\b"

# Patterns for headings that are in no list: (role, pattern, rank).
GUESSES = (
    ("ignore", r"\b(?:weighted hours|probabilit|modified|modifie|url|count|checksum|domain|aktualisier\w*|actualizacion|aggiornamento)", 900),
    ("name", r"^(?:deal|opportunity|opp|opportunite|affaire) .*\b(?:name|title|nom|titre|intitule)$", 500),
    ("source_id", r"^(?:id|identifiant|numero|n|no|ref|reference) .*\b(?:deal|opportunity|opportunite|affaire|devis)$", 500),
    ("ignore", r"\b(?:id|ids|uuid|guid|code)$", 900),
    ("lost_reason", r"\b(?:lost|loss|perte|perdu).*\b(?:reason|motif|raison)|\b(?:reason|motif|raison).*\b(?:lost|loss|perte|perdu)", 500),
    ("closing", r"\b(?:expected|estimated|forecast|target|planned|anticipated|projected|prevue?|previsionnelle|estimee)\b.*\b(?:close|closing|cloture|sign|signing|signature|decision|fermeture)|\b(?:fin|end|gain|commande|order|vente|conclusion|accord|award)\b.*\b(?:expected|estimated|forecast|target|planned|anticipated|prevue?|previsionnelle|estimee)\b|^(?:expected|estimated|forecast|target|planned|anticipated) (?:end|award|order)\b", 500),
    ("won_date", r"^(?:actual |contract |real )?(?:sign|signing|signature) date$", 500),
    ("due", r"^(?:next|prochaine?s?|nachste[rsnm]?|proxim[oa]s?|prossim[oai])\b(?!.*\b(?:actions?|steps?|moves?|etapes?|tasks?|taches?|schritte?|aktion(?:en)?|accion(?:es)?|pasos?|azion[ei]|pass[oi])\b)", 520),
    ("ignore", r"^(?:rappele|recontacte|contacte|called|chased|angerufen)e?s? (?:le|on|am)$", 480),
    ("ignore", r"^(?:last|derniere?s?|letzte[rsn]?|ultim[oa]s?|nombre|nb|number|anzahl|numero) .*\b(?:relances?|rappels?|contacts?|follow ?ups?|calls?|appels?|kontakt|richiam\w*|llamada)\b", 480),
    ("due", r"\b(?:richiam|ricontatt|risentir|rappel|relanc|recontact|nachfass|nachhak|wiedervorl|ruckruf|llamar|contactar|seguimiento|chase|call ?back|reminder)\w*\b|\b(?:quand|wann|cuando|quando|when)\b", 530),
    ("due", r"^\w+(?:er|oir|ir|re) (?:le|avant|pour le)$|^da \w+ (?:il|entro)$|^(?:next|follow|to do|call|action|contact)\b.*\b(?:by|on|due)$|^(?:deadline action|action deadline)$", 500),
    ("due", r"^(?:date|data|fecha|datum)\b.*\b(?:prochaine?|next|prossim\w+|proxim\w+|siguiente|nachst\w+|volgend\w+)\b", 500),
    ("due", r"^(?:date )?(?:rdv|rv|rendez vous|visite|meeting|termin|cita|appuntamento|afspraak)\b.*\b(?:le|date|on|am|el|il|op|prevu|prevue)$", 530),
    ("due", r"\b(?:next|prochaine?|follow up|relance|rappel)\b.*\b(?:date|le|on)$|^date.*\b(?:prochaine?|relance|rappel|follow up)\b", 500),
    ("action", r"\b(?:prochaine|next) (?:action|step|etape|activity|activite|tache|task)\b(?!.*\b(?:date|type|time|on|due)\b)", 500),
    ("created", r"\b(?:creation|created?|cree|creazione|creacion|criacao|anlage|erstell\w*)\b.*\b(?:date|data|fecha|datum)\b|\b(?:date|data|fecha|datum)\b.*\b(?:creation|created?|creazione|creacion|criacao|anlage|erstellung)\b|\berstellt(?: am)?$|^(?:created|creado|creato|criado|cree)\b.*\b(?:on|at|el|il|em|le)$", 500),
    ("close", r"\b(?:close|closing|cloture|fermeture)\b.*\bdate\b|\bdate\b.*\b(?:close|closed|closing|cloture|fermeture)\b", 500),
    ("amount", r"\b(?:deal|opportunity|opportunite|affaire|contract|devis) (?:value|amount|valeur|montant)$", 500),
    ("amount", r"^(?:montant|amount|valeur|value|ca|importe|betrag|importo)\b.*\b(?:estime|estimated|potentiel|previsionnel|ht|prevu|affaire|opportunite|deal|projet|devis)\b", 510),
    ("salesperson", r"^(?:bid|tender|quote|proposal|sales|estimating|pre ?sales) (?:lead|manager|writer|coordinator|rep\w*|owner|by)$|^(?:estimator|estimated by|prepared by|quoted by|priced by|sachbearbeiter\w*|projektleiter\w*|kalkulator\w*|metreur|chiffreur|deviseur|redacteur|charge de|(?:etabli|fait|realise|emis|redige|chiffre|traite|saisi|erstellt|redatto|preparado|elaborado|seguito) (?:par|von|da|por))\b", 500),
    ("name", rf"^(?!suivi|contact){DEAL} commercia(?:l|le|ux|les)$", 490),
    ("salesperson", r"\b(?:owner|proprietaire|salesperson|vendeur)$|(?<!suivi )(?<!potentiel )(?<!enjeu )(?<!secteur )\bcommercial$|^(?:owner(?! client| customer)|proprietaire|commercial)\b", 500),
    ("email", r"\be ?mail\b", 500),
    ("phone", r"\b(?:phone|telephone|tel|mobile)\b", 500),
    ("customer", r"^(?!.*\b(?:ca|chiffre|turnover|revenue)\b).*\b(?:account|company|societe|entreprise|organization|organisation|client|customer)(?: name)?$", 500),
    ("source", r"^(?:form|type|mode|method|means|way|moyen|canal)\b.*\bcontact$", 500),
    ("contact", r"^(?!.*\b(?:stat\w*|form|type|mode|method|moyen|preferred|reason|nb|number|attempts?|consent|last|derniere?|laatste|letzte\w*|ultim[oa]s?|dat[aeum]+|fecha)\b).*\bcontact\b", 500),
    ("status", r"^(?:libelle|label|nom|name) (?:etat|statut|status)$", 480),
    ("salesperson", r"^(?:nom|code|lib) com$|^(?:taken|booked|logged|recu|pris|decroche|aufgenommen) (?:by|par|von)$", 500),
    ("stage", r"\b(?:stage|etape)$", 500),
    ("status", r"\b(?:status|statut)$", 500),
    ("notes", r"\b(?:notes?|comment\w*|remarques?)\b", 500),
    # The words that say what a column holds, in any company: "Gesch. Umsatz", "Potenzieller Kunde".
    ("name", rf"^{SUBJECT}\b.*\b{WORK}", 600),
    ("name", rf"^{TITLE} (?:\w{{1,3}} )*{DEAL}$|^{DEAL} (?:\w{{1,3}} )*{TITLE}$", 605),
    ("name", rf"^{DEAL} (?:en cours|visee?s?|concernee?s?|actuelle?s?|potentiel(?:le)?s?|identifiee?s?|evoquee?s?|envisagee?s?|in progress|of interest)$", 605),
    ("customer", rf"^(?:{PARTY}|name|nom|nome|nombre)(?: (?:{PARTY}|name|nom|nome|nombre))+$", 605),
    ("name", rf"^(?!marches?$|contrats?$|contracts?$|offres?$|missions?$|leads?$){DEAL}$", 610),
    ("close", r"abschluss\w*dat|sluitings?dat|\b(?:abschluss|chiusura|cierre|signature|firma)\b.*\b(?:dat\w+|fecha)\b|\b(?:dat\w+|fecha)\b.*\b(?:abschluss|chiusura|cierre|signature|firma)\b", 600),
    ("amount", rf"^(?!.*{NO_AMOUNT}).*(?:\w*(?:umsatz|betrag|summe|volumen|auftragswert|preis)\b|\b(?:importe|importo|monto|valore?|montant|amount|revenue|bedrag|omzet|waarde|prix|price|preis|prezzo|precio|ricav\w+|ingresos?|revenus?|budget|honorar\w*|presupuesto|worth|quoted)\b)", 620),
    ("customer", rf"^(?!.*{NO_PARTY}).*(?:\w*kunden?|\b(?:klant|cliente|client|customer|account|firma|bedrijf|empresa|azienda|societe|entreprise|company))$", 640),
    ("stage", rf"^(?!.*{NO_STAGE}).*(?:\w*(?:phase|fase|stufe)|\b(?:etape|etapa|stage|avancement))\b", 640),
)  # fmt: skip
GUESSES = tuple((role, re.compile(pattern), rank) for role, pattern, rank in GUESSES)


def _guess_role(words):
    for role, pattern, rank in GUESSES:
        if pattern.search(words):
            return role, rank
    return None
