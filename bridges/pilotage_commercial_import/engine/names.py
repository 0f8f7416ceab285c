"""Finds the stages, salespeople and currencies that a sheet names."""

from odoo import fields

from ..reader.cell import amounts, statuses
from ..reader.cell.words import get_words, normalize


class StageNames:
    """The stages by their names in any installed language, by their aliases, and by their standard
    stage.

    :param dict choices: ``{status as written: stage id}`` that the user chose
    """

    def __init__(self, env, choices=None):
        self.default_team = env["crm.team"]._get_default_team_id(
            user_id=env.uid, domain=[("use_opportunities", "=", True)]
        )
        self.stages = env["crm.stage"].search([])
        self.choices = {normalize(text): stage for text, stage in (choices or {}).items()}
        self.names, self.aliases, self.meanings, self.found = {}, {}, {}, {}
        for code, _name in env["res.lang"].get_installed():
            for stage in self.stages.with_context(lang=code):
                self._add(self.names, normalize(stage.name), stage)
        for stage in self.stages:
            for alias in (stage.aliases or "").split(","):
                self._add(self.aliases, normalize(alias), stage)
        self._find_meanings(env)

    def _add(self, table, key, stage):
        if key:
            table.setdefault(key, self.stages.browse())
            table[key] |= stage.with_env(self.stages.env)

    def _find_meanings(self, env):
        """Store which stages stand for each standard stage, our own first."""
        for stage in self.stages:
            if stage.is_won or stage.is_lost:
                self._add(self.meanings, "won" if stage.is_won else "lost", stage)
        for key, xml_id in (
            ("prospect", "crm.stage_lead1"),
            ("qualified", "crm.stage_lead2"),
            ("quote", "crm.stage_lead3"),
            ("negotiation", "pilotage_commercial.stage_negotiation"),
        ):
            stage = env.ref(xml_id, raise_if_not_found=False)
            if stage and stage in self.stages and self._means(stage, key):
                self._add(self.meanings, key, stage)
        for table in (self.names, self.aliases):
            for name, stages in table.items():
                key = statuses.find_stage(name)
                if key and key not in ("won", "lost"):
                    for stage in stages:
                        if not (stage.is_won or stage.is_lost):
                            self._add(self.meanings, key, stage)

    def _means(self, stage, key):
        """Return whether ``stage`` still has a name of the standard stage ``key``."""
        return any(
            statuses.find_stage(name) == key
            for name, stages in self.names.items()
            if stage in stages
        )

    def _is_available(self, stage, team):
        return not stage.team_ids or team in stage.team_ids

    def get_kind(self, status):
        """Return "won", "lost" or "open" when ``status`` is a choice of the user, or the name or
        alias of a stage, else None.
        """
        for table in (self.choices, self.names, self.aliases):
            for key in self._get_keys(status):
                if key in table:
                    found = table[key]
                    stage = self.stages.browse(found) if isinstance(found, int) else found[:1]
                    return "won" if stage.is_won else "lost" if stage.is_lost else "open"
        return None

    def _get_keys(self, status):
        bare = statuses.strip_numbering(status)
        return dict.fromkeys((normalize(status), normalize(bare), get_words(bare)))

    def find(self, status, meaning, team):
        """Return the stage of ``team`` for the text ``status`` with the standard stage ``meaning``,
        or None.

        The user's choice comes first, then a name, an alias, and the meaning; the team's own stage
        comes before a shared one.
        """
        key = (status, meaning, team.id)
        if key not in self.found:
            self.found[key] = self._find(status, meaning, team)
        return self.found[key]

    def _find(self, status, meaning, team):
        keys = self._get_keys(status) if status else ()
        for key in keys:
            if key in self.choices:
                return self.stages.browse(self.choices[key]).exists() or None
        for table in (self.names, self.aliases):
            for key in keys:
                if stage := self._pick(table.get(key), team):
                    return stage
        return self._pick(self.meanings.get(meaning), team)

    def _pick(self, stages, team):
        """Return the first of ``stages`` that ``team`` uses, its own before shared ones."""
        if not stages:
            return None
        stages = stages.filtered(lambda stage: self._is_available(stage, team))
        return (stages.filtered("team_ids") or stages)[:1] or None

    def get_first(self, team):
        """Return the first stage of ``team``, for a deal of unclear status."""
        return self.stages.filtered(lambda stage: self._is_available(stage, team))[:1]


class UserNames:
    """The salespeople of the company by name, login and e-mail, and by first name if it is
    unique.
    """

    def __init__(self, env):
        self.own_only = not env.user.has_group("sales_team.group_sale_salesman_all_leads")
        self.user = env.user
        users = env["res.users"].search(
            [("share", "=", False), ("company_ids", "in", env.company.ids)], order="id"
        )
        self.table, short = {}, {}
        for user in users:
            for text in (user.name, user.login, user.email):
                if text:
                    self.table.setdefault(normalize(text), user)
            for text in {
                normalize((user.name or "").split(" ")[0]),
                normalize(user.login.split("@")[0]),
            }:
                short.setdefault(text, []).append(user)
        for text, found in short.items():
            if len(found) == 1 and text:
                self.table.setdefault(text, found[0])

    def knows(self, name):
        """Say whether the normalized ``name`` is that of a user."""
        return name in self.table

    def find(self, text):
        """Return the first user that ``text`` names, else None.

        Salespeople who only see their own opportunities cannot assign one to somebody else.
        """
        for part in (text, *text.replace(";", ",").split(",")):
            name = normalize(part)
            surname, _comma, rest = name.partition(" ")
            user = self.table.get(name) or self.table.get(f"{rest} {surname}".strip())
            if user:
                return user if not self.own_only or user == self.user else None
        return None


class Currencies:
    """Amounts in another currency than the company's.

    :param str choice: "convert", "keep" (the same number) or "leave" (no amount)
    """

    def __init__(self, env, choice=None):
        self.company = env.company
        self.currency = env.company.currency_id
        self.choice = choice
        self.known = env["res.currency"].with_context(active_test=False).search([])
        self.today = fields.Date.context_today(env.user)
        self.rates = {}

    def is_foreign(self, text):
        """Return whether ``text``, a code or a sign, is another currency than the company's."""
        if not text:
            return False
        own = {self.currency.name, self.currency.symbol, amounts.get_sign(self.currency.name)}
        if text == "FCFA":
            return self.currency.name not in ("XOF", "XAF")
        # "$" is the company's own currency if that is a dollar.
        return text not in own and not (
            text in ("$", "kr") and text in (self.currency.symbol or "")
        )

    def find(self, text):
        """Return Odoo's currency for ``text`` if it has a rate here, else None."""
        if text not in self.rates:
            code = {"FCFA": "XOF", "$": "USD"}.get(text, text)
            currency = self.known.filtered(
                lambda currency: currency.name == code and currency.active
            )
            dated = currency.rate_ids.filtered(
                lambda rate: rate.company_id in (self.company.root_id, rate.company_id.browse())
            )
            self.rates[text] = currency if dated else None
        return self.rates[text]

    def get_amount(self, amount, text):
        """Return the amount in the company's currency, or None when it is left out."""
        if amount is None or not self.is_foreign(text):
            return amount
        if self.choice == "keep":
            return amount
        currency = self.find(text)
        if not currency or self.choice == "leave":
            return None
        return currency._convert(amount, self.currency, self.company, self.today)
