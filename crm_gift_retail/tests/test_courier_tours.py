"""Couriers and last-ship dates in the browser, on the desk and on a phone."""

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools.festival import festivals_between
from .courier_common import CourierCommon


@tagged("post_install", "-at_install")
class TestCourierTours(CourierCommon, HttpCase):
    def test_warehouse_takes_numbers_over(self):
        parcel = self._parcel()
        parcel.name = "TOUR/OUT/1"
        self.start_tour(
            "/odoo/gift-tracking",
            "gift_tracking_file",
            login=self.users["warehouse"].login,
        )
        self.assertEqual(parcel.gift_tracking_ref, "SF1234567")
        self.assertEqual(parcel.gift_courier_id, self.courier)
        record = self.env["gift.tracking.file"].search([], limit=1)
        self.assertEqual((record.state, record.refused_count), ("done", 1))

    def test_salesperson_is_told_why_not(self):
        festival = self.today + timedelta(days=3)
        self.env["gift.last.ship"].create(self._near_row(festival))
        order = self._order(
            self.near,
            [(self.product, 1, 100)],
            confirm=False,
            user_id=self.users["sales"].id,
            commitment_date=fields.Datetime.to_datetime(festival),
        )
        with mute_logger("odoo.http"):  # the refusal that the tour provokes
            self.start_tour(
                f"/odoo/sales/{order.id}",
                "gift_last_ship_refused",
                login=self.users["sales"].login,
            )
        self.assertEqual(order.state, "draft")
        approval = self.env["gift.approval"].search([("kind", "=", "last_ship")])
        self.assertEqual(approval.requester_id, self.users["sales"])

    def _near_row(self, festival):
        """Return the values of a row for the festival that is nearest to today."""
        near = min(
            festivals_between(
                self.today - timedelta(days=200), self.today + timedelta(days=200)
            ),
            key=lambda each: abs((each.day - self.today).days),
        )
        return {
            "company_id": self.company.id,
            "festival": near.key,
            "year": near.year,
            "date": self.today - timedelta(days=1),
            "until": festival,
        }
