"""The wizard in the browser, from the file to the running import."""

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestImportTour(HttpCase):
    def test_tour(self):
        new_test_user(
            self.env,
            "imp_tour",
            groups="crm_gift_retail.crm_gift_retail_group_manager,base.group_user",
        )
        action = self.env.ref("crm_gift_retail.gift_import_action")
        self.start_tour(f"/odoo/action-{action.id}", "gift_import", login="imp_tour")
        record = self.env["gift.import"].search([], limit=1)
        self.assertEqual((record.state, record.preset), ("running", "purchases"))
        record._run_to_end(commit=False)
        self.assertEqual((record.taken_count, record.refused_count), (1, 1))
        self.assertEqual(record.customer_ids.partner_id.name, "周测试")
