"""What happens settles by itself: first touch claims, later ones assist."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestClaimSettle(ClaimCommon):
    def _assists(self, claim):
        return self.env["gift.claim.assist"].search([("claim_id", "=", claim.id)])

    def test_first_enquiry_claims_later_ones_assist(self):
        first = self._touch(self.firm, "lead", self.anna, channel="outbound")
        self._touch(self.contact, "lead", self.bob)
        self._touch(self.firm, "lead", None, team_id=self.office.id)
        told = self._settle()
        claim = self._active(self.firm)
        self.assertEqual(claim.owner_id, self.anna)
        self.assertEqual((claim.basis, claim.channel), ("enquiry", "outbound"))
        self.assertEqual(claim.touchpoint_id, first)
        self.assertEqual(claim.until, self.today + timedelta(days=30))
        assists = self._assists(claim)
        self.assertEqual(
            {(a.user_id, a.team_id, a.share) for a in assists},
            {
                (self.bob, self.env["crm.team"], 30),
                (self.env["res.users"], self.office, 0),
            },
        )
        self.assertEqual(told, {self.anna.id: 2}, "one notice, of two")

    def test_settling_again_changes_nothing(self):
        touches = self._touch(self.firm, "lead", self.anna)
        touches |= self._touch(self.firm, "lead", self.bob)
        touches |= self._touch(self.firm, "call", self.anna)
        self._settle()
        claim = self._active(self.firm)
        before = claim.read(["until", "extension_count", "basis", "last_contact"])
        self.env["gift.claim.queue"]._gift_add("touch", touches.ids)
        self.assertEqual(self._settle(), {})
        self.assertEqual(
            claim.read(["until", "extension_count", "basis", "last_contact"]), before
        )
        self.assertEqual(len(self._assists(claim)), 1)
        claims = self.env["gift.claim"].with_context(active_test=False)
        self.assertEqual(claims.search_count([("partner_id", "=", self.firm.id)]), 1)

    def test_salesperson_of_the_document_has_it(self):
        """Who enters a lead for a colleague helps; managers and imports do not."""
        vals = {"company_id": self.company.id, "user_id": self.anna.id}
        everything = self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.bob.group_ids += everything
        people = self._make_partner("P1") | self._make_partner("P2")
        for partner, user in zip(people, (self.bob, "manager"), strict=True):
            leads = self._as(user, self.env["crm.lead"])
            leads.create({"name": "L", "partner_id": partner.id, **vals})
        self._settle()
        claims = self._active(people[0]) | self._active(people[1])
        self.assertEqual(claims.owner_id, self.anna)
        self.assertEqual(claims.assist_ids.user_id, self.bob)

    def test_order_of_a_shop_settles_by_itself(self):
        """From the real document to the claim: confirmed order, team, channel."""
        order = self._order(
            self.person,
            [(self.product, 1, 100)],
            user_id=False,
            team_id=self.shop.id,
        )
        self._settle()
        claim = self._active(self.person)
        self.assertEqual((claim.basis, claim.team_id), ("purchase", self.shop))
        self.assertEqual((claim.res_model, claim.res_id), ("sale.order", order.id))
        self.assertEqual(claim.channel, "shop")

    def test_private_walk_in_is_the_shops(self):
        clerk = self.users["clerk"]
        self._touch(self.person, "visit", clerk, team_id=self.shop.id)
        self._touch(self.firm, "visit", self.anna, team_id=self.shop.id)
        self._settle()
        claim = self._active(self.person)
        self.assertFalse(claim.owner_id)
        self.assertEqual(claim.team_id, self.shop)
        self.assertFalse(self._assists(claim))
        self.assertEqual(self._active(self.firm).owner_id, self.anna)

    def test_clerks_own_nobody(self):
        self._touch(self.firm, "lead", self.users["clerk"], team_id=self.office.id)
        self._settle()
        claim = self._active(self.firm)
        self.assertEqual((claim.owner_id.id, claim.team_id), (False, self.office))

    def test_salesperson_of_always_has_the_first_claim(self):
        self.firm.user_id = self.anna
        self._touch(self.firm, "lead", self.bob)
        told = self._settle()
        claim = self._active(self.firm)
        self.assertEqual(claim.owner_id, self.anna)
        self.assertEqual(self._assists(claim).user_id, self.bob)
        self.assertEqual(told, {self.anna.id: 1})

    def test_only_contacts_of_the_owner_extend_and_twice_at_most(self):
        claim = self._claim(self.firm, self.anna)
        now = fields.Datetime.now()

        def call(days, user, **vals):
            self._touch(
                self.firm, "call", user, date=now + timedelta(days=days), **vals
            )
            self._settle()
            return (claim.until - self.today).days, claim.extension_count

        self.assertEqual(call(1, self.anna), (30, 0), "wins less than a week")
        self.assertEqual(call(20, self.bob), (30, 0), "somebody else's")
        self.assertEqual(call(20, self.anna, is_contact=False), (30, 0), "no answer")
        self.assertEqual(call(20, self.anna, is_mass=True), (30, 0), "mass mail")
        self.assertEqual(call(20, self.anna), (50, 1))
        self.assertEqual(call(45, self.anna), (75, 2))
        self.assertEqual(call(70, self.anna), (75, 2), "twice is enough")
        claim.partner_id.comment = "edited"
        self._settle()
        self.assertEqual(claim.until, self.today + timedelta(days=75))

    def test_purchase_renews_whoever_wrote_it(self):
        claim = self._claim(self.firm, self.anna)
        self._touch(self.firm, "order", self.bob)
        self._settle()
        self.assertEqual(claim.basis, "purchase")
        self.assertEqual(claim.until, self.today + timedelta(days=365))
        self.assertEqual(self._assists(claim).user_id, self.bob)

    def test_offer_renews_to_its_validity(self):
        claim = self._claim(self.firm, self.anna)
        order = self._order(self.firm, [(self.product, 1, 100)], confirm=False)
        order.validity_date = self.today + timedelta(days=40)
        vals = {"res_model": "sale.order", "res_id": order.id}
        self.env["gift.touchpoint"]._gift_register(
            [
                {
                    "partner_id": self.firm.id,
                    "company_id": self.company.id,
                    "kind": "quotation",
                    "user_id": self.anna.id,
                    **vals,
                }
            ]
        )
        self._settle()
        self.assertEqual(claim.basis, "quotation")
        self.assertEqual(claim.until, self.today + timedelta(days=55))

    def test_offer_by_somebody_else_is_an_assist(self):
        claim = self._claim(self.firm, self.anna)
        self._touch(self.firm, "quotation", self.bob)
        self._settle()
        self.assertEqual(claim.basis, "manual")
        self.assertEqual(self._assists(claim).user_id, self.bob)

    def test_what_is_long_over_claims_nothing(self):
        self._touch(
            self.firm,
            "lead",
            self.anna,
            date=fields.Datetime.now() - timedelta(days=31),
        )
        self._settle()
        self.assertFalse(self._active(self.firm))

    def test_outsiders_and_leads_with_neither(self):
        walk_in = self._make_partner("Walk-in", gift_is_anonymous=True)
        self._touch(walk_in, "order", self.anna)
        lead = self.env["crm.lead"].create({"name": "Who?", "user_id": self.anna.id})
        self._touch(None, "lead", self.anna, lead_id=lead.id)
        self._settle()
        self.assertFalse(self._active(walk_in))
        self.assertFalse(self.env["gift.claim"].search([("lead_id", "=", lead.id)]))

    def test_midnight_is_the_companys(self):
        """16:30 UTC is past midnight in Shanghai and morning in Honolulu."""
        at = fields.Datetime.to_datetime("2030-01-10 16:30:00")
        for zone, until in (
            ("Asia/Shanghai", "2030-02-10"),
            ("Pacific/Honolulu", "2030-02-09"),
        ):
            partner = self._make_partner(f"In {zone}")
            self.company.partner_id.tz = zone
            self._touch(partner, "lead", self.anna, date=at)
            self._settle()
            with self.subTest(zone):
                self.assertEqual(
                    self._active(partner).until, fields.Date.to_date(until)
                )

    def test_same_number_by_another_door(self):
        """The online twin of a claimed buyer is recognised by the number."""
        self.person.phone = "13800138000"
        claim = self._claim(self.person, self.anna)
        twin = self._make_partner("w***g", phone="+86 138 0013 8000")
        self._touch(twin, "order", None, channel="online")
        told = self._settle()
        self.assertFalse(self._active(twin))
        self.assertEqual(self._assists(claim).channel, "online")
        self.assertEqual(claim.basis, "purchase")
        self.assertEqual(told, {self.anna.id: 1})

    def test_deputy_speaks_for_the_owner(self):
        claim = self._claim(self.firm, self.anna)
        bob = self.bob
        self.env["gift.deputy"].create(
            {
                "user_id": self.anna.id,
                "deputy_id": bob.id,
                "date_from": self.today,
                "date_to": self.today + timedelta(days=9),
            }
        )
        self._touch(
            self.firm, "call", bob, date=fields.Datetime.now() + timedelta(days=20)
        )
        self._touch(self.firm, "lead", self.users["caller"])
        told = self._settle()
        self.assertEqual(claim.extension_count, 1)
        self.assertEqual(told, {bob.id: 1}, "who stands in is told")

    def test_big_import_is_settled_in_batches(self):
        """Many leads with duplicates inside: one claim each, no query per row."""
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"Row {index}",
                    "email_from": f"Buyer{index // 2}@Firm.example",
                    "user_id": (self.anna if index % 2 else self.bob).id,
                    "company_id": self.company.id,
                }
                for index in range(600)
            ]
        )
        self._settle()
        claims = self.env["gift.claim"].search([("lead_id", "in", leads.ids)])
        self.assertEqual(len(claims), 300)
        self.assertEqual(claims.owner_id, self.bob)
        assists = self.env["gift.claim.assist"].search([("claim_id", "in", claims.ids)])
        self.assertEqual(len(assists), 300)
        self.assertEqual(assists.user_id, self.anna)


@tagged("post_install", "-at_install")
class TestClaimKeys(ClaimCommon):
    def _key(self, partner, kind):
        claim = self._active(partner)
        keys = self.env["gift.claim.key"].search([("claim_id", "=", claim.id)])
        return keys.filtered(lambda key: key.kind == kind).mapped("value")

    def test_keys_follow_phone_and_mail(self):
        self.person.write({"phone": "13800138000", "email": "w@firm.example"})
        self._claim(self.person, self.anna)
        self.person.write({"phone": "13900139000", "email": False})
        self._settle()
        self.assertEqual(self._key(self.person, "phone"), ["+8613900139000"])
        self.assertFalse(self._key(self.person, "email"))
        other = self._make_partner("Other", phone="13800138000")
        self.assertTrue(self._claim(other, self.bob), "the old number is free again")

    def test_people_of_a_firm_identify_it(self):
        self._claim(self.firm, self.anna)
        self.contact.phone = "13800138000"
        recipient = self._make_partner(
            "Recipient", parent_id=self.firm.id, type="delivery", phone="13900139000"
        )
        self._settle()
        self.assertEqual(self._key(self.firm, "phone"), ["+8613800138000"])
        self.contact.parent_id = False
        self._settle()
        self.assertFalse(self._key(self.firm, "phone"))
        self.assertTrue(recipient.exists())

    def test_customer_who_joins_a_firm_takes_the_claim_along(self):
        older = self._claim(self.person, self.anna)
        self.person.parent_id = self.firm
        self._settle()
        self.assertEqual(self._active(self.firm), older)
        self.assertEqual(self._key(self.firm, "partner"), [str(self.firm.id)])

    def test_lead_that_gets_its_customer(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "By mail",
                "email_from": "Ms Wang <Wang@Firm.example>",
                "user_id": self.anna.id,
                "company_id": self.company.id,
            }
        )
        self._settle()
        claim = self.env["gift.claim"].search([("lead_id", "=", lead.id)])
        self.assertEqual((claim.owner_id, claim.partner_id.id), (self.anna, False))
        lead.partner_id = self.person
        self._settle()
        self.assertEqual(self._active(self.person), claim)

    def test_merged_leads_keep_the_claim(self):
        leads = self.env["crm.lead"].create(
            [
                {"name": name, "email_from": "a@b.example", "type": "opportunity"}
                for name in ("One", "Two")
            ]
        )
        claim = self.env["gift.claim"]._gift_claim(
            self.env["res.partner"],
            self.company,
            owner=self.anna,
            keys=[("email", "a@b.example")],
        )
        claim.lead_id = leads[1]
        kept = leads.merge_opportunity()
        self.assertEqual(claim.lead_id, kept)
        self._settle()
        self.assertTrue(claim.active)
        self.assertIn("email", self._held(claim))


@tagged("post_install", "-at_install")
class TestClaimSeller(ClaimCommon):
    """New documents go to the owner, nothing of Odoo's is written (decision 22)."""

    def test_new_leads_and_quotations_are_the_owners(self):
        self.firm.user_id = self.bob
        self._claim(self.firm, self.anna)
        vals = {"name": "Lead", "company_id": self.company.id}
        lead = self.env["crm.lead"].create({**vals, "partner_id": self.contact.id})
        self.assertEqual(lead.user_id, self.anna)
        named = self.env["crm.lead"].create(
            {**vals, "partner_id": self.firm.id, "user_id": self.bob.id}
        )
        self.assertEqual(named.user_id, self.bob, "who says so, has it")
        order = self._order(self.contact, [(self.product, 1, 100)], confirm=False)
        self.assertEqual(order.user_id, self.anna)
        self.assertEqual(self.firm.user_id, self.bob)

    def test_without_claim_it_is_as_in_odoo(self):
        lead = self.env["crm.lead"].with_user(self.bob).create({"name": "Mine"})
        self.assertEqual(lead.user_id, self.bob)
        self.firm.user_id = self.bob
        order = self._order(self.firm, [(self.product, 1, 100)], confirm=False)
        self.assertEqual(order.user_id, self.bob)

    def test_who_sees_own_documents_only_keeps_them(self):
        """Anybody may quote a claimed firm: the quotation is an assist."""
        claim = self._claim(self.firm, self.anna)
        vals = {"partner_id": self.firm.id, "company_id": self.company.id}
        lead = self._as(self.bob, self.env["crm.lead"]).create({"name": "B", **vals})
        self.assertEqual(lead.user_id, self.bob)
        order = self._as(self.bob, self.env["sale.order"]).create(vals)
        self.assertEqual(order.user_id, self.bob)
        order.action_quotation_sent()
        self._settle()
        self.assertEqual(claim.assist_ids.user_id, self.bob)
        self.assertEqual(claim.basis, "manual")

    def test_owner_of_another_company_is_not_proposed(self):
        self._claim(self.firm, self.anna, company=self.company_b)
        lead = self.env["crm.lead"].create(
            {
                "name": "South",
                "partner_id": self.firm.id,
                "company_id": self.company_b.id,
            }
        )
        self.assertNotEqual(lead.user_id, self.anna)

    def test_mail_of_a_claimed_customer_is_the_owners(self):
        self.person.email = "wang@firm.example"
        self._claim(self.person, self.anna)
        lead_id = self.env["mail.thread"].message_process(
            "crm.lead",
            "From: Ms Wang <WANG+gifts@Firm.example>\nTo: info@gifts.example\n"
            "Subject: 200 tea sets\nMessage-ID: <1@firm.example>\n\nPlease.\n",
            custom_values={"company_id": self.company.id},
        )
        self.assertEqual(self.env["crm.lead"].browse(lead_id).user_id, self.anna)

    def test_form_proposes_the_owner(self):
        self._claim(self.firm, self.anna)
        everything = self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.bob.group_ids += everything
        leads = self._as(self.bob, self.env["crm.lead"])
        values = leads.onchange(
            {"partner_id": self.firm.id, "user_id": self.bob.id},
            ["partner_id"],
            {"partner_id": {}, "user_id": {"fields": {}}},
        )["value"]
        self.assertEqual(values["user_id"], {"id": self.anna.id})
