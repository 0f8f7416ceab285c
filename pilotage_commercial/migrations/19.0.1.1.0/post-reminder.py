"""Open reminders on contacts: their title alone, without the orders that they told.

Every user of every company reads the activities of a contact. Only texts that are wholly those of
an earlier version are shortened, whatever the title before them: who added a word wrote a text of
their own.
"""

import re

# How an earlier version ended the text, in the languages of its users; {title} stands before.
ENDS = (
    ": orders every {days} days, last one on {date}",
    ": orders every day, last one on {date}",
    " : commande tous les {days} jours, la dernière le {date}",
    " : commande tous les jours, la dernière le {date}",
    # customers selected by hand, whose title somebody typed
    ": first order {ago}",
    ": orders every {days} days, last one {ago}",
    ": orders every day, last one {ago}",
    ": no order since {date}, {ago}",
    ": last order {ago}",
    ": quotation or opportunity, no order yet",
    ": première commande {ago}",
    ": commande tous les {days} jours, la dernière {ago}",
    ": commande tous les jours, la dernière {ago}",
    ": aucune commande depuis le {date}, {ago}",
    ": dernière commande {ago}",
    ": devis ou opportunité, pas encore de commande",
)
DAYS_AGO = r"(?:\d+ days ago|yesterday|today|il y a \d+ jours|hier|aujourd’hui)"
# Parts of a date format that are words; the others are numbers.
WORDS = "aAbBp"


def migrate(cr, version):
    cr.execute("SELECT DISTINCT date_format FROM res_lang WHERE active")
    dates = [get_date_pattern(date_format) for (date_format,) in cr.fetchall()]
    pattern = get_pattern(dates)
    cr.execute(
        r"""UPDATE mail_activity SET summary = regexp_replace(summary, %(pattern)s, '\1')
             WHERE res_model = 'res.partner' AND active IS TRUE AND followup_rule_id IS NOT NULL
               AND summary ~ %(pattern)s""",
        {"pattern": pattern},
    )


def get_pattern(dates):
    """Return the regular expression of the texts, whose first group is the title.

    :param dates: regular expressions of a date
    """
    parts = {"days": r"\d+", "ago": DAYS_AGO, "date": f"(?:{'|'.join(dates)})"}
    ends = "|".join(end.format(**parts) for end in ENDS)
    return f"^(.+)(?:{ends})$"


def get_date_pattern(date_format):
    """Return the regular expression of a date written with ``date_format`` of a language."""
    return "".join(
        (r"[^\d\s]+" if part[1] in WORDS else r"\d+") if part[0] == "%" else re.escape(part)
        for part in re.findall("%.|.", date_format)
    )
