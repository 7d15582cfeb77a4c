"""A first touch is corrected by a manager alone, with a reason that is kept."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestSourceCorrection(ApprovalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env.ref("crm_gift_retail.utm_medium_shop")
        cls.fair = cls.env.ref("crm_gift_retail.utm_medium_event")
        cls.source = cls.env.ref("crm_gift_retail.utm_source_trade_fair")
        cls._touch(1, datetime(2026, 3, 1, 8), medium_id=cls.shop.id)
        cls._run_queue()
        cls.row = cls._customer(cls.person)

    @classmethod
    def _touch(cls, number, date, **values):
        cls.env["gift.touchpoint"]._gift_register(
            [
                {
                    "partner_id": cls.person.id,
                    "company_id": cls.company.id,
                    "kind": "visit",
                    "date": date,
                    "res_model": "gift.test",
                    "res_id": number,
                    **values,
                }
            ]
        )

    def _correct(self, user, **values):
        action = self._as(user, self.row).action_correct_first_touch()
        model = self._as(user, self.env["gift.source.correction"])
        return model.with_context(**action["context"]).create(
            {
                "medium_id": self.fair.id,
                "channel": "event",
                "source_id": self.source.id,
                "reason": "She showed the leaflet of the fair",
                **values,
            }
        )

    def test_asked_then_approved(self):
        correction = self._correct(self.seller)
        self.assertEqual(correction.state, "asked")
        self._run_queue()
        self.assertEqual(self.row.first_channel, "shop", "not yet decided")
        with self.assertRaises(UserError) as refused:
            self._correct(self.clerk)
        self.assertIn("waits for its decision", str(refused.exception))
        approval = correction.sudo().gift_approval_ids
        self.assertIn("Shop", str(approval.facts))
        with self.assertRaises(AccessError):
            self._as(self.seller, approval).action_decide("approved")
        self._as(self.manager, approval).action_decide("approved")
        self._run_queue()
        self.assertEqual(correction.state, "approved")
        self.assertEqual(self.row.first_channel, "event")
        self.assertEqual(self.row.first_medium_id, self.fair)
        self.assertEqual(self.row.first_source_id, self.source)
        self.assertEqual(self.row.first_touch_date, datetime(2026, 3, 1, 8))
        self.assertEqual(self.row.last_channel, "shop", "the trail itself stays")
        self.assertIn("leaflet", self.person.message_ids[0].body)
        self.assertEqual(self._refresh(), 0)
        # Later touches and later refreshes leave it alone.
        self._touch(2, datetime(2025, 1, 1), channel="online")
        self._run_queue()
        self.assertEqual(self.row.first_channel, "event")

    def test_refused_changes_nothing(self):
        correction = self._correct(self.clerk)
        approval = correction.sudo().gift_approval_ids
        self._as(self.manager, approval).action_decide("refused", note="No leaflet")
        self._run_queue()
        self.assertEqual(correction.state, "refused")
        self.assertEqual(self.row.first_channel, "shop")

    def test_a_managers_own_counts_at_once_and_again(self):
        self._correct(self.manager)
        self._run_queue()
        self.assertEqual(self.row.first_channel, "event")
        self._correct(self.manager, medium_id=self.shop.id, channel="shop")
        self._run_queue()
        self.assertEqual(self.row.first_channel, "shop")

    def test_reason_and_state_are_not_for_the_taking(self):
        with self.assertRaises(ValidationError) as refused:
            self._correct(self.seller, reason="  ")
        self.assertIn("how you know", str(refused.exception))
        correction = self._correct(self.seller, state="approved")
        self.assertEqual(correction.state, "asked")
        with self.assertRaises(AccessError):
            correction.write({"state": "approved"})
        other = self._as(self.seller, self.env["gift.source.correction"])
        foreign = self.env["gift.customer"]._ensure(self.firm, self.company_b)
        with self.assertRaises(AccessError):
            other.create(
                {
                    "customer_id": foreign.id,
                    "channel": "shop",
                    "medium_id": self.shop.id,
                    "source_id": self.source.id,
                    "reason": "I say so",
                }
            )

    def test_merged_customers_keep_the_correction(self):
        self._correct(self.manager)
        twin = self._make_partner("Twin")
        self.env["gift.customer"]._ensure(twin, self.company)
        self._run_queue()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.person).ids, twin)
        self._run_queue()
        self.assertEqual(self._customer(twin).first_channel, "event")
