"""The fields that a measure reads, and the groups that may read them."""

from odoo.fields import Domain

from .measure import Measure
from .scope import DIMENSIONS

# Paths that a user-made KPI may follow, besides the fields of the model itself and its dimensions.
CUSTOMER = ("category_id", "country_id", "industry_id", "is_company", "lang", "state_id")
PATHS = {
    "crm.lead": [
        "stage_id.is_won",
        "stage_id.is_lost",
        "stage_id.sequence",
        *(f"partner_id.{name}" for name in CUSTOMER),
    ],
    "sale.order": [
        "opportunity_id.stage_id",
        "opportunity_id.tag_ids",
        "opportunity_id.type",
        *(f"partner_id.{name}" for name in CUSTOMER),
    ],
    "sale.order.line": [
        *(
            f"order_id.{name}"
            for name in (
                "company_id",
                "confirmation_date",
                "date_order",
                "order_progress",
                "partner_id",
                "quotation_date",
                "quotation_outcome",
                "state",
                "tag_ids",
            )
        ),
        "product_id.categ_id",
        "product_id.type",
    ],
    "account.move": [f"partner_id.{name}" for name in CUSTOMER],
}
# Models with several types of documents, the types that a KPI may read, and their domain.
DOCUMENTS = {"account.move": ("out_invoice", "out_refund", "out_receipt")}
DOCUMENT_DOMAINS = {model: Domain("move_type", "in", types) for model, types in DOCUMENTS.items()}


def get_allowed_paths(model):
    """Return the dotted paths that a KPI on ``model`` (name) may follow, sorted."""
    dimensions = (paths.get(model, "") for paths in DIMENSIONS.values())
    return sorted({*PATHS.get(model, []), *(path for path in dimensions if "." in path)})


def iter_conditions(domain, prefix=""):
    """Yield (path, operator, value) of the conditions of ``domain``, the nested ones too.

    >>> sorted(iter_conditions(Domain("a", "any", [("b", "=", 1)]) | Domain("c.d", "in", [2])))
    [('a.b', '=', 1), ('c.d', 'in', [2])]
    """
    for condition in domain.iter_conditions():
        path, operator, value = prefix + condition.field_expr, condition.operator, condition.value
        if operator.startswith(("any", "not any")) and isinstance(value, list | tuple | Domain):
            yield from iter_conditions(Domain(value), f"{path}.")
        else:
            yield path, operator, value


def get_paths(measure):
    """Return the paths of the fields that ``measure`` (:class:`Measure`) reads."""
    paths = [path for path, _operator, _value in iter_conditions(measure.domain)]
    return [*paths, *filter(None, (measure.field, measure.date))]


def iter_fields(model, path):
    """Yield (model, field) along ``path``, and along the paths of related fields."""
    for name in path.split("."):
        field = model._fields.get(name)
        if not field:
            return
        yield model, field
        if field.related:
            yield from iter_fields(model, field.related)
        if not field.relational:
            return
        model = model.env[field.comodel_name]


def get_groups(env, measures: list[Measure]):
    """Return the ``groups`` of the fields that ``measures`` read: a reader needs all of them."""
    found = set()
    for measure in measures:
        model = env[measure.model]
        by = (DIMENSIONS[name].get(measure.model) for name in ("user", "team"))
        for path in [*get_paths(measure), *filter(None, by)]:
            found.update(field.groups for _model, field in iter_fields(model, path))
    return found - {None, "", False}


def may_read(env, only_for, group_ids):
    """Return whether a user with the groups ``group_ids`` may read what is ``only_for`` some.

    :param only_for: conditions that must all hold, joined by " & ": each like the ``groups`` of a
        field, or "id:7" for a group without an XML id
    """
    get_id = env["res.groups"]._get_group_definitions().get_id
    for groups in filter(None, (only_for or "").split(" & ")):
        wanted, refused = [], []
        for name in groups.split(","):
            name = name.strip()
            ids = refused if name.startswith("!") else wanted
            name = name.removeprefix("!")
            ids.append(int(name[3:]) if name.startswith("id:") else get_id(name))
        if not set(refused).isdisjoint(group_ids):
            return False
        if wanted and set(wanted).isdisjoint(group_ids):
            return False
    return True
