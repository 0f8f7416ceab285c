"""The actions of a person in a browser, as calls of the web client."""

import itertools
import json
import random
import time

import requests
from lxml import etree

TIMEOUT = 120
X2MANY = ("one2many", "many2many")
KANBAN = {
    "name": {}, "expected_revenue": {}, "priority": {},
    "stage_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}}, "partner_id": {"fields": {"display_name": {}}},
    "activity_state": {}, "activity_ids": {}, "tag_ids": {"fields": {"display_name": {}}},
}  # fmt: skip
ORDERS = {
    "name": {}, "partner_id": {"fields": {"display_name": {}}}, "amount_total": {}, "state": {},
    "date_order": {}, "activity_ids": {},
}  # fmt: skip


class CallError(Exception):
    """An error that the user would see."""


class Client:
    """A browser with a logged-in user."""

    def __init__(self, address, database, login, password, seed):
        self.address, self.database, self.login, self.password = address, database, login, password
        self.session, self.pick = requests.Session(), random.Random(seed)
        self.session.trust_env = False
        self.context, self.forms, self.numbers = {}, {}, itertools.count(1)

    def wait_for_server(self, seconds=180):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self.session.get(f"{self.address}/web/login", timeout=TIMEOUT).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.5)
        raise TimeoutError(self.address)

    def post(self, route, params):
        """Return the result of a JSON-RPC call.

        :raises CallError: the name and the message of the error that the client would show
        """
        try:
            answer = self.session.post(
                self.address + route,
                data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
                headers={"Content-Type": "application/json"},
                timeout=TIMEOUT,
            ).json()
        except (requests.RequestException, ValueError) as error:
            raise CallError(f"{route}: {type(error).__name__}") from error
        if "error" in answer:
            data = answer["error"].get("data") or {}
            raise CallError(f"{data.get('name')}: {str(data.get('message'))[:120]}")
        return answer.get("result")

    def call(self, model, method, *args, **kwargs):
        params = {
            "model": model,
            "method": method,
            "args": args,
            "kwargs": {"context": self.context, **kwargs},
        }
        return self.post(f"/web/dataset/call_kw/{model}/{method}", params)

    def log_in(self):
        found = self.post(
            "/web/session/authenticate",
            {"db": self.database, "login": self.login, "password": self.password},
        )
        self.context = {**found["user_context"]}
        self.uid = found["uid"]
        companies = found["user_companies"]["allowed_companies"]
        self.context["allowed_company_ids"] = [int(number) for number in companies]
        for model in ("crm.lead", "sale.order"):
            views = self.call(model, "get_views", [[False, "form"]], options={"toolbar": True})
            fields = views["models"][model]["fields"]
            self.forms[model] = get_specification(views["views"]["form"]["arch"], fields)
        self.leads = self.find(
            "crm.lead", [["user_id", "=", self.uid], ["type", "=", "opportunity"]]
        )
        self.quotations = self.find(
            "sale.order", [["user_id", "=", self.uid], ["state", "in", ["draft", "sent"]]]
        )
        stages = self.call("crm.stage", "search_read", [], ["is_won"], limit=20)
        # Not to Won, which cannot be undone by a move, nor to a column that asks for a reason.
        self.stages = [stage["id"] for stage in stages if not stage["is_won"]][:3]

    def find(self, model, domain):
        rows = self.call(model, "search_read", domain, ["id"], limit=200)
        return [row["id"] for row in rows]

    def think(self):
        """Wait, as a person who reads the screen."""
        time.sleep(self.pick.uniform(0.2, 1.0))

    # --- actions ---

    def open_pipeline(self, domain=None):
        self.call(
            "crm.lead",
            "web_read_group",
            domain or [["type", "=", "opportunity"], ["user_id", "=", self.uid]],
            ["stage_id"],
            ["expected_revenue:sum"],
            auto_unfold=True,
            unfold_read_specification=KANBAN,
            unfold_read_default_limit=80,
        )

    def open_lead(self):
        self.read("crm.lead", self.pick.choice(self.leads))

    def read(self, model, number):
        self.call(model, "web_read", [number], specification=self.forms[model])

    def save(self, vals, leads=None):
        number = self.pick.choice(leads or self.leads)
        self.call("crm.lead", "web_save", [number], vals, specification=self.forms["crm.lead"])

    def change_amount(self):
        self.save({"expected_revenue": self.pick.randrange(1000, 90000)})

    def change_phone(self):
        self.save({"phone": f"+33 1 {self.pick.randrange(10**8)}"})

    def move(self):
        self.save({"stage_id": self.pick.choice(self.stages)})

    def write_message(self):
        self.post(
            "/mail/message/post",
            {
                "thread_model": "crm.lead",
                "thread_id": self.pick.choice(self.leads),
                "post_data": {
                    "body": f"Called, message {next(self.numbers)}",
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_note",
                },
            },
        )

    def plan_and_do(self):
        number = self.call(
            "crm.lead",
            "activity_schedule",
            [self.pick.choice(self.leads)],
            summary="Call",
            user_id=self.uid,
        )
        found = number if isinstance(number, int) else None
        activities = [found] if found else self.find("mail.activity", [["user_id", "=", self.uid]])
        if activities:
            self.call("mail.activity", "action_feedback", activities[:1], feedback="Done")

    def create_lead(self):
        vals = {"name": f"Load {self.uid}-{next(self.numbers)}", "type": "opportunity"}
        self.call(
            "crm.lead", "web_save", [], {**vals, "expected_revenue": 5000},
            specification=self.forms["crm.lead"],
        )  # fmt: skip

    def open_quotations(self):
        self.call("sale.order", "web_search_read", [["user_id", "=", self.uid]], ORDERS, limit=80)

    def open_quotation(self):
        if self.quotations:
            self.read("sale.order", self.pick.choice(self.quotations))

    def confirm(self):
        if self.quotations:
            number = self.quotations.pop()
            self.post(
                "/web/dataset/call_button/sale.order/action_confirm",
                {
                    "model": "sale.order",
                    "method": "action_confirm",
                    "args": [[number]],
                    "kwargs": {"context": self.context},
                },
            )


class Salesperson(Client):
    def get_day(self):
        """Return the actions of a round, by name."""
        return [
            ("pipeline", self.open_pipeline),
            ("an opportunity", self.open_lead),
            ("its amount", self.change_amount),
            ("its stage", self.move),
            ("a message", self.write_message),
            ("an opportunity", self.open_lead),
            ("its telephone", self.change_phone),
            ("an activity, done", self.plan_and_do),
            ("a new opportunity", self.create_lead),
            ("quotations", self.open_quotations),
            ("a quotation", self.open_quotation),
            ("a quotation confirmed", self.confirm),
        ]


class Manager(Client):
    def log_in(self):
        super().log_in()
        try:
            self.call("pilotage.kpi", "search_count", [])
            self.has_cockpit = True
        except CallError:
            self.has_cockpit = False

    def open_all(self):
        self.open_pipeline([["type", "=", "opportunity"]])

    def by_salesperson(self):
        self.call(
            "crm.lead",
            "formatted_read_group",
            [["type", "=", "opportunity"]],
            ["user_id", "stage_id"],
            ["expected_revenue:sum", "__count"],
        )

    def sales_by_month(self):
        self.call("sale.report", "formatted_read_group", [], ["date:month"], ["price_subtotal:sum"])

    def cockpit(self):
        for method in ("get_cockpit", "get_lists", "get_funnel", "get_forecast", "get_coverage"):
            self.call("pilotage.kpi", method, {})

    def get_day(self):
        """Return the actions of a round, by name."""
        day = [
            ("pipeline of all", self.open_all),
            ("pivot by salesperson", self.by_salesperson),
            ("sales by month", self.sales_by_month),
            ("an opportunity", self.open_lead),
            ("its stage", self.move),
            ("quotations", self.open_quotations),
        ]
        return [*day, ("the cockpit", self.cockpit)] if self.has_cockpit else day


def get_specification(arch, fields):
    """Return the fields that a form with ``arch`` reads, without those of its lists."""
    specification = {}

    def visit(node):
        for child in node:
            if child.tag == "field":
                name = child.get("name")
                if name in fields:
                    kind = fields[name]["type"]
                    specification[name] = (
                        {"fields": {"display_name": {}}}
                        if kind == "many2one" or kind in X2MANY
                        else {}
                    )
                continue
            visit(child)

    visit(etree.fromstring(arch))
    return specification
