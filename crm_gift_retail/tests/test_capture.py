"""Quick capture: who it is, what is written, what is refused and why."""

import uuid
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged

from .capture_common import ShopCommon


@tagged("post_install", "-at_install")
class TestCapture(ShopCommon):
    def test_a_new_customer(self):
        """One call writes customer, enquiry with its source, capture and visit."""
        capture, answer = self._register(
            note="for 200 guests", category_ids=self.tea.ids, firm="Dragon Bank"
        )
        partner = capture.partner_id
        self.assertTrue(answer["is_new"])
        self.assertEqual(answer["name"], "王总")
        self.assertEqual(partner.name, "王总")
        self.assertEqual(partner.gift_salutation, "王总")
        self.assertEqual(partner.phone_sanitized, "+8613800138000")
        self.assertEqual(
            partner.company_id, self.company, "two root companies never share"
        )
        self.assertFalse(partner.user_id)
        lead = capture.lead_id
        self.assertEqual(lead.partner_id, partner)
        self.assertEqual((lead.medium_id, lead.source_id), (self.medium, self.source))
        self.assertEqual(lead.team_id, self.shop)
        self.assertEqual(lead.partner_name, "Dragon Bank")
        self.assertFalse(lead.user_id, "a tablet is no salesperson")
        self.assertIn("Tea sets", lead.description)
        visit = self._touchpoints(capture)
        self.assertEqual(visit.kind, "visit")
        self.assertTrue(visit.is_contact)
        self.assertEqual(visit.channel, "shop")
        self.assertEqual(visit.user_id, self.colleague)
        self.assertEqual(visit.lead_id, lead)
        self.assertEqual(capture.status, "registered")

    def test_a_shop_that_says_no_source(self):
        """What a team leaves open is known all the same: they walked in."""
        self.shop.write({"gift_medium_id": False, "gift_source_id": False})
        capture, _answer = self._register()
        for name, xmlid in (
            ("medium_id", "utm_medium_shop"),
            ("source_id", "utm_source_walk_in"),
        ):
            ready = self.env.ref(f"crm_gift_retail.{xmlid}")
            self.assertEqual(capture.lead_id[name], ready)
            self.assertEqual(self._touchpoints(capture)[name], ready)

    def test_words_of_the_customer_are_no_markup(self):
        capture, _answer = self._register(note="<img src=x onerror=alert(1)> 茶")
        self.assertNotIn("<img", capture.lead_id.description)
        self.assertIn("茶", capture.lead_id.description)

    def test_sent_twice_is_kept_once(self):
        key = str(uuid.uuid4())
        first, answer = self._register(key=key, consent="all", hand_over=True)
        counts = self._counts()
        again, second = self._register(key=key, consent="all", hand_over=True)
        self.assertEqual(first, again)
        self.assertEqual(second["partner_id"], answer["partner_id"])
        self.assertEqual(self._counts(), counts)

    def _counts(self):
        return [
            self.env[name].search_count([])
            for name in (
                "gift.capture",
                "gift.consent",
                "gift.handover",
                "gift.touchpoint",
                "crm.lead",
                "res.partner",
            )
        ]

    def test_sent_twice_at_once(self):
        """Who comes second is told to look again, which finds the first."""
        key = str(uuid.uuid4())
        self._register(key=key)
        captures = type(self.env["gift.capture"])
        nothing = self.env["gift.capture"].sudo().browse()
        with (
            patch.object(captures, "search", lambda *args, **kwargs: nothing),
            patch.object(captures, "_check_values", lambda *args: self._checked()),
            patch.object(captures, "_get_partner", lambda *args: (self.person, [])),
            self.assertRaises(ConcurrencyError),
        ):
            self._as("clerk", self.env["gift.capture"]).register(key, {})

    def _checked(self):
        return {
            "team_id": self.shop.id,
            "served_by_id": self.clerk.id,
            "date": fields.Datetime.now(),
            "is_late": False,
            "term": "",
            "note": "",
            "category_ids": [],
            "product_ids": [],
            "medium_id": False,
            "source_id": False,
        }

    def test_the_same_key_in_two_companies(self):
        """A key is unique in its company; the other one's tells nothing."""
        key = str(uuid.uuid4())
        capture, _answer = self._register(key=key)
        other = self.Capture.sudo().create(
            {
                "uuid": key,
                "company_id": self.company_b.id,
                "team_id": self.other_shop.id,
                "user_id": self.clerk.id,
                "served_by_id": self.clerk.id,
                "date": fields.Datetime.now(),
            }
        )
        self.assertNotEqual(capture, other)

    def test_known_customers(self):
        """A number of one's own and a name that agrees: the same person."""
        known, _answer = self._register(name="王小明")
        again, answer = self._register(name="王总")
        self.assertEqual(again.partner_id, known.partner_id)
        self.assertFalse(answer["is_new"])
        self.assertEqual(again.lead_id, known.lead_id, "the open enquiry goes on")

    def test_came_by_leaves_a_visit_and_no_enquiry(self):
        capture, _answer = self._register(partner_id=self.person.id, phone="")
        self.assertFalse(capture.lead_id)
        self.assertEqual(self._touchpoints(capture).partner_id, self.person)
        capture, _answer = self._register(
            partner_id=self.person.id, phone="", note="asked for tea sets"
        )
        self.assertTrue(capture.lead_id)

    def test_a_lost_enquiry_is_not_gone_on_with(self):
        capture, _answer = self._register()
        capture.lead_id.action_set_lost()
        again, _answer = self._register(note="is back")
        self.assertTrue(again.lead_id)
        self.assertNotEqual(again.lead_id, capture.lead_id)

    def test_a_family_shares_a_number(self):
        husband, _answer = self._register(name="王小明")
        wife, answer = self._register(name="李老师")
        self.assertNotEqual(wife.partner_id, husband.partner_id)
        self.assertIn("王小明", answer["words"][0])
        self.assertEqual(
            husband.partner_id.phone_sanitized, wife.partner_id.phone_sanitized
        )
        found = self._as("clerk", self.Capture).find("13800138000", self.shop.id)
        self.assertEqual(len(found["matches"]), 2)
        self.assertIn("2 people use this number", found["reading"]["words"])

    def test_numbers_that_are_no_identity(self):
        """A platform's number and a switchboard reach people, and tell nobody."""
        for number in ("13800138000-1234", "020-38881234转801"):
            with self.subTest(number):
                first, answer = self._register(name="张三", phone=number)
                second, _answer = self._register(name="张三", phone=number)
                self.assertTrue(answer["words"])
                self.assertNotEqual(first.partner_id, second.partner_id)

    def test_wrong_numbers(self):
        cases = {
            "138****8000": "masked",
            "1380013800": "10 digits",
            "138001380001": "12 digits",
            "+44 12": "no valid number",
            "abc": "no valid number",
        }
        for number, words in cases.items():
            with self.subTest(number), self.assertRaisesRegex(UserError, words):
                self._register(phone=number)
        reading = self._as("clerk", self.Capture).check_number("+44 20 7946 0958")
        self.assertIn("foreign", reading["words"])
        self.assertEqual(reading["e164"], "+442079460958")
        capture, _answer = self._register(name="Mr Smith", phone="+44 20 7946 0958")
        self.assertEqual(capture.partner_id.phone_sanitized, "+442079460958")

    def test_what_is_required(self):
        for values, words in (
            ({"name": ""}, "Ask for the name"),
            ({"phone": "", "wechat": ""}, "Ask 王总 for a number or the WeChat"),
            ({"team_id": 0}, "Choose your shop"),
            ({"team_id": self.office.id}, "Choose your shop"),
            ({"team_id": "1; DROP"}, "Choose your shop"),
            ({"served_by_id": self.users["warehouse"].id}, "Choose who serves"),
            ({"consent": "perhaps"}, "no answer about consent"),
            ({"partner_id": 999_999_999}, "merged or deleted"),
            ({"partner_id": self.clerk.partner_id.id}, "is no customer"),
            ({"partner_id": self.company.partner_id.id}, "is no customer"),
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, words):
                self._register(**values)
        for key in ("short", 12, None, "ü" * 20, "x" * 65):
            with self.subTest(key), self.assertRaisesRegex(UserError, "proper key"):
                self._as("clerk", self.Capture).register(key, self._values())
        with self.assertRaisesRegex(UserError, "Nothing to register"):
            self._as("clerk", self.Capture).register(str(uuid.uuid4()), "x")

    def test_wechat_alone_is_enough(self):
        capture, _answer = self._register(name="欧阳女士", phone="", wechat="ouyang88")
        self.assertEqual(capture.partner_id.gift_wechat, "ouyang88")
        self.assertEqual(capture.partner_id.gift_salutation, "欧阳女士")

    def test_nothing_known_is_overwritten(self):
        self.person.phone = "+86 139 0013 9000"
        self._register(partner_id=self.person.id, wechat="wang88")
        self.assertEqual(self.person.phone, "+86 139 0013 9000")
        self.assertEqual(self.person.gift_wechat, "wang88")
        self.assertIn("138 0013 8000", self.person.message_ids[0].body)

    def test_clocks_that_are_wrong(self):
        now = fields.Datetime.now()
        for date, expected in (
            ((now - timedelta(hours=3)).isoformat(), now - timedelta(hours=3)),
            ((now + timedelta(days=2)).isoformat(), now),
            ((now - timedelta(days=400)).isoformat(), now),
            ("yesterday", now),
            (None, now),
        ):
            with self.subTest(date):
                capture, _answer = self._register(date=date, is_late=True)
                self.assertLess(abs(capture.date - expected).total_seconds(), 60)

    def test_chips_that_are_gone_stop_nothing(self):
        capture, _answer = self._register(
            category_ids=[self.tea.id, 999_999_999, "x", True],
            product_ids="no list",
        )
        self.assertEqual(capture.category_ids, self.tea)

    def test_find_says_who_is_expected(self):
        self.person.phone = "+86 139 0013 9000"
        self.env["gift.invitation"].invite(
            self.shop.id, self.today, "new tea sets", partner_id=self.person.id
        )
        found = self._as("clerk", self.Capture).find("9000", self.shop.id)
        self.assertEqual(
            [row["expected"] for row in found["matches"]], ["new tea sets"]
        )
        empty = self._as("clerk", self.Capture).find("x", self.shop.id)
        self.assertEqual(empty["matches"], [])

    def test_the_screen(self):
        screen = self._as("clerk", self.Capture).start()
        self.assertEqual(
            [shop["name"] for shop in screen["shops"]],
            ["Beijing Road"],
            "a clerk's own shop",
        )
        shop = screen["shops"][0]
        self.assertEqual(shop["source"], "Shop counter · Beijing Road walk-in")
        self.assertEqual(
            {user["id"] for user in shop["servers"]}, {self.clerk.id, self.colleague.id}
        )
        self.assertIn(
            "Tea set",
            [one["name"] for g in screen["groups"] for one in g["products"]],
        )
        self.assertTrue(screen["sentence"])
        every = self._as("service", self.Capture).start(self.other_shop.id)
        self.assertEqual(every["team_id"], self.other_shop.id)

    def test_mine(self):
        capture, _answer = self._register(hand_over=True)
        row = self._as("clerk", self.Capture).recent()[0]
        self.assertEqual(row["label"], "Waits for head office")
        self.assertEqual(row["color"], "warning")
        self.assertEqual(row["handover_id"], capture.handover_id.id)
        served = self._as(self.colleague, self.Capture).recent()
        self.assertEqual([one["id"] for one in served], [capture.id])
        self.assertFalse(self._as("sales", self.Capture).recent())

    def test_merged_contacts_keep_their_walk_ins(self):
        capture, _answer = self._register()
        gone = capture.partner_id
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((gone | self.person).ids, self.person)
        self.assertFalse(gone.exists())
        capture.invalidate_recordset()
        self.assertEqual(capture.partner_id, self.person)
