"""Loops over all companies: a failure in one does not stop the others."""

import logging

import pytz
from psycopg2 import OperationalError

from odoo import api, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)
# Of what the transaction keeps until it is flushed: the ids of every company.
EVERY = "pilotage_companies"


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _map_every(self, get_value):
        """Return ``{company: get_value(company)}`` of every company.

        A company whose settings are unusable is logged and left out; the others go on.
        """
        values = {}
        for company in self._get_every():
            try:
                values[company] = get_value(company)
            except (ArithmeticError, TypeError, ValueError, pytz.UnknownTimeZoneError) as error:
                _logger.warning("Settings of company %s cannot be used: %s", company.name, error)
        return values

    @api.model
    def _get_every(self):
        """Return every company: each one's delays apply to its records, whoever is logged in
        (hence sudo).

        Read once, with what their days depend on: a screen of several blocks asks for them many
        times.
        """
        known = self.env.cr.precommit.data.setdefault(EVERY, {})
        active_only = bool(self.env.context.get("active_test", True))
        if known and active_only in known:
            return self.sudo().browse(known[active_only])
        companies = self.sudo().search_fetch(Domain.TRUE, ["sales_tz_used"])
        if known is not None:
            known[active_only] = companies.ids
        return companies

    @api.model
    def _forget_every(self):
        """Read the companies each time from now on: the change may be rolled back, and a savepoint
        that flushes nothing does not tell it.
        """
        self.env.cr.precommit.data[EVERY] = None

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self._forget_every()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            self._forget_every()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_every()
        return result

    def _do_safely(self, work):
        """Call ``work`` for the company; when it fails, roll its writes back and log the error.

        A scheduled action then goes on with the next company. A serialization or connection error
        is raised: the next run repeats all of it.
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                work(self)
        except OperationalError:
            raise
        except Exception:
            self.env.invalidate_all()
            _logger.exception("Company %s is left out of %s", self.name, work.__name__)
