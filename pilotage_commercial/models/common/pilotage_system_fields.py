"""Fields that only the application fills: values sent by a client are ignored or refused."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

OURS = "pilotage_commercial"


class PilotageSystemFields(models.AbstractModel):
    _name = "pilotage.system.fields"
    _description = "Fields Filled by the Application"

    # Names of the fields that neither a ``default_…`` key of the context nor a user default fills.
    _system_fields = frozenset()
    # Whether all our stored readonly fields are system fields too, and a given value is refused:
    # for facts that the application writes on Odoo's models.
    _has_facts = False

    @api.model
    def default_get(self, fields):
        """Return Odoo's defaults; system fields only get the default of their field."""
        system = {name for name in fields if self._is_system_field(name)}
        values = super().default_get([name for name in fields if name not in system])
        for name in system:
            field = self._fields[name]
            if field.default:
                values[name] = field.convert_to_write(field.default(self), self)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_facts(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_facts(vals)
        return super().write(vals)

    @api.model
    def _check_facts(self, names):
        """Raise ``UserError`` when a value is given for a fact among the fields ``names``."""
        if self.env.su or not self._has_facts:
            return
        known = self._get_fact_names()
        facts = [self._fields[name] for name in names if name in known]
        for field in facts:
            self._check_field_access(field, "write")
        if facts:
            labels = ", ".join(field._description_string(self.env) for field in facts)
            raise UserError(self.env._("These fields are computed and cannot be set: %s.", labels))

    @api.model
    def _is_system_field(self, name):
        return name in self._system_fields or (self._has_facts and self._is_fact(name))

    @api.model
    @ormcache("self._name")
    def _get_fact_names(self):
        return frozenset(name for name in self._fields if self._is_fact(name))

    @api.model
    def _is_fact(self, name):
        field = self._fields.get(name)
        return bool(
            field
            and field.store
            and field.readonly
            and field._modules
            and all(module.startswith(OURS) for module in field._modules)
        )
