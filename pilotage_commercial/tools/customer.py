"""The id of a customer in a company: a pure function of the two, the same for every reader.

The digits of the company in base 8, the lowest first, each with a bit that says whether another
follows, then the partner. It fits in four bytes, which is all that XML-RPC carries, up to
134 million partners in companies 1 to 7, 8 million in those up to 63, 524 000 up to 511. Past
that it is still unique, and JSON carries it.
"""

MAX_INT4 = 2**31 - 1


def encode_company(company_id):
    """Return (bits, code): what precedes the partner in the id.

    >>> encode_company(1), encode_company(7), encode_company(8), encode_company(63)
    ((4, 2), (4, 14), (8, 33), (8, 239))
    """
    bits, code = 0, 0
    while True:
        company_id, digit = divmod(company_id, 8)
        code |= (digit << 1 | bool(company_id)) << bits
        bits += 4
        if not company_id:
            return bits, code


def encode(partner_id, company_id):
    """Return the id of partner ``partner_id`` as a customer of ``company_id``.

    >>> encode(1, 1), encode(100_000, 3), encode(8_000_000, 63) <= MAX_INT4
    (18, 1600006, True)
    """
    bits, code = encode_company(company_id)
    return partner_id << bits | code


def decode_partner(customer_id):
    """Return the partner of ``customer_id``; 0, which no partner is, for what is not such an id.

    >>> [decode_partner(encode(42, company)) for company in (1, 8, 64, 99_999)]
    [42, 42, 42, 42]
    >>> decode_partner(0), decode_partner(-5), decode_partner("5"), decode_partner(2**70)
    (0, 0, 0, 0)
    """
    if not isinstance(customer_id, int) or customer_id <= 0:
        return 0
    while customer_id & 1:
        customer_id >>= 4
    partner_id = customer_id >> 4
    return partner_id if partner_id <= MAX_INT4 else 0
