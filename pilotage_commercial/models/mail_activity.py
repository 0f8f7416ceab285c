from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    followup_rule_id = fields.Many2one(
        "base.automation",
        string="Follow-up Rule",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="Rule that created this follow-up.",
    )

    # Whatever runs at once, and whoever wrote it: the database holds one open follow-up a record.
    _one_open_followup = models.UniqueIndex(
        "(res_model, res_id) WHERE active IS TRUE AND followup_rule_id IS NOT NULL",
        "This record already has an open follow-up.",
    )
