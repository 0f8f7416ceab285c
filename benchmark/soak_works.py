"""The works of script/soak: scheduled actions, a review, an import.

Imported by ``soak_inside.py`` in ``odoo shell``; each has several commits, in small batches.
"""

import base64

from odoo.addons.pilotage_commercial.models.cost.ledger import sale_order_real_cost_cron
from odoo.addons.pilotage_commercial.models.followup.activity import mail_activity_end
from odoo.addons.pilotage_commercial.models.followup.run import base_automation_engine
from odoo.addons.pilotage_commercial.models.history import crm_lead as history
from odoo.addons.pilotage_commercial.models.order.fact import sale_order_outcome
from odoo.addons.pilotage_commercial.models.review.course import pilotage_review_monday
from odoo.addons.pilotage_commercial_import.models import pilotage_import_run
from odoo.addons.pilotage_commercial_rating.models import res_company as rating_company
from odoo.addons.pilotage_commercial_rating.models import sale_order_request

# Small batches: several commits in each work.
for module, name, size in (
    (sale_order_real_cost_cron, "BATCH", 60),
    (base_automation_engine, "BATCH", 40),
    (mail_activity_end, "BATCH", 40),
    (history, "BATCH", 150),
    (sale_order_outcome, "EXPIRY_BATCH", 10),
    (sale_order_request, "BATCH", 10),
    (pilotage_import_run, "BATCH", 50),
    (pilotage_import_run, "DIRECT", 100),
    # At any hour.
    (pilotage_review_monday, "MAIL_HOUR", 0),
    (rating_company, "FIRST_HOUR", 0),
    (rating_company, "LAST_HOUR", 24),
):
    assert hasattr(module, name), (module, name)
    setattr(module, name, size)

ROWS, DIRECT_ROWS = 300, 80
XML = "pilotage_commercial"
# In the order in which they run.
CRONS = [
    f"{XML}.ir_cron_complete_history",
    f"{XML}.ir_cron_expired_quotations",
    f"{XML}.ir_cron_real_costs",
    f"{XML}.ir_cron_cost_experience",
    f"{XML}.ir_cron_kpi_snapshots",
    f"{XML}.ir_cron_followups",
    f"{XML}.ir_cron_review_monday",
    f"{XML}_rating.ir_cron_request_satisfaction",
    f"{XML}_import.ir_cron_import",
]


def run_cron(env, xml_id):
    env.ref(xml_id).ir_actions_server_id.run()


def get_user(env, login):
    user = env["res.users"].search([("login", "=", login)])
    context = {"lang": "en_US", "tz": "UTC", "allowed_company_ids": user.company_id.ids}
    return env(user=user.id, context=context)


def close_review(env):
    env = get_user(env, "soak-manager")
    review = env["pilotage.review"].search(
        [("state", "in", ("open", "held"))], order="week", limit=1
    )
    if review.state == "open":
        review.action_close()


def import_direct(env):
    """A small file, written at once."""
    if not env["res.users"].search_count([("login", "=", "soak-sales")]):
        return  # an archived user imports nothing more
    env = get_user(env, "soak-sales")
    if not env["pilotage.import"].search_count([("file_name", "=", "direct.csv")]):
        accept_file(env, "direct.csv", "Soak direct", DIRECT_ROWS)


def accept_file(env, file_name, name, number):
    lines = [
        "Opportunité / client;Montant estimé;Statut;Prochaine action;Date d’échéance",
        *(f"{name} {index};{1000 + index};Prospect;Relancer;18/12/2026" for index in range(number)),
    ]
    record = env["pilotage.import"].create(
        {"file": base64.b64encode("\n".join(lines).encode()), "file_name": file_name}
    )
    record.action_check()
    record.action_import()


WORKS = {
    **{xml_id: lambda env, xml_id=xml_id: run_cron(env, xml_id) for xml_id in CRONS},
    "closing a review": close_review,
    "a small import": import_direct,
}
