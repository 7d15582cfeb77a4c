"""Prospecting learns "claimed by NAME until DATE", service everything; no back door."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .claim_common import ClaimCommon

PHONE = "+86 138 0013 8000"


@tagged("post_install", "-at_install")
class TestClaimMask(ClaimCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm.write({"phone": PHONE, "email": "office@firm.example"})
        cls.env["gift.customer"]._ensure(cls.firm, cls.company)
        cls.claim = cls._claim(cls.firm, cls.anna)
        cls.row = cls._customer(cls.firm)
        cls.bob.group_ids += cls.env.ref("base.group_allow_export")
        cls.told = cls._touch(cls.firm, "price_told", cls.anna, summary="Tea set at 88")

    def _mask(self, user):
        return self.env["gift.claim"]._gift_mask(self.contact | self.firm, user)

    def test_who_is_masked(self):
        for role, masked in (
            ("sales", True),
            ("caller", True),
            ("clerk", False),
            ("service", False),
            ("service_lead", False),
            ("warehouse", False),
            ("manager", False),
        ):
            found = self._mask(self.users[role])
            expected = {self.firm.id, self.contact.id} if masked else set()
            self.assertEqual(set(found), expected, role)
        self.assertFalse(self._mask(self.anna), "the owner")
        text = self._mask(self.bob)[self.firm.id]._gift_mask_text()
        self.assertIn("Claimed by Anna until", text)

    def test_a_second_duty_that_serves_lifts_it(self):
        self.bob.group_ids += self.env.ref(
            "crm_gift_retail.crm_gift_retail_group_clerk"
        )
        self.assertFalse(self._mask(self.bob))

    def test_first_contact_lifts_it(self):
        self._touch(self.firm, "note", self.bob)
        self.assertTrue(self._mask(self.bob), "a note is no contact")
        self._touch(self.contact, "call", self.bob)
        self.assertFalse(self._mask(self.bob))

    def test_deputy_and_team(self):
        self.env["gift.deputy"].create(
            {
                "user_id": self.anna.id,
                "deputy_id": self.bob.id,
                "date_from": self.today,
                "date_to": self.today,
            }
        )
        self.assertFalse(self._mask(self.bob), "who stands in today")
        self.env["gift.claim"]._gift_claim(self.person, self.company, team=self.shop)
        seller = self.users["sales"]
        masks = self.env["gift.claim"]._gift_mask(self.person, seller)
        self.assertTrue(masks)
        self.shop.member_ids = seller
        self.assertFalse(self.env["gift.claim"]._gift_mask(self.person, seller))

    def test_unclaimed_and_other_company(self):
        self.claim._gift_release("x")
        self.assertFalse(self._mask(self.bob))
        self._claim(self.firm, self.users["manager"], self.company_b)
        self.assertFalse(self._mask(self.bob), "companies never share")

    def test_archived_owner_still_holds(self):
        self.anna.active = False
        self.assertTrue(self._mask(self.bob))

    def test_no_door_shows_the_number(self):
        """Reading, exporting, searching, grouping and the client's own calls."""
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self._as(self.bob, self.env["gift.customer"])
        row = rows.browse(self.row.id)
        fields_ = ["phone", "email", "is_masked", "card"]
        doors = {
            "read": row.read(fields_),
            "web_read": row.web_read({name: {} for name in fields_}),
            "search_read": rows.search_read([("id", "=", row.id)], fields_),
            "export": row.export_data(fields_)["datas"],
            "read_group": rows.formatted_read_group(
                [("id", "=", row.id)], ["partner_id"], ["__count"]
            ),
        }
        for door, answer in doors.items():
            self.assertNotIn("138", str(answer), door)
            self.assertNotIn("office@", str(answer), door)
            self.assertNotIn("Tea set at 88", str(answer), door)
        self.assertIn("Claimed by Anna", str(row.card))
        for groupby in ("phone", "email"):
            with self.assertRaises(ValueError):
                rows.formatted_read_group([], [groupby], ["__count"])
        self.assertTrue(self._as("service", self.row).phone)
        self.assertTrue(self._as(self.anna, self.row).phone)

    def test_search_does_not_tell_digits(self):
        rows = self._as(self.bob, self.env["gift.customer"])
        here = [("id", "=", self.row.id)]
        self.assertFalse(rows.search([*here, ("phone", "ilike", "138 0013")]))
        self.assertFalse(rows.search([*here, ("email", "ilike", "office")]))
        self.assertTrue(rows.search([*here, ("phone", "ilike", "13800138000")]))
        self.assertTrue(rows.search([*here, ("email", "=", "office@firm.example")]))
        service = self._as("service", self.env["gift.customer"])
        self.assertTrue(service.search([*here, ("phone", "ilike", "138 0013")]))

    def test_trail_of_a_masked_customer(self):
        trail = self._as(self.bob, self.env["gift.touchpoint"])
        domain = [("commercial_partner_id", "=", self.firm.id)]
        self.assertFalse(trail.search(domain))
        self.assertFalse(trail.formatted_read_group(domain, ["summary"], ["__count"]))
        with self.assertRaises(AccessError):
            self._as(self.bob, self.told).read(["summary"])
        own = self._touch(self.firm, "note", self.bob)
        self.assertEqual(trail.search(domain), own, "one's own words stay")
        self.assertTrue(self._as("clerk", self.told).read(["summary"]))
        self._touch(self.firm, "call", self.bob)
        self.assertEqual(len(trail.search(domain)), 3)

    def test_finder(self):
        finder = self._as(self.bob, self.env["gift.finder"])
        [found] = finder.find("13800138000")
        self.assertEqual(found["customer_id"], self.row.id)
        self.assertIn("Claimed by Anna", found["phone"])
        self.assertNotIn("138", found["phone"])
        [found] = self._as("clerk", self.env["gift.finder"]).find("13800138000")
        self.assertIn("138", found["phone"])

    def test_same_queries_for_one_and_eighty(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "phone": f"1380013{n:04}"} for n in range(80)]
        )
        rows = self.env["gift.customer"]._ensure(partners, self.company)
        for partner in partners:
            self._claim(partner, self.anna)
        rows = self._as(self.bob, rows)

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.read(["phone", "email"])
            return self.cr.sql_log_count - before

        count(rows)
        self.assertEqual(count(rows[:1]), count(rows))


@tagged("post_install", "-at_install")
class TestForeignHidden(ClaimCommon):
    """The company's setting: others' leads and orders are not there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._claim(cls.firm, cls.anna)
        cls.bob.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.bob.group_ids += cls.env.ref("base.group_allow_export")
        cls.order = cls._order(
            cls.contact, [(cls.product, 1, 100)], user_id=cls.anna.id
        )
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Tea", "partner_id": cls.firm.id, "user_id": cls.anna.id}
        )
        cls.other = cls._order(cls.person, [(cls.product, 1, 100)])
        cls.documents = {
            "sale.order": cls.order,
            "sale.order.line": cls.order.order_line,
            "crm.lead": cls.lead,
        }

    def _sees(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            model: bool(
                self._as(user, self.env[model]).search([("id", "in", record.ids)])
            )
            for model, record in self.documents.items()
        }

    def test_off_by_default(self):
        self.assertEqual(set(self._sees(self.bob).values()), {True})

    def test_hidden_by_every_door(self):
        self.company.gift_claim_hide_foreign = True
        self.assertEqual(set(self._sees(self.bob).values()), {False})
        for model, record in self.documents.items():
            with self.subTest(model=model):
                mine = self._as(self.bob, record)
                with self.assertRaises(AccessError):
                    mine.read(["display_name"])
                with self.assertRaises(AccessError):
                    mine.export_data(["id", "display_name"])
                with self.assertRaises(AccessError):
                    mine.write({"name": "x"})
                model_ = self._as(self.bob, self.env[model])
                domain = [("id", "in", record.ids)]
                self.assertFalse(model_.search_count(domain))
                self.assertFalse(
                    model_.formatted_read_group(domain, ["company_id"], ["__count"])
                )
        report = self._as(self.bob, self.env["sale.report"])
        found = report.formatted_read_group(
            [("partner_id", "in", (self.contact | self.person).ids)],
            ["partner_id"],
            ["price_subtotal:sum"],
        )
        self.assertEqual([row["partner_id"][0] for row in found], [self.person.id])
        self.assertTrue(self._as(self.bob, self.other).name, "nobody's customer")

    def test_who_sees_all_the_same(self):
        self.company.gift_claim_hide_foreign = True
        for user in (self.anna, self.users["manager"], self.users["service"]):
            self.assertEqual(set(self._sees(user).values()), {True}, user.login)
        self.order.user_id = self.bob
        self.lead.user_id = self.bob
        self.assertEqual(set(self._sees(self.bob).values()), {True}, "the own ones")

    def test_switched_off_again_and_other_company(self):
        self.company.gift_claim_hide_foreign = True
        self._sees(self.bob)
        self.company.gift_claim_hide_foreign = False
        self.assertEqual(set(self._sees(self.bob).values()), {True})
        self.company_b.gift_claim_hide_foreign = True
        self.assertEqual(set(self._sees(self.bob).values()), {True})

    def test_portal_and_plain_users_are_not_touched(self):
        self.company.gift_claim_hide_foreign = True
        plain = self._make_login(
            "mask_plain", "sales_team.group_sale_salesman_all_leads"
        )
        self.assertEqual(set(self._sees(plain).values()), {True})
        portal = new_test_user(self.env, "mask_portal", groups="base.group_portal")
        portal.partner_id.parent_id = self.firm
        self.order.message_subscribe(portal.partner_id.ids)
        orders = self.env["sale.order"].with_user(portal)
        self.assertEqual(orders.search([("id", "=", self.order.id)]), self.order)

    def test_nothing_is_asked_while_nothing_is_hidden(self):
        orders = self._as(self.bob, self.env["sale.order"])
        orders.search([("id", "=", self.order.id)])
        self.env.flush_all()
        before = self.cr.sql_log_count
        orders.search([("id", "=", self.order.id)])
        self.assertEqual(self.cr.sql_log_count - before, 1)
