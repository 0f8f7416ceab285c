"""Headings made of known words only: "Projet / opportunité", "Titre de l'affaire", "Enjeu financier".

A heading with a word of no list says something else, and is left alone.
"""
# ruff: noqa: E501  # tables of words

WORDS = {
    "deal": """
        affaire affaires opportunite opportunites projet projets chantier chantiers dossier dossiers consultation
        demande deal deals opportunity opportunities project projects lead leads opp tender bid job verkaufschance
        verkaufschancen vertriebsprojekt vertriebschance projekt projekte vorhaben anfrage chance opportunita
        trattativa affare progetto commessa richiesta negocio negocios oportunidad proyecto solicitud besoin
        evenement event operation theme lot ouvrage pitch enquiry enquiries requirement requirements gegenstand
        trabajo trabajos obra obras travaux works work scope lavori
        """,
    "quote": """
        devis offre offres proposition propale quote quotes quotation proposal estimate angebot angebote offerte
        offerta offerte preventivo presupuesto oferta propuesta marche contrat contract commande order auftrag
        vente sale sales
        """,
    "title": """
        nom name titre title libelle intitule objet sujet subject designation description nombre titulo nome titolo
        oggetto objeto bezeichnung beschreibung titel thema details detail realiser
        """,
    "german": "angebotstitel projektbezeichnung projekttitel angebotsbezeichnung angebotsname projektname auftragsname",
    "party": """
        client clients societe societes entreprise compte structure enseigne particulier company customer account
        organisation organization buyer kunde firma unternehmen cliente azienda empresa societa acheteur prospect collectivite bailleur promoteur syndic employer authority
        contracting kundin ditta entite etablissement owner raison sociale entity
        """,
    "money": """
        montant montants valeur budget enveloppe enjeu somme ca chiffre revenu revenus value amount revenue worth
        price betrag wert umsatz umsatzpotenzial volumen summe importo valore fatturato ricavo importe valor monto
        ingresos prix volume total grandeur ordre sum turnover fee fees potenzial potential imponibile totale gbp
        """,
    "stage": "etape etapes stade phase avancement position stage step phase stufe fase etapa pipeline pipe",
    "state": """
        statut etat situation status state zustand stand stato estado resultat outcome angebotsstatus projektstatus
        auftragsstatus situazione situacion
        """,
    "action": "action actions move moves massnahme massnahmen tache taches tarea task tasks azione azioni accion acciones aktion aktionen aufgabe paso pasos passo passi step steps schritt schritte activity activities",
    "next": "prochaine prochain prochaines prochains suivante suivant next nachste nachster nachsten prossima prossimo prossimi proxima proximo proximos siguiente siguientes faire venir mener realiser prossime pendientes pendiente reste restant relance followup follow up hacer fare todo",
    "closing": "closing close cloture signature decision conclusion abschluss entscheidung chiusura cierre firma award commande order forecast",
    "date": "date datum data fecha mois month monat mese mes jour day",
    "planned": """
        prevu prevue previsionnel previsionnelle estime estimee attendu attendue espere esperee expected estimated
        planned forecast target likely voraussichtlich voraussichtlicher voraussichtliches erwarteter erwartetes
        geplanter geplant geschatzter geschatztes previsto prevista previsti stimato stimata estimado estimada prevu
        potentiel potentielle potential
        """,
    "seller": "commercial commerciale vendeur vendeuse responsable gestionnaire vertriebler verkaufer commerciali venditore vendedor comercial referent interne salesperson rep seller owner pilote",
    "about": """
        commercial commerciale commerciaux actuel actuelle current en cours concerne concernee vise visee prospecte
        prospectee financier financiere budgetaire final finale interne principal principale affaires business sales
        suivi suivie suivies riferimento in progress total globale global new nouveau nouvelle client
        """,
    "small": "d de du des l la le les a au del di der of the et and und da con que to ou or",
}  # fmt: skip
KINDS = {}
for _kind, _text in WORDS.items():
    for _word in _text.split():
        KINDS.setdefault(_word, set()).add(_kind)
SMALL = {"small"}

# (role, words of which one must be there, words that may be beside it), the first that fits.
RULES = (
    ("closing", {"closing"}, {"date", "planned", "quote", "deal", "about"}),
    ("amount", {"money"}, {"planned", "quote", "deal", "about"}),
    ("status", {"state"}, {"quote", "deal", "party", "about"}),
    ("action", {"action", "next"}, {"about", "planned"}),
    ("stage", {"stage"}, {"quote", "deal", "about"}),
    ("name", {"german"}, {"german"}),
    ("name", {"deal"}, {"title", "quote", "about"}),
    ("customer", {"party"}, {"title", "about"}),
    ("salesperson", {"seller"}, {"title", "about"}),
)
# Roles that need more than a single word: "stage" alone is listed elsewhere.
NEEDED = {"closing": {"planned", "date"}, "action": {"action"}}


def find_compound(words):
    """Return (role, rank) of a heading made of known words only, else None.

    >>> find_compound("projet opportunite"), find_compound("enjeu financier")
    (('name', 650), ('amount', 650))
    >>> find_compound("statut actuel"), find_compound("couleur du projet")
    (('status', 650), None)
    """
    tokens = [kinds for kinds in map(KINDS.get, words.split()) if kinds != SMALL]
    if not tokens or None in tokens:
        return None
    for role, main, beside in RULES:
        told = _has(tokens, main) and _has(tokens, NEEDED.get(role, main))
        if told and all(kinds & (main | beside) for kinds in tokens):
            return role, 650
    return None


def _has(tokens, kinds):
    return any(found & kinds for found in tokens)
