"""The number of rows to handle today: one domain for the menu, the start page and the cockpit."""

from odoo import api, models
from odoo.fields import Domain

from .pilotage_day import NOW

MANAGER = "sales_team.group_sale_manager"


class PilotageDay(models.Model):
    _inherit = "pilotage.day"

    @api.model
    def _get_search_defaults(self):
        """Return the filters on which *To Handle Today* opens: a salesperson's own rows; for a
        manager those of the whole team, as the manager may have none.
        """
        mine = {} if self.env.user.has_group(MANAGER) else {"search_default_mine": 1}
        return {"search_default_to_handle": 1, **mine}

    @api.model
    def _get_now_domain(self, team=None, user=None, tag=None):
        """Return the domain of the rows to handle today, the same that the menu opens on.

        :param team: id of a team
        :param user: id of a salesperson, whose rows replace the reader's own
        :param tag: id of a tag of opportunities
        """
        domain = Domain("horizon", "in", NOW)
        if user:
            domain &= Domain("user_id", "=", user)
        elif "search_default_mine" in self._get_search_defaults():
            domain &= Domain("is_mine", "=", True)
        if team:
            domain &= Domain("team_id", "=", team)
        if tag:
            domain &= Domain("lead_id.tag_ids", "=", tag)
        return domain

    @api.model
    @api.readonly
    def get_count(self):
        """Return the number of rows to handle today, on which the menu opens for the user."""
        return self.search_count(self._get_now_domain())
