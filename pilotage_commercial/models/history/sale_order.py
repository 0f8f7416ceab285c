"""Facts of orders older than the application, computed in batches."""

from odoo import api, models
from odoo.tools import SQL

from ...tools.parameters import LARGEST_ID, read_number

FACTS = [
    "quotation_outcome",
    "order_progress",
    "net_revenue",
    "full_payment_date",
    "sales_cycle_days",
    "commercial_partner_id",
    "retention_due",
]
# Id of the oldest order whose retention was checked; "0" when all are done.
RETENTION_PARAMETER = "pilotage_commercial.history_retention_before_id"
KEPT_BACK = ["retention_due", "order_progress", "full_payment_date", "sales_cycle_days"]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _complete_history_facts(self, batch):
        """Compute the facts of one ``batch`` of old orders; return how many remain."""
        domain = [("order_progress", "=", False)]
        # Called by the scheduled action: orders of every company (hence sudo).
        orders = self.sudo().search(domain, order="id desc", limit=batch)
        orders._complete_history_cancelled()
        orders._complete_history_confirmation_dates()
        orders.invalidate_recordset(["quotation_date", "confirmation_date"])
        for name in FACTS:
            self.env.add_to_compute(self._fields[name], orders)
        orders.flush_recordset(FACTS)
        remaining = self.sudo().search_count(domain) if len(orders) == batch else 0
        self.env.invalidate_all()  # the next batches need nothing of this one
        return remaining

    def _complete_history_confirmation_dates(self):
        """Set the confirmation date of ``self``: that of the order, or the last one in its
        history.
        """
        if not self.ids:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE sale_order SET confirmation_date = CASE state
                    WHEN 'sale' THEN date_order
                    ELSE (SELECT MAX(m.date) FROM mail_message m
                            JOIN mail_tracking_value v ON v.mail_message_id = m.id
                           WHERE m.model = 'sale.order' AND m.res_id = sale_order.id
                             AND v.field_id = %s AND v.new_value_char IN %s) END
                WHERE id IN %s AND state IN ('sale', 'cancel') AND confirmation_date IS NULL""",
                self.env["ir.model.fields"]._get_ids("sale.order")["state"],
                self._get_state_labels("sale"),
                tuple(self.ids),
            )
        )

    def _complete_history_cancelled(self):
        """Set the date of the cancelled quotations of ``self`` that were sent or confirmed
        before.
        """
        if not self.ids:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE sale_order SET quotation_date = past.date FROM (
                    SELECT m.res_id, MIN(m.date) AS date FROM mail_message m
                      JOIN mail_tracking_value v ON v.mail_message_id = m.id
                     WHERE m.model = 'sale.order' AND m.res_id IN %s
                       AND v.field_id = %s AND v.new_value_char IN %s
                     GROUP BY m.res_id) past
                WHERE sale_order.id = past.res_id AND sale_order.state = 'cancel'
                  AND sale_order.quotation_date IS NULL""",
                tuple(self.ids),
                self.env["ir.model.fields"]._get_ids("sale.order")["state"],
                self._get_state_labels("sent") + self._get_state_labels("sale"),
            )
        )

    @api.model
    def _complete_history_quotation_dates(self, batch):
        """Set the date of one ``batch`` of old quotations; return how many remain.

        It is when they left draft according to their history, else the order's date.
        """
        self.env.cr.execute(
            SQL(
                """UPDATE sale_order SET quotation_date = COALESCE((
                    SELECT MIN(m.date) FROM mail_message m
                      JOIN mail_tracking_value v ON v.mail_message_id = m.id
                     WHERE m.model = 'sale.order' AND m.res_id = sale_order.id
                       AND v.field_id = %s AND v.old_value_char IS NOT NULL
                ), date_order, create_date)
                WHERE id IN (
                    SELECT id FROM sale_order
                     WHERE quotation_date IS NULL AND state IN ('sent', 'sale')
                     ORDER BY id DESC LIMIT %s)""",
                self.env["ir.model.fields"]._get_ids("sale.order")["state"],
                batch,
            )
        )
        self.invalidate_model(["quotation_date"])
        # Called by the scheduled action: orders of every company (hence sudo).
        return self.sudo().search_count(
            [
                ("quotation_date", "=", False),
                ("state", "in", ("sent", "sale")),
            ]
        )

    @api.model
    def _complete_history_sendings(self, batch):
        """Set the last sending of one ``batch`` of old quotations; return how many remain.

        It is when they last became *sent* according to their history, else when they left draft.
        The outcome of the quotations of lost deals is computed again.
        """
        domain = [("quotation_date", "!=", False), ("last_sent_date", "=", False)]
        # Called by the scheduled action: orders of every company (hence sudo).
        orders = self.sudo().search(domain, order="id desc", limit=batch)
        if not orders:
            return 0
        self.env.cr.execute(
            SQL(
                """UPDATE sale_order SET last_sent_date = GREATEST(quotation_date, (
                    SELECT MAX(m.date) FROM mail_message m
                      JOIN mail_tracking_value v ON v.mail_message_id = m.id
                     WHERE m.model = 'sale.order' AND m.res_id = sale_order.id
                       AND v.field_id = %s AND v.new_value_char IN %s))
                WHERE id IN %s""",
                self.env["ir.model.fields"]._get_ids("sale.order")["state"],
                self._get_state_labels("sent"),
                orders._ids,
            )
        )
        self.invalidate_model(["last_sent_date"])
        lost = orders.filtered(lambda order: order.opportunity_id.won_status == "lost")
        self.env.add_to_compute(self._fields["quotation_outcome"], lost)
        lost.flush_recordset(["quotation_outcome"])
        return self.sudo().search_count(domain) if len(orders) == batch else 0

    @api.model
    def _complete_history_retentions(self, batch):
        """Compute the retention of one ``batch`` of old orders; return how many may remain.

        Only once: later changes come from the invoices.
        """
        # Called by the scheduled action: orders of every company (hence sudo).
        parameters = self.env["ir.config_parameter"].sudo()
        before = parameters.get_param(RETENTION_PARAMETER)
        if before == "0":
            return 0
        ids = self._find_old_retentions(read_number(before, LARGEST_ID), batch)
        orders = self.sudo().browse(ids)
        for name in KEPT_BACK:
            self.env.add_to_compute(self._fields[name], orders)
        orders.flush_recordset(KEPT_BACK)
        self.env.invalidate_all()
        done = len(ids) < batch
        parameters.set_param(RETENTION_PARAMETER, "0" if done else str(ids[-1]))
        return 0 if done else batch

    @api.model
    def _find_old_retentions(self, before, limit):
        """Return ids of orders below ``before``, newest first, whose posted documents may have a
        retention: an instalment due half a year later, or a line on an asset account.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT line.order_id
                     FROM account_move_line kept
                     JOIN account_move m ON m.id = kept.move_id
                     JOIN account_account a ON a.id = kept.account_id
                     JOIN account_move_line sold ON sold.move_id = m.id
                     JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = sold.id
                     JOIN sale_order_line line ON line.id = rel.order_line_id
                    WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund')
                      AND line.order_id < %s
                      AND (a.account_type = 'asset_receivable'
                           AND kept.date_maturity >= COALESCE(m.invoice_date, m.date) + 180
                        OR kept.display_type = 'product' AND a.account_type LIKE 'asset%%')
                    ORDER BY line.order_id DESC LIMIT %s""",
                before,
                limit,
            )
        )
        return [order_id for (order_id,) in rows]

    @api.model
    def _get_state_labels(self, value):
        """Return the label of a state in each language, as tracking values store it."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT label.value FROM ir_model_fields_selection selection,
                          jsonb_each_text(selection.name) label
                    WHERE selection.field_id = %s AND selection.value = %s""",
                self.env["ir.model.fields"]._get_ids("sale.order")["state"],
                value,
            )
        )
        return tuple(label for (label,) in rows)
