"""Fields that the application fills by itself, whatever the context of the client says."""

from odoo import api, models


class PilotageSystemFields(models.AbstractModel):
    _name = "pilotage.system.fields"
    _description = "Fields Filled by the Application"

    # Names of the fields that no ``default_…`` key of the context and no default of a user fills.
    _system_fields = frozenset()

    @api.model
    def default_get(self, fields):
        """Return the defaults of Odoo; those of the system fields are the fields' own."""
        values = super().default_get([name for name in fields if name not in self._system_fields])
        for name in self._system_fields.intersection(fields):
            default = self._fields[name].default
            if default:
                values[name] = default(self)
        return values
