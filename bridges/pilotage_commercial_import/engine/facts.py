"""The facts of a deal: plain values that are stored from one import to the next."""

from datetime import date, datetime, time

import pytz

from odoo.tools import html2plaintext, plaintext2html

from ..reader.cell.words import normalize

# In the order in which they are shown.
FIELDS = (
    "name", "partner_name", "contact_name", "email_from", "phone", "expected_revenue",
    "estimated_cost", "estimated_margin", "stage_id", "next_action", "next_action_date",
    "date_deadline", "date_closed", "date_conversion", "user_id", "urgency", "description",
    "tags", "source", "lost_reason",
)  # fmt: skip
# Facts that a sheet may change on an opportunity that no import created.
SHARED = ("expected_revenue", "stage_id", "next_action", "next_action_date")
ACTION = ("next_action", "next_action_date")
# Facts that are stored by the name of a record.
NAMED = {"tags": "crm.tag", "source": "utm.source", "lost_reason": "crm.lost.reason"}
URGENCIES = {
    "0": ("aucune", "none", "0"),
    "1": ("normale", "normal", "moyenne", "medium", "1", "media", "mittel"),
    "2": ("haute", "high", "elevee", "forte", "2", "alta", "hoch", "urgent", "urgente"),
    "3": ("critique", "critical", "3", "tres urgent", "tres haute", "critica", "kritisch"),
}
URGENCIES = {word: key for key, words in URGENCIES.items() for word in words}


class FactMaker:
    """Turns deals into facts, with Odoo's stages, salespeople and currencies."""

    def __init__(self, stages, users, currencies, named_customer):
        self.stages = stages
        self.users = users
        self.currencies = currencies
        self.named_customer = named_customer

    def make(self, deal, team):
        """Return the facts of ``deal``, for a pipeline of ``team``; blank cells are left out."""
        stage = self.stages.find(deal.status, deal.stage, team)
        facts = {
            "name": deal.name,
            "partner_name": deal.customer or (deal.name if self.named_customer else ""),
            "contact_name": deal.contact if deal.contact != deal.name else "",
            "email_from": deal.email,
            "phone": deal.phone,
            "expected_revenue": self.currencies.get_amount(deal.amount, deal.currency),
            "estimated_cost": deal.cost,
            "estimated_margin": deal.margin,
            "stage_id": stage.id if stage else None,
            "date_deadline": deal.closing,
            "date_conversion": deal.created,
            "urgency": URGENCIES.get(normalize(deal.urgency)),
            "tags": deal.tags,
            "source": deal.source,
            **self._get_action(deal, stage),
            **self._get_closing(deal, stage),
            **self._get_salesperson(deal),
        }
        for name, unnamed in self.unnamed.items():
            facts[name] = self._leave_out(facts.get(name), unnamed)
        facts["description"] = self._get_description(deal, stage, facts)
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in facts.items()
            if value not in (None, "", [])
        }

    def _get_action(self, deal, stage):
        # A lost deal has no next action.
        if stage and stage.is_lost:
            return {}
        return {"next_action": deal.action[:500], "next_action_date": deal.due}

    def _get_closing(self, deal, stage):
        if not stage or not (stage.is_won or stage.is_lost):
            return {}
        closing = {"date_closed": deal.won if stage.is_won else deal.lost}
        return {**closing, "lost_reason": deal.lost_reason if stage.is_lost else ""}

    def _get_salesperson(self, deal):
        if not deal.salesperson:
            return {}
        user = self.users.find(deal.salesperson)
        # Another person's deal: leave it unassigned rather than assign it to the importer.
        return {"user_id": user.id if user else False}

    def _get_description(self, deal, stage, facts):
        """Return the notes of the sheet, followed by the cells without a field in Odoo."""
        lines = [*deal.kept]
        if deal.sheet:
            lines.append(("sheet", deal.sheet))
        if deal.status and not stage:
            lines.append(("status", deal.status))
        if deal.salesperson and not facts.get("user_id"):
            lines.append(("salesperson", deal.salesperson))
        for name in NAMED:
            said, kept = getattr(deal, name), facts.get(name)
            if said and said != kept:
                missing = [text for text in said if text not in kept] if name == "tags" else [said]
                lines.append((name, ", ".join(missing)))
        if deal.amount is not None and facts["expected_revenue"] != deal.amount:
            lines.append(("amount", f"{deal.amount:.15g} {deal.currency}"))
        if deal.urgency and not facts["urgency"]:
            lines.append(("urgency", deal.urgency))
        kept = "\n".join(f"{self.get_label(title)} : {text}" for title, text in lines)
        return "\n\n".join(filter(None, (deal.notes, kept)))

    def _leave_out(self, value, unnamed):
        if isinstance(value, list):
            return [text for text in value if normalize(text) not in unnamed]
        return "" if normalize(value or "") in unnamed else value

    def get_label(self, title):
        """Return the label of a line of notes: the heading of the column unless it is a key of
        ours.
        """
        return self.labels.get(title, title)

    labels = {}
    # Texts that name no record, by fact: the user may not create one.
    unnamed = {}


def get_current(lead, name):
    """Return the value of the fact ``name`` on ``lead``, in the format of the facts."""
    if name == "partner_name":
        return lead.partner_name or lead.partner_id.name or None
    if name == "description":
        return html2plaintext(lead.description or "").strip() or None
    if name == "tags":
        return lead.tag_ids.mapped("name") or None
    if name == "source":
        return lead.source_id.name or None
    if name == "lost_reason":
        return lead.lost_reason_id.name or None
    value = lead[name]
    if lead._fields[name].type == "many2one":
        return value.id
    if isinstance(value, datetime):
        timezone = (lead.company_id or lead.env.company)._get_timezone()
        return pytz.utc.localize(value).astimezone(timezone).date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value if value not in (False, "") else None


def is_same(lead, name, first, second):
    """Return whether two values of the fact ``name`` are the same to the user."""
    if name in ("expected_revenue", "estimated_cost", "estimated_margin"):
        currency = lead.company_currency or lead.env.company.currency_id
        return not currency.compare_amounts(first or 0, second or 0)
    if name == "tags":
        return set(map(normalize, first or [])) >= set(map(normalize, second or []))
    if isinstance(first, str) and isinstance(second, str):
        return normalize(first) == normalize(second)
    return (first or None) == (second or None)


def to_values(env, facts):
    """Return the values of ``crm.lead`` for ``facts``; the writer adds the facts stored by name."""
    values = {
        name: value
        for name, value in facts.items()
        if name not in (*ACTION, "tags", "source", "lost_reason")
    }
    if "description" in values:
        values["description"] = plaintext2html(values["description"])
    for name in ("date_closed", "date_conversion"):
        if values.get(name):
            values[name] = _get_noon(env, date.fromisoformat(values[name]))
    return values


def _get_noon(env, day):
    """Return noon of ``day`` in the company's time zone, in UTC."""
    moment = env.company._get_timezone().localize(datetime.combine(day, time(12)))
    return moment.astimezone(pytz.utc).replace(tzinfo=None)
