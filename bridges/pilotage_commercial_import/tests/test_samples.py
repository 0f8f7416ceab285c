"""Sheets as people keep them: each is imported without a choice, with the values that its owner
expects.
"""

import json
from datetime import date
from pathlib import Path

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import html2plaintext

from odoo.addons.pilotage_commercial_import.tests.common import SheetCase

SAMPLES = Path(__file__).parent / "samples"
STAGES = ("prospect", "qualified", "quote", "negotiation", "won", "lost")


def as_list(value):
    return value if isinstance(value, list) else [value]


def squeeze(text):
    return " ".join(str(text or "").split())


class Judge:
    """Reports the differences between an import and its owner's expectations."""

    def __init__(self, case, expected, leads, warnings):
        self.case = case
        self.expected = expected
        self.leads = leads
        self.warnings = [squeeze(text) for text in warnings]
        self.faults = []

    def is_one_of(self, value, expected):
        """Return whether ``value`` is one of the expected ones, with its warning."""
        for one in as_list(expected):
            if isinstance(one, dict):
                told = any(
                    squeeze(word) in text for word in as_list(one["warn"]) for text in self.warnings
                )
                if told and ("value" not in one or self.is_equal(value, one["value"])):
                    return True
            elif self.is_equal(value, one):
                return True
        return False

    def is_equal(self, value, expected):
        if isinstance(expected, int | float) and not isinstance(expected, bool):
            return abs((value or 0) - expected) < 0.01
        return (value or None) == expected

    def judge(self):
        if len(self.leads) != self.expected["created"]:
            self.faults.append(f"{len(self.leads)} created")
            return self.faults
        for lead, row in zip(self.leads, self.expected["rows"], strict=True):
            for key in row:
                judge = getattr(self, f"judge_{key}", None)
                if judge and not judge(lead, row[key], row):
                    self.faults.append(f"row {row['row']}: {key} of {lead.name}, not {row[key]}")
        for warning in self.expected["warnings"]:
            about = as_list(warning["about"])
            if not any(word in text for word in about for text in self.warnings):
                self.faults.append(f"not told: {warning}")
        return self.faults

    def judge_name(self, lead, expected, row):
        return squeeze(lead.name) == squeeze(expected)

    def judge_name_has(self, lead, expected, row):
        return any(text in lead.name for text in as_list(expected))

    def judge_customer(self, lead, expected, row):
        customer = lead.partner_id.name or lead.partner_name
        return self.is_one_of(customer, expected) or (
            None in as_list(expected) and customer == lead.name
        )

    def judge_expected_revenue(self, lead, expected, row):
        return self.is_one_of(lead.expected_revenue, expected)

    def judge_stage(self, lead, expected, row):
        stages = {getattr(self.case, key).id: key.capitalize() for key in STAGES}
        stage = stages[lead.stage_id.id]
        if stage == "Lost" and lead.won_status != "lost":
            return False
        if stage in as_list(expected):
            return True
        status = as_list(row.get("source_status") or [])
        told = any(text in warning for text in status for warning in self.warnings)
        kept = any(text in (lead.description or "") for text in status)
        return None in as_list(expected) and stage == "Prospect" and told and kept

    def judge_kept(self, lead, expected, row):
        kept = " ".join([squeeze(html2plaintext(lead.description or "")), lead.name])
        return all(squeeze(text) in kept for text in expected)

    def judge_next_action(self, lead, expected, row):
        return self.is_one_of(squeeze(lead.activity_ids[:1].summary), expected)

    def judge_due_date(self, lead, expected, row):
        return self.is_one_of(str(lead.activity_ids[:1].date_deadline or ""), expected)

    def judge_closing_date(self, lead, expected, row):
        return self.is_one_of(str(lead.date_deadline or ""), expected)

    def judge_date(self, lead, expected, row):
        return expected in (str(lead.date_deadline), str(lead.activity_ids[:1].date_deadline))

    def judge_won_lost_date(self, lead, expected, row):
        closed = lead.date_closed
        return bool(closed) and closed.date() == date.fromisoformat(expected)

    def judge_salesperson(self, lead, expected, row):
        user = lead.user_id
        if user and expected in (user.name, user.login, user.email, user.name.split(" ")[0]):
            return True
        kept = expected in (lead.description or "") or any(
            expected in text for text in self.warnings
        )
        return (kept and user != self.case.camille) or expected in ("camille", "Camille")


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 09:00:00")
class TestSamples(SheetCase):
    # One sample of so many is imported a second time; at night each of them is.
    again_each = 6

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.camille.write(
            {"name": "Camille Roussel", "login": "camille", "email": "camille@example.com"}
        )
        cls.alex.active = False

    def check_folder(self, folder):
        right, wrong = 0, {}
        for place, expected in enumerate(self.read_expected(SAMPLES / folder)):
            faults = self.check_sample(folder, expected, place % self.again_each == 0)
            if faults:
                wrong[expected["file"]] = faults
            right += not faults
        self.assertFalse(
            wrong,
            f"{right} right\n" + "\n".join(f"{name}: {faults}" for name, faults in wrong.items()),
        )

    def read_expected(self, folder):
        """Return the expected values of each sample: one file for all of them, or one beside
        each.
        """
        together = folder / "expected.json"
        if together.exists():
            return json.loads(together.read_text())
        return [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]

    def check_sample(self, folder, expected, is_brought_again=True):
        self.env.cr.execute("SAVEPOINT sample")
        try:
            return self.judge_sample(folder, expected, is_brought_again)
        finally:
            self.env.invalidate_all()
            self.env.cr.execute("ROLLBACK TO SAVEPOINT sample")

    def judge_sample(self, folder, expected, is_brought_again):
        content = (SAMPLES / folder / expected["file"]).read_bytes()
        before = self.get_leads()
        record, warnings = self.bring(content, expected["file"])
        leads = self.get_leads() - before
        if not record:
            refused = expected.get("refused") or expected.get("or_refused")
            return [] if refused and not leads else [f"refused: {warnings}"]
        if expected.get("refused"):
            return ["not refused"]
        faults = Judge(self, expected, leads.sorted("id"), warnings).judge()
        if not is_brought_again:
            return faults
        written = {lead: lead.write_date for lead in leads}
        again, _warnings = self.bring(content, expected["file"])
        if self.get_leads() - before != leads or (again.count_new, again.count_updated) != (0, 0):
            faults.append(f"second import: {again.count_new} new, {again.count_updated} updated")
        if any(lead.write_date != moment for lead, moment in written.items()):
            faults.append("second import: written again")
        return faults

    def get_leads(self):
        return self.env["crm.lead"].with_context(active_test=False).search([])

    def test_shared(self):
        self.check_folder("shared")

    def test_strangers(self):
        """Layouts of other tools and homes, added later to find reading errors."""
        self.check_folder("strangers")

    def test_abroad(self):
        """Exports in six languages, outcomes and persons that only the cells tell, goals below the
        total, text files pasted into a workbook."""
        self.check_folder("abroad")

    def test_trades(self):
        """Building trades and industry: lots, variants, bids, parts by the piece; comments, rows
        struck through and formulas that failed; titles that name the salesperson or the site."""
        self.check_folder("trades")

    def test_odoo_screen(self):
        """Odoo's own import screen reads the same files."""
        self.bring = self.bring_by_odoo_screen
        for name in (
            "S1_realiste",
            "S10_sections",
            "L02_pipedrive_en",
            "10_monday_deals",
            "S13_sep",
        ):
            with self.subTest(name=name):
                expected = json.loads((SAMPLES / "shared" / f"{name}.json").read_text())
                self.assertFalse(self.check_sample("shared", expected))

    def bring_by_odoo_screen(self, content, file_name):
        result = self.import_sheet(content, file_name=file_name)
        record = self.env["pilotage.import"].search([], limit=1)
        return record, [message["message"] for message in result["messages"]]


@tagged("nightly", "-standard", "post_install", "-at_install")
class TestSamplesAgain(TestSamples):
    again_each = 1
