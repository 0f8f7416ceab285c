"""What is done for every company: one that fails stops no other."""

import logging

import pytz
from psycopg2 import OperationalError

from odoo import api, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


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
        """Return every company: each one's delays apply to its records, whoever is logged in."""
        return self.sudo().search(Domain.TRUE)

    def _do_safely(self, work):
        """Call ``work`` for the company; what it wrote is undone, and reported, when it fails.

        A scheduled action goes on with the next company. A lost race or connection is raised:
        the whole is for the next run.
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
