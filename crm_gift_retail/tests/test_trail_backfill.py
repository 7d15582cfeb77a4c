"""What was there before the addon gets the trail that it would have left."""

from odoo.tests import tagged

from .common import GiftRetailCommon

SAME = (
    "kind res_model res_id partner_id commercial_partner_id lead_id company_id channel "
    "medium_id source_id campaign_id direction outcome team_id summary"
).split()


@tagged("post_install", "-at_install")
class TestTrailBackfill(GiftRetailCommon):
    def _rows(self):
        rows = self.env["gift.touchpoint"].search([]).read(SAME, load=None)
        return sorted(
            ({name: row[name] for name in SAME} for row in rows),
            key=lambda row: (row["res_model"], row["res_id"], row["kind"]),
        )

    def _make_documents(self):
        medium = self.env.ref("crm_gift_retail.utm_medium_shop")
        team = self.env["crm.team"].create(
            {"name": "Shop", "company_id": self.company.id, "gift_is_shop": True}
        )
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": "Won",
                    "partner_id": self.contact.id,
                    "company_id": self.company.id,
                    "team_id": team.id,
                },
                {
                    "name": "Lost",
                    "partner_id": self.person.id,
                    "company_id": self.company.id,
                    "medium_id": medium.id,
                },
                {"name": "Of a stranger", "company_id": self.company_b.id},
            ]
        )
        leads[0].action_set_won()
        leads[1].action_set_lost()
        order = self._order(
            self.contact, [(self.product, 2, 100)], opportunity_id=leads[0].id
        )
        self._deliver(order, {self.product: 1})
        self.contact.parent_id = self._make_partner("New firm", is_company=True)
        quotation = self._order(self.person, [(self.product, 1, 9)], confirm=False)
        quotation.action_quotation_sent()
        walk_in = self._make_partner("Walk-in", gift_is_anonymous=True)
        self._deliver(self._order(walk_in, [(self.product, 1, 9)]))
        return leads

    def test_same_rows_as_written_live(self):
        leads = self._make_documents()
        # The contact changed firm since: the order's own firm counts for order and
        # transfer; a lead keeps no firm, so today's is the best that is known.
        live = self._rows()
        new_firm = self.contact.commercial_partner_id.id
        for row in live:
            if row["res_model"] == "crm.lead" and row["partner_id"] == self.contact.id:
                row["commercial_partner_id"] = new_firm
            if row["kind"] == "lead_lost":
                row["summary"] = leads[1].name
        self.env.cr.execute("DELETE FROM gift_touchpoint")
        self.env.invalidate_all()
        touchpoints = self.env["gift.touchpoint"]
        count = touchpoints._gift_backfill()
        self.assertGreaterEqual(count, len(live))
        self.assertEqual(self._rows(), live)
        self.assertEqual(touchpoints._gift_backfill(), 0, "again changes nothing")
        self.assertEqual(self._rows(), live)
        dates = touchpoints.search([], order="id").mapped("date")
        self.assertFalse(any(date.microsecond for date in dates))

    def test_first_touch_of_what_was_there(self):
        self._make_documents()
        self.env.cr.execute("DELETE FROM gift_touchpoint")
        self.env.invalidate_all()
        self.env["gift.touchpoint"]._gift_backfill()
        self._refresh()
        self.assertEqual(self._customer(self.person).first_channel, "shop")
        self.assertEqual(self._customer(self.firm).first_channel, "unknown")
