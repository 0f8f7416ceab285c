"""What is attached to a document by its model and id is for who may read the document.

Activities, messages, files, scheduled messages, ratings: the models come from the registry.
"""

from profiles import PROFILES, RightsCase

from odoo.exceptions import AccessError
from odoo.tests import tagged

# Models of Odoo that say no more than that a document exists, or are read by administrators alone.
OTHERWISE = {
    "ir.model.data": "names of records of the addons",
    "mail.followers": "who follows a record: Odoo shows it to all employees",
    "calendar.event": "a meeting is for its guests; see test_review_leaks",
}
# Models of which Odoo itself hides records from searches, and not from who knows their ids.
HIDDEN_FROM_SEARCHES = {"mail.scheduled.message"}
DOCUMENTS = ("crm.lead", "sale.order", "pilotage.review")


@tagged("standard", "post_install", "-at_install")
class TestAttached(RightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for model in DOCUMENTS:
            document = cls.samples[model].sudo()
            cls._attach(document)
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _attach(cls, document):
        env, model_id = cls.env, cls.env["ir.model"]._get_id(document._name)
        place = {"res_model": document._name, "res_id": document.id}
        manager = cls.users["manager"]
        document.activity_schedule(user_id=manager.id, summary="Told to nobody")
        document.message_post(body="Told to nobody")
        env["ir.attachment"].create({"name": "Told.txt", "raw": b"to nobody", **place})
        env["mail.scheduled.message"].create(
            {
                "model": document._name,
                "res_id": document.id,
                "body": "Told to nobody",
                "author_id": manager.partner_id.id,
                "scheduled_date": "2031-01-01 00:00:00",
            }
        )
        if "rating.rating" in env and document._name == "sale.order":
            cls.rating = env["rating.rating"].create(
                {
                    "res_model_id": model_id,
                    "res_id": document.id,
                    "rating": 1,
                    "feedback": "Told to nobody",
                    "consumed": True,
                }
            )

    def _iter_models(self):
        """Yield (model, name of the field of the document's model, name of that of its id)."""
        for model in self.env.values():
            if model._abstract or model._transient or model._name in OTHERWISE:
                continue
            for name, field in model._fields.items():
                is_reference = field.type == "many2one_reference" and field.store
                if is_reference and model._fields[field.model_field].store:
                    yield model, field.model_field, name

    def test_search_and_read(self):
        found, told = {}, []
        for model, model_field, id_field in self._iter_models():
            for name in DOCUMENTS:
                document = self.samples[name]
                domain = [(model_field, "=", name), (id_field, "=", document.id)]
                records = model.sudo().search(domain)
                found[model._name] = found.get(model._name, 0) + len(records)
                for profile in PROFILES:
                    if not self._as(document, profile).has_access("read"):
                        shown = self._get_shown(self._as(records, profile), domain)
                        told += [f"{profile}: {record} of {document}" for record in shown]
        self.assertFalse(told, "\n".join(told))
        some = {"mail.activity", "mail.message", "ir.attachment", "mail.scheduled.message"}
        if "rating.rating" in self.env:
            some.add("rating.rating")
        self.assertLessEqual(some, {name for name, count in found.items() if count})

    def _get_shown(self, records, domain):
        """Return those of ``records`` that the user finds, counts or reads."""
        shown = records.browse()
        try:
            shown |= records.search(domain)
            for value, ids in records._read_group(domain, [], ["__count", "id:recordset"]):
                shown |= ids if value else shown
        except AccessError:
            pass
        if records._name in HIDDEN_FROM_SEARCHES:
            return shown
        return shown | records._filtered_access("read")

    def test_rating(self):
        """Who may not change the order changes no answer of its customer, and makes none."""
        if "rating.rating" not in self.env:
            self.skipTest("the bridge of ratings is not installed")
        rating, order = self.rating, self.samples["sale.order"]
        values = {
            "res_model_id": self.env["ir.model"]._get_id("sale.order"),
            "res_id": order.id,
            "rating": 5,
        }
        allowed = {name for name in PROFILES if self._as(order, name).has_access("write")}
        self.assertLessEqual({"own", "all", "manager"}, allowed)
        self.assertFalse({"internal", "cost-only", "manager-b"} & allowed)
        for profile in PROFILES:
            with self.subTest(profile=profile):
                answer = "ok" if profile in allowed else "no"
                for name, args, ids in (
                    ("write", [{"feedback": "Happy"}], rating.ids),
                    ("create", [values], []),
                ):
                    called = self._call("rating.rating", name, profile, args, ids)
                    self.assertEqual(called, answer, name)
