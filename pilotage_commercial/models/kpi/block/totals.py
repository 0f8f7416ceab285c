"""The totals of the list behind a figure, computed as the figure is."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..engine.measure import Measure
from ..engine.reader import FAILURES
from ..engine.records import LISTS

NUMBERS = ("integer", "float", "monetary")


def read_totals(reader, model, domain, names):
    """Return the result of ``get_totals``."""
    env = reader.env
    if not isinstance(model, str) or model not in LISTS or not isinstance(names, list):
        raise ValidationError(env._("These figures cannot be added up."))
    known = env[model]._fields
    for name in names:
        if not isinstance(name, str) or name not in known or known[name].type not in NUMBERS:
            raise ValidationError(env._("These figures cannot be added up."))
    try:
        records = Domain(domain)
        records.validate(env[model])
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ValidationError(env._("The filter is not valid: %s", error)) from error
    measures = [Measure(model, records, "sum", name) for name in names]
    try:
        with env.cr.savepoint(flush=False):
            totals = reader.read_values(measures)[None]
    except UserError:
        raise
    except FAILURES as error:
        # What only the database knows to be wrong, and a number that it does not keep.
        raise ValidationError(env._("These figures cannot be added up.")) from error
    return {name: total.value for name, total in zip(names, totals, strict=True)}
