"""Merging contacts loses nothing of ours and never fails because of us."""

from odoo.tests import tagged

from .common import GiftRetailCommon


@tagged("post_install", "-at_install")
class TestMerge(GiftRetailCommon):
    def _merge(self, sources, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((sources | target).ids, target)
        self._run_queue()

    def _ensure(self, partner, code=None, company=None):
        row = self.env["gift.customer"]._ensure(partner, company or self.company)
        if code:
            row.external_code = code
            self.env.flush_all()
        return row

    def test_figures_and_number_come_together(self):
        twin = self._make_partner("Ms Wang again")
        self._sell(self.person, [(self.product, 1, 100)])
        self._sell(twin, [(self.product, 2, 100)])
        self._run_queue()
        self._customer(twin).external_code = "K-17"
        self.env.flush_all()
        kept = self._customer(self.person)
        self._merge(twin, self.person)
        self.assertFalse(twin.exists())
        self.assertEqual(self._customer(self.person), kept)
        self.assertEqual(kept.revenue_12m, 300)
        self.assertEqual(kept.order_count, 2)
        self.assertEqual(kept.external_code, "K-17")

    def test_row_of_another_company_moves_along(self):
        twin = self._make_partner("Twin")
        self._ensure(twin, "B-1", self.company_b)
        row = self._customer(twin, self.company_b)
        self._merge(twin, self.person)
        self.assertEqual(self._customer(self.person, self.company_b), row)
        self.assertEqual(row.external_code, "B-1")
        self.assertTrue(row.exists())

    def test_several_sources_and_both_have_numbers(self):
        twins = self.env["res.partner"].create([{"name": "T1"}, {"name": "T2"}])
        self._ensure(self.person, "K-1")
        self._ensure(twins[0], "K-2")
        self._ensure(twins[1], "K-3")
        self._merge(twins, self.person)
        row = self._customer(self.person)
        self.assertEqual(len(row), 1)
        self.assertEqual(row.external_code, "K-1")
        note = self.person.message_ids.filtered(lambda m: "K-2" in (m.body or ""))
        self.assertIn("K-3", note.body)

    def test_touchpoints_and_history_follow(self):
        twin = self._make_partner("Twin")
        self._history(twin, self._days_ago(5), 70, 20)
        for partner in self.person | twin:
            self.env["gift.touchpoint"]._gift_register(
                [
                    {
                        "partner_id": partner.id,
                        "company_id": self.company.id,
                        "kind": "visit",
                        "is_contact": True,
                        "res_model": "res.partner",
                        "res_id": partner.id,
                    }
                ]
            )
        self._merge(twin, self.person)
        trail = self.env["gift.touchpoint"].search(
            [("commercial_partner_id", "=", self.person.id)]
        )
        self.assertEqual(len(trail), 2, "no touchpoint is lost")
        self.assertEqual(trail.partner_id, self.person)
        self.assertEqual(self._customer(self.person).revenue_12m, 70)

    def test_touched_before_the_merge(self):
        twin = self._make_partner("Twin")
        self._sell(twin, [(self.product, 1, 100)])
        self.env.flush_all()
        self.env.cr.precommit.run()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.person).ids, self.person)
        self._run_queue()
        self.assertEqual(self._customer(self.person).revenue_12m, 100)
