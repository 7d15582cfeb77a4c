"""Imports say where customers came from; a long list of leads costs no query each."""

import logging
import re
import time
from unittest.mock import patch

from odoo.tests import tagged

from .common import GiftRetailCommon
from .import_common import PURCHASE_HEADINGS, ImportCase, make_csv

_logger = logging.getLogger(__name__)

#: a statement on a table of ours
OURS = re.compile(r'(?:FROM|INTO|UPDATE|JOIN)\s+"?gift_')


@tagged("post_install", "-at_install")
class TestSourceOfImports(ImportCase):
    def _purchases(self, rows, **values):
        """Import purchases: (order, day, quantity, customer number, channel)."""
        table = [[*PURCHASE_HEADINGS, "渠道"]]
        table += [
            [
                order,
                day,
                "A1",
                "Vase",
                quantity,
                "10",
                code,
                f"Customer {code}",
                channel,
            ]
            for order, day, quantity, code, channel in rows
        ]
        record = self.env["gift.import"].import_file(
            make_csv(table),
            "purchases",
            company=self.company,
            commit=False,
            filename="orders.csv",
            **values,
        )
        self.assertEqual(record.state, "done", record.error)
        return record

    def _refresh(self):
        self.env.flush_all()
        self.env["gift.customer"]._refresh(self.company)

    def _standing(self, code):
        row = self.env["gift.customer.code"].search(
            [("code", "=", code), ("company_id", "=", self.company.id)]
        )
        return self.env["gift.customer"].search(
            [
                ("partner_id", "=", row.partner_id.id),
                ("company_id", "=", self.company.id),
            ]
        )

    def _trail(self, customer):
        return self.env["gift.touchpoint"].search(
            [("commercial_partner_id", "=", customer.partner_id.id)], order="date"
        )

    def test_first_purchase_is_the_first_touch(self):
        record = self._purchases(
            [
                ("O1", "2025-03-02", "1", "K1", "门店"),
                ("O2", "2025-03-01", "1", "K1", "天猫"),
                ("O3", "2025-03-05", "1", "K2", ""),
                ("O4", "2025-03-05", "-1", "K3", "门店"),
            ]
        )
        self._refresh()
        first = self._standing("K1")
        self.assertEqual(
            (first.first_channel, first.first_medium_id.name), ("online", "天猫")
        )
        self.assertEqual(first.first_touch_date.date().isoformat(), "2025-03-01")
        touch = self._trail(first)
        self.assertEqual((touch.kind, touch.summary), ("order", "O2"))
        unknown = self._standing("K2")
        self.assertEqual(unknown.first_channel, "unknown")
        self.assertEqual(
            unknown.first_medium_id, self.env.ref("crm_gift_retail.utm_medium_unknown")
        )
        self.assertFalse(self._trail(self._standing("K3")), "a return is no purchase")
        # The same file again adds nothing to the trail.
        record._leave_trail()
        self.assertEqual(len(self._trail(first)), 1)

    def test_an_earlier_past_is_the_first_touch(self):
        self._purchases([("O1", "2025-03-02", "1", "K1", "门店")])
        self._refresh()
        row = self._standing("K1")
        self._purchases([("O9", "2025-06-01", "1", "K1", "抖音")])
        self._refresh()
        self.assertEqual(row.first_channel, "shop")
        self.assertEqual(len(self._trail(row)), 1, "the trail began before")
        earlier = self._purchases([("O0", "2024-01-01", "1", "K1", "淘宝")])
        self._refresh()
        self.assertEqual(row.first_channel, "online")
        self.assertEqual(
            row.first_touch_date.year, 2024 if self._utc_same_year() else 2023
        )
        earlier.action_undo()
        earlier.sudo()._run_to_end(commit=False)
        self.assertEqual(earlier.state, "undone")
        self._refresh()
        self.assertEqual(row.first_channel, "shop", "what was undone is no past")
        self.assertEqual(len(self._trail(row)), 1)

    def _utc_same_year(self):
        """Midnight of 1 January lies in the old year in UTC east of Greenwich."""
        return (self.company.partner_id.tz or "UTC") == "UTC"

    def test_customer_list_and_undo(self):
        table = [["客户名称", "来源"], ["王芳", "展会"], ["李雷", ""]]
        shop = self.env.ref("crm_gift_retail.utm_medium_shop")
        walk_in = self.env.ref("crm_gift_retail.utm_source_walk_in")
        record = self.env["gift.import"].import_file(
            make_csv(table),
            "customer_list",
            company=self.company,
            commit=False,
            filename="list.csv",
            medium_id=shop.id,
            source_id=walk_in.id,
        )
        self.assertEqual(record.state, "done", record.error)
        self._refresh()
        rows = self.env["gift.customer"].search(
            [("partner_id", "in", record.customer_ids.partner_id.ids)], order="id"
        )
        self.assertEqual(set(rows.mapped("first_channel")), {"shop"})
        self.assertEqual(
            set(rows.mapped("first_source_id.name")), {"展会", walk_in.name}
        )
        partners = rows.partner_id
        record.action_undo()
        record.sudo()._run_to_end(commit=False)
        self.assertFalse(partners.exists(), "the import's own trail is no use of them")
        self.assertFalse(
            self.env["gift.touchpoint"].search(
                [("res_model", "=", "gift.import.customer")]
            )
        )

    def test_junk_in_the_channel_is_unknown(self):
        self._purchases([("O1", "2025-03-02", "1", "K1", "<b>x</b>")])
        self._refresh()
        self.assertEqual(
            self._standing("K1").first_medium_id,
            self.env.ref("crm_gift_retail.utm_medium_unknown"),
        )


@tagged("post_install", "-at_install")
class TestManyLeads(GiftRetailCommon):
    def _rows(self, count):
        """Rows of a list with duplicates inside: every fifth was seen before."""
        people = count * 4 // 5
        return [
            [f"Enquiry {n}", f"Person {n % people}", f"p{n % people}@example.com"]
            for n in range(count)
        ]

    def _load(self, count):
        """Import as the screen does.

        :return: ids, number and seconds of our statements, seconds of all
        """
        leads = self.env["crm.lead"].with_context(
            gift_source_required=True,
            tracking_disable=True,
            import_file=True,
            default_user_id=False,
            default_team_id=False,
            default_medium_id=self.env.ref("crm_gift_retail.utm_medium_shop").id,
            default_source_id=self.env.ref("crm_gift_retail.utm_source_walk_in").id,
        )
        ours = []
        execute = type(self.env.cr).execute

        def spy(cursor, query, params=None, log_exceptions=True):
            begin = time.perf_counter()
            result = execute(cursor, query, params, log_exceptions)
            if OURS.search(str(getattr(query, "code", query))):
                ours.append(time.perf_counter() - begin)
            return result

        start = time.perf_counter()
        with patch.object(type(self.env.cr), "execute", spy):
            result = leads.load(
                ["name", "contact_name", "email_from"], self._rows(count)
            )
        self.assertFalse(result["messages"])
        return result["ids"], len(ours), sum(ours), time.perf_counter() - start

    def test_ten_thousand_rows(self):
        """Duplicates in the file stay enquiries; ours costs a handful per thousand."""
        ids, few, _ours, _all = self._load(100)
        self.assertEqual(len(ids), 100)
        ids, many, seconds, total = self._load(10000)
        self.assertEqual(len(ids), 10000)
        self.assertEqual(
            self.env["gift.touchpoint"].search_count(
                [("res_model", "=", "crm.lead"), ("res_id", "in", ids)]
            ),
            10000,
        )
        _logger.info(
            "10,000 leads: %s against %s, %s of %s s", few, many, seconds, total
        )
        self.assertLessEqual(many - few, 40, "a statement per lead")
        self.assertLess(seconds, total * 0.4)
