"""Customers: companies, each followed by two people working there."""

from seed import vocabulary as words


def fill(db, count, until):
    """``count`` partners, numbered from ``seed_partner_base + 1``; returns that base."""
    base = db.last_id("res_partner")
    with db.bulk(["res_partner"], count):
        db.insert(
            "res_partner",
            _columns(),
            _source(),
            base=base,
            count=count,
            until=until,
            country=db.ref("base.fr"),
            trades=words.TRADES,
            surnames=words.SURNAMES,
            first_names=words.FIRST_NAMES,
            cities=words.CITIES,
            streets=words.STREETS,
            prefixes=words.PHONE_PREFIXES,
        )
    db.finish("res_partner")
    return base


def _source():
    """``head`` is the number of the company that partner ``n`` is, or works for."""
    return """
        (SELECT n, n - (n - 1) %% 3 AS head, (n - 1) %% 3 = 0 AS is_company
           FROM generate_series(1, %(count)s) n) numbered
        CROSS JOIN LATERAL (
          SELECT pg_temp.pick(%(trades)s, head, 101) || ' '
                 || pg_temp.pick(%(surnames)s, head, 102) || ' ' || head AS company_name,
                 pg_temp.pick(%(first_names)s, n, 103) || ' '
                 || pg_temp.pick(%(surnames)s, n, 104) AS person_name,
                 'client-' || head || '.example.com' AS domain,
                 pg_temp.pick(%(cities)s, head, 105) AS city,
                 pg_temp.pick(%(prefixes)s, n, 106) || ' '
                 || lpad(floor(pg_temp.u(n, 107) * 100)::text, 2, '0') || ' '
                 || lpad(floor(pg_temp.u(n, 108) * 100)::text, 2, '0') AS phone
        ) made
        CROSS JOIN LATERAL (
          SELECT CASE WHEN is_company THEN 'contact@' ELSE 'p' || n || '@' END || domain AS email
        ) mailed
    """


def _columns():
    created = "%(until)s::timestamp - interval '1 day' * (1830 - 4 * pg_temp.u(n, 109))"
    return {
        "id": "%(base)s + n",
        "name": "CASE WHEN is_company THEN company_name ELSE person_name END",
        "complete_name": "company_name"
        " || CASE WHEN is_company THEN '' ELSE ', ' || person_name END",
        "commercial_company_name": "company_name",
        "parent_id": "CASE WHEN NOT is_company THEN %(base)s + head END",
        "commercial_partner_id": "%(base)s + head",
        "is_company": "is_company",
        "active": "TRUE",
        "type": "'contact'",
        "lang": "'en_US'",
        "email": "email",
        "email_normalized": "email",
        "phone": "'+33 ' || phone",
        "phone_sanitized": "'+33' || replace(phone, ' ', '')",
        "street": "1 + floor(pg_temp.u(head, 110) * 99)::int || ' '"
        " || pg_temp.pick(%(streets)s, head, 111)",
        "zip": "split_part(city, ' ', 1)",
        "city": "substr(city, 7)",
        "country_id": "%(country)s",
        "partner_share": "TRUE",
        "employee": "FALSE",
        "color": "0",
        "customer_rank": "1",
        "supplier_rank": "0",
        "message_bounce": "0",
        "autopost_bills": "'ask'",
        "create_uid": "2",
        "write_uid": "2",
        "create_date": created,
        "write_date": created,
    }
