"""Cells without a value."""

from .words import get_words

# Results of failed formulas in spreadsheets.
ERRORS = {
    "#n/a",
    "#na",
    "#ref!",
    "#value!",
    "#valeur!",
    "#div/0!",
    "#name?",
    "#nom?",
    "#null!",
    "#num!",
    "\\n",
}
# Words written in cells without a value; they are reported to the user.
WORDS = {
    "", "x", "xx", "xxx", "n a", "na", "nc", "n c", "nd", "n d", "ns", "tbd", "tbc", "tba", "nsp",
    "none", "null", "nan", "vide", "neant", "rien", "aucun", "aucune", "nil", "unknown",
    "inconnu", "inconnue", "a definir", "a preciser", "a venir", "a voir", "a determiner",
    "a chiffrer", "a estimer", "a completer", "a confirmer", "non defini", "non definie",
    "non renseigne", "non renseignee", "non communique", "non connu", "pas de date", "sans date",
    "sur devis", "a remplir", "to be defined", "to be determined", "to be confirmed", "not set",
    "not defined", "pending", "no value", "no date", "por definir", "a definir con el cliente",
    "pendiente", "sin definir", "sin fecha", "da definire", "da confermare", "da stabilire",
    "nessuno", "nessuna", "offen", "unbekannt", "noch offen", "zu klaren", "keine", "kein",
    "s o", "sans objet", "ras", "pas encore", "pas de relance", "pas d action", "rien a faire",
    "no aplica", "non applicabile", "entfallt", "not applicable", "to define", "a renseigner",
    "nichts", "empty", "vacio",
    "not found", "non trouve", "nicht gefunden", "a verifier", "to check", "da verificare",
    "noch prufen", "noch pruefen", "zu prufen", "zu pruefen", "a definir avec le client",
    "desconocido", "?",
}  # fmt: skip

DASHES = " \u00a0\t\n-–—−_.…/?!*'\"’“”«»()[]:;,~+#="

NAMELESS = {"n a", "na", "none", "null", "nan", "nc", "nd", "tbd", "inconnu", "unknown", "vide"}


def is_error(cell):
    """Return whether ``cell`` is the result of a formula that failed.

    >>> is_error("#REF!"), is_error("#N/A "), is_error("# 12"), is_error(None)
    (True, True, False, False)
    """
    return isinstance(cell, str) and cell.strip().lower() in ERRORS and "#" in cell


def is_empty(cell):
    """Return whether ``cell`` is empty; a number 0 is not.

    >>> is_empty("  "), is_empty("#N/A"), is_empty(0), is_empty("-")
    (True, True, False, False)
    """
    if cell is None or cell is False:
        return True
    if isinstance(cell, str):
        return not cell or cell.isspace() or cell.strip().lower() in ERRORS
    return False


def is_blank_word(cell):
    """Return whether ``cell`` is a word that stands for an empty cell.

    >>> is_blank_word("à définir"), is_blank_word("-"), is_blank_word("N.C."), is_blank_word("?")
    (True, True, True, True)
    >>> is_blank_word("Nantes"), is_blank_word(0), is_blank_word("📞")
    (False, False, False)
    """
    if not isinstance(cell, str) or len(cell) > 60:
        return False
    words = get_words(cell)
    # A single pictogram is a value.
    return words in WORDS if words else all(char in DASHES for char in cell)


def is_nameless(text):
    """Return whether a name, which may be any words, names nobody.

    >>> is_nameless("-"), is_nameless("N/A"), is_nameless("Sans date"), is_nameless("X")
    (True, True, False, False)
    """
    words = get_words(text)
    return words in NAMELESS if words else is_blank_word(text)
