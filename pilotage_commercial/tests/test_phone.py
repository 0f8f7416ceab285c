from lxml import etree

from odoo.tests import TransactionCase, tagged


@tagged("standard", "post_install", "-at_install")
class TestPhone(TransactionCase):
    def test_lists_are_cards(self):
        """A list of ours is cards on a phone, made for it: not the columns of another screen."""
        data = self.env["ir.model.data"].search(
            [
                ("model", "=", "ir.actions.act_window"),
                ("module", "=like", "pilotage_commercial%"),
            ]
        )
        actions = self.env["ir.actions.act_window"].browse(data.mapped("res_id"))
        lists = actions.filtered(lambda action: action.views[0][1] == "list")
        self.assertGreater(len(lists), 8)
        for action in lists:
            with self.subTest(action.name):
                views = {mode: view_id for view_id, mode in action.views}
                self.assertIn("kanban", views)
                model = self.env[action.res_model]
                view = model.get_views([(views["kanban"], "kanban")])["views"]["kanban"]
                self.assertIn("pilotage", self.env["ir.ui.view"].browse(view["id"]).xml_id)
                arch = etree.fromstring(view["arch"])
                self.assertTrue(arch.xpath("//t[@t-name='card']//field"))
