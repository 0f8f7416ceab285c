"""What a company lacks, archives, renames or merges stops one feature, not a screen nor a cron."""

import psycopg2
import pytest
from test_bad_values import BadCase

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

LOGGERS = (
    "odoo.sql_db",
    "odoo.models.unlink",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_qweb",
    "odoo.addons.mail.models.mail_render_mixin",
    "odoo.addons.base.partner.merge",
)


@tagged("standard", "post_install", "-at_install")
class TestMissing(BadCase):
    # --- what is missing: each method changes the database, as an administrator may ---

    def _archive_company(self):
        self.env["res.company"].search([]).partner_id.write({"active": False})
        self.other_company.active = False

    def _archive_own_company(self):
        """Its users still log in, and Odoo's crons go on."""
        self.env.cr.execute("UPDATE res_company SET active = false WHERE id = %s", self.company.ids)

    def _no_rate(self):
        self.env["res.currency.rate"].search([]).unlink()
        self.company.currency_id.active = False

    def _rate_of_nearly_nothing(self):
        currency = self.env.ref("base.CHF")
        currency.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": 1e-12, "name": "2020-01-01"}
        )
        self.samples["sale.order"].sudo().currency_id = currency

    def _no_manager(self):
        groups = self.env.ref("sales_team.group_sale_manager")
        groups.user_ids = [(5,)]

    def _no_stage(self):
        self.env["crm.stage"].search([]).unlink()

    def _stage_of_another_team(self):
        team = self.env["crm.team"].create({"name": "Elsewhere"})
        self.env["crm.stage"].search([]).team_ids = team

    def _no_team(self):
        self.env["crm.team"].with_context(active_test=False).search([]).write({"active": False})

    def _no_member(self):
        self.env["crm.team.member"].search([]).unlink()

    def _language_gone(self):
        self.users["own"].lang = self.users["manager"].lang = "fr_FR"
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_lang SET active = false WHERE code = 'fr_FR'")

    def _language_unknown(self):
        self.env.cr.execute(
            "UPDATE res_partner SET lang = 'xx_XX' WHERE id IN %s",
            (tuple(user.partner_id.id for user in self.users.values()),),
        )

    def _zone_unknown(self):
        self.env.cr.execute("UPDATE res_partner SET tz = 'Mars/Olympus'")
        self.env.cr.execute("UPDATE resource_calendar SET tz = 'Mars/Olympus'")

    def _no_calendar(self):
        self.env["res.company"].search([]).resource_calendar_id = False

    def _no_hours(self):
        self.env["resource.calendar.attendance"].search([]).unlink()
        self.company.inactivity_delay_type = "working_day"

    def _no_email(self):
        self.env["res.partner"].search([]).email = False

    def _email_is_no_address(self):
        self.env["res.partner"].search([]).email = "call me"

    def _people_archived(self):
        (self.users["own"] | self.users["manager"]).write({"active": False})

    def _partners_archived(self):
        self.env.cr.execute("UPDATE res_partner SET active = false")

    def _people_deleted(self):
        self.users["own"].unlink()

    def _customer_merged(self):
        other = self.env["res.partner"].create({"name": "Twin"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((other | self.samples["res.partner"]).ids, other)

    def _customer_gone(self):
        for model in ("crm.lead", "sale.order"):
            self.samples[model].sudo().write({"partner_id": self.customer.id})
        self.samples["res.partner"].with_context(active_test=False).active = False

    def _deals_merged(self):
        twin = self._lead(partner_id=self.samples["res.partner"].id)
        (self.samples["crm.lead"] | twin).merge_opportunity()

    def _products_archived(self):
        self.env["product.template"].search([]).write({"active": False})

    def _unit_gone(self):
        self.env["uom.uom"].search([]).active = False

    def _no_lost_reason(self):
        self.env["crm.lost.reason"].search([]).unlink()

    def _no_activity_type(self):
        self.env["mail.activity.type"].search([]).write({"active": False})

    def _activity_types_of_another_model(self):
        self.env["mail.activity.type"].search([]).write({"res_model": "res.partner"})

    def _no_template(self):
        self.env["mail.template"].search([]).unlink()

    def _no_paper(self):
        self.env["ir.actions.report"].search([]).paperformat_id = False
        self.env["res.company"].search([]).paperformat_id = False
        self.env["report.paperformat"].search([]).unlink()

    def _no_rule(self):
        self.env["base.automation"].search([]).unlink()

    def _rules_without_action(self):
        self.env["base.automation"].search([]).action_server_ids.unlink()

    def _no_kpi(self):
        self.env["pilotage.kpi"].search([]).unlink()

    def _kpis_archived(self):
        self.env["pilotage.kpi"].search([]).active = False

    def _no_target(self):
        self.env["pilotage.kpi.target"].search([]).unlink()

    def _crons_stopped(self):
        self.crons.active = False

    def _groups_renamed(self):
        self.env["res.groups"].search([]).name = "Same"

    def _no_cost_group(self):
        self.env.ref("pilotage_commercial.group_real_cost").unlink()

    def _deal_deleted(self):
        self.samples["crm.lead"].unlink()

    def _order_deleted(self):
        order = self.samples["sale.order"]
        order._action_cancel()
        order.unlink()

    def _no_source(self):
        for model in ("utm.source", "utm.medium", "utm.campaign"):
            self.env[model].search([]).unlink()

    def _journals_archived(self):
        self.env["account.journal"].search([]).write({"active": False})

    def _no_sequence(self):
        self.env["ir.sequence"].search([("code", "=", "sale.order")]).unlink()

    # --- the check ---

    @pytest.mark.nightly
    @mute_logger(*LOGGERS)
    def test_missing(self):
        screens, failures, done = self._get_screens(), [], []
        for name in dir(type(self)):
            change = vars(type(self)).get(name)
            if not callable(change) or not name.startswith("_"):
                continue
            with self._undone():
                try:
                    with self.env.cr.savepoint():
                        change(self)
                        self.env.flush_all()
                except (UserError, RedirectWarning, psycopg2.Error):
                    continue  # Odoo refuses it
                self.env.registry.clear_all_caches()
                done.append(name)
                failures += self._find_failures(name, screens)
            self.env.registry.clear_all_caches()
        self.assertFalse(failures, "\n" + "\n".join(failures))
        self.assertGreater(len(done), 25, done)
