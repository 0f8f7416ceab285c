"""Loops over all companies: a failure in one does not stop the others."""

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
        """Return every company: each one's delays apply to its records, whoever is logged in
        (hence sudo).
        """
        return self.sudo().search(Domain.TRUE)

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
