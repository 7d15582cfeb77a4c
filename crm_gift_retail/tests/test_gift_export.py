import base64
import io
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .ui_common import UiCommon

MODULE = "odoo.addons.crm_gift_retail.models.gift_export"


@tagged("post_install", "-at_install")
class TestGiftExport(UiCommon, HttpCase):
    """Exports to Excel: rights, filter, company, log, and the long ones."""

    def _start(self, role, model="gift.customer", domain=()):
        return self._as(role, "gift.export").start_export(model, list(domain), "Mine")

    def _sheet(self, role, action):
        """Return the rows of the file that the user's browser gets."""
        self.authenticate(self.users[role].login, self.users[role].login)
        answer = self.url_open(action["url"])
        self.assertEqual(answer.status_code, 200, answer.text[:300])
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        return [[cell.value for cell in row] for row in book.active.iter_rows()]

    def _table(self, role, model="gift.customer", domain=()):
        heads, *rows = self._sheet(role, self._start(role, model, domain))
        return [dict(zip(heads, row, strict=True)) for row in rows]

    def test_manager_gets_filter_profit_and_text(self):
        self.silent.partner_id.name = "=HYPERLINK(0)"
        rows = self._table(
            "manager", domain=[("contact_state", "=", "red"), ("tier_code", "=", "A")]
        )
        self.assertEqual([row["Customer"] for row in rows], ["=HYPERLINK(0)"])
        self.assertEqual(rows[0]["Profit, 12 Months"], 38_600)
        self.assertEqual(rows[0]["Contact State"], "Overdue")

    def test_salesperson_takes_own_customers_only(self):
        rows = self._table("sales")
        names = {row["Customer"] for row in rows}
        self.assertEqual(
            names, {c.partner_id.name for c in self.silent | self.fresh | self.once}
        )
        self.assertNotIn("Profit, 12 Months", rows[0])
        own = {row["Customer"]: row["Profit, 12 Months (own)"] for row in rows}
        self.assertEqual(own[self.silent.partner_id.name], 38_600)

    def test_readers_export_nothing(self):
        for role in ("clerk", "caller", "service", "warehouse"):
            for model in ("gift.customer", "gift.sale.fact"):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    self._start(role, model)

    def test_only_our_lists_and_only_readable_filters(self):
        with self.assertRaises(UserError):
            self._start("manager", "res.users")
        with self.assertRaises(UserError):
            self._start("manager", domain=[("no_such_field", "=", 1)])
        with self.assertRaises(AccessError):
            # a filter on a field that the user may not read would tell its value
            self._start("sales", domain=[("profit_12m", ">", 10)])

    def test_the_address_is_not_for_others(self):
        action = self._start("manager")
        self.authenticate(self.users["sales"].login, self.users["sales"].login)
        answer = self.url_open(action["url"])
        self.assertEqual(answer.status_code, 403)
        self.assertIn("not yours", answer.text)
        # nor does a stranger's knocking change what the log says
        line = self.env["gift.export"].search([], limit=1)
        self.assertEqual((line.state, line.error), ("waiting", False))

    def test_rights_lost_in_between(self):
        action = self._start("sales")
        self.users["sales"].group_ids = [
            (6, 0, self.env.ref("crm_gift_retail.crm_gift_retail_group_clerk").ids)
        ]
        self.authenticate(self.users["sales"].login, self.users["sales"].login)
        self.assertEqual(self.url_open(action["url"]).status_code, 403)
        line = self.env["gift.export"].search([], limit=1)
        self.assertEqual(line.state, "failed")
        self.assertIn("Ask a manager", line.error)

    def test_companies_are_kept_apart(self):
        foreign = self._quiet("Of the South", company=self.company_b)
        names = {row["Customer"] for row in self._table("manager")}
        self.assertNotIn(foreign.partner_id.name, names)
        # and not by asking for the other company either
        forged = self._as("manager", "gift.export").with_context(
            allowed_company_ids=self.company_b.ids
        )
        with self.assertRaises(AccessError):
            forged.start_export("gift.customer", [])

    def test_facts_follow_the_record_rule(self):
        history = self.env["gift.sale.history"]
        for number, customer in enumerate((self.silent, self.silent_b)):
            history.create(
                {
                    "company_id": self.company.id,
                    "partner_id": customer.partner_id.id,
                    "date": self.today,
                    "date_day": self.today,
                    "quantity": 1,
                    "revenue": 100,
                    "cost": 60,
                    "cost_state": "known",
                    "reference": f"R{number}",
                    "line_key": f"export-{number}",
                }
            )
        domain = [("order_ref", "like", "R"), ("kind", "=", "history")]
        everything = self._table("manager", "gift.sale.fact", domain)
        self.assertEqual(len(everything), 2)
        self.assertEqual({row["Profit"] for row in everything}, {40})
        own = self._table("sales", "gift.sale.fact", domain)
        self.assertEqual([row["Customer"] for row in own], ["Silent VIP 王总"])

    def test_every_export_is_logged(self):
        self._table("manager", domain=[("tier_code", "=", "A")])
        line = self.env["gift.export"].search([], limit=1)
        self.assertEqual(line.user_id, self.users["manager"])
        self.assertEqual(line.state, "done")
        self.assertEqual(line.row_count, 2)
        self.assertIn("tier_code", line.domain_text)
        seen = self._as("sales", "gift.export").search([])
        self.assertNotIn(line, seen.sudo())
        with self.assertRaises(AccessError):
            line.with_user(self.users["manager"]).write({"row_count": 0})
        with self.assertRaises(AccessError):
            line.with_user(self.users["manager"]).unlink()


@tagged("post_install", "-at_install")
class TestGiftExportJob(UiCommon):
    """Exports too long for one request."""

    def _start(self, role):
        with patch(f"{MODULE}.BACKGROUND_ROWS", 1):
            action = self._as(role, "gift.export").start_export("gift.customer", [])
        self.assertEqual(action["tag"], "display_notification")
        return self.env["gift.export"].search([], limit=1)

    def _run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "crm_gift_retail.ir_cron_gift_export_write"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_long_exports_are_prepared_by_the_job(self):
        line = self._start("manager")
        self.assertEqual((line.state, line.is_background), ("waiting", True))
        with self.assertRaises(UserError):
            line.with_user(self.users["manager"]).action_download()
        self._run_job()
        self.assertEqual((line.state, line.row_count), ("done", 4))
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(line.content)))
        self.assertEqual(book.active.max_row, 5)
        action = line.with_user(self.users["manager"]).action_download()
        self.assertIn(f"/web/content/gift.export/{line.id}/content", action["url"])
        with self.assertRaises(AccessError):
            line.with_user(self.users["sales"]).action_download()
        # a second run finds nothing to do
        written = line.write_date
        self._run_job()
        self.assertEqual(line.write_date, written)

    @mute_logger("odoo.addons.crm_gift_retail.models.gift_export")
    def test_a_failing_export_says_so_and_stops(self):
        line = self._start("sales")
        self.users["sales"].group_ids = [
            (6, 0, self.env.ref("crm_gift_retail.crm_gift_retail_group_clerk").ids)
        ]
        self._run_job()
        self.assertEqual(line.state, "failed")
        self.assertIn("does not export", line.error)
        self.assertFalse(line.content)

    def test_a_download_that_never_came_is_called_failed(self):
        action = self._as("manager", "gift.export").start_export("gift.customer", [])
        self.assertEqual(action["type"], "ir.actions.act_url")
        line = self.env["gift.export"].search([], limit=1)
        self._run_job()
        self.assertEqual(line.state, "waiting", "the browser may still be fetching it")
        self.env.cr.execute(
            "UPDATE gift_export SET create_date = create_date - interval '61 minutes'"
        )
        self._run_job()
        self.assertEqual(line.state, "failed")
        self.assertIn("Export again", line.error)

    def test_prepared_files_go_after_a_week(self):
        line = self._start("manager")
        self._run_job()
        self.env["gift.export"]._gc_files()
        self.assertTrue(line.content)
        self.env.cr.execute(
            "UPDATE gift_export SET create_date = create_date - interval '8 days'"
        )
        self.env.invalidate_all()
        self.env["gift.export"]._gc_files()
        self.env.invalidate_all()
        self.assertFalse(line.content)
        self.assertEqual(line.row_count, 4)
