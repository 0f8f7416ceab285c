"""What is open, won, lost and ongoing: each said once, for the whole addon."""

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
# The same in SQL, of crm_lead ``l``; neither won nor lost, be it a lead or an opportunity.
# ``active IS TRUE``, as the ORM writes it: said otherwise, the index of the open is ignored.
PENDING_SQL = "l.active IS TRUE AND l.won_status = 'pending'"
OPEN_SQL = f"l.type = 'opportunity' AND {PENDING_SQL}"

# Quotations that wait for the customer.
EXPIRING = Domain("state", "in", ("draft", "sent")) & Domain("quotation_outcome", "=", "pending")

# Progress of the orders that can still be acted on.
ONGOING = ("confirmed", "in_production", "delivered", "invoiced")
