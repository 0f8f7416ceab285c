"""The kinds of records that a review acts on, and the KPIs that ask for them."""

from ....tools.groups import REAL_COST

KINDS = [
    ("blocked", "Blocked prospects"),
    ("quotation", "Quotations without answer"),
    ("slow_quotation", "Quotations open for long"),
    ("late_payment", "Late payments"),
    ("at_risk", "Customers at risk"),
    ("margin", "Orders to re-cost"),
    ("other", "Others"),
]
# Number of records of each kind that a review proposes.
PROPOSED = {
    "blocked": 5,
    "quotation": 3,
    "slow_quotation": 3,
    "late_payment": 3,
    "at_risk": 3,
    "margin": 2,
}
# Kinds proposed when a KPI, or its second reading, is off target. The first KPI with a kind is the
# aim of acting on it.
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
# Kinds for a user-made KPI, by the model that it counts.
MODEL_KINDS = {
    "crm.lead": ("blocked",),
    "sale.order": ("quotation",),
    "pilotage.customer": ("at_risk",),
}
# Kinds that the guide proposes, whatever the figures.
GUIDE = ("blocked", "quotation", "margin")
# Groups that may know why records of a kind were chosen: the reason depends on protected figures.
KEPT = {"margin": REAL_COST}
# Kinds to act on by telephone.
CALLS = {"blocked", "late_payment", "at_risk"}
# Days from which a quotation is open for long, when the sales cycle has no target.
SLOW_DAYS = 30


def get_kinds(kpi):
    """Return the kinds of records to act on when ``kpi`` is off target."""
    return KPI_KINDS.get(kpi.code) or MODEL_KINDS.get(kpi.numerator_model, ())


def get_aim(kind, kpis):
    """Return the KPI, among ``kpis`` with the most pressing first, that acting on ``kind`` aims
    at.
    """
    return next((kpi for kpi in kpis if kind in get_kinds(kpi)), kpis.browse())
