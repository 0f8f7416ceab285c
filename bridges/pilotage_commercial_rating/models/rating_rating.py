"""The answer of a customer is for who may read the order: Odoo shows ratings to all employees."""

from odoo import api, models
from odoo.fields import Domain

ORDER = "sale.order"


class RatingRating(models.Model):
    _inherit = "rating.rating"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not self.env.su and not bypass_access:
            domain = Domain(domain) & self._get_open_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _get_open_domain(self):
        """Return the domain of the ratings of other documents, and of orders that the user may
        read.
        """
        domain = Domain("res_model", "!=", ORDER)
        orders = self.env[ORDER].with_context(active_test=False)
        if orders.has_access("read"):
            domain |= Domain("res_id", "in", orders._search(Domain.TRUE))
        return domain

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        forbidden = result[0] if result else self.browse()
        closed = (self - forbidden)._filter_closed("read" if operation == "read" else "write")
        if not closed:
            return result
        forbidden += closed
        rules = self.env["ir.rule"]
        return forbidden, lambda: rules._make_access_error(operation, forbidden)

    def _filter_closed(self, operation):
        """Return the ratings of orders on which the user does not have the right ``operation``."""
        # Which order a rating is of decides whether it may be read (hence sudo).
        of_orders = self.sudo().filtered(lambda rating: rating.res_model == ORDER).sudo(False)
        if not of_orders:
            return of_orders
        orders = self.env[ORDER].browse(set(of_orders.sudo().mapped("res_id"))).exists()
        known = set(orders._filtered_access(operation).ids)
        return of_orders.filtered(lambda rating: rating.sudo().res_id not in known)
