"""Open, won, lost and ongoing: each defined once, for the whole addon. And what a domain asks."""

from odoo.fields import Domain

OPPORTUNITY = Domain("type", "=", "opportunity")
OPEN = OPPORTUNITY & Domain("won_status", "=", "pending") & Domain("active", "=", True)
WON = OPPORTUNITY & Domain("won_status", "=", "won") & Domain("active", "in", [True, False])
LOST = OPPORTUNITY & Domain("won_status", "=", "lost") & Domain("active", "in", [True, False])
CLOSED = (
    OPPORTUNITY
    & Domain("won_status", "in", ["won", "lost"])
    & Domain("active", "in", [True, False])
)
OPEN_FIELDS = ("type", "active", "won_status")
# Neither won nor lost, for crm_lead ``l``, leads and opportunities. PostgreSQL only uses the index
# of open leads with ``active IS TRUE``, as the ORM writes it.
PENDING_SQL = "l.active IS TRUE AND l.won_status = 'pending'"
OPEN_SQL = f"l.type = 'opportunity' AND {PENDING_SQL}"

# Quotations that wait for the customer's answer: drafts once sent, and those sent.
PENDING = Domain("quotation_outcome", "=", "pending")

# Progress of the orders that can still be acted on.
ONGOING = ("confirmed", "in_production", "delivered", "invoiced")

# A purchase, of order ``%s``: a refund entered as a negative order is none.
BOUGHT_SQL = "COALESCE(%s.net_revenue, 0) >= 0"


def get_conditions(domain):
    """Return the domains that must all hold for ``domain`` to.

    >>> get_conditions(Domain("a", "=", 1) & (Domain("b", "=", 2) | Domain("c", "=", 3)))
    [[('a', '=', 1)], ['|', ('b', '=', 2), ('c', '=', 3)]]
    >>> get_conditions(Domain("a", "=", 1))
    [[('a', '=', 1)]]
    """
    return list(domain.children) if getattr(domain, "OPERATOR", "") == "&" else [domain]
