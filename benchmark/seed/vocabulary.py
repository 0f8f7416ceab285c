"""Words of the generated records: a French construction trade."""

# fmt: off
TRADES = [
    "Maçonnerie", "Charpente", "Menuiserie", "Toiture", "Serrurerie", "Métallerie", "Plomberie",
    "Électricité", "Peinture", "Isolation", "Terrassement", "Carrelage", "Atelier", "Garage",
    "Boulangerie", "Domaine", "Résidence", "Cabinet", "Pharmacie", "Imprimerie",
]
SURNAMES = [
    "Martin", "Bernard", "Dubois", "Thomas", "Robert", "Richard", "Petit", "Durand", "Leroy",
    "Moreau", "Simon", "Laurent", "Lefebvre", "Michel", "Garcia", "David", "Bertrand", "Roux",
    "Vincent", "Fournier", "Morel", "Girard", "André", "Lefèvre", "Mercier", "Dupont", "Lambert",
    "Bonnet", "François", "Martinez", "Legrand", "Garnier", "Faure", "Rousseau", "Blanc", "Guérin",
    "Muller", "Henry", "Roussel", "Nicolas",
]
FIRST_NAMES = [
    "Jean", "Marie", "Pierre", "Nathalie", "Michel", "Isabelle", "Philippe", "Sylvie", "Alain",
    "Catherine", "Nicolas", "Sandrine", "Christophe", "Céline", "Julien", "Sophie", "Thomas",
    "Émilie", "Antoine", "Camille",
]
CITIES = [
    "75011 Paris", "69003 Lyon", "13006 Marseille", "31000 Toulouse", "06000 Nice", "44000 Nantes",
    "34000 Montpellier", "67000 Strasbourg", "33000 Bordeaux", "59800 Lille", "35000 Rennes",
    "51100 Reims", "42000 Saint-Étienne", "83000 Toulon", "38000 Grenoble", "21000 Dijon",
    "49000 Angers", "30000 Nîmes",
]
STREETS = [
    "rue de la Gare", "avenue de la République", "rue Pasteur", "place du Marché",
    "rue Victor-Hugo",
]
# Ranges that the French regulator reserves for fiction.
PHONE_PREFIXES = ["1 99 00", "2 61 91", "3 53 01", "4 65 71", "5 36 49"]
WORKS = [
    "Rénovation de toiture", "Garde-corps acier", "Escalier métallique", "Extension bois",
    "Portail sur mesure", "Réfection de façade", "Verrière d'atelier", "Charpente traditionnelle",
    "Isolation des combles", "Mise aux normes électriques", "Aménagement de bureaux",
    "Dallage industriel", "Bardage", "Remplacement de menuiseries", "Plateforme de stockage",
    "Mur de soutènement",
]
TAGS = [
    "Rénovation", "Neuf", "Industrie", "Collectivité", "Particulier", "Urgence", "Sous-traitance",
    "Export",
]
SENTENCES = [
    "Bonjour, nous vous remercions de votre retour.",
    "Le client souhaite une visite de chantier avant de se décider.",
    "Pouvez-vous revoir le délai de livraison ?",
    "Le budget est validé, il manque l'accord du conducteur de travaux.",
    "Plans reçus, chiffrage en cours.",
    "Relance téléphonique : pas de réponse, rappeler en fin de semaine.",
    "Nous vous adressons notre meilleure offre en pièce jointe.",
    "La concurrence est moins chère de huit pour cent.",
    "Le financement est en attente de la banque.", "Rendez-vous confirmé sur place.",
]
ACTIVITY_SUMMARIES = [
    "Relance téléphonique", "Envoyer une offre", "Confirmer la visite",
    "Rappeler le conducteur de travaux", "Vérifier les cotes", "Relancer le devis",
]
STAGE_NAMES = ["Premier contact", "Visite de chantier", "Chiffrage", "Offre remise"]
EXTRA_STAGE_NAMES = ["Bureau d'études", "Attente financement"]
TEAM_STAGE_NAME = "Appel d'offres"
WON_STAGE_NAME = "Commande reçue"
EXTRA_WON_STAGE_NAME = "Chantier réceptionné"
