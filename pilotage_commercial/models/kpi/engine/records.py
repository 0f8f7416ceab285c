"""The records behind a figure: those counted, and those left out with the reason."""

from collections.abc import Set

from odoo.fields import Domain

# For each model the list view that shows its figures; its columns come from the context, see
# get_columns.
LISTS = {
    model: f"pilotage_commercial.{name}"
    for model, name in {
        "crm.lead": "crm_lead_view_list_figures",
        "sale.order": "sale_order_view_list_figures",
        "sale.order.line": "sale_order_line_view_list_figures",
        "account.move": "account_move_view_list_figures",
        "res.partner": "res_partner_view_list_customer",
    }.items()
}
# Kanban views that show the figures on a phone; Odoo's own cards do not.
CARDS = {"sale.order": "pilotage_commercial.sale_order_view_kanban_figures"}
# Fields shown beside a figure.
BESIDE = {
    "day_close": ("create_date", "date_closed"),
    "sales_cycle_days": ("quotation_date", "full_payment_date"),
    "real_margin": ("real_cost", "real_margin_percent", "real_cost_missing_text"),
    "completion_margin": ("completion_cost", "completion_margin_percent"),
    "margin_drift": ("planned_cost", "completion_cost", "completion_margin", "drift_reasons"),
    "last_sent_date": ("validity_date",),
    "completion_margin_percent": ("completion_margin",),
    "margin_percent": ("margin",),
}
# Dates and numbers by which a list chooses its records: shown, for they say why a record is there.
DECISIVE = {
    "completion_margin_percent",
    "date_deadline_slip",
    "last_sent_date",
    "margin_percent",
}


def describe(model, domain, name, count=None, measures=(), **values):
    """Return the values with which the client opens the records of ``domain``: see ``get_cockpit``.

    :param measures: measures whose columns the list shows
    """
    return {
        "model": model._name,
        "domain": get_plain_domain(domain),
        "name": name,
        "context": get_columns(model, measures),
        "count": count,
        **values,
    }


def get_columns(model, measures, is_mixed=False):
    """Return the context that shows the fields of ``measures`` in the list of their records: the
    date, the amount with its related fields, and the fields that distinguish the records.

    :param is_mixed: the list has records that the measures leave out too
    """
    if model._name not in LISTS:
        return {}
    names = []
    for measure in measures:
        if measure.model != model._name:
            continue
        names += [measure.date] if measure.window != "now" else []
        names += [measure.field, *BESIDE.get(measure.field, ())] if measure.field else []
        # The selection fields of which the domain lets several values through.
        chosen = _get_chosen_values(measure.domain)
        kinds = (model._fields.get(name) for name in chosen if name != "type")
        names += [
            field.name
            for field in kinds
            if field and field.type == "selection" and (is_mixed or len(chosen[field.name]) != 1)
        ]
        for name in chosen:
            names += [name, *BESIDE.get(name, ())] if name in DECISIVE else []
    columns = {"pilotage_columns": list(dict.fromkeys(names))}
    cards = {"kanban_view_ref": CARDS[model._name]} if model._name in CARDS else {}
    return {"list_view_ref": LISTS[model._name], **cards, **columns}


def _get_chosen_values(domain):
    """Return ``{name: values}`` of the fields of ``domain``, the values being those that it names:
    none where it names none, and none at all of a domain with alternatives.

    >>> found = _get_chosen_values(
    ...     Domain("a", "=", 1) & Domain("b", "in", [2, 3]) & Domain("c", "!=", 4)
    ... )
    >>> {name: sorted(values) for name, values in found.items()}
    {'a': ['1'], 'b': ['2', '3'], 'c': []}
    >>> _get_chosen_values(Domain("a", "=", 1) | Domain("b", "=", 2))
    {'a': set(), 'b': set()}
    """
    chosen = {}
    is_plain = not any(item in ("|", "!") for item in domain if isinstance(item, str))
    for item in domain.iter_conditions():
        values = chosen.setdefault(item.field_expr, set())
        if is_plain and item.operator == "=":
            values.add(repr(item.value))
        elif is_plain and item.operator == "in" and isinstance(item.value, (list, tuple, Set)):
            values.update(map(repr, item.value))
    return chosen


def get_plain_domain(domain):
    """Return ``domain`` as a list that JSON can hold, without objects.

    >>> get_plain_domain(Domain("a", "in", (1, 2)) & Domain("b", "any", Domain("c", "=", 3)))
    ['&', ['a', 'in', [1, 2]], ['b', 'any', [['c', '=', 3]]]]
    """
    plain = []
    for item in Domain(domain):
        if not isinstance(item, str):
            field, operator, value = item
            if isinstance(value, Domain) or operator in ("any", "not any"):
                value = get_plain_domain(value)
            elif hasattr(value, "__iter__") and not isinstance(value, str):
                value = list(value)
            item = [field, operator, value]
        plain.append(item)
    return plain


def describe_amount(reader, measure, name, found=None, **values):
    """Return the list of the records of ``measure``, with its amount.

    :param found: its MeasuredValue, if known already
    """
    if found is None:
        [found] = reader.read_values([measure])[None]
    domain = measure.get_domain(reader.env, reader.scope)
    values["amount"] = found.value
    model = reader.env[measure.model]
    return describe(model, domain, name, found.count, [measure], **values)


def describe_measured(reader, measure, name, found, measures):
    """Return the list of the records of ``measure``, or of the customers that it counts.

    :param found: its MeasuredValue
    :param measures: measures whose columns the list shows
    """
    env, scope = reader.env, reader.scope
    model, inverse = get_counted(env, measure)
    if not inverse:
        domain = measure.get_domain(env, scope)
        return describe(model, domain, name, found.count, measures)
    earlier = measure._replace(window="earlier_year").get_domain(env, scope)
    domain = Domain(inverse, "any", earlier)
    if measure.window == "gone":
        since = measure._replace(window="since").get_domain(env, scope.widen())
        domain &= Domain(inverse, "not any", since)
    domain &= _get_archived_too(model)
    return describe(model, domain, name, int(found.value))


def get_counted(env, measure):
    """Return the model of the records to show for ``measure``, and its one2many to the measured
    ones: a distinct count shows what it counts, customers, and not their orders.

    The one2many is None when the records are the measured ones.
    """
    model = env[measure.model]
    if measure.aggregate == "count_distinct" and measure.window in ("earlier_year", "gone"):
        field = model._fields.get(measure.field)
        for inverse in env.registry.field_inverses[field]:
            if inverse.type == "one2many":
                return env[field.comodel_name], inverse.name
    return model, None


def _get_archived_too(model):
    return Domain(model._active_name, "in", [True, False]) if model._active_name else Domain.TRUE


# --- left out ---


def describe_left_out(reader, kpi):
    """Return the lists of the records that ``kpi`` leaves out, each record in one list only."""
    # The last measure has all its records.
    env, measures = reader.env, kpi._get_measures()
    (model, everything), _counted, reasons = get_partition(reader, measures[-1])
    columns = get_columns(model, measures)
    return [
        describe(
            model,
            everything & domain,
            env._("%(kpi)s: %(reason)s", kpi=kpi.name, reason=reason),
            code=code,
            reason=reason,
            context=columns,
        )
        for code, reason, domain in reasons
    ]


def count_left_out(reader, kpi):
    """Return the result of ``get_left_out``."""
    measures = kpi._get_measures()
    (model, everything), counted, _reasons = get_partition(reader, measures[-1])
    found = {
        "all": describe(
            model, everything, kpi.name, context=get_columns(model, measures, is_mixed=True)
        ),
        "counted": describe(model, everything & counted, kpi.name, measures=measures),
        "left_out": describe_left_out(reader, kpi),
    }
    for records in (found["all"], found["counted"], *found["left_out"]):
        records["count"] = model.search_count(records["domain"])
    return found


def get_partition(reader, measure):
    """Return how the records divide into counted ones and left out ones.

    :return: (model, domain of all), domain of those counted, and the reasons for the others: (code,
        reason, domain), which do not overlap
    """
    env, scope = reader.env, reader.scope
    model, inverse = get_counted(env, measure)
    if inverse:
        return _get_customer_partition(reader, measure, model, inverse)
    everything = scope.get_domain(model) & _get_archived_too(model)
    reasons = _get_first_reasons(
        [
            *env["pilotage.kpi"]._get_nature_reasons(model, measure.domain),
            ("other", env._("Not concerned by this KPI"), Domain.TRUE),
        ],
        ~measure.domain,
    )
    if measure.window != "now":
        first, end = measure.get_bounds(env, scope)
        label = model._fields[measure.date]._description_string(env)
        reasons += [
            (code, reason, measure.domain & Domain(measure.date, operator, value))
            for code, reason, operator, value in (
                ("undated", env._("Without “%s”", label), "=", False),
                ("before", env._("Before the period (%s)", label), "<", first),
                ("after", env._("After the period (%s)", label), ">=", end),
            )
        ]
    return (model, everything), measure.get_domain(env, scope), reasons


def _get_first_reasons(reasons, domain):
    """Return ``reasons`` within ``domain``, each one without the records of those before it."""
    none_before, first = Domain.TRUE, []
    for code, reason, holds in reasons:
        first.append((code, reason, domain & holds & none_before))
        none_before &= ~holds
    return first


def _get_customer_partition(reader, measure, customers, inverse):
    """Return the partition of the ``customers`` that ``measure`` counts by their orders."""
    env, scope = reader.env, reader.scope
    within = scope.get_domain(env[measure.model])
    first, end = measure._replace(window="earlier_year").get_bounds(env, scope)
    everything, counted, since, before = (
        Domain(inverse, "any", within & domain)
        for domain in (
            Domain.TRUE,
            measure.get_domain(env, scope),
            measure.domain & Domain(measure.date, ">=", end),
            measure.domain & Domain(measure.date, "<", first),
        )
    )
    everything &= _get_archived_too(customers)
    reasons = _get_first_reasons(
        [
            ("since", env._("No order that year, but since"), since),
            ("before", env._("Last order before that year"), before),
            ("other", env._("No confirmed order"), Domain.TRUE),
        ],
        ~counted,
    )
    return (customers, everything), counted, reasons
