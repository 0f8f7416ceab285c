"""A deal as a row of a file tells it."""

import datetime
from dataclasses import dataclass, field


@dataclass(slots=True)
class Note:
    """Something that the user must be told of a cell: ``code`` says what.

    ``blank`` and ``not_amount``, ``tax_included``, ``not_date``, ``impossible_date``: left blank;
    ``vague``: a day was chosen (``about``); ``unclear_status``: no stage, told once Odoo was asked.
    """

    code: str
    row: int
    column: str
    text: str
    about: str = ""


@dataclass(slots=True)
class Deal:
    """A deal as its row tells it. Texts are "" and dates and amounts None where it says nothing."""

    number: int
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
