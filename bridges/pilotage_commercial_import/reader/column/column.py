"""A column of a table: its heading, the kind of its cells, and its role."""

import re
from dataclasses import dataclass, field

from ..heading import headings

MONEY_WORDS = re.compile(
    r"\b(?:amount|montant|value|valeur|revenue|revenu|price|prix|cost|cout|ca|budget|total|fee|fees|premium|"
    r"pipeline|commission|remise|acompte|tarif|honoraires|importe|valor|betrag|wert|umsatz|importo|valore|"
    r"aum|arr|mrr|acv|tcv|potentiel|potential|marge|margin|facture|paye|solde|estimate|estimated|devis|quote)\b"
)


# Numbers that count or name things.
COUNTED = re.compile(r"(?:days?|jours?|nb|nombre|number|count|age) ")
NO_MONEY = re.compile(
    r"\b(?:days?|jours?|tage|giorni|dias|hours?|heures?|reviews?|avis|scores?|count|nb|nombre|number|employees?|"
    r"effectifs?|headcount|fax|codes?|codice|codigo|ids?|age|quantite|quantity|qty|units?|stock|users?|seats?|followers|"
    r"rating|pcs|pieces|cadence|stuck|stuks|pezzi|piezas|annee|year|visits?|visites?|clicks?|calls|emails?)\b"
)

# The unit of a quantity: "Volume (pcs/year)".
QUANTITY = re.compile(
    r"[(\[/](?:pcs|pces|pi[eè]ces|stk|st[uü]ck|units?|u|kg|t|tonnes|m2|m3|ml)\b", re.I
)


@dataclass
class Column:
    """A column: its place from 0, its heading as written, and its ``role``.

    ``kind`` is the kind of its cells: date, money, number, email, id, flag, text, or empty.
    """

    index: int
    title: str
    heading: headings.Heading
    role: str | None = None
    rank: int = 999
    kind: str = "empty"
    decimal: str | None = None
    currency: str | None = None
    median: float = 0
    distinct: float = 0
    length: float = 0
    chosen: bool = False
    examples: list = field(default_factory=list)
    texts: set = field(default_factory=set)
    counts: dict = field(default_factory=dict)
    # Whether its texts are the initials of persons.
    initials: bool = False

    @property
    def is_lost_money(self):
        """Whether the column holds amounts that no field receives."""
        if self.role is not None or self.kind not in ("money", "number") or "%" in self.title:
            return False
        if self.kind == "money" or self.heading.currency:
            return True
        words, named = self.heading.words, MONEY_WORDS.search(self.heading.words)
        if COUNTED.match(words) or (NO_MONEY.search(words) and not named):
            return False
        if QUANTITY.search(self.title) and not named:
            return False
        return self.median >= 1000 or bool(named)

    @property
    def is_lost_date(self):
        """Whether the column holds dates that no field receives."""
        return self.role is None and self.kind == "date"
