"""Writes a batch of deals: opportunities first, then all their next actions."""

from odoo import fields

from . import facts as facts_of
from . import lookup

CONTEXT = {
    # One mail per activity would be too many for the salespeople.
    "mail_activity_quick_update": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "tracking_disable": True,
    "import_file": True,
}


class Writer:
    """Writes rows of ``pilotage.import.row`` in the environment of the user who imports."""

    def __init__(self, env, team):
        self.leads = env["crm.lead"].with_context(**CONTEXT)
        self.env = self.leads.env
        self.team = team
        self.labels = {}

    def create_leads(self, rows_facts):
        """Create the opportunity of each of ``rows_facts``, in order, with its next action."""
        partners = self._find_partners(rows_facts)
        names = self._find_names(rows_facts)
        values = []
        for facts in rows_facts:
            vals = {"type": "opportunity", **facts_of.to_values(self.env, facts)}
            partner = self._choose_partner(
                partners.get(facts_of.normalize(facts.get("partner_name", "")), [])
            )
            if partner:
                vals["partner_id"] = partner.id
                vals.pop("partner_name")
            vals.update(self._get_named(facts, names))
            values.append(vals)
        leads = self.leads.create(values)
        self._set_closing(leads, values)
        self._plan_actions(leads, rows_facts)
        return leads

    def _set_closing(self, leads, values):
        """Restore the closing day of lost opportunities: Odoo sets today's date on losing them."""
        days = {}
        for lead, vals in zip(leads, values, strict=True):
            if vals.get("date_closed") and lead.won_status == "lost":
                days.setdefault(vals["date_closed"], []).append(lead.id)
        for day, ids in days.items():
            self.leads.browse(ids).write({"date_closed": day})

    def update(self, lead, changes):
        """Write ``changes``, values of the sheet, on an opportunity."""
        lead = self.leads.browse(lead.id)
        values = {
            **facts_of.to_values(self.env, changes),
            **self._get_named(changes, self._find_names([changes])),
        }
        if "partner_name" in values and lead.partner_id:
            del values["partner_name"]
        stage_id = values.get("stage_id")
        if stage_id and not lead.active and not self.env["crm.stage"].browse(stage_id).is_lost:
            # action_restore also clears the lost reason and sets the probability.
            lead.action_restore()
        if stage_id and lead.stage_id.id == stage_id:
            del values["stage_id"]
        closed = values.pop("date_closed", None)
        action = {name: changes[name] for name in facts_of.ACTION if name in changes}
        if values:
            lead.write(values)
        if closed and lead.won_status in ("won", "lost"):
            lead.write({"date_closed": closed})
        if action:
            lead.write(action)

    # --- names -------------------------------------------------------------------------------

    def _find_partners(self, rows_facts):
        return lookup.find_by_name(
            self.env["res.partner"], {facts.get("partner_name") for facts in rows_facts}, []
        )

    def _choose_partner(self, partners):
        """Return the only customer among ``partners``; a company and its contacts count once."""
        if len(partners) > 1:
            companies = {partner.commercial_partner_id for partner in partners}
            partners = list(companies.intersection(partners)) if len(companies) == 1 else []
        return partners[0] if partners else None

    def _find_names(self, rows_facts):
        """Return ``{fact: {normalized name: record}}`` of tags, sources and reasons; create missing
        ones.
        """
        found = {}
        for name, model in facts_of.NAMED.items():
            texts = set()
            for facts in rows_facts:
                value = facts.get(name)
                texts.update(value if isinstance(value, list) else [value] if value else [])
            found[name] = self._find_or_make(self.env[model], texts) if texts else {}
        return found

    def _find_or_make(self, model, texts):
        records = lookup.find_by_name(model, texts, [])
        table = {key: found[0] for key, found in records.items()}
        missing = {}
        for text in sorted(texts):
            if facts_of.normalize(text) not in table:
                missing.setdefault(facts_of.normalize(text), text)
        if missing and model.has_access("create"):
            table.update(
                zip(
                    missing,
                    model.create([{"name": text} for text in missing.values()]),
                    strict=True,
                )
            )
        return table

    def _get_named(self, facts, names):
        values = {}
        tags = [names["tags"].get(facts_of.normalize(text)) for text in facts.get("tags", [])]
        if any(tags):
            values["tag_ids"] = [fields.Command.link(tag.id) for tag in tags if tag]
        for name, field in (("source", "source_id"), ("lost_reason", "lost_reason_id")):
            record = names[name].get(facts_of.normalize(facts.get(name, "")))
            if record:
                values[field] = record.id
        return values

    # --- next actions ------------------------------------------------------------------------

    def _plan_actions(self, leads, rows_facts):
        """Create the activities of new opportunities, due today when no day is given."""
        today = fields.Date.context_today(leads)
        kind = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        model_id = self.env["ir.model"]._get_id("crm.lead")
        values = []
        for lead, facts in zip(leads, rows_facts, strict=True):
            if not (facts.get("next_action") or facts.get("next_action_date")):
                continue
            values.append(
                {
                    "res_model_id": model_id,
                    "res_id": lead.id,
                    "activity_type_id": kind.id if kind else False,
                    "summary": facts.get("next_action") or False,
                    "date_deadline": facts.get("next_action_date") or today,
                    "user_id": lead.user_id.id or self.env.uid,
                    "automated": False,
                }
            )
        if values:
            self.env["mail.activity"].create(values)
