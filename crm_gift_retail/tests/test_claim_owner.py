"""The refresher and ``_gift_owner`` name the same person, as the rule says."""

from odoo.tests import tagged

from .claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestClaimOwner(ClaimCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls._make_user("sales", login="claim_service", name="Service")
        cls.company.gift_service_team_id = cls.env["crm.team"].create(
            {"name": "Service", "user_id": cls.service.id, "company_id": False}
        )
        cls.left = cls._make_user("sales", login="claim_left", name="Left")
        cls.empty = cls.env["crm.team"].create({"name": "Nobody leads it"})
        cls.shop.user_id = cls.bob
        # name: (claim's owner, claim's team, the contact's salesperson, expected)
        cls.cases = {
            "free": (None, None, None, cls.service),
            "salesperson": (None, None, cls.anna, cls.anna),
            "salesperson left": (None, None, cls.left, cls.service),
            "claimed": (cls.bob, None, None, cls.bob),
            "claimed before the salesperson": (cls.bob, cls.office, cls.anna, cls.bob),
            "claimer left": (cls.left, None, None, cls.service),
            "claimer left, not the salesperson": (cls.left, None, cls.anna, cls.anna),
            "claimer left, not the leader": (cls.left, cls.shop, None, cls.service),
            "shop": (None, cls.shop, cls.anna, cls.bob),
            "team without leader": (None, cls.empty, cls.anna, cls.anna),
        }
        cls.partners = cls.env["res.partner"].create(
            [
                {"name": name, "user_id": seller.id if seller else False}
                for name, (_owner, _team, seller, _expected) in cls.cases.items()
            ]
        )
        cls.named = dict(zip(cls.cases, cls.partners, strict=True))
        for name, (owner, team, *_rest) in cls.cases.items():
            if owner or team:
                cls._claim(cls.named[name], owner, team=team)
            cls._history(cls.named[name], cls._days_ago(10), 100, 50)
        # Claims that are over, and those of another root company, name nobody.
        cls._claim(cls.named["free"], cls.anna)._gift_release("over")
        cls._claim(cls.named["salesperson"], cls.bob, company=cls.company_b)
        cls.left.active = False

    def _expect(self, company, expected):
        owners = self.partners._gift_owner(company)
        rows = self.env["gift.customer"].search(
            [("partner_id", "in", self.partners.ids), ("company_id", "=", company.id)]
        )
        self.assertEqual(len(rows), len(self.partners))
        for row in rows:
            partner = row.partner_id
            with self.subTest(partner.name):
                self.assertEqual(owners[partner], expected[partner], "for few")
                self.assertEqual(row.owner_id, expected[partner], "refresher")

    def test_all_and_few_agree(self):
        expected = {self.named[name]: case[-1] for name, case in self.cases.items()}
        self._refresh()
        self._expect(self.company, expected)
        # The narrowed run finds what the full one found.
        self.assertFalse(
            self.env["gift.customer"]._refresh(self.company, self.partners.ids)
        )

    def test_narrowed_run_follows_changes(self):
        self._refresh()
        shop, free = self.named["shop"], self.named["free"]
        self._active(shop)._gift_transfer(self.anna, "test")
        self._claim(free, self.bob)
        changed = self.env["gift.customer"]._refresh(self.company, (shop | free).ids)
        self.assertEqual(changed, 2)
        expected = {self.named[name]: case[-1] for name, case in self.cases.items()}
        self._expect(self.company, {**expected, shop: self.anna, free: self.bob})

    def test_a_contact_has_the_owner_of_its_firm(self):
        self._claim(self.firm, self.anna)
        owners = (self.firm | self.contact)._gift_owner(self.company)
        self.assertEqual(owners[self.contact], self.anna)
        self.assertEqual(owners[self.firm], self.anna)

    def test_default_seller_never_is_the_service_team(self):
        sellers = self.partners._gift_default_seller(self.company)
        for name, (*_claim, expected) in self.cases.items():
            expected = expected - self.service
            with self.subTest(name):
                self.assertEqual(sellers[self.named[name]], expected)

    def test_first_fill_writes_each_customer_once(self):
        rows = self.env["gift.customer"].with_context(active_test=False)
        rows.search([("company_id", "=", self.company.id)]).unlink()
        self.assertGreaterEqual(self.env["gift.customer"]._refresh(self.company), 10)
        self.assertFalse(self.env["gift.customer"]._refresh(self.company))
