"""Headings by the stems of their words, in the languages of the exports of known tools.

A tool has the same columns in each language: "Deal owner" is "Proprietario dell'affare",
"Eigenaar van deal". A stem says what the column holds, whatever else stands beside it.
"""
# ruff: noqa: E501  # tables of patterns

import re

# Endings and prepositions of moments: "Gewonnen am", "Ganado el", "Gesloten op".
ON = r"(?:am|el|il|em|op|on|le|at|a|o)"
DAY = r"(?:date|data|fecha|datum)"
NEXT = r"(?:next|volgende?|prossim[oai]|proxim[oa]s?|na(?:e)?chste[rsnm]?|prochaine?s?)"
PARTY = r"(?:clients?|customers?|clientes?|clienti|kunden?|klant(?:en)?|aziend\w+|empresas?|compan\w+|firm\w+|unternehmen\w*|bedrij\w+|societ\w+|accounts?|contas?|cuentas?)"
OWNER = (
    r"(?:proprietari[oa]|propietari[oa]|eigenaar|eigentumer\w*|inhaber\w*|besitzer\w*|titolare|zustandig\w*|"
    r"verantwoordelijke?n?|verantwortlich\w*|assegnatari[oa]|responsavel|collaborateurs?|staffs?|mitarbeiter\w*|"
    r"medewerker\w*)"
)
# How many, not who: "Nombre de collaborateurs".
COUNT = r"(?:nombre|nb|nbre|no|number|numero|num|anzahl|aantal|total|count|size|taille|tranche|effectifs?)"
GIVEN = r"(?:gestit[oa]|llevad[oa]|gestionad[oa]|seguid[oa]|acompanhad[oa]|betreut|behandeld|opgevolgd|bearbeitet|zugewiesen|zugeordnet|toegewezen|atribuid[oa]|assegnat[oa]|asignad[oa]|cargo)"
PLANNED = r"(?:estim\w+|prevue?s?|prevision\w*|previsible|previst[oa]|esperad[oa]|attes[oa]|stimat[oa]|verwacht\w*|erwartet\w*|geschatzt\w*|voraussichtlich\w*|gepland\w*|geplant\w*|expected|forecast|planned|probable)"
CLOSING = r"(?:clos\w+|clotur\w+|signatures?|sign|firma|cierre|chiusura|fecho|fechamento|abschluss\w*|sluit\w*|afsluit\w*|decis\w+|commande|auftrag\w*|pedido|ordine)"
MONEY = r"(?:montants?|amounts?|valeur\w*|values?|ca|prix|price|betrag|importes?|importo|valor\w*|wert|volum\w*|umsatz|cout|cost|marge?\w*|revenue?s?|budget|heures?|jours?|days|status|statut|reason|motif|prob\w*|notes?|comment\w*|n|num\w*)"
CLOSED = r"(?:cerrad[oa]s?|chius[oa]|fechad[oa]|gesloten|afgesloten|abgeschlossen|geschlossen)"
WON = r"(?:accepted|signed|awarded|approved|won|acceptee?|signee?|gagnee?|confirmee?|aceptad[oa]|aceit[oa]|firmad[oa]|adjudicad[oa]|ganad[oa]|ganh[oa]|firmat[oa]|accettat[oa]|vint[oa]|beauftragt|erteilt|gewonnen|getekend|geaccepteerd|gegund)"
WINNING = r"(?:acceptation|aceptacion|accettazione|aceitacao|acceptance|adjudicacion|adjudicacao|aggiudicazione|beauftragung|akkoord|opdracht|gunning)"
LOST = r"(?:rejected|refused|declined|lost|perdid[oa]|pers[oa]|perdue?|refusee?|rechazad[oa]|rifiutat[oa]|recusad[oa]|verloren|abgelehnt|afgewezen)"
LOSING = r"(?:rejet|rifiuto|rechazo|recusa|afwijzing|ablehnung|absage|rejection|refus|perte|perdita|perdida|perda|verlies|verlust|loss|echec|insucesso|insuccesso)"
MADE = r"(?:toegevoegd|aangemaakt|aggiunt[oa]|creat[oa]|cread[oa]|criad[oa]|adicionad[oa]|anadid[oa]|hinzugefugt|angelegt)"
STEP = r"(?:passaggio|passo|passos|etapa|fase|massnahmen?|actie|stap|schritte?|aktion|acao|accion|azione|activit\w+|actividad|attivita|atividade|aktivitat|activiteit|activity|activite)"

# (role, pattern, rank), the first that fits; the ranks are those of guesses.
PATTERNS = (
    ("ignore", r"\w+ ?wahrscheinlichkeit\b|\b(?:slaag|score|win)kans\b|^erfolgschancen?$|^wahrsch$", 503),
    ("lost_reason", rf"^(?:reden|grund|motif|raison|motivo|reason|cause|causa)\b.*\b{LOSING}$|^(?:verlies|verlust|absage)\w*(?:reden|grund)$", 503),
    ("action", rf"^{NEXT} {STEP}(?: (?:summary|subject|resume))?$|^passaggio successivo$|^vervolgactie$|^what s next$", 503),
    ("action", r"^activi\w+ (?:ids )?(?:summary|subject|resume|sujet)$", 503),
    ("due", r"^activi\w+ (?:ids )?(?:date deadline|due date|deadline|date d echeance|echeance)$", 503),
    ("due", rf"^echeance de la {NEXT} \w+$|^date (?:tache|task)$", 503),
    ("due", rf"^{NEXT} {STEP} {ON}$|^{DAY} (?:\w{{1,5}} )?{NEXT} {STEP}$|^{NEXT} {DAY} (?:\w{{1,3}} )?{STEP}$", 503),
    ("due", r"^(?:follow ?up|relance|rappel|reminder|nachfassen|seguimiento|sollecito|opvolging) \d$", 503),
    ("closing", rf"^(?!.*\b{MONEY}\b)(?=.*\b{PLANNED}\b)(?=.*\b{CLOSING}\b)", 504),
    ("closing", r"^(?:quote|quotation|tender|bid|rfq|rfp|offer|proposal|submission|return) (?:due|deadline|return|closing|submission|date due|due date|due on|return date|due back)\b", 650),
    ("closing", r"^(?:echeance|date limite|limite|dead ?line|dlro|date) (?:de |d )?(?:remise|reponse|depot|rendu)(?: (?:des |de l |d )?offres?)?$|^(?:remise|rendu|depot)(?: (?:des? |de l |d )?offres?)? (?:le|avant|pour le|au plus tard)$|^rendu le$", 650),
    ("closing", r"^(?:angebot|abgabe|submission)s? ?(?:bis|termin|frist|datum|am|schluss)$|^(?:angebots|abgabe|submissions)\w*(?:termin|frist|schluss|datum)$|^submission$|^(?:inschrijf|aanbestedings)\w*(?:datum|termijn)$", 650),
    ("closing", r"^(?:f|fecha|plazo|data|termine|scadenza) (?:limite )?(?:de |di |da |del |della )?(?:entrega|presentacion|presentazione|consegna|apresentacao|gara)\b", 650),
    ("won_date", rf"^{DAY} {WON}$|^(?:deal |trato |negocio |affare )?{WON} (?:{DAY}|{ON})$|^{DAY} (?:\w{{1,5}} )?{WINNING}$|^auftragseingang$", 504),
    ("won_date", rf"^(?:commande|cde|bon de commande|bdc|bpa|bc|os|accord) (?:recue?|signee?)? ?{ON}$", 504),
    ("lost_date", rf"^{DAY} {LOST}$|^(?:deal |trato |negocio |affare )?{LOST} (?:{DAY}|{ON})$|^{DAY} (?:\w{{1,5}} )?{LOSING}$", 504),
    ("close", rf"^(?:\w+ )?{CLOSED} {ON}$", 504),
    ("created", rf"^(?:{DAY}|deal|affare|negocio|trato|oportunid\w+|opportunit\w+|lead)? ?{MADE}(?: {ON})?$", 504),
    ("currency", r"^(?:moneda|valuta|divisa|moeda|wahrung|waehrung|devise|currency)(?: (?:de|del|des|di|do|of) \w+| code)?$", 504),
    ("customer", r"^(?:empresas?|aziend[ae]|organiza\w+) (?:asociad|associad|associat)\w*$|^(?:zugeordnete|verknupfte|verbundene|gekoppelde?)s? (?:unternehmen|firmen?|bedrij\w+)$", 504),
    ("customer", r"^(?:organizzazione|organizacao|organisatie|conta|nome da conta|account ?naam|accountname|partner|auftraggeber bauherr)$", 504),
    ("salesperson", rf"^(?!.*\b(?:{PARTY}|{COUNT})\b)(?:.*\b{OWNER}$|{OWNER}\b)", 504),
    ("salesperson", rf"^(?:in |a )?{GIVEN}(?: (?:da|de|por|von|door|an|aan|a))?$|^gestor comercial$|^ansprechpartner intern$", 504),
    ("salesperson", r"^(?:qui|wer|wie|who|chi|quien|quem) (?:suit|s en occupe|s occupe|gere|pilote|traite|owns|sells|segue|lleva|verkauft|betreut|volgt op)\b|^suivi par qui$", 504),
    ("status", r"^(?:estado|stato|status|situacao) (?:d[aeo]s? |del |della |dell )?(?:proposta|offert[ae]|preventivo|orcamento|oferta)$|^(?:offerte|opdracht|deal)status$|^(?:uitslag|resultaat)$", 504),
    ("status", r"^(?:accepte|gagne|signe|won|accepted|ganado|vinto|gewonnen|angenommen)e? (?:ou |or |o |oder )?(?:refuse|perdu|lost|rejected|perdido|perso|verloren|abgelehnt)e?$", 504),
    ("amount", r"^(?:totaal|prijs|orderwaarde|dealwaarde|offertebedrag)$", 504),
    ("name", r"^(?:deal ?naam|naam deal|nome dell accordo|geschaftsname|bouwproject|denominacao|werk|tema|thema|argomento|topico)$", 504),
)  # fmt: skip
PATTERNS = tuple((role, re.compile(pattern), rank) for role, pattern, rank in PATTERNS)


def find_role(words):
    """Return (role, rank) of the normalized ``words`` of a heading, None when no stem tells it.

    >>> find_role("proprietario dell affare"), find_role("eigenaar van deal")
    (('salesperson', 504), ('salesperson', 504))
    >>> find_role("inhaber der firma"), find_role("gesloten op"), find_role("volgende stap op")
    (None, ('close', 504), ('due', 503))
    >>> find_role("nombre de collaborateurs"), find_role("anzahl mitarbeiter")
    (None, None)
    """
    for role, pattern, rank in PATTERNS:
        if pattern.search(words):
            return role, rank
    return None
