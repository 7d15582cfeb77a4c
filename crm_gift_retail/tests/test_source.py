"""Where customers come from: defaults, first touch for good, names from outside."""

from datetime import datetime, timedelta

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ConcurrencyError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.utm_text import channel_of_name
from .common import GiftRetailCommon


@tagged("post_install", "-at_install")
class TestSource(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env.ref("crm_gift_retail.utm_medium_shop")
        cls.online = cls.env.ref("crm_gift_retail.utm_medium_online_shop")
        cls.walk_in = cls.env.ref("crm_gift_retail.utm_source_walk_in")
        cls.wechat = cls.env.ref("crm_gift_retail.utm_source_wechat")
        cls.unknown = cls.env.ref("crm_gift_retail.utm_medium_unknown")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Beijing Road",
                "company_id": cls.company.id,
                "gift_is_shop": True,
                "gift_source_id": cls.walk_in.id,
            }
        )

    def _touch(self, partner, number, date=None, **values):
        return self.env["gift.touchpoint"]._gift_register(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "kind": "visit",
                    "date": date,
                    "res_model": "gift.test",
                    "res_id": number,
                    **values,
                }
            ]
        )

    def _lead(self, **values):
        return self.env["crm.lead"].create(
            {"name": "Mugs", "company_id": self.company.id, **values}
        )

    # Defaults ---------------------------------------------------------------

    def test_ready_made_media_have_a_channel(self):
        self.assertEqual(self.shop.gift_channel, "shop")
        self.assertEqual(self.online.gift_channel, "online")
        self.assertEqual(self.unknown.gift_channel, "unknown")
        website = self.env.ref("utm.utm_medium_website")
        self.assertEqual(website.gift_channel, "online", "its name is certain")
        phone = self.env.ref("utm.utm_medium_phone")
        self.assertEqual(phone.gift_channel, "unknown", "to us or by us: no guess")

    def test_team_fills_what_is_open(self):
        self.assertEqual(self.team.gift_medium_id, self.shop, "a shop is a shop")
        lead = self._lead(team_id=self.team.id)
        self.assertEqual((lead.medium_id, lead.source_id), (self.shop, self.walk_in))
        lead = self._lead(team_id=self.team.id, medium_id=self.online.id)
        self.assertEqual(lead.medium_id, self.online)
        self.assertFalse(lead.source_id, "walk-in says nothing about the online shop")
        lead = self._lead(team_id=self.team.id, source_id=self.wechat.id)
        self.assertEqual((lead.medium_id, lead.source_id), (self.shop, self.wechat))
        order = self._order(
            self.person, [(self.product, 1, 5)], team_id=self.team.id, confirm=False
        )
        self.assertEqual((order.medium_id, order.source_id), (self.shop, self.walk_in))

    def test_unknown_medium_of_a_known_door(self):
        """A campaign's own word says no door; the team that took it does."""
        medium = self.env["utm.medium"].create({"name": "cpc-2026"})
        lead = self._lead(team_id=self.team.id, medium_id=medium.id)
        touch = self.env["gift.touchpoint"].search([("lead_id", "=", lead.id)])
        self.assertEqual((touch.channel, touch.medium_id), ("shop", medium))

    def test_forms_of_ours_ask_for_the_source(self):
        leads = self.env["crm.lead"].with_context(gift_source_required=True)
        values = {"name": "Mugs", "company_id": self.company.id, "team_id": False}
        with self.assertRaisesRegex(ValidationError, "“Mugs”.*“Unknown”"):
            leads.create({**values, "user_id": False})
        lead = leads.create(
            {
                **values,
                "medium_id": self.unknown.id,
                "source_id": self.env.ref("crm_gift_retail.utm_source_unknown").id,
            }
        )
        self.assertEqual(lead.medium_id.gift_channel, "unknown")
        self.assertTrue(leads.create({**values, "team_id": self.team.id}).source_id)

    def test_lead_import_asks_for_columns(self):
        leads = self.env["crm.lead"].with_context(gift_source_required=True)
        result = leads.load(["name"], [["Mugs"], ["Cups"]])
        self.assertFalse(result["ids"])
        self.assertIn("“Medium” and “Source”", result["messages"][0]["message"])
        rows = [["Mugs", "Shop", "Walk-in"], ["Cups", "Unknown", "Unknown"]]
        result = leads.load(["name", "medium_id", "source_id"], rows)
        self.assertFalse(result["messages"])
        self.assertEqual(len(result["ids"]), 2)
        defaults = leads.with_context(
            default_medium_id=self.shop.id, default_source_id=self.walk_in.id
        )
        self.assertTrue(defaults.load(["name"], [["Bowls"]])["ids"])

    def test_channel_of_a_medium_is_the_managers(self):
        for role in ("clerk", "sales"):
            media = self._as(role, self.env["utm.medium"])
            medium = media.create({"name": f"Fair of {role}"})
            with self.assertRaisesRegex(AccessError, "manager"):
                medium.gift_channel = "event"
        medium.with_user(self.users["manager"]).gift_channel = "event"
        self.assertEqual(medium.gift_channel, "event")

    # First and latest touch -------------------------------------------------

    def test_first_touch_is_kept_latest_moves(self):
        start = datetime(2026, 3, 1, 8)
        self._touch(self.contact, 1, start, medium_id=self.shop.id)
        self._touch(self.contact, 2, start, medium_id=self.online.id)
        self._run_queue()
        row = self._customer(self.firm)
        self.assertEqual(row.first_channel, "shop", "of the same second, the first")
        self.assertEqual(row.first_touch_date, start)
        self.assertEqual(
            (row.last_channel, row.last_medium_id.id), ("online", self.online.id)
        )
        # Earlier, later, of nowhere: the first stays, the latest that is known moves.
        self._touch(self.firm, 3, start - timedelta(days=9), channel="event")
        self._touch(self.firm, 4, start + timedelta(days=1), channel="referral")
        self._touch(self.firm, 5, start + timedelta(days=2))
        self._run_queue()
        self.assertEqual((row.first_channel, row.first_medium_id), ("shop", self.shop))
        self.assertEqual(row.last_channel, "referral")
        self.assertEqual(row.last_touch_date, start + timedelta(days=1))
        self.assertFalse(row.last_medium_id)
        self.assertEqual(self._refresh(), 0, "nothing changed, nothing is written")
        self.assertEqual(self._refresh(partners=self.firm), 0)

    def test_unknown_and_mass_mail(self):
        self._touch(self.person, 1, is_mass=True, channel="online")
        self._run_queue()
        self.assertFalse(self._customer(self.person), "mass mail makes no customer")
        self._touch(self.person, 2)
        self._run_queue()
        row = self._customer(self.person)
        self.assertEqual((row.first_channel, row.last_channel), ("unknown", "unknown"))
        self._sell(self.firm, [(self.product, 1, 10)])
        self._run_queue()
        self.assertEqual(self._customer(self.firm).first_channel, "unknown")

    def test_each_company_its_own_first_touch(self):
        self._touch(self.person, 1, channel="shop")
        self._touch(self.person, 2, channel="event", company_id=self.company_b.id)
        self._run_queue()
        self.assertEqual(self._customer(self.person).first_channel, "shop")
        other = self._customer(self.person, self.company_b)
        self.assertEqual(other.first_channel, "event")

    def test_three_merged_at_once_keep_the_earliest(self):
        twins = self.env["res.partner"].create([{"name": "T1"}, {"name": "T2"}])
        start = datetime(2026, 3, 1, 8)
        self._touch(self.person, 1, start, channel="shop")
        self._touch(twins[0], 2, start - timedelta(days=5), channel="event")
        self._touch(twins[1], 3, start + timedelta(days=5), channel="online")
        self._touch(
            twins[1], 4, start - timedelta(days=9), company_id=self.company_b.id
        )
        self._run_queue()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twins | self.person).ids, self.person)
        self._run_queue()
        row = self._customer(self.person)
        self.assertEqual((row.first_channel, row.last_channel), ("event", "online"))
        self.assertEqual(row.first_touch_date, start - timedelta(days=5))
        trail = self.env["gift.touchpoint"].search(
            [("partner_id", "=", self.person.id)]
        )
        self.assertEqual(len(trail), 4)
        self.assertTrue(self._customer(self.person, self.company_b))

    def test_erased_person_leaves_the_counts(self):
        gone = self._make_partner("Gone")
        self._touch(gone, 1, channel="shop", summary="Gone bought a vase")
        self._touch(self.contact, 2, channel="event", summary="Contact phoned")
        (gone | self.contact).unlink()
        touches = self.env["gift.touchpoint"].search(
            [("res_model", "=", "gift.test")], order="res_id"
        )
        self.assertEqual(touches.mapped("channel"), ["shop", "event"])
        self.assertFalse(any(touches.mapped("summary")))
        self.assertFalse(touches[0].partner_id or touches[0].commercial_partner_id)
        self.assertEqual(touches[1].partner_id, self.firm, "the firm keeps its trail")

    # Names from outside -----------------------------------------------------

    def _outside(self, name, model="utm.source"):
        return self.env["utm.mixin"]._find_or_create_record(model, name)

    def test_names_from_outside_are_found_whatever_the_case(self):
        source = self._outside("  Summer   Fair ")
        self.assertEqual(source.name, "Summer Fair")
        self.assertTrue(source.gift_from_outside)
        self.assertEqual(self._outside("SUMMER FAIR"), source)
        self.assertEqual(
            self._outside("ＷｅＣｈａｔ"), self.wechat, "full-width letters"
        )
        self.assertFalse(self.wechat.gift_from_outside)
        # Wildcards are letters like others.
        self.assertNotEqual(self._outside("%hat 5%"), self.wechat)
        self.assertEqual(self._outside("%hat 5%").name, "%hat 5%")
        self.assertNotEqual(self._outside("We_hat"), self.wechat)

    def test_junk_becomes_unknown(self):
        unknown = self.env.ref("crm_gift_retail.utm_source_unknown")
        count = self.env["utm.source"].search_count([])
        for junk in (
            "", "   ", "x" * 101, "a\x00b", "a\u202eb", "<script>alert(1)</script>",
            "javascript:alert(1)", "http://evil.example", "…" * 5, "{{7*7}}", "\u200b",
        ):  # fmt: skip
            with self.subTest(junk=junk):
                self.assertEqual(self._outside(junk), unknown)
                self.assertFalse(self._outside(junk, "utm.campaign"))
        self.assertEqual(self.env["utm.source"].search_count([]), count)

    def test_twice_at_once_is_tried_again(self):
        """What another request made a moment ago is not in our snapshot."""
        self._outside("Lantern")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env["utm.source"].create(
                {"name": "LANTERN", "gift_from_outside": True}
            )
        with mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            self.env["utm.mixin"]._gift_utm_create("utm.source", "lantern")

    def test_media_that_were_there_are_adopted(self):
        names = {"Onlineshop": "online", "外呼": "outbound", "Poster": "unknown"}
        media = self.env["utm.medium"].create([{"name": name} for name in names])
        self.assertEqual(set(media.mapped("gift_channel")), {"unknown"})
        self.env["utm.medium"]._gift_install()
        self.assertEqual(media.mapped("gift_channel"), list(names.values()))
        self.assertEqual(channel_of_name("Cold-Call"), "outbound")
        self.assertEqual(channel_of_name(None), "unknown")
