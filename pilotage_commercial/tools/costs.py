"""The categories of costs, and the accounts that hold none."""

CATEGORIES = [
    ("purchase", "Purchases"),
    ("subcontracting", "Subcontracting"),
    ("production", "Production"),
    ("transport", "Transport"),
    ("labour", "Labour"),
    ("other", "Other"),
]
# Types of the accounts that are neither an expense nor goods.
DEBTS = (
    "liability_current",
    "liability_non_current",
    "liability_credit_card",
    "asset_receivable",
    "asset_cash",
    "asset_prepayments",
    "equity",
)
