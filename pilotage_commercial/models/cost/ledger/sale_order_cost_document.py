"""The document behind a cost."""

from odoo import api, models
from odoo.exceptions import UserError

from ....tools.records import check_one, open_from_row


class SaleOrderCost(models.Model):
    _inherit = "sale.order.cost"

    def action_open_document(self):
        """Open the document: the bill of a bill line, the order of an order line."""
        check_one(self)
        document = self._get_document()
        if not document:
            raise UserError(
                self.env._(
                    "The document of this cost no longer exists. Refresh the order to update its "
                    "costs."
                )
                if self.res_model
                else self.env._("This cost was typed: it has no document.")
            )
        document.check_access("read")
        # Keep only these keys: the others configure the list of costs, not the document.
        names = ("lang", "tz", "uid", "allowed_company_ids")
        context = {name: self.env.context[name] for name in names if name in self.env.context}
        return open_from_row(document.with_env(self.env(context=context)).get_formview_action())

    def _get_document(self):
        """Return the document to open, an empty recordset without one.

        The document of a leaf is the one that its lines belong to.
        """
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return self.env["account.move"]
        leaf = self.env[self.res_model].browse(self.res_id).exists()
        parent = self._get_document_fields().get(self.res_model)
        return leaf[parent] if parent and leaf else leaf

    @api.model
    def _get_document_fields(self):
        """Return ``{model of a leaf: its field that holds the document to open}``."""
        return {"account.move.line": "move_id"}
