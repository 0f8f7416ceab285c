"""What a search view offers is answered: a field or filter over what a reader may not know has the
same groups. Else the list says that access is refused, whatever else is searched with it.
"""

from lxml import etree
from profiles import PROFILES, RightsCase, is_ours

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import safe_eval

# Odoo's lists that we extend.
EXTENDED = ("crm.lead", "sale.order", "account.move.line", "res.partner")


@tagged("standard", "post_install", "-at_install")
class TestSearches(RightsCase):
    def _iter_views(self):
        """Yield the search views of our models, and those of the lists that we extend."""
        for view in self.env["ir.ui.view"].search([("type", "=", "search")]):
            model = view.model in self.env and self.env[view.model]
            if view.mode != "primary" or model is False or model._abstract or model._transient:
                continue
            if view.model in EXTENDED or is_ours(model._original_module):
                yield view

    def _iter_domains(self, tree, env):
        """Yield (name, domain) of what somebody may click or type in the search box."""
        known = {
            "self": "roof",
            "raw_value": 1,
            "uid": env.uid,
            "context": {},
            "context_today": lambda: fields.Date.context_today(env["res.users"]),
            "current_date": "2026-03-10",
            "relativedelta": safe_eval.dateutil.relativedelta.relativedelta,
            "datetime": safe_eval.datetime,
            "time": safe_eval.time,
        }
        for node in tree.iter("field", "filter"):
            text = node.get("domain") if node.tag == "filter" else node.get("filter_domain")
            if text:
                yield node.get("name"), safe_eval.safe_eval(text, known)

    def _is_about_ours(self, model, domain):
        """Return whether ``domain`` reads our models, or our fields on a model of Odoo."""
        names = {
            condition.field_expr.split(".")[0] for condition in Domain(domain).iter_conditions()
        }
        return is_ours(model._original_module) or any(
            is_ours(module) for name in names for module in model._fields[name]._modules
        )

    def test_answers(self):
        tried, refused = 0, set()
        for view in self._iter_views():
            # Customers and visitors have no list.
            for profile in (name for name in PROFILES if self.users[name]._is_internal()):
                model = self._as(self.env[view.model], profile)
                # Of nothing, Odoo asks the database nothing either.
                if not model.has_access("read") or not model.search([], limit=1):
                    continue
                arch = model.get_views([(view.id, "search")])["views"]["search"]["arch"]
                for name, domain in self._iter_domains(etree.fromstring(arch), model.env):
                    tried += 1
                    try:
                        model.search(domain, limit=1)
                    except AccessError:
                        if self._is_about_ours(model, domain):
                            refused.add(f"{profile}: {name} of {view.xml_id}")
        self.assertFalse(refused, "\n".join(sorted(refused)))
        self.assertGreater(tried, 500)
