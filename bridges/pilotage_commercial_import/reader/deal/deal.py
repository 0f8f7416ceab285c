"""A deal, as read from a row of a file."""

import datetime
from dataclasses import dataclass, field


@dataclass(slots=True)
class Note:
    """A remark to the user about a cell, by its ``code``.

    ``blank`` and ``not_amount``, ``tax_included``, ``not_date``, ``impossible_date``: the cell is
    left blank; ``vague``: a day was chosen (``about``); ``unclear_status``: not a stage, reported
    after a search in Odoo.
    """

    code: str
    row: int
    column: str
    text: str
    about: str = ""


@dataclass(slots=True)
class Deal:
    """A deal of a row. Missing texts are "", missing dates and amounts None."""

    number: int
    sheet: str = ""
    section: str = ""
    name: str = ""
    customer: str = ""
    has_customer: bool = False
    contact: str = ""
    email: str = ""
    phone: str = ""
    amount: float | None = None
    currency: str | None = None
    cost: float | None = None
    margin: float | None = None
    status: str = ""
    status_column: str = ""
    stage: str | None = None
    action: str = ""
    due: datetime.date | None = None
    closing: datetime.date | None = None
    won: datetime.date | None = None
    lost: datetime.date | None = None
    created: datetime.date | None = None
    salesperson: str = ""
    notes: str = ""
    tags: list = field(default_factory=list)
    source: str = ""
    lost_reason: str = ""
    urgency: str = ""
    source_id: str = ""
    kept: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    cells: list = field(default_factory=list)
