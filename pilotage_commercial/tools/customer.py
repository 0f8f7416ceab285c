"""The id of a customer in a company: a pure function of the two, the same for every reader.

The partner's id followed by six digits for the company's. It is more than four bytes hold: JSON
carries it exactly, as JavaScript does up to partner 9 007 199 254; XML-RPC does not.
"""

COMPANIES = 10**6
# The largest integer that JavaScript represents exactly.
MAX_ID = 2**53 - 1


def encode(partner_id, company_id):
    """Return the id of partner ``partner_id`` as a customer of ``company_id``.

    >>> encode(42, 3)
    42000003
    """
    return partner_id * COMPANIES + company_id


def decode_partner(customer_id):
    """Return the partner of ``customer_id``; 0, which no partner is, for what is not such an id.

    >>> decode_partner(encode(42, 3)), decode_partner(encode(2**31, 999_999))
    (42, 2147483648)
    >>> decode_partner(0), decode_partner(-5), decode_partner("5"), decode_partner(2**70)
    (0, 0, 0, 0)
    """
    if not isinstance(customer_id, int) or not 0 < customer_id <= MAX_ID:
        return 0
    return customer_id // COMPANIES
