"""Pipeline stages: those of the database, or made over as a company of years would have."""

from seed import vocabulary as words


def customise(db):
    """Rename every stock stage and add others, one of them for a single team."""
    open_ids = _ids(db, "NOT coalesce(is_won, FALSE)")
    for stage_id, name in zip(open_ids, words.STAGE_NAMES, strict=False):
        _rename(db, stage_id, name)
    for stage_id in _ids(db, "is_won")[:1]:
        _rename(db, stage_id, words.WON_STAGE_NAME)
    for sequence, name in enumerate(words.EXTRA_STAGE_NAMES, start=10):
        _create(db, name, sequence)
    _create(db, words.EXTRA_WON_STAGE_NAME, 80, is_won=True)
    stage_id = _create(db, words.TEAM_STAGE_NAME, 5)
    db.execute(
        "INSERT INTO crm_stage_crm_team_rel (crm_stage_id, crm_team_id)"
        " SELECT %(stage)s, teams[1] FROM seed_company ORDER BY company_id LIMIT 1",
        stage=stage_id,
    )


def describe(db):
    """``seed_team``: each team's members and its stages in order, open and won.

    A stage marked *lost* by our own addon holds no history: old deals were lost where they stood.
    """
    lost = "FALSE"
    if db.has_column("crm_stage", "is_lost"):
        lost = "coalesce(is_lost, FALSE)"
    stages = """
        SELECT array_agg(id ORDER BY sequence, id) FROM crm_stage
         WHERE coalesce(is_won, FALSE) = {} AND NOT {}
           AND (id IN (SELECT crm_stage_id FROM crm_stage_crm_team_rel
                        WHERE crm_team_id = team.id)
                OR id NOT IN (SELECT crm_stage_id FROM crm_stage_crm_team_rel))
    """
    db.temporary(
        "seed_team",
        f"""
        SELECT team.id AS team_id, ({stages.format("FALSE", lost)}) AS stages,
               ({stages.format("TRUE", lost)}) AS won_stages,
               (SELECT array_agg(user_id ORDER BY user_id) FROM crm_team_member
                 WHERE crm_team_id = team.id) AS members
          FROM crm_team team
         WHERE team.id IN (SELECT unnest(teams) FROM seed_company)
        """,
    )
    if db.value("SELECT 1 FROM seed_team WHERE stages IS NULL OR won_stages IS NULL LIMIT 1"):
        raise LookupError("each team needs an open stage and a won stage")


def _ids(db, condition):
    query = f"SELECT id FROM crm_stage WHERE {condition} ORDER BY sequence, id"
    return [stage_id for (stage_id,) in db.execute(query).fetchall()]


def _rename(db, stage_id, name):
    """Give the stage this name in every language it has."""
    db.execute(
        """
        UPDATE crm_stage SET write_uid = 2, write_date = now(),
               name = (SELECT jsonb_object_agg(key, %(name)s::text) FROM jsonb_each(name))
         WHERE id = %(id)s
        """,
        name=name,
        id=stage_id,
    )


def _create(db, name, sequence, is_won=False):
    return db.value(
        """
        INSERT INTO crm_stage (name, sequence, is_won, fold, color, rotting_threshold_days,
                               create_uid, write_uid, create_date, write_date)
        VALUES (jsonb_build_object('en_US', %(name)s::text), %(sequence)s, %(is_won)s, FALSE, 0, 0,
                2, 2, now(), now()) RETURNING id
        """,
        name=name,
        sequence=sequence,
        is_won=is_won,
    )
