"""The books of a company of the tests."""

ACCOUNTS = {
    "411000": "asset_receivable",
    "401000": "liability_payable",
    "706000": "income",
    "604000": "expense",
    "666000": "expense_other",
    "766000": "income_other",
    "512000": "asset_cash",
    "580000": "asset_current",
}
# Their default accounts.
JOURNALS = {"sale": "706000", "purchase": "604000", "general": None, "bank": "512000"}


def create_books(company):
    """Give ``company`` the accounts and the journals with which it invoices, pays, and books what a
    currency gains or loses.

    Loading a chart of accounts takes thirty times as long, and nothing here depends on it.

    :return: its accounts by code
    """
    env = company.env
    records = env["account.account"].create(
        [
            {"code": code, "name": kind, "account_type": kind, "company_ids": company.ids}
            for code, kind in ACCOUNTS.items()
        ]
    )
    accounts = dict(zip(ACCOUNTS, records, strict=True))
    journals = env["account.journal"].create(
        [
            {
                "name": f"{kind} {company.name}",
                "code": kind[:4].upper(),
                "type": kind,
                "company_id": company.id,
                "default_account_id": accounts[code].id if code else False,
            }
            for kind, code in JOURNALS.items()
        ]
    )
    accounts["580000"].reconcile = True
    company.write(
        {
            "transfer_account_id": accounts["580000"].id,  # of payments on their way to the bank
            "income_account_id": accounts["706000"].id,
            "expense_account_id": accounts["604000"].id,
            "currency_exchange_journal_id": journals[2].id,
            "income_currency_exchange_account_id": accounts["766000"].id,
            "expense_currency_exchange_account_id": accounts["666000"].id,
        }
    )
    for name, code in (("receivable", "411000"), ("payable", "401000")):
        env["ir.default"].set(
            "res.partner",
            f"property_account_{name}_id",
            accounts[code].id,
            company_id=company.id,
        )
    return accounts
