"""Boards of Trello, exported as JSON."""

import contextlib
import json

from .sheets import FileError, Sheet

HEADER = ["Card ID", "Card Name", "Card Description", "Labels", "Members", "Due Date", "Due Complete",  # noqa: E501
          "List Name", "Card URL", "Archived"]  # fmt: skip

# Where programs put records, their fields, and the name of another record.
RECORDS = ("records", "data", "results", "items", "deals", "opportunities", "value")
FIELDS = ("fields", "properties", "attributes")
NAMES = ("name", "title", "label", "value", "Name")


def read(content):
    """Return the cards of a Trello board as a sheet; for other JSON files, a list of records.

    >>> lists = b'"lists": [{"id": "1", "name": "Devis"}]'
    >>> cells = read(b'{"cards": [{"name": "A", "idList": "1"}], %s}' % lists)[0].rows[1].cells
    >>> cells[1], cells[7]
    ('A', 'Devis')
    """
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FileError("damaged") from error
    if isinstance(data, dict) and isinstance(data.get("cards"), list):
        return [_read_board(data)]
    if isinstance(data, dict):
        # The answer of a program: its records are under one of these keys.
        data = next((data[key] for key in RECORDS if isinstance(data.get(key), list)), None)
    if isinstance(data, list) and data and all(isinstance(record, dict) for record in data):
        return [_read_records(data)]
    raise FileError("format")


def _read_board(data):
    lists = {item.get("id"): item for item in data.get("lists") or [] if isinstance(item, dict)}
    members = {item.get("id"): item for item in data.get("members") or [] if isinstance(item, dict)}
    fields = [item for item in data.get("customFields") or [] if isinstance(item, dict)]
    sheet = Sheet(str(data.get("name") or "Trello"))
    sheet.add(1, [*HEADER, *(str(field.get("name") or "") for field in fields)])
    number = 1
    for card in data["cards"]:
        if not isinstance(card, dict) or card.get("isTemplate"):
            continue
        number += 1
        people = [members[key] for key in card.get("idMembers") or [] if key in members]
        labels = [
            label.get("name") for label in card.get("labels") or [] if isinstance(label, dict)
        ]
        sheet.add(
            number,
            [
                card.get("id"),
                card.get("name"),
                card.get("desc"),
                ", ".join(filter(None, labels)),
                ", ".join(
                    filter(None, (one.get("username") or one.get("fullName") for one in people))
                ),
                card.get("due"),
                "true" if card.get("dueComplete") else "",
                lists.get(card.get("idList"), {}).get("name"),
                card.get("shortUrl"),
                "true" if card.get("closed") else "",
                *_get_custom(card, fields),
            ],
        )
    return sheet


def _get_custom(card, fields):
    """Return the values of ``card`` in the custom fields of the board."""
    items = {}
    for item in card.get("customFieldItems") or []:
        if isinstance(item, dict):
            items[item.get("idCustomField")] = item
    found = []
    for field in fields:
        item = items.get(field.get("id"), {})
        value = item.get("value")
        for option in field.get("options") or []:
            if item.get("idValue") and option.get("id") == item["idValue"]:
                value = option.get("value")
        value = next(iter(value.values()), None) if isinstance(value, dict) and value else value
        if field.get("type") == "number" and isinstance(value, str):
            with contextlib.suppress(ValueError):
                value = float(value)
        found.append(value if isinstance(value, str | int | float) else None)
    return found


def _get_amount(value):
    """Return "5000 EUR" of an amount beside its currency, None of anything else."""
    amount = value.get("amount", value.get("value"))
    currency = value.get("currency", value.get("currency_code"))
    return f"{amount} {currency}" if amount and isinstance(currency, str) else None


def _flatten(record):
    """Return ``record`` with its nested fields at the top, and the names of its references."""
    inner = next((record[key] for key in FIELDS if isinstance(record.get(key), dict)), {})
    values = {}
    for key, value in {**record, **inner}.items():
        if isinstance(value, dict) and key not in FIELDS:
            # The field of another record is named after it: "org_id" is the organization.
            key = key.removesuffix("_id")
            value = _get_amount(value) or next((value[key] for key in NAMES if key in value), None)
        if key not in FIELDS:
            values[key] = value
    return values


def _read_records(records):
    records = [_flatten(record) for record in records]
    titles = list(dict.fromkeys(key for record in records for key in record))
    sheet = Sheet("")
    sheet.add(1, titles)
    for number, record in enumerate(records, 2):
        cells = [record.get(title) for title in titles]
        sheet.add(number, [cell if isinstance(cell, str | int | float) else None for cell in cells])
    return sheet
