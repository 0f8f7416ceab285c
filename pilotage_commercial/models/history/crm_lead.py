"""Facts of old records after an installation, computed in batches that commit."""

from odoo import api, models
from odoo.tools import SQL

from ...tools.parameters import LARGEST_ID, read_ids, read_number

BATCH = 1000
# Id of the oldest opportunity whose quoted cost was taken over; "0" when all are done. From
# what is no number, as somebody may have typed, it starts again above every id.
COST_PARAMETER = "pilotage_commercial.history_cost_before_id"
# While past losses wait to be moved to the Lost column (a setting): the id below which they wait.
LOSSES_PARAMETER = "pilotage_commercial.history_move_losses"
# Ids of the companies whose losses are moved, separated by commas.
COMPANIES_PARAMETER = "pilotage_commercial.history_move_losses_of"


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _cron_complete_history(self):
        """Compute the facts of old opportunities and orders and, if asked, move past losses.

        Newest first, a thousand at a time; the next run continues one that was stopped.
        """
        self = self.with_context(tracking_disable=True, active_test=False)
        steps = (
            self._complete_history_costs,
            self._complete_history_losses,
            lambda: self.env["sale.order"]._complete_history_quotation_dates(BATCH),
            lambda: self.env["sale.order"]._complete_history_sendings(10 * BATCH),
            lambda: self.env["sale.order"]._complete_history_facts(BATCH),
            self._complete_history_signed,
            lambda: self.env["sale.order"]._complete_history_retentions(BATCH),
        )
        for step in steps:
            while remaining := step():
                if not self.env["ir.cron"]._commit_progress(BATCH, remaining=remaining):
                    return
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _complete_history_costs(self):
        """Take over the quoted cost of one batch; return how many opportunities remain."""
        parameters = self.env["ir.config_parameter"]
        before = parameters.get_param(COST_PARAMETER)
        if before == "0":
            return 0
        domain = [("order_ids", "!=", False), ("estimated_cost_source", "=", False)]
        if before:
            domain.append(("id", "<", read_number(before, LARGEST_ID)))
        leads = self.search(domain, order="id desc", limit=BATCH)
        leads._compute_estimated_cost()
        leads.flush_recordset()
        done = len(leads) < BATCH
        parameters.set_param(COST_PARAMETER, "0" if done else str(leads[-1].id))
        return 0 if done else self.search_count([*domain, ("id", "<", leads[-1].id)])

    @api.model
    def _complete_history_signed(self):
        """Sum the confirmed orders of one batch of old deals; return how many remain."""
        domain = [("order_ids.state", "=", "sale"), ("signed_order_count", "=", 0)]
        # Called by the scheduled action: deals of every company (hence sudo).
        leads = self.sudo().search(domain, order="id desc", limit=BATCH)
        names = ["signed_order_count", "signed_revenue"]
        for name in names:
            self.env.add_to_compute(self._fields[name], leads)
        leads.flush_recordset(names)
        return self.sudo().search_count(domain) if len(leads) == BATCH else 0

    @api.model
    def _plan_past_losses(self, companies):
        """Ask the cron to move the past losses of ``companies`` to the Lost column."""
        # Deals of every company: only the largest id is read (hence sudo).
        newest = self.sudo().with_context(active_test=False).search([], order="id desc", limit=1)
        # A parameter of ours: any user who may map the stages writes it (hence sudo).
        parameters = self.env["ir.config_parameter"].sudo()
        asked = set(companies.ids)
        if parameters.get_param(LOSSES_PARAMETER):
            asked |= self._get_loss_company_ids()
        parameters.set_param(LOSSES_PARAMETER, str(newest.id + 1))
        parameters.set_param(COMPANIES_PARAMETER, ",".join(map(str, sorted(asked))))
        cron = self.env.ref("pilotage_commercial.ir_cron_complete_history", False)
        if cron:
            cron.sudo()._trigger()

    @api.model
    def _get_loss_company_ids(self):
        """Return the ids of the companies whose losses wait; all if none was stored."""
        # A parameter of ours: only ids of companies leave (hence sudo).
        text = self.env["ir.config_parameter"].sudo().get_param(COMPANIES_PARAMETER)
        if not text:
            return set(self.env["res.company"]._get_every().ids)
        return read_ids(text)

    @api.model
    def _complete_history_losses(self):
        """Move one batch of past losses to the Lost column; return how many remain."""
        parameters = self.env["ir.config_parameter"]
        before = parameters.get_param(LOSSES_PARAMETER)
        if not before:
            return 0
        domain = [
            ("type", "=", "opportunity"),
            ("won_status", "=", "lost"),
            ("stage_id.is_lost", "=", False),
            ("company_id", "in", [*self._get_loss_company_ids(), False]),
        ]
        leads = self.search(
            [*domain, ("id", "<", read_number(before, LARGEST_ID))], order="id desc", limit=BATCH
        )
        dates = {lead.id: lead.date_last_stage_update for lead in leads}
        leads._enter_lost_stage()
        leads.flush_recordset()
        leads._write_stage_dates(dates)
        last = leads[-1:].id
        remaining = self.search_count([*domain, ("id", "<", last)]) if len(leads) == BATCH else 0
        parameters.set_param(LOSSES_PARAMETER, str(last) if remaining else False)
        return remaining

    @api.model
    def _write_stage_dates(self, dates):
        """Restore ``{lead id: last stage update}``: a loss of last year is not one of today.

        Odoo writes the date at each stage change, so it must be restored in SQL.
        """
        if not dates:
            return
        rows = SQL(", ").join(
            SQL("(%s, %s::timestamp)", lead_id, date or None) for lead_id, date in dates.items()
        )
        self.env.cr.execute(
            SQL(
                """UPDATE crm_lead SET date_last_stage_update = past.date
                 FROM (VALUES %s) AS past (id, date) WHERE crm_lead.id = past.id""",
                rows,
            )
        )
        self.invalidate_model(["date_last_stage_update"])
