"""Which records a review acts on, and which KPI off its target asks for which of them."""

from ...tools.groups import REAL_COST

KINDS = [
    ("blocked", "Blocked prospects"),
    ("quotation", "Quotations without answer"),
    ("slow_quotation", "Quotations open for long"),
    ("late_payment", "Late payments"),
    ("at_risk", "Customers at risk"),
    ("margin", "Orders to re-cost"),
    ("other", "Others"),
]
# How many of each kind a review proposes.
PROPOSED = {
    "blocked": 5,
    "quotation": 3,
    "slow_quotation": 3,
    "late_payment": 3,
    "at_risk": 3,
    "margin": 2,
}
# What is proposed when a KPI is off its target, its second readings included. The first KPI that
# names a kind is the one that acting on it aims at.
KPI_KINDS = {
    "pipeline_value": ("blocked",),
    "transformation_rate": ("quotation",),
    "win_rate": ("quotation", "blocked"),
    "win_rate_value": ("quotation", "blocked"),
    "average_order_value": ("quotation",),
    "sales_cycle": ("late_payment", "slow_quotation"),
    "sales_cycle_won": ("slow_quotation", "blocked"),
    "churn_rate": ("at_risk",),
    "real_margin_rate": ("margin",),
    "completion_margin_rate": ("margin",),
    "incurred_share": ("margin",),
}
# Of a KPI that somebody made, by what it counts.
MODEL_KINDS = {
    "crm.lead": ("blocked",),
    "sale.order": ("quotation",),
    "pilotage.customer": ("at_risk",),
}
# What the guide proposes, whatever the figures.
GUIDE = ("blocked", "quotation", "margin")
# Who may know why a record of that kind was chosen: what it is chosen by is for them only.
KEPT = {"margin": REAL_COST}
# What one does by telephone.
CALLS = {"blocked", "late_payment", "at_risk"}
# Quotations are open for long from so many days on, where the sales cycle has no target.
SLOW_DAYS = 30


def get_kinds(kpi):
    """Return the kinds of records to act on when ``kpi`` is off its target."""
    return KPI_KINDS.get(kpi.code) or MODEL_KINDS.get(kpi.numerator_model, ())


def get_aim(kind, kpis):
    """Return which of ``kpis``, the most pressing first, acting on ``kind`` aims at."""
    return next((kpi for kpi in kpis if kind in get_kinds(kpi)), kpis.browse())
