"""Which records a review proposes to act on: the largest of each kind, as its holder sees them."""

from odoo import api, models
from odoo.fields import Domain

from ...tools.domains import OPEN
from .pilotage_review_record import PROPOSED

BLOCKED = ["overdue", "inactive", "no_action"]


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    def action_propose(self):
        """Look for records to act on anew; what was chosen stays."""
        self._lock()
        self._check_open()
        self._propose_records()

    def _propose_records(self):
        """Add the records to act on that are not there yet, as the user sees them."""
        self.ensure_one()
        busy = {case for row in self.record_ids for case in self._get_case(row.reference)}
        # Somebody is at work on those already.
        pending = self.previous_action_ids.filtered(lambda action: action.state == "planned")
        busy |= {case for row in pending.record_ids for case in self._get_case(row.reference)}
        values = []
        for kind, records in self._find_records():
            wanted = PROPOSED[kind] - len(self.record_ids.filtered(lambda r, k=kind: r.kind == k))
            fresh = [record for record in records if busy.isdisjoint(self._get_case(record))]
            fresh = fresh[: max(wanted, 0)]
            busy |= {case for record in fresh for case in self._get_case(record)}
            values += [
                {
                    "review_id": self.id,
                    "kind": kind,
                    "sequence": list(PROPOSED).index(kind),
                    "reference": f"{record._name},{record.id}",
                }
                for record in fresh
            ]
        self.env["pilotage.review.record"].create(values)

    @api.model
    def _get_case(self, record):
        """Return the names of ``record`` and of its deal: a deal and its quotations are one case
        as long as nothing is signed."""
        if not record or not record.exists():
            return set()
        is_quotation = record._name == "sale.order" and record.state in ("draft", "sent")
        deal = record.sudo().opportunity_id if is_quotation else None
        return {str(record)} | ({f"crm.lead({deal.id},)"} if deal else set())

    def _find_records(self):
        """Yield (kind, records), the most pressing first."""
        engine = self._get_engine()
        scope = engine._get_scope({"team_id": self.team_id.id})
        leads, orders = engine.env["crm.lead"], engine.env["sale.order"]
        # Enough of them, should last week's be among them.
        limit = 50
        domain = OPEN & Domain("attention", "in", BLOCKED)
        domain &= scope.get_domain(leads)
        yield (
            "blocked",
            leads.search(domain, order="urgency desc, expected_revenue desc, id", limit=limit),
        )
        lists = {code: domain for code, _name, _help, domain in engine._get_order_lists()}
        in_scope = scope.get_domain(orders)
        for kind, code in (("quotation", "unanswered"), ("margin", "low_margin")):
            found = orders.search(lists[code] & in_scope, limit=limit * 4)
            found = found.sorted(lambda order: (-order.amount_untaxed, order.id))[:limit]
            drifting = engine._get_drifting_domain() if kind == "margin" else None
            if drifting:
                # What can still be saved comes before what was sold too low.
                found = (
                    orders.search(drifting & in_scope, order="margin_drift, id", limit=limit)
                    | found
                )
            yield kind, found
