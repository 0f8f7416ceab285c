"""What a mail says of itself: no ORM, no database."""

# Values of ``Precedence`` that no person sends.
UNATTENDED = {"bulk", "list", "junk", "auto_reply"}
# Headers by which older responders mark what they send.
RESPONDERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")


def is_automatic(message):
    """Return whether a machine wrote ``message`` (``email.message.Message``): an out-of-office, a
    list, a receipt. As RFC 3834 says, and as those do that are older than it.

    >>> from email import message_from_string as read
    >>> is_automatic(read("Auto-Submitted: auto-replied (away)"))
    True
    >>> suppressed, listed = "X-Auto-Response-Suppress: DR, OOF", "Precedence: List"
    >>> is_automatic(read(suppressed)), is_automatic(read(listed))
    (True, True)
    >>> is_automatic(read("Auto-Submitted: no")), is_automatic(read("Subject: Yes"))
    (False, False)
    """
    if _get_keyword(message, "Auto-Submitted") not in ("", "no"):
        return True
    if _get_keyword(message, "X-Auto-Response-Suppress") not in ("", "none"):
        return True
    if any(_get_keyword(message, name) not in ("", "no") for name in RESPONDERS):
        return True
    is_report = message.get_content_type() == "multipart/report"
    return is_report or _get_keyword(message, "Precedence") in UNATTENDED


def _get_keyword(message, name):
    """Return the first word of the header ``name``, without comment nor parameter."""
    value = str(message.get(name) or "")
    return value.split(";")[0].split("(")[0].strip().lower()
