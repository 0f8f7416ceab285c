"""The companies that a follow-up rule applies to.

A rule applies to all companies until it is changed by a manager who does not have all of them. Then
it becomes the rule of the manager's companies, and a copy of its former state applies to the
others. Both belong to one family. In each company one rule of a family applies: its own (even
archived), else the shared one, which has no companies.
"""

from odoo import api, fields, models
from odoo.fields import Domain


class BaseAutomation(models.Model):
    _inherit = "base.automation"

    followup_company_ids = fields.Many2many(
        "res.company",
        "base_automation_followup_company_rel",
        string="For Companies",
        readonly=True,
        copy=False,
        help="Companies that the rule applies to; empty: all those without a rule of their own.",
    )
    followup_family = fields.Integer(
        string="Rule Family",
        readonly=True,
        copy=False,
        help="Same number on the rules that replace each other in different companies.",
    )
    followup_author_id = fields.Many2one(
        "res.users",
        string="Filter Written By",
        readonly=True,
        ondelete="set null",
        help="Sales manager who wrote the filter, which applies with that manager's rights. Empty: "
        "an administrator.",
    )

    def _get_family(self):
        """Return the rules of the family, archived ones included."""
        self.ensure_one()
        if not self.followup_family:
            return self
        # The copies for other companies belong to the same rule (hence sudo).
        rules = self.sudo().with_context(active_test=False)
        return rules.search([("followup_family", "=", self.followup_family)])

    def _get_other_companies(self):
        """Return the companies of the other rules of the family."""
        return (self._get_family() - self).followup_company_ids

    def _get_followup_companies(self):
        """Return the companies that the rule applies to."""
        self.ensure_one()
        every = self.env["res.company"]._get_every()
        # Companies that the user may not see decide for their own records (hence sudo).
        own = self.sudo().followup_company_ids
        return every & own if own else every - self._get_other_companies()

    def _get_followup_company_domain(self):
        """Return the domain on ``company_id`` of the records that the rule applies to.

        Records without a company belong to the shared rule.
        """
        self.ensure_one()
        # Companies that the user may not see decide for their own records (hence sudo).
        own, others = self.sudo().followup_company_ids, self._get_other_companies()
        if own:
            return Domain("company_id", "in", own.ids)
        return ~Domain("company_id", "in", others.ids) if others else Domain.TRUE

    @api.model
    def _find_followup_rule(self, kind, company):
        """Return the rule of ``kind`` that applies to ``company``, the one with the shortest delay;
        empty without one. Active rules come first, but an archived one still tells which activity
        to create.
        """
        # Salespeople may not read rules; they follow them (hence sudo).
        rules = self.sudo().with_context(active_test=False).search([("followup_kind", "=", kind)])
        rules = rules.filtered(lambda rule: company in rule._get_followup_companies())
        return rules.sorted(lambda rule: (not rule.active, rule.trg_date_range))[:1]

    def _get_rule_of(self, company):
        """Return the rule of the family that applies to ``company``."""
        family = self._get_family()
        return family.filtered(lambda rule: company in rule._get_followup_companies())[:1] or self

    def _split_by_company(self, companies):
        """Restrict each rule of ``self`` to ``companies``; a copy applies to the other companies.

        :param companies: those of the manager who is about to write the rules
        """
        # The copy keeps what the other companies have, which the manager may not see (hence sudo).
        for rule in self.sudo():
            decides = rule._get_followup_companies()
            if not decides - companies:
                continue
            family = rule.followup_family or rule.id
            rest = rule.followup_company_ids - companies
            copied = rule._copy_with_actions()
            copied.write(
                {
                    "followup_family": family,
                    "followup_company_ids": [fields.Command.set(rest.ids)],
                }
            )
            rule.write(
                {
                    "followup_family": family,
                    "followup_company_ids": [fields.Command.set((decides & companies).ids)],
                }
            )

    def _copy_with_actions(self):
        """Return a copy of the rule with copies of its actions, made as superuser for a manager.

        Not ``copy``: it writes the actions through the rule, which Odoo refuses to users without
        rights on actions, also under ``sudo()``.
        """
        self.ensure_one()
        actions = self.action_server_ids.copy()
        [values] = self.copy_data({"name": self.name, "active": self.active})
        copied = self.create(values)
        actions.base_automation_id = copied
        for source, action in zip(self.action_server_ids, actions, strict=True):
            for name in ("activity_type_id", "activity_summary", "activity_note"):
                action[name] = source[name]
        return copied
