"""Links through which the application acts on another record.

Odoo lets a client write any id into a many2one. Where the application then changes the record that
is named, whoever sets the link must have the right to.
"""

from odoo import api, models
from odoo.exceptions import AccessError


class PilotageLinks(models.AbstractModel):
    _name = "pilotage.links"
    _description = "Links That Act on Other Records"

    # {name of a many2one: the right on the record that it names}
    _acting_links = {}

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        # Afterwards, as a default of the context or of the user may have set the link.
        if not self.env.su:
            for name in self._acting_links:
                records._check_link(name, records.sudo()[name].ids)
        return records

    def write(self, vals):
        if not self.env.su:
            for name in self._acting_links.keys() & vals.keys():
                self._check_link(name, self._get_link_ids(name, vals[name]))
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        # Nothing is written, but related fields tell what the record that is named holds.
        if not self.env.su:
            for name in self._acting_links.keys() & values.keys():
                # The field may be closed to the user: what it names already is let be (hence sudo).
                known = self.sudo()[name].ids
                ids = self._get_link_ids(name, values[name])
                self._check_link(name, [number for number in ids if number not in known])
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _get_link_ids(self, name, value):
        """Return the ids in ``value``, to be written into the many2one ``name``."""
        found = self._fields[name].convert_to_cache(value, self.browse(), validate=False)
        return [found] if isinstance(found, int) and found else []

    def _check_link(self, name, ids):
        """Raise ``AccessError`` unless the user has the right to link to the records ``ids``.

        A link that another record of the user has already may be copied: it acts on nothing that
        the user could not act on before.
        """
        field = self._fields[name]
        linked = self.env[field.comodel_name].browse(set(ids))
        closed = linked - linked._filtered_access(self._acting_links[name])
        if not closed:
            return
        others = self.with_context(active_test=False).search(
            [(name, "in", closed.ids), ("id", "not in", self.ids)]
        )
        # The field may be closed to the user: only whether it names the same record counts (hence
        # sudo).
        if closed - others._filtered_access("write").sudo()[name].sudo(False):
            raise AccessError(
                self.env._(
                    "%(field)s: you do not have the right to use this record. Choose one that you "
                    "may open and change.",
                    field=field._description_string(self.env),
                )
            )
