"""The deals that a review proposes to act on: those behind the gaps that its holder sees."""

from datetime import timedelta
from itertools import zip_longest
from operator import itemgetter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools import review as tools
from ....tools.checks import clamp_days
from ....tools.domains import OPEN
from .kinds import GUIDE, PROPOSED, SLOW_DAYS, get_kinds

BLOCKED = ["overdue", "inactive", "no_action"]
# More than proposed, as some may be in last week's actions already.
LIMIT = 50
# On orders: nothing is planned on them, on another version or on their deal.
NOTHING_PLANNED = Domain.custom(
    to_sql=lambda model, alias, _query: SQL("NOT %s", model._get_case_planned_sql(alias))
)


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    def action_propose(self):
        """Search records to act on again, of every kind; chosen ones stay."""
        self._lock()
        self._check_open()
        self._propose_records(every=True)

    def _propose_records(self, every=False):
        """Add records to act on, with the user's rights, without duplicates.

        The kinds that fit the KPIs off target come first, up to three: one per action.

        :param every: also add the other kinds, without choosing them
        """
        self.ensure_one()
        busy = self._get_busy_cases()
        kinds = set(self.record_ids.mapped("kind"))
        fitting = self._get_fitting_kinds()
        wanted = dict.fromkeys([*fitting, *PROPOSED]) if every else fitting
        values = []
        for kind, records in self._find_records(wanted):
            is_chosen = kind in kinds or (kind in fitting and len(kinds) < tools.ACTIONS)
            if not (is_chosen or every):
                break
            fresh = self._get_fresh(kind, records, busy)
            kinds |= {kind} if fresh else set()
            values += [self._get_record_values(kind, record, is_chosen) for record in fresh]
        rows = self.env["pilotage.review.record"].create(sorted(values, key=itemgetter("sequence")))
        rows._propose_reasons()

    def _get_busy_cases(self):
        """Return the cases that somebody is working on already, or that are proposed."""
        pending = self.previous_action_ids.filtered(lambda action: action.state == "planned")
        rows = self.record_ids | pending.record_ids
        return {case for row in rows for case in self._get_case(row.reference)}

    def _get_fresh(self, kind, records, busy):
        """Return the first of ``records`` whose case is not in ``busy``, and add their cases to
        it.
        """
        wanted = PROPOSED[kind] - len(self.record_ids.filtered(lambda row: row.kind == kind))
        fresh = [record for record in records if busy.isdisjoint(self._get_case(record))]
        fresh = fresh[: max(wanted, 0)]
        busy.update(case for record in fresh for case in self._get_case(record))
        return fresh

    def _get_record_values(self, kind, record, is_chosen):
        return {
            "review_id": self.id,
            "kind": kind,
            "sequence": list(PROPOSED).index(kind),
            "reference": f"{record._name},{record.id}",
            "selected": is_chosen,
        }

    def _get_fitting_kinds(self):
        """Return the kinds to act on: the first of each KPI off target, then the second of each,
        then those of the guide.
        """
        off = [
            get_kinds(line.kpi_id)
            for line in self.line_ids.sorted(lambda line: line.state != "bad")
            if line.is_off and line.kpi_id
        ]
        ordered = [kind for level in zip_longest(*off) for kind in level if kind]
        return list(dict.fromkeys([*ordered, *GUIDE]))

    @api.model
    def _get_case(self, record):
        """Return the keys of ``record`` and of its deal: a deal and its unsigned quotations are one
        case.
        """
        if not record or not record.exists():
            return set()
        is_quotation = record._name == "sale.order" and record._is_quotation()
        # The deal of a colleague is the same case: only its id is compared (hence sudo).
        deal = record.sudo().opportunity_id if is_quotation else None
        return {str(record)} | ({f"crm.lead({deal.id},)"} if deal else set())

    def _find_records(self, kinds=tuple(PROPOSED)):
        """Yield (kind, records) of ``kinds``, the most pressing records first."""
        engine = self._get_engine()
        scope = engine._get_scope({"team_id": self.team_id.id})
        for kind in kinds:
            yield kind, getattr(self, f"_find_{kind}")(engine, scope)

    def _find_blocked(self, engine, scope):
        leads = engine.env["crm.lead"]
        domain = OPEN & Domain("attention", "in", BLOCKED) & scope.get_domain(leads)
        return leads.search(domain, order="urgency desc, expected_revenue desc, id", limit=LIMIT)

    def _find_quotation(self, engine, scope):
        return self._find_orders(engine, scope, self._get_list(engine, "unanswered"))

    def _find_slow_quotation(self, engine, scope):
        """Return the quotations that have waited longer than the target of the sales cycle, the
        oldest first.
        """
        orders = engine.env["sale.order"]
        cycle = self.line_ids.filtered(lambda line: line.kpi_id.code == "sales_cycle")
        days = clamp_days(cycle.target if cycle.has_target else SLOW_DAYS)
        limit = fields.Datetime.now() - timedelta(days=days)
        domain = (
            Domain([("state", "=", "sent"), ("quotation_outcome", "=", "pending")])
            & Domain("quotation_date", "<", limit)
            & NOTHING_PLANNED
            & scope.get_domain(orders)
        )
        return orders.search(domain, order="quotation_date, id", limit=LIMIT)

    def _find_late_payment(self, engine, scope):
        late = Domain([("state", "=", "sale"), ("is_payment_late", "=", True)])
        return self._find_orders(engine, scope, late & NOTHING_PLANNED)

    def _find_at_risk(self, engine, scope):
        customers = engine.env["pilotage.customer"]
        domain = Domain("status", "=", "at_risk") & scope.get_domain(customers)
        found = customers.search(domain, order="revenue_lost desc, id", limit=LIMIT)
        # Leave out customers whom somebody already has to call.
        return found.partner_id.filtered(
            lambda partner: not partner.activity_ids.filtered("active")
        )

    def _find_margin(self, engine, scope):
        """Return the drifting orders, which can still be saved, before those sold below the
        floor.
        """
        found = self._find_orders(engine, scope, self._get_list(engine, "low_margin"))
        drifting = engine._get_drifting_domain()
        if drifting is None:
            return found
        orders = engine.env["sale.order"]
        domain = drifting & scope.get_domain(orders)
        return orders.search(domain, order="margin_drift, id", limit=LIMIT) | found

    @api.model
    def _get_list(self, engine, code):
        """Return the domain of the list ``code`` of the cockpit."""
        return next(found[3] for found in engine._get_order_lists() if found[0] == code)

    @api.model
    def _find_orders(self, engine, scope, domain):
        """Return the orders of ``domain``, the largest first."""
        orders = engine.env["sale.order"]
        found = orders.search(domain & scope.get_domain(orders), limit=LIMIT * 4)
        return found.sorted(lambda order: (-order.amount_untaxed, order.id))[:LIMIT]
