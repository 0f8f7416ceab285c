"""Companies, sales teams and salespeople: few rows, cloned from those Odoo made."""

# The first company of the database gets this share of everything.
MAIN_COMPANY_SHARE = 0.64
GROUPS = ["base.group_user", "sales_team.group_sale_salesman"]


def fill(db, companies, teams, salespeople):
    """Make the organisation and describe it in ``seed_company`` and ``seed_team``.

    :param int companies: companies in all, counting the first one of the database
    :param int teams: sales teams to make, at least one for each company
    :param int salespeople: users to make, at least one for each team
    """
    main = db.value("SELECT min(id) FROM res_company")
    company_ids = [main] + [_company(db, main) for _ in range(companies - 1)]
    _let_administrator_in(db, company_ids)
    by_company = {company_id: [] for company_id in company_ids}
    # Every company has one team; the main company has the others.
    for number in range(teams):
        company_id = company_ids[number] if number < companies else main
        members = salespeople // teams + (number < salespeople % teams)
        by_company[company_id].append(_team(db, company_id, members))
    _describe(db, by_company)


def _clone(db, table, template, keep=(), **overrides):
    """Copy the columns of ``keep`` and the required ones of a row, and return the copy's id."""
    required = db.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %(table)s::regclass"
        " AND attnum > 0 AND NOT attisdropped AND (attnotnull OR attname = ANY(%(keep)s))",
        table=table,
        keep=[*keep, "create_date", "write_date", "create_uid", "write_uid", "active"],
    ).fetchall()
    columns = {name: name for (name,) in required} | {name: f"%({name})s" for name in overrides}
    columns["id"] = f"nextval(pg_get_serial_sequence('{table}', 'id'))"
    query = "INSERT INTO {} ({}) SELECT {} FROM {} WHERE id = %(template)s RETURNING id".format(
        table, ", ".join(columns), ", ".join(columns.values()), table
    )
    return db.value(query, template=template, **overrides)


def _partner(db, name, **values):
    template = db.value("SELECT partner_id FROM res_users WHERE id = 2")
    partner_id = _clone(
        db, "res_partner", template, keep=["lang", "type"], name=name, complete_name=name, **values
    )
    db.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id = %(id)s", id=partner_id)
    return partner_id


def _company(db, main):
    number = db.last_id("res_company") + 1
    name = f"Agence {number}"
    partner_id = _partner(db, name, is_company=True, partner_share=True)
    company_id = _clone(db, "res_company", main, name=name, partner_id=partner_id, sequence=number)
    db.execute("UPDATE res_company SET parent_path = id || '/' WHERE id = %(id)s", id=company_id)
    return company_id


def _let_administrator_in(db, company_ids):
    for user_id in (1, 2):
        for company_id in company_ids:
            db.execute(
                "INSERT INTO res_company_users_rel VALUES (%(company)s, %(user)s)"
                " ON CONFLICT DO NOTHING",
                company=company_id,
                user=user_id,
            )
    if len(company_ids) > 1:
        _join(db, 2, ["base.group_multi_company"])


def _join(db, user_id, groups):
    for group in groups:
        db.execute(
            "INSERT INTO res_groups_users_rel (gid, uid) VALUES (%(group)s, %(user)s)"
            " ON CONFLICT DO NOTHING",
            group=db.ref(group),
            user=user_id,
        )


def _team(db, company_id, members):
    """One team with its members, the first of them leading it; returns its id."""
    alias_id = db.value(
        """
        INSERT INTO mail_alias (alias_model_id, alias_parent_model_id, alias_contact,
                                alias_defaults, alias_status, alias_incoming_local)
        VALUES (%(lead)s, %(team)s, 'everyone', '{}', 'not_tested', FALSE) RETURNING id
        """,
        lead=db.model_id("crm.lead"),
        team=db.model_id("crm.team"),
    )
    team_id = db.value(
        """
        INSERT INTO crm_team (name, alias_id, company_id, active, sequence, color, use_leads,
                              use_opportunities, assignment_optout, create_uid, create_date)
        VALUES (jsonb_build_object('en_US', 'Équipe ' || %(alias)s), %(alias)s, %(company)s, TRUE,
                10, 1, TRUE, TRUE, FALSE, 2, now()) RETURNING id
        """,
        alias=alias_id,
        company=company_id,
    )
    users = [_salesperson(db, company_id, team_id, leads=not rank) for rank in range(members)]
    db.execute(
        "UPDATE crm_team SET user_id = %(user)s WHERE id = %(id)s", user=users[0], id=team_id
    )
    return team_id


def _salesperson(db, company_id, team_id, leads):
    number = db.last_id("res_users") + 1
    email = f"vendeur-{number}@example.com"
    partner_id = _partner(
        db, f"Vendeur {number}", email=email, email_normalized=email, partner_share=False
    )
    user_id = _clone(
        db, "res_users", 2, login=email, partner_id=partner_id, company_id=company_id,
        sale_team_id=team_id, share=False, password=None, odoobot_state="disabled",
    )  # fmt: skip
    db.execute(
        "INSERT INTO res_company_users_rel (cid, user_id) VALUES (%(company)s, %(user)s)",
        company=company_id,
        user=user_id,
    )
    _join(db, user_id, GROUPS + ["sales_team.group_sale_salesman_all_leads"] * leads)
    db.execute(
        "INSERT INTO crm_team_member (crm_team_id, user_id, active, assignment_max)"
        " VALUES (%(team)s, %(user)s, TRUE, 30)",
        team=team_id,
        user=user_id,
    )
    return user_id


def _describe(db, by_company):
    """``seed_company``: each company's slice of [0, 1) and its teams, for leads to be drawn."""
    db.execute(
        "CREATE TEMPORARY TABLE seed_company"
        " (company_id integer, slice_from float8, slice_to float8, teams integer[]) ON COMMIT DROP"
    )
    others = len(by_company) - 1
    shares = [MAIN_COMPANY_SHARE if others else 1.0]
    shares += [(1 - MAIN_COMPANY_SHARE) / others] * others if others else []
    start = 0.0
    for share, (company_id, team_ids) in zip(shares, by_company.items(), strict=True):
        db.execute(
            "INSERT INTO seed_company VALUES (%(company)s, %(start)s, %(end)s, %(teams)s)",
            company=company_id,
            start=start,
            end=start + share,
            teams=team_ids,
        )
        start += share
    db.execute("UPDATE seed_company SET slice_to = 1 WHERE slice_to > 0.999999")
