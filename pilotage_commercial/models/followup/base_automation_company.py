"""For which companies a follow-up rule decides.

A rule is everybody's until a manager changes it who has not all the companies that it decides for.
The rule then becomes that of the manager's companies, and a copy of what it was goes on deciding
for the others. The two are of one family: in each company one rule of a family decides, its own
(be it off), else the shared one, which names no company.
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
        help="Companies that the rule decides for; empty: all those that have none of their own.",
    )
    followup_family = fields.Integer(
        string="Rule Family",
        readonly=True,
        copy=False,
        help="The same on the rules that stand for each other in different companies.",
    )
    followup_author_id = fields.Many2one(
        "res.users",
        string="Filter Written By",
        readonly=True,
        ondelete="set null",
        help="The sales manager who wrote the filter: it sees what that manager may see. Empty: an "
        "administrator.",
    )

    def _get_family(self):
        """Return the rules, also those that are off, that stand for this one somewhere."""
        self.ensure_one()
        if not self.followup_family:
            return self
        rules = self.sudo().with_context(active_test=False)
        return rules.search([("followup_family", "=", self.followup_family)])

    def _get_other_companies(self):
        """Return the companies that other rules of the family name."""
        return (self._get_family() - self).followup_company_ids

    def _get_followup_companies(self):
        """Return the companies that the rule decides for."""
        self.ensure_one()
        every = self.env["res.company"]._get_every()
        own = self.sudo().followup_company_ids
        return every & own if own else every - self._get_other_companies()

    def _get_followup_company_domain(self):
        """Return the domain of the records, by their company, that the rule decides for.

        A record of no company is for the shared rule.
        """
        self.ensure_one()
        own, others = self.sudo().followup_company_ids, self._get_other_companies()
        if own:
            return Domain("company_id", "in", own.ids)
        return ~Domain("company_id", "in", others.ids) if others else Domain.TRUE

    @api.model
    def _find_followup_rule(self, kind, company):
        """Return the rule of ``kind`` that decides for ``company``, the first by delay; empty when
        none is left. One that is off is better than none: it says which activity to make."""
        rules = self.sudo().with_context(active_test=False).search([("followup_kind", "=", kind)])
        rules = rules.filtered(lambda rule: company in rule._get_followup_companies())
        return rules.sorted(lambda rule: (not rule.active, rule.trg_date_range))[:1]

    def _get_rule_of(self, company):
        """Return the rule of the family that decides for ``company``."""
        family = self._get_family()
        return family.filtered(lambda rule: company in rule._get_followup_companies())[:1] or self

    def _split_by_company(self, companies):
        """Make each rule of ``self`` one of ``companies`` alone; a copy decides for the others.

        :param companies: those of the manager who is about to write on the rules
        """
        for rule in self.sudo():
            decides = rule._get_followup_companies()
            if not decides - companies:
                continue
            family = rule.followup_family or rule.id
            rest = rule.followup_company_ids - companies
            copied = rule.copy({"name": rule.name, "active": rule.active})
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
