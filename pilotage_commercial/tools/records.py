"""Checks of the records that a client calls a method on."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


def check_one(records):
    """Raise ``UserError`` unless ``records`` is one record.

    For public methods, which a client may call on none or on several: ``ensure_one`` tells a
    programmer, this tells a user.
    """
    if len(records) != 1:
        raise UserError(records.env._("Do this on one record at a time."))


def find_by_name(model, operator, value):
    """Return the domain of the records of ``model`` whose name, as the reader reads it, matches.

    For a ``_search_display_name`` whose names no column has: they contain a date, or depend on the
    rights of the reader. All records are read: only for a model that has few.
    """
    if operator in Domain.NEGATIVE_OPERATORS:
        return NotImplemented  # the ORM asks for the opposite
    found = model.search([]).filtered_domain([("display_name", operator, value)])
    return Domain("id", "in", found.ids)


def read_action(env, xml_id):
    """Return the action ``xml_id`` as the web client opens it.

    :raise UserError: somebody deleted it
    """
    action = env.ref(xml_id, False)
    if not action:
        raise UserError(
            env._(
                "This screen was deleted (%s). Your administrator gets it back by updating its "
                "app.",
                xml_id,
            )
        )
    return action._get_action_dict()


def open_from_row(action):
    """Return ``action``, which a click on a row returns, without the row.

    The web client would write the id of the row into the address of the page. A row has no page of
    its own: once such a page was reloaded, the browser could not go back any more.
    """
    return {**action, "context": {**(action.get("context") or {}), "active_id": False}}


def show_all(action):
    """Return ``action``, the list behind a number, with all that was counted.

    The web client would open it on the user's default favourite, which hides some of it.
    """
    context = {**(action.get("context") or {}), "search_disable_custom_filters": True}
    return {**action, "context": context}


def check_template(template, model_name):
    """Raise ``ValidationError`` if the ``mail.template`` given is of other documents than those of
    ``model_name``: it would be rendered on documents that have the same ids.
    """
    # Whoever chooses a template may not read all of it (hence sudo).
    template = template.sudo()
    if template and template.model != model_name:
        raise ValidationError(
            template.env._("“%s” is a message of other documents.", template.name)
        )
