"""axe-core over every screen of ours, in the browser: nothing serious, nothing critical.

The library comes with a wheel of requirements.txt. The screens of ours are found in the database:
each view of each action of our addons, and those that take more than a menu to reach. What Odoo
draws around them, and draws alike on its own screens, is Odoo's: see axe_screens.js.
"""

import json
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from unittest import skipUnless
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.web.models.ir_http import IrHttp

from .common_real_cost import RealCostCase
from .kpi.test_cockpit_screen import CockpitCase

AXE = find_spec("axe_core_python")
ADDONS = "pilotage_commercial%"
VIEWS = ("list", "kanban", "form", "pivot", "graph", "calendar", "activity")
# Screens of Odoo's own, on which it shows what its widgets look like: (action, views).
ODOO = [
    ("base.action_partner_form", "kanban list form"),
    ("product.product_template_action", "kanban list form"),
    ("sale.action_quotations_with_onboarding", "list kanban form"),
    ("sale.action_orders", "list"),
    ("crm.crm_lead_action_pipeline", "kanban list form"),
    ("crm.crm_opportunity_report_action", "graph pivot"),
    ("crm.crm_lost_reason_action", "list"),
    ("account.action_move_out_invoice_type", "list"),
    ("base_automation.base_automation_act", "list"),
    ("base.action_res_users", "list form"),
    ("calendar.action_calendar_event", "list form"),
    ("base.open_module_tree", "kanban list"),
]
PHONE = "390x844"
WIDGETS = """
    <form>
        <sheet>
            <group>
                <field name="user_id" widget="many2one_avatar_user" />
                <field name="member_ids" widget="many2many_avatar_user" />
            </group>
        </sheet>
    </form>
"""


def get_view(kind):
    return f".o_action_manager .o_{kind}_view"


def get_screen(name, action=None, ready=".o_content > *", kind="ours", **values):
    """Return a screen as axe_screens.js reads it."""
    return {
        "name": name,
        "action": action,
        "ready": ready,
        "kind": kind,
        "root": ".o_action_manager",
        "options": {},
        "calls": [],
        "clicks": [],
        **values,
    }


@skipUnless(AXE, "needs the wheel axe-core-python")
class AxeCase(HttpCase):
    def _check(self, screens, user, rules=(), **options):
        """Fail on what is seriously wrong on ``screens``, opened by ``user``.

        :param rules: of axe, all of them by default
        """
        settings = {"ours": self._get_our_names(), "screens": screens, "rules": list(rules)}
        parts = [
            (Path(AXE.origin).parent / "axe.min.js").read_text(),
            f"const SETTINGS = {json.dumps(settings)};",
            (Path(__file__).parent / "axe_screens.js").read_text(),
        ]
        options |= {"login": user.login, "timeout": 600}
        faults = ""
        try:
            self.browser_js("/odoo", ";\n".join(parts), "odoo.isReady === true", **options)
        except AssertionError as error:
            faults = str(error).rpartition('" failed\n\n')[2] or str(error)
        self.assertFalse(faults, faults)

    def _get_our_names(self):
        """Return the names of the fields that our addons add to Odoo's models."""
        data = self.env["ir.model.data"]
        models = data.search([("model", "=", "ir.model"), ("module", "not like", ADDONS[:-1])])
        found = data.search([("model", "=", "ir.model.fields"), ("module", "=like", ADDONS)])
        fields_ = self.env["ir.model.fields"].browse(found.mapped("res_id"))
        known = set(models.mapped("res_id"))
        return sorted({field.name for field in fields_ if field.model_id.id in known})

    def _get_odoo_screens(self, user):
        screens = [
            screen
            for xmlid, kinds in ODOO
            for kind in kinds.split()
            if self._may_open(action := self.env.ref(xmlid), user)
            for screen in self._get_screens(action, user, [kind], is_odoo=True)
        ]
        return [*screens, self._get_widgets_screen(user)]

    def _get_widgets_screen(self, user):
        """Return a form of a model of Odoo's, of widgets that its own screens have elsewhere."""
        view = self.env["ir.ui.view"].create(
            {"name": "Widgets of Odoo", "model": "crm.team", "arch": WIDGETS}
        )
        team = self.env["crm.team"].create({"name": "Widgets", "company_id": user.company_id.id})
        members = self.manager | self.salesperson
        team.member_ids = members
        action = {
            "type": "ir.actions.act_window",
            "res_model": "crm.team",
            "res_id": team.id,
            "views": [[view.id, "form"]],
        }
        return get_screen("widgets", action, get_view("form"), "odoo")

    def _get_our_screens(self, user):
        """Return each view of each action of ours that opens by itself."""
        found = self.env["ir.model.data"].search(
            [("model", "=", "ir.actions.act_window"), ("module", "=like", ADDONS)], order="name"
        )
        actions = self.env["ir.actions.act_window"].browse(found.mapped("res_id"))
        shown = actions.filtered(lambda x: x.target != "new" and self._may_open(x, user))
        return [screen for action in shown for screen in self._get_screens(action, user, VIEWS)]

    def _may_open(self, action, user):
        try:
            self._find_record(action, user)
        except AccessError:
            return False
        return True

    def _get_screens(self, action, user, kinds, is_odoo=False):
        # On a phone Odoo opens the cards of an action that has them, whatever view is asked for.
        has_cards = self.touch_enabled and "kanban" in action.view_mode
        for view_id, mode in action.views:
            is_hidden = has_cards and mode not in ("kanban", "form")
            if mode not in kinds or (is_hidden and not is_odoo):
                continue
            active = {"active_id": self.order.id, "active_ids": self.order.ids}
            options = {"viewType": mode, "additionalContext": active}
            if mode == "form":
                record = self._find_record(action, user)
                if not record:
                    continue
                options["props"] = {"resId": record.id}
            yield get_screen(
                f"{action.name} ({action.res_model}, {mode})",
                self._get_alone(action, view_id, mode) if is_hidden else action.id,
                get_view(mode),
                "odoo" if is_odoo else self._get_kind(action.res_model, view_id, mode),
                options=options,
            )

    def _get_alone(self, action, view_id, mode):
        """Return an action with one view, which a phone has to open."""
        return {
            "type": "ir.actions.act_window",
            "name": action.name,
            "res_model": action.res_model,
            "views": [[view_id, mode]],
        }

    def _find_record(self, action, user):
        records = self.env[action.res_model].with_user(user)
        if records._transient:
            return records.create({})
        company = user.company_id
        domain = safe_eval(action.domain or "[]", {"uid": user.id, "active_id": self.order.id})
        return records.with_context(allowed_company_ids=company.ids).search(domain, limit=1)

    def _get_kind(self, model, view_id, mode):
        """Return whether a view is ours, or Odoo's with something of ours in it."""
        view = self.env["ir.ui.view"].browse(
            view_id or self.env[model].get_view(False, mode).get("id") or []
        )
        root = view.inherit_id or view
        is_ours = not root or root.get_external_id()[root.id].startswith("pilotage_commercial")
        return "ours" if is_ours else "mixed"


class ScreensCase(RealCostCase, AxeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        people = cls.manager | cls.salesperson
        people.write({"lang": "en_US", "tz": "Europe/Paris"})
        cls.manager.group_ids += cls.env.ref("base.group_system")
        people.tour_enabled = False
        cls._sell()
        cls._make_week()
        cls.env.flush_all()

    @classmethod
    def _sell(cls):
        """Opportunities, quotations and orders, one with costs, one without a next action."""
        cls.customer.write({"phone": "+33 1 99 00 00 01", "email": "dupont@example.com"})
        values = {"type": "opportunity", "company_id": cls.company.id, "team_id": False}
        people = [cls.manager, cls.salesperson]
        cls.leads = cls.env["crm.lead"].create(
            [
                {
                    **values,
                    "name": f"Deal {number}",
                    "partner_id": cls.customer.id,
                    "expected_revenue": 1000 * (number + 1),
                    "estimated_cost": 1100 * number,
                    "urgency": str(number % 4),
                    "user_id": people[number % 2].id,
                }
                for number in range(6)
            ]
        )
        today = fields.Date.context_today(cls.env.user)
        for number, lead in enumerate(cls.leads[:5]):
            lead.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=today + timedelta(days=number - 2),
                summary=f"Call {number}",
                user_id=lead.user_id.id,
            )
        cls.quotation = cls._create_order(confirm=False, opportunity_id=cls.leads[0].id)
        cls.quotation.action_quotation_sent()
        cls.order = cls._create_order((cls.work, 10, 100), (cls.goods, 4, 50))
        cls._create_bill((cls.order, 310), (cls.order, 45))
        cls._type_cost(cls.order, 80)
        cls.order._update_real_cost()
        cls.rough = cls._create_order((cls.work, 3, 100))

    @classmethod
    def _make_week(cls):
        kpi = cls.env.ref("pilotage_commercial.kpi_win_rate")
        cls.env["pilotage.kpi.target"].create(
            {"kpi_id": kpi.id, "value": 0.4, "company_id": cls.company.id}
        )
        cls.env["pilotage.kpi"]._take_snapshots(cls.company, fields.Date.today())

    # --- the screens that take more than a menu ---

    def _get_form(self, name, record, ready, clicks=(), kind="ours", calls=()):
        action = {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [[False, "form"]],
        }
        return get_screen(name, action, ready, kind, clicks=list(clicks), calls=list(calls))

    def _get_review_screens(self):
        """The review at each of its steps."""
        reviews = self.env["pilotage.review"].with_user(self.manager)
        reviews = reviews.with_company(self.company)
        review = reviews.browse(reviews.open_current()["res_id"])
        steps = [("planned", None), ("measure", "action_start")]
        steps += [(step, "action_next_step") for step in ("analyse", "act", "close")]
        steps += [("held", "action_close"), ("next week", None)]
        for step, method in steps:
            calls = [["pilotage.review", method, [review.ids]]] if method else []
            yield self._get_form(f"review, {step}", review, ".o_pilotage_review", calls=calls)

    def _get_figures_screens(self):
        """The list behind each number of the cockpit, once for each set of columns."""
        kpis = self.env["pilotage.kpi"].with_user(self.manager)
        kpis = kpis.with_context(allowed_company_ids=self.company.ids)
        waiting, found = kpis.get_cockpit()["kpis"], {}
        while waiting:
            card = waiting.pop()
            waiting += [card["second"]] if card.get("second") else []
            for side in ("numerator", "denominator", "counted"):
                if values := card.get(side):
                    found[values["model"], str(values["context"])] = (card, values)
        for card, values in found.values():
            action = {
                "type": "ir.actions.act_window",
                "name": values["name"],
                "res_model": values["model"],
                "views": [[False, "list"], [False, "form"]],
                "domain": values["domain"],
                "context": values["context"],
            }
            kind = "ours" if values["context"].get("list_view_ref") else "mixed"
            yield get_screen(f"figures of {card['code']}", action, get_view("list"), kind)

    def _get_other_screens(self):
        order, deal = self.order, self.leads[1]
        cockpit = self.env.ref("pilotage_commercial.cockpit_action").id
        settings = self.env.ref("crm.crm_config_settings_action").id
        tab = ".nav-link[name=real_margin]"
        yield get_screen("cockpit", cockpit, ".o_pilotage_block_table table")
        yield get_screen(
            "cockpit, all figures",
            cockpit,
            ".o_pilotage_others",
            clicks=[".o_pilotage_all"],
        )
        yield self._get_form("margin of an order", order, tab, [tab], "mixed")
        yield self._get_form("margin of another", self.rough, tab, [tab], "mixed")
        yield self._get_form("opportunity", deal, ".o_lead_opportunity_form", kind="mixed")
        yield self._get_form("quotation", self.quotation, get_view("form"), kind="mixed")
        yield self._get_form("customer", self.customer, get_view("form"), kind="mixed")
        yield get_screen("settings", settings, ".settings", "mixed")
        for name in self._get_wizards():
            yield get_screen(
                name,
                self.env.ref(name).id,
                ".modal .o_form_view",
                root=".modal-content",
                options={"additionalContext": {"active_ids": [], "active_model": "res.partner"}},
            )

    def _get_dialog_screen(self):
        """What is next, asked once something is done."""
        day = self.env.ref("pilotage_commercial.crm_lead_action_to_handle").id
        kind = "kanban" if self.touch_enabled else "list"
        # The cards keep no name of a button.
        done = ".o_pilotage_day_buttons .fa-check" if self.touch_enabled else "[name=action_done]"
        return get_screen(
            "next action",
            day,
            ".o_next_action_dialog",
            clicks=[f"{get_view(kind)} {done}"],
            root=".modal-content",
            options={"viewType": kind},
        )

    def _get_wizards(self):
        found = self.env["ir.model.data"].search(
            [("model", "=", "ir.actions.act_window"), ("module", "=like", ADDONS)], order="name"
        )
        actions = self.env["ir.actions.act_window"].browse(found.mapped("res_id"))
        return [action.get_external_id()[action.id] for action in actions if action.target == "new"]

    def _get_all_screens(self, user):
        screens = [*self._get_odoo_screens(user), *self._get_our_screens(user)]
        screens += [*self._get_figures_screens(), *self._get_other_screens()]
        # The last, as they change what the others count.
        return [*screens, *self._get_review_screens(), self._get_dialog_screen()]


@tagged("standard", "post_install", "-at_install")
class TestAccessibility(ScreensCase):
    def test_every_screen(self):
        self._check(self._get_all_screens(self.manager), self.manager)

    def test_cockpit_on_a_phone(self):
        self.browser_size = PHONE
        self.touch_enabled = True
        action = self.env.ref("pilotage_commercial.cockpit_action").id
        self._check([get_screen("cockpit", action, ".o_pilotage_block_table table")], self.manager)


@tagged("nightly", "-standard", "post_install", "-at_install")
class TestAccessibilityForOthers(ScreensCase):
    """The same screens on a phone, in the dark, and as a salesperson sees them."""

    def test_phone(self):
        self.browser_size = PHONE
        self.touch_enabled = True
        self._check(self._get_all_screens(self.manager), self.manager)

    def test_salesperson(self):
        """Without costs, without settings."""
        user = self.salesperson
        self._check([*self._get_odoo_screens(user), *self._get_our_screens(user)], user)

    def test_dark(self):
        """In the dark theme, every text can be read: a contrast of 4.5 at least."""
        screens = self._get_all_screens(self.manager)
        with patch.object(IrHttp, "color_scheme", lambda self: "dark"):
            self._check(screens, self.manager, ["color-contrast"], cookies={"color_scheme": "dark"})


@tagged("standard", "post_install", "-at_install")
class TestEmptyAccessibility(CockpitCase, AxeCase):
    def test_empty_cockpit(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        leads.search([]).unlink()
        self.env["sale.order"].search([]).action_cancel()
        self.env["sale.order"].search([]).unlink()
        action = self.env.ref("pilotage_commercial.cockpit_action").id
        self._check([get_screen("start", action, ".o_pilotage_start")], self.manager)
