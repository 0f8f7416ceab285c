"""Headings in five languages and of a dozen tools, by role.

In each list the best heading comes first: of two columns for the same role, the one with the
earlier heading is taken.
"""

# ruff: noqa: E501  # tables of words

HEADINGS = {
    # The name of the deal and its customer in one cell.
    "name_customer": """
        opportunite client; client opportunite; opportunity customer; customer opportunity;
        affaire client; client affaire; client projet; projet client; deal client; client chantier;
        chantier client; prospect client; client prospect; opportunity client; client opportunity;
        oportunidad cliente; cliente oportunidad; chance kunde; kunde chance; kunde projekt;
        opportunita cliente; cliente opportunita; customer prospect; prospect customer
        """,
    "name": """
        opportunite; opportunity; deal; affaire; deal name; opportunity name; nom de l opportunite;
        nom de la transaction; nom de l affaire; nom opportunite; nom affaire; nom du deal;
        intitule de l opportunite; intitule; intitule de l affaire; libelle; title; titre;
        deal title; affaire titre; opportunity title; potential name; potential; project name;
        nom du projet; projet; project; chantier; nom du chantier; nom de l evenement; event name;
        job name; job; dossier; nom du dossier; card name; nom de la carte; task name; nom de la tache;
        item; item name; element; record; nombre del negocio; nombre de la oportunidad; negocio;
        nombre del trato; trato; oportunidad; titulo; proyecto; dealname; name des deals; deal titel;
        titel; geschaft; verkaufschance; opportunitat; chance; projekt; projektname; bezeichnung;
        nome opportunita; opportunita; nome trattativa; trattativa; nome affare; affare; titolo;
        progetto; nome del progetto; topic; sujet; rubrique; objet; subject; asunto; betreff; oggetto;
        lead title; lead name; lead; piste; nom de la piste; nom du lead; transaction; name; nom;
        nombre; nome; opp name; opp; prospect; prospects; vente; sale name; designation;
        transaction name; nom de la vente; opportunity topic; nom commercial de l affaire; pipeline deal;
        sale; opportunity description; titre de l opportunite; titre de l affaire; nom de l element;
        nom du prospect; candidat; stagiaire; bien; titre de l annonce; vorhaben; bauvorhaben; lavoro; commessa; obra; caso; auftrag; anfrage; richiesta; mandat;
        objet du marche; intitule du marche; consultation; objet du devis; objet devis; intitule du devis; intitule du projet; libelle du projet; libelle affaire; intitule affaire; nom de dossier; designation du projet; nom du lead ou de l affaire; nombre del proyecto; nombre proyecto; denominacion; descripcion del negocio; descrizione commessa; auftragsbezeichnung; vorgang; offer name; proposal name; proposal title; quote title; engagement; assignment; mission; operation; nom de l operation; intitule operation; nom operation; oportunidade; negocio nome; nome do negocio; nome da oportunidade; projeto; issue summary; deal summary; libelle de l affaire; nom de l offre; card title; scheme; scheme name; tender name; tender title; tender; bid name; bid title; contract title; concerne; objekt; bauobjekt; kans; thema; omschrijving; onderwerp; projectnaam; objeto; obra proyecto; projectomschrijving; assunto; nome da negociacao; negociacao; titulo do negocio; titulo da oportunidade; oppo description
        """,
    "customer": """
        client; customer; societe; company; company name; nom de la societe; nom du client;
        nom client; nom societe; entreprise; nom de l entreprise; raison sociale; compte;
        nom du compte; nom de compte; account; account name; organization; organisation;
        organization name; organisation name; nom de l organisation; customer name; client name;
        deal organization; affaire organisation; associated company; associated companies;
        associated company primary; entreprise associee; entreprises associees; associated company names;
        associated company ids names; primary company; end user account; potential customer;
        client potentiel; parent account; kunde; firma; firmenname; unternehmen; kundenname;
        organisationsname; zugeordnetes unternehmen; empresa; cliente; nombre de la empresa; cuenta;
        nombre de la cuenta; empresa asociada; organizacion; nombre del cliente; azienda; societa;
        nome azienda; ragione sociale; nome account; organizzazione; nome cliente; business name;
        property name; site name; maitre d ouvrage; moa; donneur d ordre; donneur d ordres;
        commanditaire; tiers; nom du tiers; lead company; company account; enterprise; company title;
        prospect company; societe client; client societe; etablissement; structure; enseigne; brand;
        account name account name; nom de la societe client; client final; end customer; fund;
        acquereur; acheteur; auftraggeber; interessent; committente; financeur; titular; comprador; kunde firma;
        entreprise generale; entreprise consultante; mandataire; pouvoir adjudicateur; acheteur public; adjudicateur; organizations; organisations; organization; companies; societes; clients; accounts; comptes; kunden; party; clientes; clienti; company organization; nom entreprise; parties; denominazione; razon social; nome dell azienda; general contractor; gc; main contractor; prime contractor; contractor; developer; bauherr; bauherrin; bauherrschaft; committenza; promotor; cliente finale; endkunde; potenzieller kunde; klant; klantnaam; opdrachtgever; bedrijf; bedrijfsnaam; konto; org; pour; destinataire; adresse a; clienta; nome do cliente; business; firm; institution; negocio do cliente; nome da empresa; partner name; raison sociale client; company business name; nome fantasia; razao social; agency; sponsor; partner id name; partner id; client folder; comp name
        """,
    "contact": """
        contact; contact name; person name; personne nom; nom du contact; contact person; personne de contact; contact principal;
        interlocuteur; contact client; dirigeant; decideur; primary contact; associated contact;
        associated contacts; contacts associes; contact associe; contacts; deal contact person;
        end user contact; person; personne; full name; nom complet; nom et prenom;
        prenom nom; nom prenom; contact full name; ansprechpartner; kontakt; kontaktperson;
        kontaktname; contacto; persona de contacto; nombre del contacto; contatto; referente;
        persona di contatto; nome contatto; gerant; responsable client; associated contact name;
        contact s name; contact nom; personne a contacter; personne contact; contact commercial client; nom de l interlocuteur; contacto principal; kontakt name; primary person; contactpersoon; person full name; nom du decideur; referent client; contacto comercial; gesprachspartner; contato; nome do contato; pessoa de contato; nome completo
        """,
    "first_name": "prenom; first name; firstname; vorname; nombre de pila; given name; contact first name; prenom du contact",
    "last_name": "nom de famille; last name; lastname; nachname; apellido; apellidos; cognome; surname; family name; contact last name; nom du contact prenom",
    "email": """
        email; e mail; mail; courriel; adresse email; adresse e mail; adresse mail; email address;
        contact email; email du contact; associated contact email; work email; email professionnel;
        person email; person email work; correo; correo electronico; e mail adresse; posta elettronica;
        indirizzo email; primary email; email 1; email client; mail client; mail contact; courriel du contact; email from; email normalized; endereco de email
        """,
    "phone": """
        telephone; phone; tel; phone number; numero de telephone; telephone fixe; tel fixe; mobile;
        portable; telephone portable; mobile phone; tel portable; work phone; contact phone;
        telephone du contact; telefono; telefon; telefonnummer; handy; movil; cellulare; gsm;
        person phone; n de telephone; phone work; business phone; no de telephone; tel mobile; tel contact;
        telephone professionnel; mobile number; cellphone; cell; telefone; celular; whatsapp; telefone celular
        """,
    "amount": """
        montant estime; estimated amount; amount; montant; valeur;
        value; deal value; deal amount; ca estime; ca potentiel; ca previsionnel; ca prevu; chiffre d affaires;
        chiffre d affaires estime; chiffre d affaires potentiel; ca; montant potentiel;
        montant previsionnel; montant du devis; montant devis; montant de l opportunite;
        montant de l affaire; montant de la transaction; montant total;
        estimated value; estimated revenue; est revenue; est value; expected value;
        expected revenue; revenu attendu; revenu estime; revenu espere; revenu potentiel; revenue;
        subtotal; sub total; sous total; ht; hors taxes; nettobetrag; netto; base imponible; imponibile;
        potential value; potential revenue; opportunity value; opportunity amount; budget;
        budget estime; budget client; prix; price; total; total amount; total value; close value;
        deal size; valeur estimee; valeur de l affaire; valeur de l opportunite; valeur potentielle;
        valeur du deal; affaire valeur; estime; estimated; estimation; enveloppe; montant du marche;
        montant marche; prix de vente; importe; importe estimado; valor; valor estimado; valor del negocio;
        cantidad; monto; importe previsto; betrag; wert; deal wert; auftragswert; auftragsvolumen;
        geschatzter wert; volumen; summe; erwarteter umsatz; umsatz; geschatzter umsatz; importo;
        importo stimato; valore; valore stimato; valore trattativa; ricavo previsto; ricavi previsti;
        masked deal value; amount in company currency; montant en devise de l entreprise; acv; tcv; arr;
        contract value; quote amount; quote value; sales amount; montant de la vente;
        proposal amount; ca annuel estime; amount converted;
        potentiel; potentiel ca; potentiel commercial; honoraires; montant honoraires; opportunity revenue; won amount;
        presupuesto; importo preventivo; angebotssumme; angebotswert; auftragssumme; importe presupuesto; prezzo; precio; preis; honorar; tarif; prime annuelle; loyer annuel; hors taxe; likely; ca brut; montant brut; brut; total brut; value amount; deal amount value; bid amount; gross value; gross amount; montant de la commande; montant commande; montant du contrat; contract amount; order value; order amount; valeur du contrat; importe total; importe bruto; auftragswert; gesamtbetrag; gesamtsumme; angebotsbetrag; valore offerta; importo offerta; importo totale; quote total; proposal value; job value; quoted; quoted amount; prix total; prix propose; montant propose; montant offre; montant de l offre; offre de prix; chiffrage; devis; montant global; ca attendu; ca espere; ca en jeu; ca annuel; value per deal; likely amount; mt; mnt; mtt; mt devis; mnt devis; montant travaux; montant marche de travaux; montant estimatif; estimation travaux; net; h t; combien; how much; wieviel; cuanto; gesch umsatz; erw umsatz; bedrag; offertebedrag; waarde; verwachte omzet; totaalbedrag; valor total; valor estimado obra; planned revenue; valor vendido; valor ofertado; valor do orcamento; valor da proposta; valor do negocio; valor da venda; valor do contrato; orcamento; oppo forecast
        """,
    "currency": """
        devise; currency; currency of value; deal currency; deal currency of value; monnaie; waehrung;
        wahrung; moneda; valuta; divisa; affaire devise; devise de valeur; currency code; amount currency;
        opportunity currency; code devise; value currency; bid currency; opportunity currency code; currency iso code; deal value currency; iso currency
        """,
    "stage": """
        etape; stage; deal stage; phase; phase de la transaction; etape de l affaire; etape du pipeline;
        sales stage; stage name; pipeline stage; statut d avancement; avancement; etat d avancement;
        etape de vente; etape commerciale; deal etape; affaire etape; opportunity stage; phase de vente;
        etape de l opportunite; list name; nom de la liste; liste; list; colonne; column; group; groupe;
        etapa; etapa del negocio; fase; fase del negocio; fase de la oportunidad; dealphase; vertriebsphase;
        stufe; fase trattativa; fase di vendita; etapa de venta; pipeline phase; verkaufsphase; step;
        etape actuelle; current stage; phase du pipeline; pipeline stage name; contact phase; funnel stage; stade; stage de vente; opp stage; etape pipe; milestone; deal step; funnel step; etat d avancement commercial; pipeline step; deal phase; current step; bucket name; bucket; nom du compartiment; compartiment; section column; section; board column; column name; kanban column; swimlane; list status; pipelinephase; maturite; progress; avanzamento; verkoopfase; vertriebsstufe; estagio; estagio do funil; etapa do funil; fase do negocio; fase da venda; funil; oppo stage
        """,
    "status": """
        statut; status; etat; deal status; statut gagne perdu; gagne perdu; won lost; affaire statut;
        statut de l affaire; statut de l opportunite; opportunity status; statut commercial; state;
        opp status; lead status; statut du lead; statut de la piste; status reason; raison du statut;
        forecast type; forecast category; estado; estado del negocio; estado de la oportunidad; situacion;
        zustand; stato; stato trattativa; stato opportunita; resultat; result; issue; outcome; statut devis;
        statut du devis; statut de la transaction; situation; deal state; lead stage; etat du devis;
        statut client; statut prospect; statut contact; statut du contact; contact status; sales status; avancement commercial;
        esito; statut du dossier; etat du dossier; etat de la demande; situazione; stand; estatus; bearbeitungsstand; status label; opportunity state; opportunity outcome; status type; deal outcome; statut affaire; etat affaire; deal result; ergebnis; esito trattativa; resultado; suite donnee; reponse client; retour client; decision client; ou en est on; bearbeitungsstatus; stato avanzamento; situacao; estado do negocio; oppo status
        """,
    "action": """
        prochaine action; next action; next step; prochaine etape; next steps; action; action a faire;
        actions; actions a mener; action a mener; a faire; todo; to do; next activity; prochaine activite;
        next activity subject; relance; suivi; suite a donner; action suivante; prochaines etapes;
        prochain pas; proxima accion; siguiente paso; proximo paso; accion; tarea; proxima actividad;
        nachste aktion; nachster schritt; nachste schritte; nachste aktivitat; aktion; prossima azione;
        prossimo passo; prossima attivita; azione; follow up; next step description; deal next activity;
        next task; prochaine tache; action prevue; task; tache; prochain rdv objet; action commerciale;
        da fare; cosa fare; que hacer; aufgabe; naechster schritt; pendiente; prossimo step; prochaine demarche; etape suivante; etapes suivantes; quoi faire; que faire; quoi; action 1; prochaine action 1; next action 1; next; siguiente accion; siguientes pasos; azione successiva; was tun; what next; actions prevues; plan d action; action item; action items; was ist zu tun; following step; reste a faire; volgende actie; volgende stap; actie; action required; action a realiser; action en cours; actions en cours; proxima acao; proximo passo; acao; proxima atividade
        """,
    "due": """
        date d echeance; echeance; due date; date echeance; date prochaine action; next action date;
        date de prochaine action; date de la prochaine action; deadline; date limite; relance le;
        date de relance; prochaine relance; date relance; date action; date de l action; next follow up;
        next followup; next follow up date; follow up date; followup date; next activity date;
        deal next activity date; affaire date de la prochaine activite; date de la prochaine activite;
        date prochaine activite; prochain contact; date prochain contact; date de prochain contact;
        next contact; next contact date; next contact on; a relancer le; rappel; date de rappel; reminder;
        reminder date; prochain rdv; date rdv; date du rdv; date de rdv; quand; pour le; next step date;
        next meeting; a faire le; when; wann; cuando; quando; date prevue; next call; next activity due date; task due date;
        fecha proxima accion; fecha limite; fecha de vencimiento; vencimiento; fecha de la proxima actividad;
        fecha proximo contacto; faelligkeit; falligkeit; falligkeitsdatum; faellig am; fallig am; termin;
        datum nachste aktion; nachster kontakt; wiedervorlage; nachstes aktivitatsdatum; scadenza;
        data scadenza; data prossima azione; data prossimo contatto; prossimo contatto; due; date de suivi;
        date suivi; action date; date de la relance; remind on; date d action; relancer le; next activity on;
        entro il; fecha seguimiento; fecha de seguimiento; da ricontattare il; ricontattare; nachfassen am; kontakt am; llamar el; contacter le; follow up on; remind date; reminder on; chase date; proximo seguimiento; proximo contacto el; prossimo follow up; nachster termin; nachstes datum; next contact due; next action on; call back; callback date; recall date; date de rappel client; a rappeler le; rappeler le; prochaine date; date prochaine etape; prochain point; prochaine echeance; follow up due; next touch; next touch date; fecha proxima; fecha proximo paso; fecha siguiente paso; data follow up; next step due; echeance action; avant le; d ici le; date action 1; date prochaine action 1; echeance 1; bis wann; entro; antes del; faire avant le; a faire avant le; a traiter le; a traiter avant le; fallig; faellig; data limite; prazo; proximo passo data; pour quand; opvolgen op; opvolging; opvolgdatum; vervaldatum; terugbellen op; volgend contact; da richiamare il; a rappeler; proximo contato; data do proximo contato; data de retorno; retorno em; data da proxima acao; proximo follow up; data proximo contato
        """,
    # Expected closing of an open deal.
    "closing": """
        expected close date; expected closing; expected closing date; expected close; close date expected;
        estimated close date; est close date; estimated closing date; forecast close date; tentative close date;
        target close date; projected close date; planned close date; date de cloture prevue;
        date de cloture estimee; date de fermeture prevue; date de signature prevue; signature prevue;
        date prevue de cloture; date previsionnelle de signature; date previsionnelle; cloture prevue;
        date de cloture previsionnelle; date de cloture attendue; date de conclusion prevue;
        date de signature estimee; date signature prevue; date prevue de signature; cloture estimee;
        date estimee de cloture; deal expected close date; affaire date de cloture prevue;
        fecha prevista de cierre; fecha estimada de cierre; cierre previsto; fecha de cierre prevista;
        fecha de cierre esperada; erwartetes abschlussdatum; voraussichtliches abschlussdatum;
        geplantes abschlussdatum; erwarteter abschluss; data chiusura prevista; data di chiusura prevista;
        chiusura prevista; date de decision; decision date; date de decision prevue; timeline;
        expected decision date; date de commande prevue; previsional close; fecha estimada; echeance de signature;
        abschluss; date limite de remise; remise des offres; entscheidung; anticipated closing time; anticipated close; anticipated close date; likely close date; decision prevue; decision attendue; reponse attendue; reponse prevue le; date de reponse prevue; entscheidung am; fecha decision; data decisione; est close; oppo targetclose; remise offre; remise de l offre; date remise; est closing; exp close; exp close date; expected decision; target date; expected date; expected on; gesch abschlussdatum; gesch abschluss; erw abschluss; verwachte sluitingsdatum; verwachte afsluitdatum; data prevista de fechamento; previsao de fechamento; data prevista; data estimada de fechamento; date deadline; previsao
        """,
    # Expected closing of an open deal, or closing of a won or lost one.
    "close": """
        close date; closing date; date de cloture; date de fermeture; closed date; date closed; date de signature;
        date signature; date de conclusion; close date a; closedate; date fermeture; cloture; date cloture;
        fecha de cierre; abschlussdatum; abschlussdatum des deals; data di chiusura; data chiusura; actual close date;
        closed on; date de cloture reelle; deal close date; close; deal closed on; affaire cloturee le;
        end date; fecha cierre; schlussdatum; closing; date de vente; date de closing; cloture le; closed at;
        close time; closed time; date de fin; completed date; sluitingsdatum; afsluitdatum; data de fechamento; data fechamento; data do fechamento
        """,
    "won_date": """
        won date; date won; won time; won on; date de gain; date gagnee; date gagne; date gain; deal won time;
        affaire date de gain; gagne le; gagnee le; gagnee a; date de commande; date commande; order date;
        signe le; signee le; signed on; date du bon de commande; fecha ganado; gewonnen am; data vinta;
        signed date; heure du gain; heure de la victoire; deal won on; date d acceptation; won at; date acceptation; date d accord; date accord; date de la commande; accepte le; acceptee le; commande le; auftragsdatum; fecha adjudicacion; data ordine; date de validation; valide le; date de signature du devis; contract date; fecha de firma; unterschrieben am; date de notification; data da venda; data venda; data do ganho
        """,
    "lost_date": """
        lost date; date lost; lost time; lost on; date de perte; date perdue; date perdu; date perte;
        deal lost time; perdu le; perdue le; perdue a; affaire date de perte; refuse le; refusee le; rejected on; declined on; abgelehnt am; rechazado el; rifiutato il; fecha perdido; verloren am;
        data persa; heure de la perte; deal lost on; lost at; date de refus
        """,
    "created": """
        created date; date created; creation date; date de creation; created; created on; created at; cree le;
        creee le; create date; createdate; created time; date creation; deal created; affaire creee;
        date d ouverture; opened date; open date; date d entree; date d arrivee; date de la demande; date demande;
        date de premier contact; premier contact; first contact; first contact date; first contacted;
        engage date; fecha de creacion; creado el; creado; erstellt; erstellt am; erstelldatum;
        erstellungsdatum; data creazione; data di creazione; creato il; creation; deal created on; add time;
        date du contact; date de contact; date du lead; lead date; date de reception; affaire date de creation;
        date added; added on; ajoute le; ajoutee le; creation log; created at date; deal creation date; cree a; creee a; created a; date d ajout; date lead; enquiry date; date of enquiry; date received; fecha de alta; fecha alta; anlagedatum; eingang; eingangsdatum; date create; create time; contact date; data de criacao; data criacao; data de cadastro; data do cadastro; data de entrada; lead erstellt; erstellungszeit; deal erstellt
        """,
    "salesperson": """
        commercial; vendeur; salesperson; owner; proprietaire; deal owner; responsable; charge d affaires;
        charge d affaire; suivi par; sales rep; sales agent; assigned to; assigne a; assignee; responsable commercial;
        proprietaire de la transaction; proprietaire de l opportunite; proprietaire de l affaire; opportunity owner;
        potential owner; deal deal owner; collaborateur affecte; collaborateur; members; membres; affecte a; affectee a;
        attribue a; attribuee a; account manager; account executive; ae; sales representative; ingenieur commercial;
        commercial en charge; owner name; proprietaire du deal; owner code; affaire proprietaire; equipe; lead owner;
        utilisateur; user; propietario; propietario del negocio; propietario de la oportunidad; vendedor; comercial;
        eigentumer; besitzer; zustandig; verkaufer; deal inhaber; deal eigentumer; inhaber; betreuer; bearbeiter;
        proprietario; venditore; commerciale; responsabile; agente; assegnato a; asignado a; people; person in charge;
        responsible; responsible person; en charge; pilote; referent; verantwortlich; verantwortlicher; gestore;
        sales owner; assigned by name; sales person; seller; rep; opp owner; owner full name; owner alias; sales; owned by; user name; user responsible; assigned user; assigned to user; assignees; user logon; personne en charge; agent; agent commercial; apporte par; gere par; charge de clientele; attache commercial; technico commercial; sales executive; responsable de l affaire; responsable de l opportunite; responsable du compte; vertrieb; aussendienst; kundenbetreuer; vertriebsmitarbeiter; ejecutivo; ejecutivo comercial; asesor; referente commerciale; handled by; deal responsible; opportunity responsible; account owner; cial; vermittler; vendeur en charge; suivi commercial par; qui; wer; who; responsible user; conducteur; conducteur de travaux; key account manager; kundenberater; incaricato; gestor; tecnico comercial; lead by; adm; aussendienstmitarbeiter; vertriebsbeauftragter; verkoper; eigenaar; verantwoordelijke; accountmanager; opgevolgd door; user in charge; utilisateur responsable; utilisateur affecte; assigned user name; sales manager; responsavel; responsavel comercial; consultor; consultora; vendedora; atendente; assigned by
        """,
    "notes": """
        notes; note; commentaire; commentaires; comments; comment; remarque; remarques; observations; observation;
        details; detail; description; card description; description de la carte; deal description; memo; infos;
        informations; informations complementaires; complement; historique; last note; derniere note; compte rendu;
        notas; comentarios; observaciones; descripcion; notizen; notiz; bemerkung; bemerkungen; kommentar; beschreibung;
        commenti; osservazioni; descrizione; content; contenu; additional info; besoin; contexte; opportunity notes;
        description du besoin; commentaire libre; remarks; opmerkingen; opmerking; notities; nota; observacao; observacoes; comentario; anotacoes
        """,
    "tags": """
        tags; tag; etiquettes; etiquette; labels; label; mots cles; categorie; categories; segment; secteur;
        secteur d activite; industry; sector; sector service; type de client; etiquetas; schlagworter; kategorie;
        branche; etichette; categoria; deal label; libelles; domaine; domaine d activite; smart tags
        """,
    "source": """
        source; lead source; origine; provenance; canal; source du lead; source de la piste; origin; channel;
        original source; source d origine; acquisition source; opportunity source; deal source; fuente; origen;
        quelle; herkunft; lead quelle; fonte; origine del lead; source channel; apporteur; apporteur d affaires;
        lead origin; source de l opportunite; fonte del lead; origine du contact; prescripteur; origem; canal de origem; origem do lead
        """,
    "lost_reason": """
        lost reason; raison de la perte; raison de perte; motif de perte; closed lost reason; loss reason;
        reason for loss; motif de refus; motif; raison; motif perte; raison perte; cause de perte; deal lost reason;
        affaire raison de la perte; raison de fermeture perdue; reason lost; motivo de perdida; motivo de la perdida;
        verlustgrund; grund; motivo perdita; motivo della perdita; raison du refus; closed lost reasons; reason for closing;
        closing reason; reason; motivo da perda; motivo de perda; motivo perda
        """,
    "source_id": """
        id; deal id; opportunity id; record id; identifiant; n; no; numero d affaire; num; ref; reference; deal deal id;
        id de fiche d informations; id d enregistrement; opportunityid; opportunity number; numero d opportunite; card id;
        short id; id de la carte; id de l opportunite; lead id; leadid; item id; potential id; uuid; guid; no affaire;
        reference affaire; numero de devis; n devis; n affaire; affaire id; id affaire; code; code affaire; id opportunite;
        opportunity opportunity; numero d ordre; ref affaire; element id; page id; notion id; airtable id; crm id;
        identificador; kennung; nummer; codice; numero opportunita; id negocio; id del negocio; datensatz id; id record;
        project number; quote number; reference interne; key; cle; deal number; id deal; ordre; external id; id de registro; id del registro; id registro; lfd nr; lfdnr; nr; job ref; job no; job number; quote no; quote ref; num devis; numero devis; ref devis; reference devis; numero; no devis; angebot nr; angebotsnummer; n offerta; numero preventivo; copper id; box key; deal key; oppo opportunityid; id opportunity; document no; code document; numero de dossier; no dossier; n dossier; expediente; projektnummer; proyecto no; issue key; issue id; id de la tache; deal uid; quotenumber; issue; offertenr; offertenummer; offert nr; offertnummer; n ppto; no ppto; n prev; bid; bid no; tender no; tender ref; id oportunidade; id venda; numero do orcamento
        """,
    "product": """
        product; produit; service; produits; products; product name; nom du produit; prestation; prestations; offre;
        solution; type de projet; type d affaire; type de prestation; product type; producto; servicio; produkt; prodotto;
        servizio; product deal; article; nature; nature des travaux; travaux; lot; type de travaux; services; line items;
        products and services; type de service; gamme; piece; pieces; artikel; articolo; articulo; formation; part; part name;
        bauteil; teil; componente; componente meccanico; pieza; pezzo; equipement; machine; maschine
        """,
    "cost": "cout estime; estimated cost; cout; cost; couts; prix de revient; prix d achat; couts estimes; coste; coste estimado; kosten; costo; costo stimato; debourse; debourse sec",
    "margin": "marge estimee; estimated margin; marge; margin; marge brute; gross margin; marge previsionnelle; margen; margen estimado; marge prevue; deckungsbeitrag; margine; margine stimato",
    "urgency": "urgence; urgency; urgencia; dringlichkeit; urgenza; niveau d urgence",
    # Ticked, dated or left blank: the outcome of the deal.
    "won_flag": """
        signe; signee; signes; signature obtenue; gagne; gagnee; won; is won; accepte; acceptee; accepted; signed; conclu;
        conclue; commande; commandee; vendu; vendue; sold; valide; validee; devis signe; devis accepte; offre acceptee;
        ganado; ganada; aceptado; firmado; gewonnen; beauftragt; unterschrieben; vinto; vinta; accettato; firmato; bon pour accord
        """,
    "lost_flag": """
        perdu; perdue; lost; is lost; refuse; refusee; refused; rejected; declined; abandonne; abandonnee; sans suite;
        devis refuse; offre refusee; perdido; perdida; rechazado; verloren; abgelehnt; perso; persa; rifiutato
        """,
    "done": "due complete; termine; terminee; done; completed; fait; checked; due completed",
    # Known and useless in a pipeline: neither kept nor reported.
    "ignore": """
        probability; probabilite; proba; probability percent; win probability; probabilidad; wahrscheinlichkeit;
        probabilita; closure probability; forecast probability; deal probability; affaire probabilite; confiance;
        modified on; modified date; last modified; last modified date; derniere modification; modifie le; updated at;
        last updated; updated; update time; mis a jour le; date de modification; date de derniere modification;
        last activity date; last activity; derniere activite; date de derniere activite; last contacted; last contact;
        last contact date; dernier contact; date dernier contact; date du dernier contact; ultima actividad;
        letzte aktivitat; ultima attivita; last interaction; last edited time; last edited; letzte anderung; ultima modifica;
        derniere relance; last followup; last follow up; ultimo contacto; ultimo contatto; letzter kontakt;
        card url; url; lien; link; lien de la carte; attachment count; attachment links; attachments; pieces jointes;
        checklist item total count; checklist item completed count; vote count; comment count; list id; board id;
        board name; archived; archive; start date complete; pipeline; pipeline name; nom du pipeline; deal pipeline;
        age in days; age tier; age; amount tier; days open; age jours; anciennete; tasks involved; events involved;
        calls involved; activities involved; campaign id; row checksum; account id; contact id; client code; company id;
        owner id; stage id; user id; created by; modified by; cree par; modifie par; deal currency id; is won; is closed;
        fiscal year; fiscal period; fiscal; fiscal quarter; weighted hours; weighted pipeline percent; associated company domain;
        domain; domaine web; site web; website; site internet; subitems; associated company ids; associated contact ids;
        visible to; activities to do; total activities; done activities; email messages count; last email received;
        last email sent; stage change; last stage change; deal visible to; deal activities to do; record type; last modified by;
        age du deal; jours dans l etape; days in stage; stage duration; exchange rate; system modstamp; creator; team id; rank;
        last modified on; anzahl; row id; position; sync; sequence; last activity time; modified time; derniere mise a jour; mise a jour; date mise a jour; date updated; date modified; value formatted; prob; prob reussite; oppo certainty; chance de succes; chances; closing probability; taux de reussite; date de la derniere activite; space name; folder name path; date updated text; date created text; due date text; start date text; task custom id; layout id; date of last email; date of last sent email; date of last received email; last stage change at; zuletzt geandert; geandert am; bearbeitet am; fecha de modificacion; fecha modificacion; data modifica; modificato il; modificado el; actualizado el; derniere maj; maj; maj le; updated on; last email; last call; date dernier appel; dernier appel; dernier echange; date dernier echange; letzter anruf; exercice comptable; exercice; outcome reason; fiscal month; periode fiscale; zeilenprufsumme; somme de controle de ligne; suma de comprobacion de fila; waarschijnlijkheid; abschlusswahrscheinlichkeit; geschaftsjahr; zeit der aktualisierung; date of last contact; datum laatste contact; laatste contact; date last contact; last check; last checked; last update; aktualisierungszeit; update zeit; probabilidade; ultima atualizacao; data de atualizacao
        """,
}
