import datetime
import re
from pathlib import Path

from odoo.tests import BaseCase, tagged

from odoo.addons.pilotage_commercial_import.reader.cell import statuses
from odoo.addons.pilotage_commercial_import.reader.deal import deals
from odoo.addons.pilotage_commercial_import.reader.file import files
from odoo.addons.pilotage_commercial_import.reader.heading import headings
from odoo.addons.pilotage_commercial_import.reader.row import table

SAMPLES = Path(__file__).parent / "samples" / "families.txt"
WORDS = Path(__file__).parent / "samples" / "words.txt"
TODAY = datetime.date(2026, 11, 26)
KEYS = {"n": "name", "c": "customer", "a": "amount", "s": "stage", "t": "action", "d": "due",
        "x": "closing", "u": "salesperson", "k": "contact"}  # fmt: skip


def read_samples():
    """Yield (family, headings, cells, expected) of each sample."""
    family = ""
    for line in SAMPLES.read_text().splitlines():
        if line.startswith("["):
            family = line.strip("[]")
        elif line and not line.startswith("#"):
            left, _arrow, right = line.partition(" => ")
            pairs = [pair.partition("=")[::2] for pair in left.split("|")]
            expected = dict(re.findall(r"(\w)=(.*?)(?= \w=|$)", right))
            yield (
                family,
                [title for title, _cell in pairs],
                [cell for _title, cell in pairs],
                expected,
            )


@tagged("post_install", "-at_install")
class TestFamilies(BaseCase):
    """Exports of known tools and home-made sheets, recognised by their headings."""

    def read_row(self, titles, cells):
        lines = ["\t".join(titles), "\t".join(cells)]
        found = table.find_table(files.read_sheets("\n".join(lines).encode()))
        self.assertTrue(table.looks_like_deals(found))
        (deal,) = deals.DealReader(found, TODAY, True).read_deals()
        return deal

    def test_families(self):
        counts, wrong = {}, []
        for family, titles, cells, expected in read_samples():
            counts[family] = counts.get(family, 0) + 1
            deal = self.read_row(titles, cells)
            for key, value in expected.items():
                found = self.get(deal, key)
                if found != value:
                    wrong.append(f"{family}: {cells}: {key} is {found!r}, not {value!r}")
        self.assertFalse(wrong, "\n" + "\n".join(wrong))
        self.assertEqual(set(counts.values()), {10}, counts)

    def get(self, deal, key):
        """Return the value of ``deal`` for a key of the samples, as text."""
        value = (
            (deal.won if deal.stage == "won" else deal.lost)
            if key == "w"
            else getattr(deal, KEYS[key])
        )
        if isinstance(value, float):
            return f"{value:g}" if value < 100_000 else f"{value:.0f}"
        return str(value) if value is not None else ""


def read_words(kind):
    """Yield (text, expected values) of each line of ``kind`` in the sample of words."""
    for line in WORDS.read_text().splitlines():
        if line.startswith(f"{kind} "):
            values, _colon, texts = line.removeprefix(f"{kind} ").partition(": ")
            for text in texts.split(" | "):
                yield text, values.split(" or ")


@tagged("post_install", "-at_install")
class TestWords(BaseCase):
    """Headings and statuses by themselves, as people and tools write them."""

    def check_words(self, kind, least, find):
        samples = list(read_words(kind))
        self.assertGreater(len(samples), least)
        wrong = [
            f"{text}: {find(text)}, not {values}"
            for text, values in samples
            if find(text) not in values
        ]
        self.assertFalse(wrong, "\n" + "\n".join(wrong))

    def test_headings(self):
        def find(text):
            role, _rank = headings.find_role(headings.get_heading(text)) or (None, 0)
            return role

        self.check_words("heading", 550, find)

    def test_statuses(self):
        self.check_words("status", 220, lambda text: statuses.find_stage(text) or "unclear")
