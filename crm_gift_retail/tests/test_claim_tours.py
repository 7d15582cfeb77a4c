"""A customer is taken from the pool, seen by a colleague, and given back."""

from odoo.tests import HttpCase, tagged

from .claim_common import ClaimCommon


class ClaimTours(ClaimCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tour_customer = cls._make_partner("Tour customer")
        cls.env["gift.customer"]._ensure(cls.tour_customer, cls.company)
        cls._refresh()

    def _take_look_and_give_back(self):
        self.start_tour("/odoo/gift-pool", "gift_claim_take", login=self.anna.login)
        self.env.invalidate_all()
        claim = self._active(self.tour_customer)
        self.assertEqual(claim.owner_id, self.anna)
        self.start_tour(
            f"/odoo/res.partner/{self.tour_customer.id}",
            "gift_claim_stranger",
            login=self.bob.login,
        )
        self.start_tour(
            "/odoo/my-gift-claims", "gift_claim_give_back", login=self.anna.login
        )
        self.env.invalidate_all()
        self.assertFalse(self._active(self.tour_customer))
        self.assertTrue(self._customer(self.tour_customer).in_pool)


@tagged("post_install", "-at_install")
class TestClaimTours(ClaimTours):
    def test_on_the_desk(self):
        self._take_look_and_give_back()


@tagged("post_install", "-at_install")
class TestClaimToursPhone(ClaimTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_on_a_phone(self):
        self._take_look_and_give_back()
