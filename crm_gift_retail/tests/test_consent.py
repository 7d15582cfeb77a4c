"""What people agreed to: the latest counts, no wins, nothing is lost."""

import itertools
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .capture_common import ShopCommon


@tagged("post_install", "-at_install")
class TestConsent(ShopCommon):
    def setUp(self):
        super().setUp()
        self.Consent = self.env["gift.consent"]

    def _say(self, partner, state, hours=0, company=None, **values):
        return self.Consent._gift_record(
            partner,
            company or self.company,
            [("phone", "promotion", state)],
            "May we call you?",
            "phone",
            date=fields.Datetime.now() - timedelta(hours=hours),
            **values,
        )

    def _current(self, partner, company=None):
        current = self.Consent._gift_current(partner, company or self.company)
        return current.get((partner.id, "phone", "promotion"))

    def test_the_answers_of_the_counter(self):
        """Every way to reach the person, each purpose, and the words."""
        for answer, service, promotion in (
            ("all", "granted", "granted"),
            ("service", "granted", "withdrawn"),
            ("none", "withdrawn", "withdrawn"),
        ):
            with self.subTest(answer):
                capture, _answer = self._register(
                    name=f"张{answer}",
                    phone="",
                    wechat=f"wx-{answer}",
                    consent=answer,
                    sentence="我们可以给您发消息吗？",
                )
                rows = self.Consent.search([("partner_id", "=", capture.partner_id.id)])
                self.assertEqual(set(rows.mapped("channel")), {"wechat"})
                self.assertEqual(len(rows), 3)
                state = {row.purpose: row.state for row in rows}
                self.assertEqual(state["service"], service)
                self.assertEqual(state["promotion"], promotion)
                self.assertEqual(
                    set(rows.mapped("sentence")), {"我们可以给您发消息吗？"}
                )
                self.assertEqual(rows[0].res_id, capture.id)
                self.assertEqual(rows[0].user_id, self.colleague)
        capture, _answer = self._register(consent="all", wechat="wang")
        rows = self.Consent.search([("partner_id", "=", capture.partner_id.id)])
        self.assertEqual(set(rows.mapped("channel")), {"phone", "sms", "wechat"})
        capture, _answer = self._register(name="李四", phone="020-38881234转801")
        self.assertFalse(
            self.Consent.search([("partner_id", "=", capture.partner_id.id)]),
            "nobody asked: nothing is known",
        )

    def test_sentence_of_the_company(self):
        words = self.company._gift_consent_words()
        self.assertTrue(words)
        self.company.gift_consent_sentence = "May we write?"
        capture, _answer = self._register(consent="all")
        rows = self.Consent.search([("partner_id", "=", capture.partner_id.id)])
        self.assertEqual(set(rows.mapped("sentence")), {"May we write?"})

    def test_the_latest_counts(self):
        old = self._say(self.person, "granted", hours=5)
        self.assertEqual(self._current(self.person), "granted")
        new = self._say(self.person, "withdrawn", hours=1)
        self.assertEqual(self._current(self.person), "withdrawn")
        # said before, sent later by a device without network
        late = self._say(self.person, "granted", hours=3)
        self.assertEqual(self._current(self.person), "withdrawn")
        self.assertEqual((old | new | late).mapped("is_current"), [False, True, False])
        self.assertIsNone(self._current(self.person, self.company_b))

    def test_no_wins_at_the_same_moment(self):
        now = fields.Datetime.now()
        for state in ("withdrawn", "granted"):
            self.Consent._gift_record(
                self.person,
                self.company,
                [("phone", "promotion", state)],
                "x",
                "phone",
                date=now,
            )
        self.assertEqual(self._current(self.person), "withdrawn")

    def test_append_only(self):
        row = self._say(self.person, "granted")
        for user in (self.env.user, self.users["manager"]):
            with self.subTest(user.name):
                with self.assertRaises(UserError):
                    row.with_user(user).write({"state": "withdrawn"})
                with self.assertRaises(UserError):
                    row.with_user(user).unlink()

    def test_bad_answers(self):
        record = self._as("service", self.Consent).record
        good = [self.person.id, "phone", "promotion", "granted", "May we?"]
        for position, value, words in (
            (0, 999_999_999, "no contact"),
            (1, "fax", "Choose one of: phone"),
            (2, "all", "Choose one of: service"),
            (3, "maybe", "Choose one of: granted"),
            (4, "  ", "kept as proof"),
        ):
            bad = [*good[:position], value, *good[position + 1 :]]
            with self.subTest(value), self.assertRaisesRegex(UserError, words):
                record(*bad)
        self.assertTrue(record(*good))

    def test_most_restrictive_wins_when_merging(self):
        """In every order of answers and of merging, three at once."""
        moments = ((5, "granted"), (3, "withdrawn"), (1, "granted"))
        for order in itertools.permutations(moments):
            people = self.env["res.partner"]
            for hours, state in order:
                person = self._make_partner(f"Twin {hours}")
                self._say(person, state, hours=hours)
                people |= person
            wizard = self.env["base.partner.merge.automatic.wizard"].create({})
            wizard._merge(people.ids, people[0])
            rows = self.Consent.search([("partner_id", "=", people[0].id)])
            with self.subTest(order):
                self.assertEqual(self._current(people[0]), "withdrawn")
                self.assertEqual(len(rows), 4, "no row is gone, one says why")
                self.assertIn("declined", rows[0].sentence)

    def test_merging_those_who_agree_adds_nothing(self):
        twin = self._make_partner("Twin")
        self._say(self.person, "granted", hours=2)
        self._say(twin, "granted")
        # who changed their own mind declined nothing any more
        self._say(self.person, "withdrawn", hours=5)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.person).ids, self.person)
        self.assertEqual(self._current(self.person), "granted")
        self.assertEqual(
            self.Consent.search_count([("partner_id", "=", self.person.id)]), 3
        )

    def test_companies_stay_apart_when_merging(self):
        twin = self._make_partner("Twin")
        self._say(self.person, "withdrawn", hours=2, company=self.company_b)
        self._say(twin, "granted")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.person).ids, self.person)
        self.assertEqual(self._current(self.person), "granted")
        self.assertEqual(self._current(self.person, self.company_b), "withdrawn")

    def test_who_may_look(self):
        row = self._say(self.person, "granted")
        for role in ("clerk", "caller", "service", "sales", "manager"):
            with self.subTest(role):
                self.assertTrue(self._as(role, row).read(["state"]))
        with self.assertRaises(AccessError):
            self._as("warehouse", row).read(["state"])
        with self.assertRaises(AccessError):
            self._as("warehouse", self.person).read(["gift_consent_ids"])
        foreign = self._say(self.person, "granted", company=self.company_b)
        self.assertFalse(
            self._as("manager", self.Consent).search([("id", "=", foreign.id)])
        )

    def test_the_dialog(self):
        partner = self._as("clerk", self.person)
        action = partner.action_gift_consent()
        dialog = (
            self._as("clerk", self.env["gift.consent.ask"])
            .with_context(**action["context"])
            .create({"channel": "phone", "purpose": "promotion"})
        )
        self.assertEqual(dialog.sentence, self.company._gift_consent_words())
        dialog.action_declined()
        self.assertEqual(self._current(self.person), "withdrawn")
        with self.assertRaises(AccessError):
            self._as("service", dialog).read(["sentence"])

    def test_an_erased_person_takes_the_answers_along(self):
        person = self._make_partner("To be erased")
        row = self._say(person, "granted")
        person.unlink()
        self.assertFalse(row.exists())
