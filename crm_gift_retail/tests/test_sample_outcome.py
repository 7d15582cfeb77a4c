"""What becomes of samples: words, orders, time, reminders."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .sample_common import SampleCommon


@tagged("post_install", "-at_install")
class TestSampleOutcome(SampleCommon):
    def _follow(self):
        return self.env["gift.sample"]._gift_follow(self.company)

    def _past(self, days):
        return datetime.now() - timedelta(days=days)

    def test_word_with_one_tap(self):
        sample = self._as("sales", self._sent())
        self.assertEqual(sample.tap_options["question"], "Did it arrive?")
        sample.action_tap("arrived")
        chips = {chip["label"]: chip["key"] for chip in sample.tap_options["chips"]}
        sample.action_tap(chips["Likes it"])
        self.assertEqual(sample.state, "feedback")
        sample.action_tap(chips["Likes it"])
        touch = self._touches(sample, "sample_feedback")
        self.assertEqual(
            (len(touch), touch.is_contact, touch.outcome, touch.summary),
            (1, True, "good", "Likes it"),
        )
        self.assertEqual(sample.tap_options["question"], "What became of it?")
        sample.action_tap("kept")
        self.assertEqual((sample.state, sample.outcome), ("closed", "kept"))
        self.assertFalse(sample.tap_options)
        with self.assertRaisesRegex(UserError, "Reload"):
            sample.action_tap("arrived")
        with self.assertRaisesRegex(UserError, "Reload"):
            self._sent(self.person).action_tap("feedback-0")

    def test_next_order_follows(self):
        sample = self._sent(date=self._past(10))
        unrelated = self._order(self.firm, [(self.product_b, 1, 40)])
        self._follow()
        self.assertFalse(sample.outcome, "another product")
        others = self._order(self.person, [(self.product, 1, 100)])
        self._follow()
        self.assertFalse(sample.outcome, "another customer")
        first = self._order(self.contact, [(self.product, 10, 100)])
        second = self._order(self.firm, [(self.product, 5, 100)])
        second.date_order = first.date_order + timedelta(minutes=5)
        self.assertGreater(self._follow(), 0)
        self.assertEqual(sample.won_order_id, first)
        self.assertEqual((sample.outcome, sample.state), ("ordered", "closed"))
        self.assertEqual(sample.outcome_date, self.today)
        self.assertEqual(self._follow(), 0, "twice changes nothing")
        first._action_cancel()
        self._follow()
        self.assertEqual(sample.won_order_id, second)
        second._action_cancel()
        self._follow()
        self.assertFalse(sample.won_order_id or sample.outcome)
        self.assertEqual(sample.state, "sent")
        self.assertTrue(unrelated and others)

    def test_another_colour_of_the_product_follows(self):
        colour = self.env["product.attribute"].create(
            {
                "name": "Colour",
                "value_ids": [(0, 0, {"name": "Red"}), (0, 0, {"name": "Blue"})],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Mug",
                "type": "consu",
                "attribute_line_ids": [
                    (
                        0,
                        0,
                        {
                            "attribute_id": colour.id,
                            "value_ids": [(6, 0, colour.value_ids.ids)],
                        },
                    )
                ],
            }
        )
        red, blue = template.product_variant_ids
        sample = self._sent(products=[(red, 1)])
        order = self._order(self.firm, [(blue, 50, 9)])
        self._follow()
        self.assertEqual(sample.won_order_id, order)

    def test_an_order_too_late_or_before_does_not_follow(self):
        before = self._order(self.firm, [(self.product, 1, 100)])
        before.date_order = self._past(20)
        sample = self._sent(date=self._past(10), terms="return")
        late = self._order(self.firm, [(self.product, 1, 100)])
        self.company.gift_sample_order_days = 5
        self._follow()
        self.assertFalse(sample.won_order_id)
        self.company.gift_sample_order_days = 15
        self._follow()
        self.assertEqual(sample.won_order_id, late)

    def test_what_has_to_come_back_stays_open_after_the_order(self):
        sample = self._sent(terms="return")
        self._order(self.firm, [(self.product, 1, 100)])
        self._follow()
        self.assertEqual((sample.outcome, sample.state), ("ordered", "sent"))
        sample.action_receive_back()
        self._validate(
            sample.picking_ids.filtered(lambda p: p.location_id.usage == "customer")
        )
        self.assertEqual((sample.outcome, sample.state), ("ordered", "closed"))

    def test_kept_when_nothing_followed(self):
        old = self._sent(date=self._past(61))
        young = self._sent(date=self._past(50))
        back = self._sent(date=self._past(61), terms="return")
        self._follow()
        self.assertEqual((old.outcome, old.state), ("kept", "closed"))
        self.assertFalse(young.outcome)
        self.assertFalse(back.outcome, "it has to come back")

    def test_set_by_hand_stays(self):
        sample = self._sent(date=self._past(10))
        right = self._order(self.firm, [(self.product_b, 1, 40)])
        found = self._order(self.firm, [(self.product, 1, 100)])
        self._follow()
        self.assertEqual(sample.won_order_id, found)
        self._as("manager", sample).won_order_id = right
        self._follow()
        self.assertEqual(sample.won_order_id, right)
        self._as("manager", sample).won_order_id = False
        self._follow()
        self.assertFalse(sample.won_order_id)
        self.assertEqual(sample.outcome, "kept")
        draft = self._order(self.firm, [(self.product, 1, 100)], confirm=False)
        foreign = self._order(self.person, [(self.product, 1, 100)])
        for wrong in (draft, foreign):
            with self.assertRaisesRegex(UserError, wrong.name):
                self._as("manager", sample).won_order_id = wrong
        other = self._as("sales", self._sent(self.person))
        with self.assertRaises(AccessError):
            other.won_order_id = foreign

    def test_confirming_wakes_the_job(self):
        self._sent()
        cron = self.env.ref("crm_gift_retail.ir_cron_gift_sample_follow")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", cron.id)])
        self._order(self.person, [(self.product, 1, 100)])
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before)
        self._order(self.firm, [(self.product, 1, 100)])
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before + 1)

    def test_reminders_once_and_settled_by_the_answer(self):
        sample = self._sent(date=self._past(4))
        fresh = self._sent(date=self._past(1))
        self._follow()
        asked = sample.activity_ids
        self.assertEqual(asked.user_id, self.sales)
        self.assertIn("arrive", asked.summary)
        self.assertFalse(fresh.activity_ids)
        self._follow()
        self.assertEqual(sample.activity_ids, asked)
        self._as("sales", sample).action_tap("arrived")
        self.assertFalse(sample.activity_ids)
        sample.arrived_date = self._past(3)
        self._follow()
        self.assertIn("say", sample.activity_ids.summary)

    def test_return_is_made_when_due(self):
        sample = self._sent(terms="return", return_by=self.today + timedelta(days=5))
        self._follow()
        self.assertFalse(sample.activity_ids)
        with freeze_time(self.today + timedelta(days=2)):
            self._follow()
            reminder = sample.activity_ids.filtered(
                lambda activity: "come back" in activity.summary
            )
            self.assertEqual(reminder.date_deadline, sample.return_by)
            self.assertEqual(len(sample.picking_ids), 1)
        with freeze_time(self.today + timedelta(days=5, hours=12)):
            for _run in range(2):
                self._follow()
                back = sample.picking_ids.filtered("return_id")
                self.assertEqual(len(back), 1)
            self._validate(back)
            self.assertEqual(sample.outcome, "returned")
            self.assertFalse(sample.activity_ids)

    def test_job_twice_changes_nothing(self):
        self._sent(date=self._past(61))
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_gift_retail.ir_cron_gift_sample_follow")
            cron.method_direct_trigger()
            run = self.env["gift.job.run"].search([], order="id desc", limit=1)
            self.assertEqual((run.state, run.processed > 0), ("done", True))
            cron.method_direct_trigger()
            run = self.env["gift.job.run"].search([], order="id desc", limit=1)
            self.assertEqual((run.state, run.processed), ("done", 0))

    def test_warms_the_heat_and_claims(self):
        sample = self._sent(self.person)
        self._run_queue()
        row = self._customer(self.person)
        self.assertEqual(row.heat, "hot")
        self.assertEqual(
            row.hot_rule_id, self.env.ref("crm_gift_retail.gift_heat_rule_sample")
        )
        self.env["gift.claim"]._gift_settle_batch()
        claim = self.env["gift.claim"].search([("partner_id", "=", self.person.id)])
        self.assertEqual((claim.basis, claim.owner_id), ("sample", self.sales))
        self.assertEqual(claim.until, self.today + timedelta(days=60))
        self.assertTrue(sample)

    def test_extends_an_enquirys_claim(self):
        claim = self.env["gift.claim"]._gift_claim(
            self.firm, self.company, owner=self.sales, basis="enquiry"
        )
        claim.until = self.today + timedelta(days=3)
        self._sent()
        self._end_transaction()
        self.env["gift.claim"]._gift_settle_batch()
        claim.invalidate_recordset()
        self.assertEqual(claim.basis, "sample")
        self.assertEqual(claim.until, self.today + timedelta(days=60))
