"""Names on platforms and messages from outside."""

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import GiftRetailCommon, mute_logger


class PlatformCommon(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Identity = cls.env["gift.platform.identity"]
        cls.wechat = cls.env.ref("crm_gift_retail.gift_platform_wechat")
        cls.taobao = cls.env.ref("crm_gift_retail.gift_platform_taobao")
        cls.machine = cls._make_login(
            "wechat_bridge",
            "base.group_user,crm_gift_retail.crm_gift_retail_group_receiver",
        )

    def _receive(self, external_id="m-1", sender="wang88", text="Hello", **values):
        platform = self._as(self.machine, self.env["gift.platform"])
        return platform.receive(
            values.pop("platform", "wechat"), external_id, sender, text, **values
        )

    @classmethod
    def _identity(cls, partner, value="wang88", platform=None):
        return cls.Identity.create(
            {
                "platform_id": (platform or cls.wechat).id,
                "value": value,
                "partner_id": partner.id,
            }
        )


@tagged("post_install", "-at_install")
class TestPlatformIdentity(PlatformCommon):
    def test_contact_and_identity_are_one(self):
        self.person.gift_wechat = "Wang 88"
        identity = self.person.gift_identity_ids
        self.assertEqual(identity.value_key, "wang88")
        self.person.gift_wechat = "wang99"
        self.assertEqual(identity.value, "wang99", "the same row")
        identity.value = "wang00"
        self.assertEqual(self.person.gift_wechat, "wang00")
        self.person.gift_wechat = False
        self.assertFalse(identity.exists())
        self._identity(self.person, "again")
        self.assertEqual(self.person.gift_wechat, "again")
        self._identity(self.person, "shop-name", self.taobao)
        self.assertEqual(self.person.gift_wechat, "again")

    def test_name_belongs_to_one(self):
        self._identity(self.person)
        with self.assertRaisesRegex(ValidationError, "Ms Wang.*merge"):
            self._identity(self.contact, "ＷＡＮＧ 88")
        with self.assertRaisesRegex(ValidationError, "Ms Wang"):
            self.contact.gift_wechat = "WANG88"
        with self.assertRaisesRegex(ValidationError, "Ms Wang"):
            self._make_partner("Other", gift_wechat="wang88")
        self._identity(self.contact, "wang88", self.taobao)

    def test_database_holds_it_too(self):
        self._identity(self.person)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.Identity.with_context(gift_checked=True).create(
                {
                    "platform_id": self.wechat.id,
                    "value": "wang88",
                    "partner_id": self.contact.id,
                }
            )

    def test_bad_names(self):
        for value in ("\u200b", "x" * 200):
            with self.subTest(value), self.assertRaises(ValidationError):
                self._identity(self.person, value)

    def test_import_keeps_the_words_of_the_second(self):
        partners = self.env["res.partner"].with_context(gift_identity_lenient=True)
        first, second = partners.create(
            [{"name": name, "gift_wechat": "小王"} for name in ("A", "B")]
        )
        self.assertEqual(first.gift_identity_ids.value, "小王")
        self.assertFalse(second.gift_identity_ids)
        self.assertEqual(second.gift_wechat, "小王")

    def test_import_asks_the_same_for_one_and_eighty(self):
        partners = self.env["res.partner"].with_context(gift_identity_lenient=True)

        def count(number, prefix):
            values = [
                {"name": f"{prefix}{n}", "gift_wechat": f"{prefix}{n}"}
                for n in range(number)
            ]
            made = partners.create(values)
            self.env.flush_all()
            for partner in made:
                partner.gift_wechat = False
            self.env.flush_all()
            self.env.invalidate_all()
            made = partners.browse(made.ids)
            made.mapped("gift_wechat")
            start = self.env.cr.sql_log_count
            for partner, vals in zip(made, values, strict=True):
                partner.with_context(gift_identity_shown=True).gift_wechat = vals[
                    "gift_wechat"
                ]
            made._gift_keep_wechat({})
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        count(2, "warm")
        self.assertLessEqual(count(80, "many"), count(2, "few") + 4)

    def test_merge_keeps_all_names(self):
        twin = self._make_partner("Twin")
        for partner, value in ((self.person, "one"), (twin, "two")):
            self._identity(partner, value)
        self._identity(twin, "shop", self.taobao)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.person).ids, self.person)
        self.assertEqual(
            set(self.person.gift_identity_ids.mapped("value")), {"one", "two", "shop"}
        )
        self.assertEqual(self.person.gift_wechat, "one")

    def test_found_by_any_platform(self):
        self._identity(self.person, "gift lover 7", self.taobao)
        for role in ("clerk", "caller", "service"):
            found = self._as(role, self.env["gift.finder"]).find("Gift Lover 7")
            self.assertEqual([row["partner_id"] for row in found], self.person.ids)
            self.assertEqual(found[0]["match"], "platform")

    def test_other_company_sees_nothing(self):
        self.person.company_id = self.company_b
        identity = self._identity(self.person)
        self.env.flush_all()
        seen = self._as("sales", self.Identity)
        self.assertFalse(seen.search([("id", "=", identity.id)]))

    def test_platform_code_stays(self):
        with self.assertRaises(ValidationError):
            self.wechat.code = "weixin"
        with self.assertRaises(ValidationError):
            self.env["gift.platform"].create({"name": "X", "code": "x y"})
        self.assertTrue(self.taobao.source_id, "leads from there say so")


@tagged("post_install", "-at_install")
class TestPlatformReceive(PlatformCommon):
    def _touches(self, **domain):
        return self.env["gift.touchpoint"].search(
            [(name, "=", value) for name, value in domain.items()]
            + [("kind", "=", "message_in")]
        )

    def test_known_sender(self):
        self._identity(self.person)
        answer = self._receive(sender="WANG 88", text="<b>When</b> does it come?")
        self.assertEqual(answer["status"], "new")
        self.assertEqual(answer["partner_id"], self.person.id)
        self.assertFalse(answer["lead_id"])
        message = self.env["mail.message"].browse(answer["message_id"])
        self.assertEqual(message.author_id, self.person)
        self.assertNotIn("<b>", message.body, "text from outside is plain")
        self.assertIn("&lt;b&gt;", message.body)
        touch = self._touches(partner_id=self.person.id)
        self.assertEqual(len(touch), 1)
        self.assertEqual(touch.source_id, self.wechat.source_id)
        self.assertTrue(touch.is_contact)
        self._run_queue()
        self.assertTrue(self._customer(self.person).last_contact_date)

    def test_replay_changes_nothing(self):
        first = self._receive()
        counts = [
            self.env[model].search_count([])
            for model in ("mail.message", "crm.lead", "gift.touchpoint")
        ]
        for text in ("Hello", "changed"):
            again = self._receive(text=text)
            self.assertEqual(again.pop("status"), "known")
            self.assertEqual({"status": "new", **again}, first)
        self.assertEqual(
            counts,
            [
                self.env[model].search_count([])
                for model in ("mail.message", "crm.lead", "gift.touchpoint")
            ],
        )

    def test_unknown_becomes_one_lead_and_then_a_person(self):
        answer = self._receive(
            sender_name="王总", phone="138 0013 8000", email="wang@example.com"
        )
        lead = self.env["crm.lead"].browse(answer["lead_id"])
        self.assertEqual(lead.source_id, self.wechat.source_id)
        self.assertEqual(lead.contact_name, "王总")
        self.assertEqual(lead.email_from, "wang@example.com")
        self.assertEqual(lead.company_id, self.company)
        again = self._receive("m-2", text="Are you there?")
        self.assertEqual(again["lead_id"], lead.id, "the same sender")
        self.assertEqual(len(self._touches(lead_id=lead.id)), 2)
        lead.partner_id = self.person
        self._end_transaction()
        self.assertEqual(self.person.gift_identity_ids.value, "wang88")
        self.assertEqual(self.person.gift_wechat, "wang88")
        self.assertEqual(self._receive("m-3")["partner_id"], self.person.id)

    def test_sender_of_a_lost_lead_is_a_new_enquiry(self):
        lead = self.env["crm.lead"].browse(self._receive()["lead_id"])
        lead.action_set_lost()
        other = self.env["crm.lead"].browse(self._receive("m-2")["lead_id"])
        self.assertNotEqual(other, lead)
        self.assertEqual(self._receive("m-3")["lead_id"], other.id)

    def test_merged_leads_keep_their_names(self):
        leads = self.env["crm.lead"]
        for number in range(2):
            answer = self._receive(f"m-{number}", sender=f"sender{number}")
            leads |= leads.browse(answer["lead_id"])
        kept = leads.merge_opportunity()
        names = self.Identity.search([("lead_id", "=", kept.id)])
        self.assertEqual(set(names.mapped("value")), {"sender0", "sender1"})

    def test_what_is_refused(self):
        for values in (
            {"platform": "myspace"},
            {"platform": None},
            {"external_id": ""},
            {"external_id": "x" * 129},
            {"external_id": ["a"]},
            {"sender": "\u200b"},
            {"text": ""},
            {"text": None},
            {"text": {"a": 1}},
            {"sent_at": "yesterday"},
            {"sent_at": "1999-01-01"},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._receive(**values)

    def test_what_is_cleaned(self):
        answer = self._receive(
            text="a\x00b" + "好" * 9000,
            sender_name="N" * 4000 + "\u202e",
            phone="call me",
            email="not an address",
            source="<script>",
            campaign="WeChat",
        )
        lead = self.env["crm.lead"].browse(answer["lead_id"])
        self.assertFalse(lead.phone)
        self.assertFalse(lead.email_from)
        self.assertLessEqual(len(lead.contact_name), 128)
        self.assertNotIn("<script>", lead.description)
        self.assertIn("call me", lead.description)
        body = self.env["mail.message"].browse(answer["message_id"]).body
        self.assertLess(len(body), 4200)
        self.assertNotIn("\x00", body)

    def test_who_may_hand_in(self):
        for role in ("clerk", "sales", "service_lead"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._as(role, self.env["gift.platform"]).receive(
                    "wechat", "1", "a", "b"
                )
        for model in ("gift.platform.message", "gift.customer", "crm.lead"):
            with self.subTest(model), self.assertRaises(AccessError):
                self._as(self.machine, self.env[model]).search([])

    def _words(self, answer):
        """Return what is still known of a message: sender, words, trail."""
        self.env.flush_all()
        self.env.invalidate_all()
        row = self.env["gift.platform.message"].search(
            [("message_id", "=", answer["message_id"])]
        )
        touch = self._touches(res_id=answer["message_id"])
        return row.sender, row.message_id.body, row.message_id.email_from, touch.summary

    def test_names_and_words_go_after_a_year(self):
        old, new = self._receive("old"), self._receive("new", sender="other")
        ledger = self.env["gift.platform.message"]
        row = ledger.search([("external_id", "=", "old")])
        row.date = fields.Datetime.subtract(fields.Datetime.now(), months=14)
        ledger._gc_words()
        self.assertFalse(any(map(bool, self._words(old))), self._words(old))
        self.assertTrue(all(self._words(new)))
        self.assertEqual(self._receive("old")["status"], "known", "counts once")
        done, _more = ledger._gc_words()
        self.assertFalse(done, "nothing twice")
        self.env["ir.config_parameter"].set_param(
            "crm_gift_retail.platform_message_months", "24"
        )
        row.sender = "again"
        self.assertFalse(ledger._gc_words()[0], "the parameter says how long")
        for text in ("", "0", "-3", "for ever"):
            self.env["ir.config_parameter"].set_param(
                "crm_gift_retail.platform_message_months", text
            )
            self.assertEqual(ledger._gift_months_kept(), 13)

    def _age(self, *external_ids):
        """Let a year and more pass over messages, and the clean-up run."""
        ledger = self.env["gift.platform.message"]
        rows = ledger.search([("external_id", "in", external_ids)])
        rows.date = fields.Datetime.subtract(fields.Datetime.now(), months=14)
        ledger._gc_words()
        self.env.invalidate_all()

    def test_leads_are_not_called_after_who_is_forgotten(self):
        first = self._receive("a", sender="o'<wang>88", sender_name="王 小明")
        self._receive("b", sender="other")
        lead, other = self.env["gift.platform.message"].search([], limit=2).lead_id
        if lead.id != first["lead_id"]:
            lead, other = other, lead
        trail = self._touches(res_model="crm.lead", res_id=lead.id)
        self.assertEqual(lead.name, "WeChat: 王 小明")
        self.assertEqual(lead.contact_name, "王 小明")
        self.assertIn("wang", lead.description)
        lead.description = f"{lead.description}<p>Wants 200 mugs.</p>"
        self._receive("c", sender="o'<wang>88", sender_name="王 小明")
        self._age("a")
        self.assertEqual(lead.name, "WeChat: 王 小明", "newer words are kept")
        self._age("c")
        self.assertEqual((lead.name, lead.contact_name), ("WeChat", False))
        self.assertEqual(lead.description, "<p>WeChat</p><p>Wants 200 mugs.</p>")
        self.assertFalse(trail.filtered(lambda t: "王" in (t.summary or "")))
        self.assertEqual((other.name, other.contact_name), ("WeChat: other", "other"))

    def test_what_colleagues_call_a_lead_stays(self):
        lead = self.env["crm.lead"].browse(self._receive("a")["lead_id"])
        lead.write({"name": "Mugs for wang88", "contact_name": "Wang Xiaoming"})
        self._age("a")
        self.assertEqual(lead.name, "Mugs for wang88")
        self.assertEqual(lead.contact_name, "Wang Xiaoming")

    def test_lead_outlives_the_contact_without_the_name(self):
        lead = self.env["crm.lead"].browse(self._receive("a")["lead_id"])
        lead.partner_id = self.person
        lead.contact_name = "wang88"
        self.env.flush_all()
        self.person.sudo().unlink()
        self.env.invalidate_all()
        self.assertEqual(lead.name, "WeChat")
        self.assertNotEqual(lead.contact_name, "wang88")

    def test_erased_people_leave_no_name(self):
        ledger = self.env["gift.platform.message"]
        answer = self._receive()
        lead = self.env["crm.lead"].browse(answer["lead_id"])
        lead.partner_id = self.person
        self._receive("m-2")
        self._receive("m-3", sender="other")
        self.person.sudo().unlink()
        self.assertFalse(self._words(answer)[0])
        kept = ledger.search([("external_id", "in", ("m-1", "m-2", "m-3"))])
        self.assertEqual(len(kept), 3, "the numbers stay")
        self.assertEqual(kept.filtered("sender").external_id, "m-3")
        kept.lead_id.filtered("contact_name").unlink()
        self.assertFalse(any(kept.mapped("sender")))
        self.assertEqual(self._receive("m-1")["status"], "known")

    def test_customer_of_another_company_is_unknown_here(self):
        self.person.company_id = self.company_b
        self._identity(self.person)
        answer = self._receive()
        self.assertFalse(answer["partner_id"])
        lead = self.env["crm.lead"].browse(answer["lead_id"])
        self.assertEqual(lead.company_id, self.company)
        self.assertFalse(lead.partner_id)
        self.assertEqual(self._receive("m-2")["lead_id"], lead.id)
