"""Statuses of tools and people, and the standard stage of each."""
# ruff: noqa: E501  # tables of words and patterns

import re
from functools import lru_cache

from .words import get_words

STAGES = ("prospect", "qualified", "quote", "negotiation", "won", "lost")

# Of the plural and the feminine, in the Romance languages.
ENDINGS = re.compile(r"(?<=\w\w\w\w)(?:[oae]?s|[oaei])\b")


def get_root(words):
    """Return ``words`` without the endings of the plural and the feminine in Romance languages.

    >>> get_root("pas interessees"), get_root("offres remises"), get_root("rdv")
    ('pas interesse', 'offr remis', 'rdv')
    >>> get_root("recusadas") == get_root("recusado"), get_root("accettati") == get_root("accettata")
    (True, True)
    """
    return ENDINGS.sub("", words)


# Used for deals of any stage: the user is asked once.
UNCLEAR = {
    "en cours", "en attente", "attente", "open", "ouvert", "ouverte", "actif", "active", "activo",
    "aktiv", "attivo", "in progress", "working", "en curso", "in arbeit", "laufend", "in corso",
    "pending", "on hold", "stand by", "standby", "en pause", "relance", "relancee", "relances",
    "ok", "a suivre", "suivi", "oui", "non", "yes", "no", "true", "false", "todo", "a faire",
    "to do", "doing", "termine", "terminee", "fini", "done", "closed", "ferme", "cloture",
    "cerrado", "geschlossen", "chiuso", "abierto", "offen", "aperto", "paused", "delivered",
    "livre", "chaud", "froid", "tiede", "hot", "warm", "cold", "urgent",
    "em andamento", "em aberto", "pendente", "aguardando", "aberta", "em espera", "en espera",
    "in attesa", "in behandeling", "in afwachting", "ausstehend", "wartend", "in bearbeitung",
    "sospeso", "suspendido", "gele", "zuruckgestellt", "on ice", "brouillon", "draft", "entwurf",
    "bozza", "borrador", "rascunho", "concept",
}  # fmt: skip
# Everyday words, whose parts would have another meaning.
EXACT = {
    "prospect": (
        "nieuw", "nieuwe lead", "te bellen", "da chiamare", "por llamar", "neukontakt", "identifie", "cible", "contato realizado", "contact gelegd", "kontaktaufnahme", "nuevo negocio", "novo negocio",
        "novo", "nova", "novo lead", "contato inicial", "primeiro contato", "contato feito", "em contato", "contatado",
        "a contacter", "a appeler", "a rappeler", "a relancer plus tard", "contacte", "contactee",
        "contacted", "attempted to contact", "premier contact", "1er contact", "first contact",
        "contact", "contact pris", "contact etabli", "prise de contact", "new", "nouveau",
        "nouvelle", "new deal", "nouvelle opportunite", "nuevo", "neu", "nuovo", "backlog",
        "appel entrant", "a traiter", "a qualifier", "not contacted", "non contacte", "cold call",
        "not started", "non commence", "erstkontakt", "primer contacto", "primo contatto", "kontakt",
        "incoming", "inbox", "idee", "idea", "leads", "suspect", "suspects", "piste", "pistes",
        "appointment scheduled", "contact made", "lead in", "engaging", "awareness", "intake", "demande recue", "new enquiry",
        "premier appel", "da contattare", "por contactar", "zu kontaktieren",
        "contactado", "contattato", "kontaktiert", "a recontacter", "en prospection", "prospection", "nurture", "nurturing", "nurturing lead", "new customer enquiry", "prise de contact faite", "message laisse", "mail envoye", "appel passe", "erstgesprach", "primera llamada", "prima chiamata",
        "kontakt hergestellt", "contacto realizado", "contatto stabilito", "contact etabli par mail",
    ),
    "qualified": (
        "desarrollar", "entwickeln", "sviluppo", "developper", "qualifier", "calificar", "qualifizieren",
        "bezoek gepland", "afspraak gemaakt", "besichtigt", "reuniao marcada", "gekwalificeerd", "metre fait", "releve fait",
        "reuniao agendada", "reuniao", "diagnostico", "levantamento", "orcamento a fazer", "feasibility", "faisabilite",
        "needs analysis", "value proposition", "id decision makers", "perception analysis",
        "besoin identifie", "decouverte", "discovery", "besoins", "analyse du besoin",
        "analyse des besoins", "evaluation des besoins", "identification du besoin", "rdv", "rdv pris", "rdv fait",
        "rdv planifie", "rdv effectue", "rendez vous", "rendez vous pris", "visite", "visite faite",
        "visite technique", "meeting", "meeting scheduled", "meeting arranged", "meeting booked",
        "demo", "demo done", "demo scheduled", "demo faite", "demonstration", "demo planifiee",
        "presentation scheduled", "presentation", "presentation planifiee", "presentation faite",
        "develop", "qualify", "bedarfsanalyse", "bedarf ermittelt", "analisis de necesidades",
        "reunion", "reunion agendada", "termin", "termin vereinbart", "analisi dei bisogni",
        "appuntamento", "incontro", "estimating", "takeoff", "pricing", "in pricing", "itb received", "invited to bid", "bidding", "devis a faire", "devis demande", "devis a envoyer",
        "demande de devis", "a chiffrer", "chiffrage", "chiffrage en cours", "quote requested",
        "etude", "en etude", "opportunity", "opportunite", "interested", "interesse", "mql", "sql",
        "consideration", "etude en cours", "devis en cours", "a deviser", "solution", "sondage",
        "design", "scoping", "cadrage", "angebot anfordern", "angebot erstellen", "proposal needed",
        "offre a faire", "proposition a faire", "proposition a envoyer", "offre a envoyer",
        "discover", "estimation faite",
        "cita programada", "cita", "presentacion programada", "presentacion", "visita", "visita tecnica", "interesado", "interessato", "interessiert", "sopralluogo", "besichtigung", "decision maker identified", "trial", "pilot", "poc", "essai", "essai en cours", "rfq received", "rfq", "consultation recue", "dossier en cours d etude", "etude de prix", "metre", "metres", "releve", "en chiffrage", "a etudier", "proposal in progress", "calificado para comprar", "qualifiziert", "prequalification", "pre qualification",
        "zum kauf qualifiziert", "prasentation geplant", "presentazione pianificata", "demo geplant", "demo programada", "demo pianificata",
        "en estudio", "in kalkulation", "in calculatie", "kalkulation", "calculatie", "in kalkulatie", "in valutazione tecnica", "anfrage erhalten", "anfrage eingegangen", "aanvraag ontvangen", "richiesta ricevuta", "richiesta di offerta", "solicitud recibida",
    ),
    "quote": (
        "proponer", "vorschlagen", "proposer",
        "versendet", "rausgeschickt", "abgegeben", "eingereicht", "ubermittelt", "uitgestuurd", "ingediend", "aangeboden", "presentata", "consegnata", "presentado", "entregado", "entregue", "tendered", "priced", "prix remis", "chiffre et envoye",
        "orcamento", "orcamento enviado", "cotacao enviada", "apresentacao", "apresentada",
        "remis", "remise", "depose", "deposee", "rendu", "rendue", "etude envoyee", "repondu", "reponse envoyee", "reponse remise", "dossier remis", "propose", "devise", "chiffre", "offre remise", "offre faite", "po requested",
        "waiting for quote answer", "contract sent", "contrat envoye", "contrato enviado",
        "vertrag gesendet", "contratto inviato", "initial offer", "price quote", "estimate sent",
        "bid", "tender", "tender submitted", "ao", "appel d offres", "rfp", "short list",
        "devis a relancer", "devis relance", "relance devis", "devis en attente", "attente retour devis",
        "attente reponse devis", "en attente de reponse devis", "offre en attente",
        "vorschlag", "offeriert", "angeboten", "verzonden", "verstuurd", "uitgebracht", "envoye", "envoyee", "transmis", "transmise", "sent", "enviado", "enviada", "inviato", "inviata",
        "verschickt", "gesendet", "submitted", "bid submitted", "ao depose", "ao remis", "reponse ao envoyee", "proposal sent",
        "pitched", "pitch", "quoted", "sent quote", "dossier depose", "offre deposee", "soumissionne", "soumission", "oferta presentada", "angebot erstellt", "offerta presentata", "devis remis", "propal", "propale", "propal envoyee", "in procurement", "awaiting decision", "attente decision", "en attente de decision", "decision pending",
        "validee proposition ouverte", "validated proposal open", "validated proposal is open", "offerte ingediend", "angebot raus",
    ),
    "negotiation": (
        "cerrar", "schliessen", "cloturer", "chiudere",
        "preferred bidder", "mise au point", "finaliste", "verhandeln",
        "fechamento", "em fechamento",
        "a relancer", "decision maker bought in", "negociation review", "closing", "a signer",
        "en attente de signature", "attente signature", "en attente signature", "signature",
        "signature en cours", "contrat a signer", "bon pour accord en attente", "bpa en attente",
        "accord verbal", "accord de principe", "verbal agreement", "verbal commit", "verbal",
        "commit", "committed", "almost won", "contract negotiation", "legal", "juridique",
        "legal review", "finalisation", "arbitrage", "en decision", "decision", "decision en cours",
        "po expected", "close", "objection", "awaiting signature", "out for signature", "contract",
        "contrat", "contracting", "best case", "zur unterschrift", "pendiente de firma",
        "in attesa di firma", "pret a signer", "ready to close", "final review",
        "offre d achat", "contre proposition", "negotiate", "discussion tarifaire", "discussion prix", "discussion commerciale", "contract sent to sign",
        "verbal yes", "verbal ok", "verbally agreed", "awaiting po", "awaiting order", "waiting for po", "attente commande", "attente bon de commande", "en attente de commande", "attente bdc", "attente os", "accord oral", "en attente de bon de commande", "contract review", "contract out", "mundlich zugesagt", "in negotiations", "procurement", "security review", "devis accepte sous reserve", "a confirmer par le client",
        "decideur convaincu", "adhesion du decideur", "entscheider uberzeugt", "decisor convencido", "decisore convinto", "decisionnaire convaincu",
        "a negocier", "a renegocier", "zu verhandeln", "da negoziare", "por negociar",
    ),
    "won": (
        "confirme", "confermato", "confirmado", "contratado", "bestatigt", "bevestigd", "gegund", "goedgekeurd", "opdracht ontvangen", "ordine ricevuto", "auftragsbestatigung", "negocio fechado", "successful", "positif", "ok client", "valide client", "en travaux", "travaux en cours", "chantier planifie",
        "vendida", "aprovado", "aprovada", "aprobado", "aprobada", "assinado", "assinada", "contrato assinado", "work order received",
        "commande", "commandee", "order received", "order confirmed", "po signed", "marche obtenu", "chantier lance", "chantier demarre", "sale closed", "livre facture", "commande recue", "commande passee", "bon de commande", "bc recu",
        "bdc", "ordered", "order", "order placed", "client", "customer", "bon pour accord", "bpa",
        "accepte", "acceptee", "accepted", "approved", "valide", "validee", "devis valide",
        "facture", "facturee", "invoiced", "paid", "paye", "payee", "encaisse", "vendu", "vendue",
        "vente", "sold", "sale", "conclu", "conclue", "affaire conclue", "deal", "contract signed",
        "contrat signe", "win", "success", "reussi", "reussie", "pedido", "vendido", "venta",
        "auftrag", "auftrag erhalten", "bestellt", "verkauft", "beauftragt", "zugesagt", "erfolg",
        "ordine", "venduto", "ordinato", "accettato", "aceptado", "aceptada", "angenommen",
        "chantier en cours", "chantier termine", "en production", "po received", "purchase order",
        "acompte recu", "acompte verse",
        "auftrag erteilt", "erteilt", "inscrit", "inscrite", "compromis signe", "facturado", "vente signee",
        "bpa recu", "bpa signe", "os recu", "ordre de service recu", "marche notifie", "marche attribue", "notifie", "attribue", "attribuee", "attribue a nous", "attributaire", "remporte", "remportee", "emporte", "awarded", "contract awarded", "adjudicada", "adjudicado", "acquisita", "acquisito", "aggiudicata", "aggiudicato", "commande ferme", "cde recue", "cde", "cmd", "bdc recu", "bc signe", "bon de commande recu", "bon de commande signe", "devis retourne signe", "gekauft", "achete", "bought", "purchased", "comprado", "acquistato", "zusage", "aanvaard", "akkoord", "geaccepteerd", "getekend", "besteld", "opdracht", "aceite", "fechado", "offre retenue", "retenu", "retenue", "zuschlag", "zuschlag erhalten", "in produzione", "deal done", "closed deal", "onboarding", "active customer", "livre et facture", "solde", "soldee",
        "laureat", "laureate", "signee a facturer", "signed needs billing", "firmada a facturar", "obtenu", "obtenue", "renouvele", "renouvelee", "reconduit", "reconduite", "renewed", "nominated", "nomine", "nominiert",
    ),
    "lost": (
        "recusado", "rejeitado", "anulado", "respinta", "desestimado", "caducado", "expirado", "scaduto", "negado", "vervallen", "verlopen", "verfallen", "storno", "absage erhalten", "unsuccessful", "negatif", "sans reponse", "passed", "nao adjudicado", "declined to tender",
        "lose", "apology", "sem interesse", "sem retorno", "sem resposta", "desistiu", "desistencia",
        "ko", "dead", "mort", "morte", "perte", "loss", "junk", "junk lead", "spam", "doublon",
        "no go", "not interested", "pas interesse", "pas interessee", "non interesse",
        "sans suite", "classe sans suite", "plus de nouvelles", "archive", "archivee", "hors cible",
        "hors budget", "trop cher", "pas de budget", "no budget", "concurrent", "no decision",
        "out sold", "outsold", "complete loss", "partial loss", "no response", "churned",
        "no interesado", "kein interesse", "non interessato", "unqualified", "non qualifie",
        "not qualified", "non retenu", "non retenue", "expire", "expiree", "devis expire", "expired",
        "declined", "decline", "lost cancelled", "a fuir", "stoppe", "abgesagt",
        "absage", "mitbewerb", "mitbewerber", "wettbewerb", "wettbewerber", "competencia", "concorrenza", "competitor", "geweigerd", "afgewezen", "verloren", "geen interesse", "recusado", "ghosted", "not awarded", "no sale", "not proceeding", "did not proceed", "no longer interested", "concurrence", "perdu prix", "offre non retenue", "non attribue", "no bid", "pas de suite", "abandonne par le client", "annule par le client", "non concluant", "descartada", "descartado", "no ganada", "rechazada", "scartato", "non aggiudicata", "kein bedarf", "kein zuschlag", "zuruckgezogen", "withdrawn", "retire", "retiree", "churn", "dq", "disqualified lead", "opportunite perdue", "ne repond plus", "unresponsive", "injoignable definitif",
        "no quote", "no quotation", "no quoted", "declined to quote", "kein angebot", "kein angebot abgegeben", "nicht angeboten", "non chiffre", "non chiffree", "non soumis", "no offer", "no ofertado", "non offerto", "geen offerte", "non laureat", "non laureate", "non obtenu", "non obtenue", "non signee fermee", "not signed closed", "no firmada cerrada", "non renouvele", "non renouvelee", "non reconduit", "not renewed",
    ),
}  # fmt: skip
EXACT = {phrase: stage for stage, phrases in EXACT.items() for phrase in phrases}
# The same in the plural and the feminine.
ROOTS = {get_root(phrase): stage for phrase, stage in EXACT.items() if get_root(phrase)}
UNCLEAR_ROOTS = {get_root(phrase) for phrase in UNCLEAR}
# As programs name them: "closedwon".
GLUED = {phrase.replace(" ", ""): stage for phrase, stage in EXACT.items() if " " in phrase}
GLUED.update(closedwon="won", closedlost="lost", qualifiedtobuy="qualified")

# Parts that decide anywhere in the text; the first match wins.
NEGATION = r"\b(?:non|pas|not|a|to be|en attente|attente|waiting|awaiting|pending|before|avant|no|nicht|sin|por)\b"
PARTS = (
    (None, r"^(?!.*\b(?:perdu|lost|refus)).*(?:\bunsigned\b|\bnon signe|\bpas signe|\bhold\b|\bpause\b)"),
    ("prospect", r"\b(?:pas encore|not yet|noch nicht|ainda nao|aun no|non ancora|to be|a) (?:etre )?qualifi"),
    (
        "lost",
        r"\b(?:pas|non|not|no|nicht|nao|sem) (?:qualif|cualific|calific|interes)|\bunqualif|"
        r"\b(?:non|no|not|nicht|niet) (?:accett|acept|accept|adjudic|gegund|akkoord|erteilt|success)|\bechoue|"
        r"\bnao (?:fechad|ganh|vend|aprovad|aceit|comprou)|\b(?:nicht|non|no|not) (?:verkauft|vendut|vendid|sold)\b",
    ),
    (
        "lost",
        r"\bperdu|\blost\b|\brefus|\babandon|\bannul|\bcancel|\bgeannuleerd|\brejet|\breject|\bdeclin|\bdisqualif|"
        r"\bperdid|\bverlor|\bpersa\b|^perso\b(?! \d)|\bperso (?:per|con|contro|a|al|da|perche|prezzo|concorrenza)\b|"
        r"\b(?:chiuso|contratto|ordine|affare|preventivo|cliente|lavoro|lead|deal|progetto) perso\b|\brifiut|\babgelehnt|\brechaz|\bstorniert|\bsans suite\b|"
        r"\belsewhere\b|\bailleurs\b|\b(?:a|au|par|chez|to|by|with|went with|gone with) (?:un |une |la |le |a |another )?(?:concurren|competitor|autre)|\bnon (?:retenu|attribue)|\bpas (?:retenu|donne suite)|\bdonne(?:nt)? pas suite|\bnon gagn|\b(?:not|never) (?:won|awarded)\b|\bnicht gewonnen\b|\bannullat|\bperse\b",
    ),
    ("won", r"\b(?:transform|convert)\w* (?:en|to|into|in) (?:an? )?(?:commande|cde|facture|order|invoice|job|ordine|pedido)"),
    ("won", r"\bgagn|\bganh[oa]\b|\bwon\b|\bganad|\bgewonnen|\bvint[oa]\b|\bclosed win\b"),
    (
        "won",
        r"^(?!.*" + NEGATION + r").*(?:\bsigne|\bsigned|\bfirmad|\bfirmat|\bunterschrieben|\baccepte|"
        r"\baccepted|\bacceptad|\bcommande (?:recue|confirmee|signee)|\bordered|\baccord recu)",
    ),
    # "Negocio" is the deal.
    ("negotiation", r"\bnegoci(?!os?\b)|\bnego\b|\bnegoti|\bnegozia|\bverhandl|\bonderhandel|\btrattativ"),
    (
        "qualified",
        r"\b(?:devis|offre|proposition|proposal|quote|angebot) (?:a|to|zu)\b|"
        r"\b(?:devis|chiffrage|proposal|quote|preventivo|presupuesto) (?:en (?:cours|curso)|in (?:progress|corso))|"
        r"\b(?:devis|offre|proposition|proposal|quote|offer) (?:en|in) (?:cours de )?preparation|"
        r"\b(?:preventivo|offerta|offerte|presupuesto|orcamento|angebot) (?:da fare|maken|in arbeit|(?:en|in|em) (?:prepara|elabora)\w+)|"
        r"\b(?:en cours de|preparation d\w*) (?:chiffrage|devis|l offre)|"
        r"\b(?:not(?: yet)?|to be|yet to be|pas encore|en attente d etre) (?:quoted|deviee?|devise|chiffree?|chiffre)\b",
    ),
    (
        "quote",
        r"\bdevis\b|\bsoumission|\bpropal|\bquot|\bproposal|\bproposition|\bpropose[dr]?\b|\boffre|\boffer|\bangebot|\bpropuesta|"
        r"\bpresupuesto|\bcotiza|\bpreventiv|\bpropost|\bofferta|\bofferte|\boferta|\bestimate\b|\bchiffrage envoye",
    ),
    ("qualified", r"\bbedarf|\bqualif|\bcualific|\bcalific|\bqualifiz|\bdecouverte|\bdiscovery|\bneeds?\b(?! (?!analysis|assess|ident|discover|defin|understood|confirmed|known|met)\w)|\bdemo\b"),
    ("qualified", r"\brdv\b|\brendez vous\b|\bmeeting\b|\bvisit[ea]?\b|\betude\b|\banal[yi]s[ei]s?\b|\bsopralluogo|\btermin\b|\breunion|\bincontro\b|\bbesichtigung"),
    ("prospect", r"\bprospe|\blead\b|\bleads\b|\bnouveau\b|\bnew\b|\bpremier contact|\bkaltakquise|\bprospez|\bpistes?\b|\bcontact|\bkontakt|\bcontatt|\bidentification\b|\bapproche\b"),
)  # fmt: skip
PARTS = tuple((stage, re.compile(pattern)) for stage, pattern in PARTS)
NUMBERING = re.compile(
    r"^\s*(?:C\d+:|\(?(?:\d{1,2}|[A-Za-z])\s?[.)/:°-]+\s*|\d{1,2}\s+|[A-Za-z]\d?\s?[-–—:]\s+|etape \d\s*[:-]?\s*|stage \d\s*[:-]\s*)(?=\S)"
)
PERCENT = re.compile(r"[(\[]?\b\d{1,3}\s?%[)\]]?")


def strip_numbering(text):
    """Return a status without its number: "1 - ", "E. ", "(20 %)".

    >>> strip_numbering("1 - Prospect"), strip_numbering("E. Proposal Sent"), strip_numbering("OK")
    ('Prospect', 'Proposal Sent', 'OK')
    >>> strip_numbering("Négociation (80 %)"), strip_numbering("2 - Stage 2")
    ('Négociation', 'Stage 2')
    """
    return NUMBERING.sub("", PERCENT.sub(" ", text[:200])).strip(" -–") or text


@lru_cache(maxsize=10_000)
def find_stage(text):
    """Return the standard stage of the status ``text``, None when it is not clear.

    >>> [find_stage(text) for text in ("Devis envoyé", "Devis signé", "Devis refusé", "À signer")]
    ['quote', 'won', 'lost', 'negotiation']
    >>> [find_stage(text) for text in ("Closed Won", "Cerrado perdido", "M. Projects On Hold")]
    ['won', 'lost', None]
    >>> find_stage("Ordine perso"), find_stage("Perso per prezzo"), find_stage("Projet perso")
    ('lost', 'lost', None)
    >>> find_stage("En cours"), find_stage("B. Sales Qualified Leads"), find_stage("Gagné ✅")
    (None, 'qualified', 'won')
    """
    if not text or len(text) > 100:
        return None
    bare = strip_numbering(text)
    for words in dict.fromkeys(map(get_words, (text, bare))):
        if words in UNCLEAR:
            return None
        if words in EXACT:
            return EXACT[words]
    words = get_words(bare)
    root = get_root(words)
    if root in UNCLEAR_ROOTS:
        return None
    if root in ROOTS:
        return ROOTS[root]
    for stage in (EXACT.get(get_words(bare.partition("(")[0])), GLUED.get(words)):
        if stage:
            return stage
    for stage, pattern in PARTS:
        if pattern.search(words):
            return stage
    return None


def is_state(text):
    """Return whether ``text`` says where a deal stands, be it unclear to which stage it belongs.

    >>> is_state("Devis envoyé"), is_state("En attente client"), is_state("Charpente")
    (True, True, False)
    """
    words = get_words(text[:100])
    return bool(find_stage(text)) or any(
        words == state or words.startswith(f"{state} ") for state in UNCLEAR
    )


def find_initial(title, text):
    """Return the stage of which ``text`` is the first letter, where the heading says what was won
    and what lost.

    >>> find_initial("Won/Lost", "W"), find_initial("Gagné / Perdu", "p")
    ('won', 'lost')
    >>> find_initial("Statut", "P"), find_initial("Won/Lost", "Open")
    (None, None)
    """
    stages = {word[0]: find_stage(word) for word in get_words(title or "").split()}
    told = len(text) == 1 and {"won", "lost"} <= set(stages.values())
    return stages.get(get_words(text)) if told else None
