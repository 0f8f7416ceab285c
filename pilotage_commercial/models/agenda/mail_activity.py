"""The dated next actions of a salesperson, as events of a calendar."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import html2plaintext

# Models whose activities are in the calendar.
DOCUMENTS = ("crm.lead", "sale.order", "res.partner", "pilotage.review")
# Activities overdue for longer are in the lists only.
DAYS_BACK = 31
MOST_EVENTS = 500
NOTE_SIZE = 500
# What is read of each: models have a hundred columns more, which would take most of the time.
ACTIVITY_FIELDS = (
    "activity_type_id",
    "create_date",
    "date_deadline",
    "note",
    "res_id",
    "res_model",
    "summary",
    "write_date",
)
DOCUMENT_FIELDS = ("display_name", "partner_id", "phone", "write_date")
# The stored name is what is displayed without a context, and needs no other column.
CUSTOMER_FIELDS = ("complete_name", "phone", "write_date")


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.model
    def _get_agenda_events(self):
        """Yield the events, see ``tools.ical``, of the activities of the current user.

        Those with a due date on opportunities, orders, customers and reviews that the user may
        read. Meetings are left out: they are in the user's calendar already.
        """
        since = fields.Date.context_today(self) - timedelta(days=DAYS_BACK)
        activities = self.search_fetch(
            [
                ("user_id", "=", self.env.uid),
                ("res_model", "in", DOCUMENTS),
                ("calendar_event_id", "=", False),
                ("date_deadline", ">=", since),
            ],
            ACTIVITY_FIELDS,
            order="date_deadline, id",
            limit=MOST_EVENTS,
        )
        documents = activities._get_agenda_documents()
        customers = self._get_agenda_customers(documents.values())
        # The name of the database, in the identity of each event, is in no secret (hence sudo).
        owner = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        base = self.get_base_url()
        for activity in activities:
            document = documents.get((activity.res_model, activity.res_id))
            if document is not None:
                yield activity._get_agenda_event(document, customers[document], owner, base)

    def _get_agenda_documents(self):
        """Return ``{(model, id): record}`` of the documents of the activities of ``self`` that the
        user may read. The records of a model share one prefetch.
        """
        documents = {}
        for model, activities in self.grouped("res_model").items():
            if model in self.env:
                model_fields = self.env[model]._fields
                names = [name for name in DOCUMENT_FIELDS if name in model_fields]
                ids = activities.mapped("res_id")
                records = self._read_agenda(self.env[model], ids, names)
                documents.update({(model, record.id): record for record in records})
        return documents

    @api.model
    def _read_agenda(self, model, ids, names):
        """Return the records of ``model`` with ``ids`` that there are and the user may read, with
        the fields ``names``: one query for the rights and the values.
        """
        model = model.with_context(active_test=False)
        if not model.has_access("read"):
            return model
        return model.search_fetch([("id", "in", ids)], names, order="id")

    def _get_agenda_event(self, document, customer, owner, base):
        """Return the event of the activity on ``document``, of ``customer`` if there is one.

        :param owner: identifier of this database: the event keeps its identity when the site or the
            document changes its name
        :param base: address of the site
        """
        self.ensure_one()
        kind = self.activity_type_id.name
        action = self.summary or kind or self.env._("To do")
        about = document.display_name or ""
        if document._name == "sale.order" and customer:
            about = f"{customer.complete_name}, {about}"
        path = f"/mail/view?model={document._name}&res_id={document.id}"
        return {
            "uid": f"activity-{self.id}@{owner}",
            "day": self.date_deadline,
            "created": self.create_date,
            "modified": max(
                moment
                for moment in (self.write_date, document.write_date, customer.write_date)
                if moment
            ),
            "summary": f"{action} – {about}" if about else action,
            "description": self._get_agenda_description(document, customer, base + path),
            "category": kind,
            "url": base + path,
        }

    @api.model
    def _get_agenda_customers(self, documents):
        """Return ``{document: its customer}``, empty if the user may not read the customer."""
        nobody = self.env["res.partner"]
        found = {}
        for document in documents:
            if document._name == "res.partner":
                found[document] = document
            else:
                found[document] = document.partner_id if "partner_id" in document else nobody
        # Those that are documents are read already, and may be read.
        readable = {document.id for document, partner in found.items() if document == partner}
        others = {partner.id for partner in found.values() if partner} - readable
        readable.update(self._read_agenda(nobody, list(others), CUSTOMER_FIELDS)._ids)
        return {
            document: partner if partner.id in readable else nobody
            for document, partner in found.items()
        }

    def _get_agenda_description(self, document, customer, address):
        """Return the text of the event: whom to call, the phone number, the note and a link."""
        phone = ("phone" in document and document.phone) or customer.phone
        note = html2plaintext(self.note or "", include_references=False)[:NOTE_SIZE]
        lines = [customer.complete_name, phone, note, address]
        return "\n".join(line for line in lines if line)
