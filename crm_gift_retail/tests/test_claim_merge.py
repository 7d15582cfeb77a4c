"""Merging customers with claims: the oldest valid stays, nothing is lost."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestClaimMerge(ClaimCommon):
    def setUp(self):
        super().setUp()
        self.twins = self.env["res.partner"].create(
            [
                {"name": "Twin 1", "phone": "13800138001"},
                {"name": "Twin 2", "phone": "13800138002"},
            ]
        )

    def _merge(self, sources, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((sources | target).ids, target)
        self._settle()
        self._run_queue()

    def _aged(self, partner, owner, days, **kwargs):
        claim = self._claim(partner, owner, **kwargs)
        claim.since = fields.Datetime.now() - timedelta(days=days)
        return claim

    def test_two_claims_in_one_company(self):
        young = self._aged(self.person, self.bob, 1)
        old = self._aged(self.twins[0], self.anna, 9)
        self._merge(self.twins[0], self.person)
        self.assertEqual(self._active(self.person), old)
        self.assertEqual((young.state, young.successor_id), ("transferred", old))
        self.assertEqual(young.partner_id, self.person, "history is kept")
        self.assertEqual(old.assist_ids.user_id, self.bob, "the younger owner helped")
        self.assertEqual(self._owner(self.person), self.anna)
        self.assertEqual(self._customer(self.person).owner_id, self.anna)

    def test_overdue_does_not_beat_valid(self):
        valid = self._aged(self.person, self.bob, 1)
        overdue = self._aged(self.twins[0], self.anna, 90)
        overdue.until = self._days_ago(1)
        self._merge(self.twins[0], self.person)
        self.assertEqual(self._active(self.person), valid)
        self.assertEqual(overdue.successor_id, valid)

    def test_three_at_once_in_two_companies(self):
        one = self._aged(self.person, self.bob, 1)
        two = self._aged(self.twins[0], self.anna, 9)
        three = self._aged(self.twins[1], self.bob, 5)
        other = self._claim(self.twins[1], self.bob, company=self.company_b)
        self._merge(self.twins, self.person)
        self.assertEqual(self._active(self.person), two)
        self.assertEqual(self._active(self.person, self.company_b), other)
        self.assertEqual((one | three).mapped("successor_id"), two)
        keys = self.env["gift.claim.key"].search([("claim_id", "=", two.id)])
        self.assertEqual(
            keys.filtered(lambda key: key.kind == "partner").mapped("value"),
            [str(self.person.id)],
        )
        claims = self.env["gift.claim"].with_context(active_test=False)
        self.assertEqual(
            claims.search([("partner_id", "=", self.person.id)]),
            (one | two | three | other).sorted(lambda c: (c.since, c.id), reverse=True),
        )

    def test_into_a_contact_of_a_firm(self):
        firm = self._aged(self.firm, self.bob, 20)
        loose = self._aged(self.twins[0], self.anna, 9)
        self._merge(self.twins[0], self.contact)
        self.assertEqual(self._active(self.firm), firm)
        self.assertEqual(loose.successor_id, firm)
        self.assertEqual(loose.partner_id, self.firm)

    def test_source_alone_has_one(self):
        claim = self._claim(self.twins[0], self.anna)
        self._merge(self.twins, self.person)
        self.assertEqual(self._active(self.person), claim)
        self.assertEqual(claim.partner_id, self.person)

    def test_ended_claims_come_along(self):
        claim = self._claim(self.twins[0], self.anna)
        claim._gift_release("test")
        self._merge(self.twins[0], self.person)
        self.assertEqual(claim.partner_id, self.person)
        self.assertFalse(self._active(self.person))
