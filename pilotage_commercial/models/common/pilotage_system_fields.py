"""Fields that the application fills by itself, whatever the client says."""

from odoo import api, models
from odoo.exceptions import UserError

OURS = "pilotage_commercial"


class PilotageSystemFields(models.AbstractModel):
    _name = "pilotage.system.fields"
    _description = "Fields Filled by the Application"

    # Names of the fields that no ``default_…`` key of the context and no default of a user fills.
    _system_fields = frozenset()
    # Whether every stored readonly field of ours is one of them, and refused when somebody gives
    # it: what the application notes on a record of Odoo's.
    _has_facts = False

    @api.model
    def default_get(self, fields):
        """Return the defaults of Odoo; those of the system fields are the fields' own."""
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
        """Raise ``UserError`` when somebody gives one of the fields ``names`` that is a fact."""
        if self.env.su or not self._has_facts:
            return
        facts = [self._fields[name] for name in names if self._is_fact(name)]
        for field in facts:
            self._check_field_access(field, "write")
        if facts:
            labels = ", ".join(field._description_string(self.env) for field in facts)
            raise UserError(
                self.env._("This follows from the record, nobody types it: %s.", labels)
            )

    @api.model
    def _is_system_field(self, name):
        return name in self._system_fields or (self._has_facts and self._is_fact(name))

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
