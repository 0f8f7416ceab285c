"""Weekly reviews: delete a text printed by mistake, and link a rule to its column."""

from odoo import SUPERUSER_ID, api

RULE = "pilotage_commercial.pilotage_review_record_rule_personal"
BEFORE = '[("action_id.user_id", "=", user.id)]'
AFTER = (
    '["&", ("action_id", "!=", False), "|", ("action_id.user_id", "=", user.id), '
    '("assignee_id", "=", user.id)]'
)


def migrate(cr, version):
    # An earlier version wrote this text when there was nothing to say, also in held reviews.
    cr.execute(
        "UPDATE pilotage_review_action SET feedback = NULL WHERE feedback = 'mail.activity()'"
    )
    env = api.Environment(cr, SUPERUSER_ID, {})
    rule = env.ref(RULE, False)
    if rule and rule.domain_force == BEFORE:
        rule.domain_force = AFTER
