"""Decides the changes of an import, deal by deal. Writes nothing."""

from ..reader.cell.words import normalize
from ..reader.column.people import may_be_person
from ..reader.deal.deal import Note
from . import facts as facts_of
from . import lookup, matching
from .names import Currencies, StageNames, UserNames

NEW, UPDATED, UNCHANGED, ASIDE = "new", "updated", "unchanged", "aside"


class Plan:
    """The decision for one deal.

    :ivar str outcome: new, updated, unchanged or aside; ``reason`` is the code of the latter
    :ivar dict facts: values of the sheet; ``changes``: those of them to write in Odoo
    :ivar dict conflicts: ``{fact: (sheet's value, Odoo's value)}`` where both changed
    """

    def __init__(self, deal):
        self.deal = deal
        self.key = f"{normalize(deal.name)}|{normalize(deal.customer)}"
        self.facts = {}
        self.stage = self.memory = self.lead = None
        self.outcome, self.reason = NEW, ""
        self.changes, self.conflicts = {}, {}


class Planner:
    """The plan of one import.

    :param leads: the model crm.lead, in the environment of the user who imports
    :param list deals: as :class:`~..reader.deal.deals.DealReader` returns them
    :param bool named_customer: whether the name of a deal is also that of its customer
    :param dict options: ``layout``, ``statuses`` (choices of stages), ``currency`` (choice) and
        ``conflicts`` (facts of the sheet to write, by opportunity)
    """

    def __init__(self, leads, deals, named_customer, options):
        self.leads = leads
        self.env = leads.env
        self.options = options
        self.stages = StageNames(self.env, options.get("statuses"))
        self.users = UserNames(self.env)
        self.currencies = Currencies(self.env, options.get("currency"))
        self.maker = facts_of.FactMaker(self.stages, self.users, self.currencies, named_customer)
        self.maker.labels = options.get("labels", {})
        self.plans = [Plan(deal) for deal in deals]

    def add(self, deals):
        """Add ``deals``, read with the names of Odoo's stages."""
        self.plans += [Plan(deal) for deal in deals]

    def get_foreign_currencies(self):
        """Return the currencies of the deals other than the company's, as they were written."""
        found = dict.fromkeys(plan.deal.currency for plan in self.plans if plan.deal.amount)
        return [text for text in found if self.currencies.is_foreign(text)]

    def prepare(self):
        """Decide on every deal, and return the plans."""
        self._name_salespeople()
        self.maker.unnamed = self._find_unnamed()
        for plan in self.plans:
            self._set_facts(plan, self.stages.default_team)
        matching.match_memory(self.plans, self._find_memory(), self.options.get("layout"))
        self._match_leads()
        for plan in self.plans:
            self._decide(plan)
            self._note_status(plan)
        self._refuse_unwritable()
        return self.plans

    def _name_salespeople(self):
        """Where one of the joined sheets, or of the parts of a sheet, has the name of a
        salesperson, so have the others.
        """
        for place in ("sheet", "section"):
            names = {getattr(plan.deal, place) for plan in self.plans} - {""}
            if any(map(self.users.find, names)) and all(map(may_be_person, names)):
                for plan in self.plans:
                    name = getattr(plan.deal, place)
                    plan.deal.salesperson = plan.deal.salesperson or name

    def _find_unnamed(self):
        """Return ``{fact: normalized texts}`` that name no record, where the user may create none:
        the notes keep them.
        """
        unnamed = {}
        for name, model in facts_of.NAMED.items():
            said = [getattr(plan.deal, name) for plan in self.plans]
            texts = {text for each in said for text in ([each] if isinstance(each, str) else each)}
            if texts - {""} and not self.env[model].has_access("create"):
                found = lookup.find_by_name(self.env[model], texts, [])
                unnamed[name] = {normalize(text) for text in texts if text} - set(found)
        return unnamed

    def _set_facts(self, plan, team):
        plan.facts = self.maker.make(plan.deal, team)
        plan.stage = self.stages.find(plan.deal.status, plan.deal.stage, team)

    def _find_memory(self):
        """Return the last row of each opportunity that former imports of the company created.

        Rows of opportunities that the user may not see are left out.
        """
        rows = self.env["pilotage.import.row"]._find_memory(
            {plan.key for plan in self.plans}, self.options.get("layout")
        )
        leads = self.leads.with_context(active_test=False)
        seen = set(
            leads.search([("id", "in", [row.lead_id.id for row in rows if row.lead_id])])._ids
        )
        found = []
        for row in rows:
            if not row.lead_id or row.lead_id.id in seen:
                found.append(row)
        return found

    def _match_leads(self):
        """Pair the other deals with opportunities of the same name in this company."""
        waiting = [plan for plan in self.plans if not plan.memory]
        domain = [("type", "=", "opportunity"), ("company_id", "in", [False, self.env.company.id])]
        leads = lookup.find_by_name(
            self.leads, [plan.deal.name for plan in waiting], domain, active_test=False
        )
        taken = {plan.lead.id for plan in self.plans if plan.lead}
        leads = {
            key: [lead for lead in found if lead.id not in taken] for key, found in leads.items()
        }
        matching.match_names(waiting, {key: found for key, found in leads.items() if found})

    def _note_status(self, plan):
        """Note a status that is no stage of the team."""
        deal = plan.deal
        if deal.status and not plan.stage:
            deal.problems.append(
                Note("unclear_status", deal.number, deal.status_column, deal.status)
            )

    # --- changes -----------------------------------------------------------------------------

    def _decide(self, plan):
        if not plan.deal.name:
            plan.outcome, plan.reason = ASIDE, "no_name"
            return
        if plan.memory and not plan.lead:
            plan.outcome, plan.reason = ASIDE, "deleted"
            return
        if not plan.lead:
            return
        plan.lead = plan.lead.with_env(self.env)
        if plan.lead.team_id != self.stages.default_team:
            # The stages are those of the opportunity's team.
            self._set_facts(plan, plan.lead.team_id)
        plan.outcome = UNCHANGED
        if plan.memory:
            self._compare_memory(plan)
        else:
            self._compare_lead(plan)
        wins = self.options.get("conflicts", {}).get(plan.lead.id, ())
        for name in [name for name in plan.conflicts if name in wins]:
            plan.changes[name] = plan.facts[name]
            del plan.conflicts[name]
        if plan.changes or (plan.memory and plan.memory.facts != plan.facts):
            plan.outcome = UPDATED if plan.changes else UNCHANGED
        if plan.changes and plan.memory and not plan.lead.active and plan.lead.won_status != "lost":
            plan.outcome, plan.reason, plan.changes = ASIDE, "archived", {}

    def _compare_memory(self, plan):
        """Take the values that changed in the sheet since then, unless Odoo's changed too."""
        before = plan.memory.facts or {}
        for name, value in plan.facts.items():
            if before.get(name) == value:
                continue
            current = facts_of.get_current(plan.lead, name)
            if facts_of.is_same(plan.lead, name, current, value):
                continue
            if self._is_done_action(plan, name, before):
                plan.conflicts[name] = (value, None)
            elif self._is_untouched(plan, name, current, before.get(name)):
                plan.changes[name] = value
            else:
                plan.conflicts[name] = (value, current)

    def _is_untouched(self, plan, name, current, before):
        """Return whether Odoo still has the value of the last import."""
        if name == "stage_id" and before is None:
            return current == self.stages.get_first(plan.lead.team_id).id
        if name in ("name", "partner_name") and not before:
            return False
        return current is None or facts_of.is_same(plan.lead, name, current, before)

    def _is_done_action(self, plan, name, before):
        """Return whether the fact belongs to an action that was done or cancelled in Odoo."""
        return (
            name == "next_action_date"
            and not plan.lead.next_action
            and bool(before.get("next_action"))
            and before.get("next_action") == plan.facts.get("next_action")
        )

    def _compare_lead(self, plan):
        """Take the values of the sheet for an opportunity that no import created.

        Empty fields are filled in. The guide's columns follow the sheet, except that a stage does
        not move back.
        """
        lead = plan.lead
        if not lead.active and plan.stage and not plan.stage.is_lost:
            # Restored, even in the same stage.
            plan.changes["stage_id"] = plan.stage.id
        for name, value in plan.facts.items():
            current = facts_of.get_current(lead, name)
            if name == "name" or facts_of.is_same(lead, name, current, value):
                continue
            if name == "partner_name" and not plan.deal.customer:
                continue
            if name == "stage_id" and self._moves_back(lead, value):
                plan.conflicts[name] = (value, current)
            elif name in facts_of.SHARED or (
                current is None and name not in ("date_closed", "date_conversion")
            ):
                plan.changes[name] = value

    def _moves_back(self, lead, stage_id):
        stage = self.stages.stages.browse(stage_id)
        return lead.active and not stage.is_lost and stage.sequence < lead.stage_id.sequence

    def _refuse_unwritable(self):
        leads = self.leads.browse([plan.lead.id for plan in self.plans if plan.changes])
        writable = set(leads._filtered_access("write")._ids)
        for plan in self.plans:
            if plan.changes and plan.lead.id not in writable:
                plan.outcome, plan.reason, plan.changes = ASIDE, "no_write", {}
