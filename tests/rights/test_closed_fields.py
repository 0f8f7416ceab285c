"""A field of ours with groups is closed to others by every way of asking, on every model."""

from profiles import PROFILES, RightsCase, is_ours

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.pilotage_commercial.models.kpi.engine.records import LISTS

# A user reads their own, whatever the groups (SELF_READABLE_FIELDS): empty for who does not sell.
OWN = {"res.users.agenda_address"}
NUMBERS = ("integer", "float", "monetary")
# Errors of Odoo that mean: nobody can ask this of such a field, whatever the rights; and what its
# search panel says of any field that the user may not know (KeyError).
IMPOSSIBLE = (ValueError, TypeError, NotImplementedError, KeyError)


@tagged("standard", "post_install", "-at_install")
class TestClosedFields(RightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.users.values():
            if user._is_internal():
                user.group_ids |= cls.env.ref("base.group_allow_export")

    def _iter_closed(self):
        """Yield (profile, model, field name) of the fields that the profile may not read, on the
        models that it may read.
        """
        for model in self.env.values():
            if model._abstract or model._transient:
                continue
            closed = [
                field
                for field in model._fields.values()
                if field.groups and field._modules and all(map(is_ours, field._modules))
            ]
            for profile in PROFILES if closed else ():
                asked = self._as(model, profile)
                # Of nothing, Odoo asks the database nothing either.
                if asked.has_access("read") and asked.search([], limit=1):
                    for field in closed:
                        if not asked._has_field_access(field, "read"):
                            yield profile, asked, field

    def _iter_questions(self, model, field):
        """Yield (description, function) of each way of asking."""
        name = field.name
        by = f"{name}:month" if field.type in ("date", "datetime") else name
        record = model.browse(self.samples.get(model._name, model).ids[:1])
        if record:
            yield "read", lambda: record.read([name])
            yield "export", lambda: record.export_data([name])
        if field._description_searchable:
            for operator in ("=", "!=", "in", "not in"):
                value = self._get_value(field)
                value = [value] if operator.endswith("in") else value
                yield operator, lambda o=operator, v=value: model.search([(name, o, v)], limit=1)
        yield "order", lambda: model.search([], order=name, limit=1)
        yield "group", lambda: model.formatted_read_group([], [by], ["__count"])
        for aggregate in ("sum", "max", "array_agg"):
            spec = f"{name}:{aggregate}"
            yield aggregate, lambda s=spec: model.formatted_read_group([], [], [s])
            yield (
                f"having {aggregate}",
                lambda s=spec: model.formatted_read_group(
                    [], ["id"], ["__count"], having=[(s, ">", 0)]
                ),
            )
            yield (
                f"groups by {aggregate}",
                lambda s=spec: model.formatted_read_group([], ["id"], ["__count"], order=s),
            )
        yield (
            "progress bar",
            lambda: model.read_progress_bar([], "id", {"field": name, "colors": {"1": "x"}}),
        )
        if field.type in ("many2one", "selection"):
            yield "search panel", lambda: model.search_panel_select_range(name)
        if field.type in NUMBERS and model._name in LISTS:
            kpis = model.env["pilotage.kpi"]
            if kpis.has_access("read"):
                yield "totals", lambda: kpis.get_totals(model._name, [], [name])

    def _iter_ways(self, model, field):
        """Yield (description, function) of each way of asking from a record of another model."""
        value = self._get_value(field)
        for link in self._get_links(model):
            asked = model.env[link.model_name]
            path = f"{link.name}.{field.name}"
            if field._description_searchable:
                yield f"path {link}", lambda a=asked, p=path: a.search([(p, "=", value)], limit=1)
                nested = [(link.name, "any", [(field.name, "!=", value)])]
                yield f"any {link}", lambda a=asked, d=nested: a.search(d, limit=1)
            record = asked.search([(link.name, "!=", False)], limit=1)
            if record and record[link.name]:
                inside = {link.name: {"fields": {field.name: {}}}}
                yield f"inside {link}", lambda r=record, s=inside: r.web_read(s)
                column = path.replace(".", "/")
                yield f"column {link}", lambda r=record, c=column: r.export_data([c])

    def _get_links(self, model):
        """Return some relational fields that lead to ``model``, on models that the user may read:
        first those by which Odoo searches without record rules.
        """
        found = [
            field
            for other in model.env.values()
            if not other._abstract and not other._transient and other.has_access("read")
            for field in other._fields.values()
            if field.relational
            and field.comodel_name == model._name
            and field._description_searchable
            and other._has_field_access(field, "read")
        ]
        return sorted(found, key=lambda field: not field.bypass_search_access)[:3]

    def _get_value(self, field):
        """Return a value that the field can have: of an impossible one, Odoo asks nothing."""
        if field.type == "selection":
            return field.get_values(self.env)[0]
        if field.type in ("char", "text", "html"):
            return "a"
        if field.type == "reference":
            return "res.partner,1"
        if field.type in ("date", "datetime"):
            return "2026-03-10"
        return True if field.type == "boolean" else 1

    def _is_refused(self, ask):
        try:
            with self.env.cr.savepoint(flush=False):
                ask()
        except (UserError, *IMPOSSIBLE):  # an AccessError among them
            return True
        return False

    @mute_logger("odoo.sql_db", "odoo.domains")
    def test_every_question(self):
        found, open_ones = 0, []
        for profile, model, field in self._iter_closed():
            if str(field) in OWN:
                continue
            questions = [*self._iter_questions(model, field), *self._iter_ways(model, field)]
            for text, ask in questions:
                found += 1
                if not self._is_refused(ask):
                    open_ones.append(f"{profile}: {text} of {field}")
        self.assertFalse(open_ones, "\n".join(open_ones))
        # Profiles without the right on costs, on orders alone: else nothing was asked.
        self.assertGreater(found, 1000)
