"""The trail as a screen reads it: pages, rights, documents."""

import re
from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import file_open

from ..models.gift_timeline import FILTERS, UNFILTERED
from .timeline_common import TimelineCommon


@tagged("post_install", "-at_install")
class TestTimeline(TimelineCommon):
    # ------------------------------------------------------------------ pages
    def test_pages_follow_each_other_without_gap_or_repetition(self):
        same = datetime(2026, 3, 10, 9, 30)
        ids = self._touch(self.firm, 12, start=same, step=timedelta())
        ids += self._touch(self.firm, 13, start=same - timedelta(days=1))
        seen, key = [], None
        while True:
            page = self._page(self.customer, before=key, limit=4)
            seen += [row["id"] for row in page["rows"]]
            # what happens while somebody reads does not shift the pages
            self._touch(self.firm, 1, start=same + timedelta(days=len(seen)))
            key = page["next"]
            if not key:
                break
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual(set(seen), set(ids))
        rows = self.Touchpoint.browse(seen)
        self.assertEqual(rows, rows.sorted(lambda t: (t.date, t.id), reverse=True))

    def test_exact_page_has_no_next(self):
        self._touch(self.firm, 4)
        self.assertFalse(self._page(self.customer, limit=4)["next"])
        self.assertTrue(self._page(self.customer, limit=3)["next"])

    def test_fractions_of_a_second_hide_no_line(self):
        moment = datetime(2026, 3, 10, 9, 30, 0, 999_000)
        first = self._touch(self.firm, 1, start=moment)
        second = self._touch(self.firm, 1, start=moment.replace(microsecond=1))
        page = self._page(self.customer, limit=1)
        self.assertEqual(page["rows"][0]["id"], first[0])
        page = self._page(self.customer, limit=1, before=page["next"])
        self.assertEqual(page["rows"][0]["id"], second[0])
        self.assertFalse(page["next"])

    def test_chips_keep_their_kinds(self):
        for kind in ("call", "order", "message_in", "lead_won"):
            self._touch(self.firm, 2, kind=kind)
        answer = self._page(self.customer)
        self.assertEqual(len(answer["rows"]), 8)
        for chip in answer["filters"]:
            rows = self._page(self.customer, kinds=chip["kinds"])["rows"]
            self.assertEqual(len(rows), 2, chip["key"])
            self.assertLessEqual({row["kind"] for row in rows}, set(chip["kinds"]))

    def test_every_kind_has_its_place(self):
        """A new kind says here to which chip it belongs."""
        placed = [*UNFILTERED, *(kind for kinds in FILTERS.values() for kind in kinds)]
        self.assertEqual(len(placed), len(set(placed)))
        kinds = {key for key, _label in self.Touchpoint._fields["kind"].selection}
        self.assertEqual(set(placed), kinds)

    # ----------------------------------------------------------- whose trail it is
    def test_contact_keeps_what_was_said_at_the_old_firm(self):
        old = self._touch(self.contact, 1)
        firm_only = self._touch(self.firm, 1)
        self.assertEqual(self._ids(self.contact), {*old, *firm_only})
        self.contact.parent_id = self._make_partner("New firm", is_company=True)
        new = self._touch(self.contact, 1)
        self.assertEqual(self._ids(self.contact), {*old, *new})
        # the money and the trail of the firm stay with the firm
        self.assertEqual(self._ids(self.customer), {*old, *firm_only})
        self.assertEqual(self._ids(self.contact.parent_id), set(new))

    def test_lead_shows_its_own_and_its_customers(self):
        lead = self.env["crm.lead"].create(
            {"name": "Nobody yet", "company_id": self.company.id}
        )
        before = self._ids(lead)
        own = self._touch(None, 1, lead=lead, kind="visit")
        self.assertEqual(self._ids(lead), before | set(own))
        firms = self._touch(self.firm, 1)
        lead.partner_id = self.contact
        self.assertLessEqual({*own, *firms}, self._ids(lead))
        # a line of both is shown once
        both = self._touch(self.firm, 1, lead=lead, kind="visit")
        rows = [row["id"] for row in self._page(lead)["rows"]]
        self.assertEqual(rows.count(both[0]), 1)

    def test_line_says_who_and_what(self):
        team = self.env["crm.team"].create({"name": "Shop Beijing Road"})
        user = self.users["clerk"]
        self._touch(
            self.contact,
            1,
            kind="visit",
            user_id=user.id,
            team_id=team.id,
            channel="shop",
            direction="in",
            outcome="arrived",
            is_contact=True,
            summary="Looked at tea sets",
        )
        [row] = self._page(self.customer)["rows"]
        self.assertEqual(
            {key: row[key] for key in ("label", "channel_label", "outcome", "who")},
            {
                "label": "Visit",
                "channel_label": "Shop",
                "outcome": "Came",
                "who": user.name,
            },
        )
        self.assertEqual(row["team"], "Shop Beijing Road")
        self.assertEqual(row["person"], "Contact of Firm")
        self.assertEqual((row["direction"], row["is_contact"]), ("in", True))
        self._touch(self.firm, 1, kind="message_out", is_mass=True, outcome="odd_key")
        row = self._page(self.customer, kinds=["message_out"])["rows"][0]
        self.assertEqual((row["is_mass"], row["person"]), (True, ""))
        self.assertEqual(row["outcome"], "odd key")

    # ---------------------------------------------------------------------- rights
    def test_every_duty_reads_it_outsiders_do_not(self):
        self._touch(self.firm, 1)
        for role, user in self.users.items():
            with self.subTest(role):
                self.assertTrue(self._page(self.customer, user=user)["rows"])
        for name, group in (
            ("stranger", "base.group_user"),
            ("portal", "base.group_portal"),
            ("public", "base.group_public"),
        ):
            user = new_test_user(self.env, f"trail_{name}", groups=group)
            for record in (self.customer, self.firm):
                with (
                    self.subTest(name, model=record._name),
                    self.assertRaises(AccessError),
                ):
                    self._page(record, user=user)

    def test_another_company_stays_out(self):
        theirs = self.env["gift.customer"]._ensure(self.firm, self.company_b)
        self._touch(self.firm, 1, company_id=self.company_b.id)
        ours = self._touch(self.firm, 1)
        with self.assertRaises(AccessError):
            self._page(theirs, user=self.users["manager"])
        self.assertEqual(self._ids(self.customer), set(ours))
        self.assertEqual(self._ids(self.firm, self.users["manager"]), set(ours))

    def test_masked_trail_says_whose_customer_it_is(self):
        """Before the first contact a prospecting colleague reads a name, no trail."""
        self._touch(self.firm, 3)
        self.env["gift.claim"]._gift_claim(
            self.firm, self.company, owner=self.users["manager"]
        )
        for record in (self.customer, self.firm):
            page = self._page(record, user=self.users["sales"])
            self.assertFalse(page["rows"])
            self.assertIn(self.users["manager"].name, page["note"])
        for role in ("manager", "service", "clerk"):
            page = self._page(self.customer, user=self.users[role])
            self.assertEqual((len(page["rows"]) >= 3, page["note"]), (True, ""))
        self._touch(self.firm, 1, user_id=self.users["sales"].id, is_contact=True)
        page = self._page(self.customer, user=self.users["sales"])
        self.assertEqual((len(page["rows"]) >= 4, page["note"]), (True, ""))

    def test_lead_of_a_colleague_is_refused(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Of the manager",
                "company_id": self.company.id,
                "user_id": self.users["manager"].id,
            }
        )
        self._touch(None, 1, lead=lead)
        self.assertTrue(self._page(lead, user=self.users["manager"])["rows"])
        for role in ("sales", "clerk", "warehouse"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._page(lead, user=self.users[role])

    # ------------------------------------------------------------------- documents
    def _document(self, record, user):
        return self._page(record, user=self.users[user])["rows"][0]["document"]

    def test_document_only_for_those_who_may_open_it(self):
        order = self._order(
            self.firm,
            [(self.product, 1, 10)],
            confirm=False,
            user_id=self.users["manager"].id,
        )
        self._touch(self.firm, 1, kind="price_told", document=order)
        link = {"model": "sale.order", "id": order.id, "name": order.display_name}
        self.assertEqual(self._document(self.customer, "manager"), link)
        self.assertEqual(self._document(self.customer, "service"), link)
        # a salesperson opens the own orders only, a clerk none
        for role in ("sales", "clerk"):
            self.assertFalse(self._document(self.customer, role), role)
        order.user_id = self.users["sales"]
        self.assertEqual(self._document(self.customer, "sales"), link)
        order.unlink()
        self.assertFalse(self._document(self.customer, "manager"))

    def test_message_opens_its_document(self):
        order = self._order(self.firm, [(self.product, 1, 10)], confirm=False)
        for record, name in ((order, order.display_name), (self.firm, self.firm.name)):
            message = record.message_post(body="Shall we?")
            self._touch(self.firm, 1, kind="price_told", document=message)
            document = self._document(self.customer, "manager")
            self.assertEqual(document["model"], record._name)
            self.assertEqual((document["id"], document["name"]), (record.id, name))
            # the message leads where its document may be read, and only there
            readable = record.with_user(self.users["clerk"]).has_access("read")
            self.assertEqual(bool(self._document(self.customer, "clerk")), readable)
        # on the contact itself there is nowhere else to go
        self.assertFalse(self._document(self.firm, "manager"))

    def test_done_activity_opens_its_document(self):
        activity = self.firm.activity_schedule("mail.mail_activity_data_call")
        activity.action_feedback("spoke")
        self._touch(self.firm, 1, kind="visit", document=activity)
        document = self._document(self.customer, "manager")
        self.assertEqual(
            (document["model"], document["id"]), ("res.partner", self.firm.id)
        )

    def test_model_that_is_gone(self):
        """A bridge that was uninstalled leaves lines that open nothing."""
        self._touch(self.firm, 1, res_model="gone.model", res_id=5)
        self.assertFalse(self._document(self.customer, "manager"))

    # ------------------------------------------------------------------- bad input
    def test_what_cannot_be_asked(self):
        ask = self.Touchpoint.with_user(self.users["manager"]).timeline
        number = self.customer.id
        for arguments, words in (
            (("res.users", 1), "has no trail"),
            (("nowhere", 1), "has no trail"),
            (("gift.customer", "1"), "no number of a record"),
            (("gift.customer", True), "no number of a record"),
            (("gift.customer", -1), "no number of a record"),
            (("gift.customer", 2**31 - 1), "is gone"),
            (("gift.customer", number, None, 0), "1 to 100 lines"),
            (("gift.customer", number, None, 10**9), "1 to 100 lines"),
            (("gift.customer", number, None, "x"), "1 to 100 lines"),
            (("gift.customer", number, None, 5, ["dance"]), "no kind of touchpoint"),
            (("gift.customer", number, None, 5, "dance"), "no kind of touchpoint"),
            (("gift.customer", number, "x"), "cannot be continued"),
            (("gift.customer", number, {"date": "x", "id": 1}), "cannot be continued"),
            (
                ("gift.customer", number, {"date": "2026-01-01", "id": "1; --"}),
                "cannot be continued",
            ),
            (("gift.customer", number, {"date": 5, "id": 1}), "cannot be continued"),
        ):
            with self.subTest(arguments), self.assertRaisesRegex(UserError, words):
                ask(*arguments)

    def test_leads_and_orders_are_found_and_grouped_by_channel(self):
        shop, online = self.env["utm.medium"].create(
            [
                {"name": "Counter of the test", "gift_channel": "shop"},
                {"name": "Chat of the test", "gift_channel": "online"},
            ]
        )
        by_shop, by_chat = self.env["crm.lead"].create(
            [
                {
                    "name": f"By {medium.name}",
                    "medium_id": medium.id,
                    "company_id": self.company.id,
                    "user_id": self.users["sales"].id,
                }
                for medium in (shop, online)
            ]
        )
        leads = self.env["crm.lead"].with_user(self.users["sales"])
        domain = [("id", "in", (by_shop | by_chat).ids)]
        found = leads.search([*domain, ("gift_channel", "=", "shop")])
        self.assertEqual(found.sudo(), by_shop)
        groups = leads.formatted_read_group(domain, ["gift_channel"], ["__count"])
        counts = {group["gift_channel"]: group["__count"] for group in groups}
        self.assertEqual(counts, {"shop": 1, "online": 1})
        order = self._order(
            self.firm, [(self.product, 1, 10)], confirm=False, medium_id=shop.id
        )
        self.assertEqual(order.gift_channel, "shop")

    def test_every_kind_has_a_sign(self):
        """The browser has a look of its own for each kind."""
        path = "crm_gift_retail/static/src/timeline/timeline_looks.js"
        with file_open(path) as stream:
            known = set(re.findall(r"^ {4}(\w+): \{icon:", stream.read(), re.M))
        kinds = {key for key, _label in self.Touchpoint._fields["kind"].selection}
        self.assertEqual(known, kinds)
