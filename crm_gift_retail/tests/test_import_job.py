"""The job: blocks, resuming after a crash, failing in words, undoing."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import gift_import_job, gift_import_write
from .import_common import ImportCase, make_csv, make_xlsx, retail_row

LOGGER = "odoo.addons.crm_gift_retail.models.gift_import_job"


class Killed(BaseException):
    """Stands for kill -9: nothing in the product may catch it."""


@tagged("post_install", "-at_install")
class TestImportJob(ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for module in (gift_import_job, gift_import_write):
            cls.startClassPatcher(patch.object(module, "BLOCK", 10))
        cls.rows = [
            retail_row(str(number), quantity=number, customer=f"{number % 7}.0")
            for number in range(1, 46)
        ]
        cls.rows[20] = retail_row("x", price=0)

    def prepare(self, rows=None, **values):
        record = self.retail(*(rows or self.rows), run=False, **values)
        record.action_run()
        return record

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "crm_gift_retail.ir_cron_gift_import_run"
            ).method_direct_trigger()

    def check_complete(self, record):
        self.assertEqual(record.state, "done", record.error)
        self.assertEqual((record.read_count, record.taken_count), (45, 44))
        self.assertEqual(record.refused_count, 1)
        self.assertEqual(len(record.refused_ids), 1)
        lines = self.lines_of(record)
        self.assertEqual(len(lines), 44)
        self.assertEqual(len(set(lines.mapped("line_key"))), 44)
        self.assertEqual(len(record.customer_ids), 7)
        self.assertEqual(
            self.env["gift.import.row"].search_count([("import_id", "=", record.id)]), 0
        )

    def test_job_runs_it_to_the_end(self):
        record = self.prepare()
        self.assertEqual(record.state, "running")
        self.run_cron()
        self.check_complete(record)
        self.assertEqual(record.progress, 100)
        before = self.lines_of(record)
        self.run_cron()
        self.assertEqual(self.lines_of(record), before, "a second run changes nothing")

    def test_each_block_is_bounded(self):
        record = self.prepare()
        sizes = []
        reader = {}
        while record.state == "running":
            sizes.append((record.phase, record._step(reader)))
        self.assertEqual([n for phase, n in sizes if phase == "read"], [10] * 4 + [5])
        self.assertLessEqual(max(n for phase, n in sizes if phase == "lines"), 10)
        self.check_complete(record)

    def test_killed_at_every_block(self):
        """Whatever block dies, the next run goes on there and nothing is doubled."""
        for block in (1, 4, 6, 8, 9):
            record = self.prepare(
                [[f"{row[0]}-{block}", *row[1:]] for row in self.rows]
            )
            calls = []
            original = type(record)._next_phase
            stage = type(record)._stage_customers

            # pylint: disable-next=dangerous-default-value
            def count(*args, calls=calls, block=block):
                calls.append(1)
                if len(calls) == block:
                    raise Killed

            def next_phase(self, count=count, original=original):
                original(self)
                count()

            def staging(self, customers, count=count, stage=stage):
                stage(self, customers)
                count()

            with (
                patch.object(type(record), "_next_phase", next_phase),
                patch.object(type(record), "_stage_customers", staging),
            ):
                reader = {}
                try:
                    while record.state == "running":
                        with self.env.cr.savepoint():
                            record._step(reader)
                except Killed:
                    record.invalidate_recordset()
            record._run_to_end(commit=False)
            with self.subTest(block):
                self.check_complete(record)

    @mute_logger(LOGGER)
    def test_fault_is_told_and_resumed(self):
        record = self.prepare()
        original = type(record)._phase_lines
        with patch.object(
            type(record),
            "_phase_lines",
            side_effect=RuntimeError("secret"),
            autospec=True,
        ):
            self.run_cron()
        self.assertEqual(record.state, "failed")
        self.assertIn("RuntimeError", record.error)
        self.assertNotIn("secret", record.error)
        self.assertEqual(record.read_count, 45, "what was read stays read")
        self.assertTrue(original)
        record.action_run()
        self.run_cron()
        self.check_complete(record)

    def test_bad_file_does_not_stop_the_next(self):
        bad = self.prepare()
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "gift.import"), ("res_id", "=", bad.id),
             ("res_field", "=", "data")]
        )  # fmt: skip
        attachment.raw = b"\0" * 1000
        good = self.prepare()
        self.run_cron()
        self.assertEqual(bad.state, "failed")
        self.assertIn("no readable text", bad.error)
        self.check_complete(good)

    def test_queue_of_customers(self):
        record = self.prepare()
        self.env["gift.customer.queue"].search([]).unlink()
        record._run_to_end(commit=False)
        self.env.cr.precommit.run()
        queued = self.env["gift.customer.queue"].search([])
        partners = record.customer_ids.partner_id
        self.assertLessEqual(set(partners.ids), set(queued.mapped("partner_id")))
        self.assertIn(self.company.id, queued.mapped("company_id"))

    def test_statements_do_not_grow_with_lines(self):
        counts = []
        with (
            patch.object(gift_import_job, "BLOCK", 1000),
            patch.object(gift_import_write, "BLOCK", 1000),
        ):
            for part in (self.rows[:10], self.rows[22:]):
                record = self.prepare(part)
                self.env.flush_all()
                before = self.cr.sql_log_count
                record._run_to_end(commit=False)
                counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 5, counts)

    def test_standing_follows(self):
        today = fields.Date.today()
        rows = [retail_row("1", quantity=10, price=5, date=f"{today} 00:00:00")]
        record = self.prepare(rows)
        record._run_to_end(commit=False)
        self.env.flush_all()
        self.env["gift.customer"]._refresh(self.company)
        row = self.env["gift.customer"].search(
            [("partner_id", "=", record.customer_ids.partner_id.id)]
        )
        self.assertEqual(row.revenue_12m, 50)
        self.assertEqual(row.profit_12m, 20)
        self.assertTrue(row.has_estimated_cost)


@tagged("post_install", "-at_install")
class TestImportUndo(ImportCase):
    HEADINGS = ["订单号", "日期", "数量", "单价", "客户编号", "客户名称", "手机"]

    def history_of(self, *names):
        rows = [
            [f"S{name}", "2025/3/8", "1", "5", f"K{name}", name, ""] for name in names
        ]
        return self.bring_in([self.HEADINGS, *rows])

    def undo(self, record):
        record.action_undo()
        self.assertEqual(record.state, "undoing")
        record._run_to_end(commit=False)
        self.assertEqual(record.state, "undone", record.error)

    def test_everything_is_gone(self):
        record = self.history_of("王小明", "李明")
        partners = record.customer_ids.partner_id
        self.undo(record)
        self.assertFalse(self.lines_of(record))
        self.assertFalse(partners.exists())
        self.assertFalse(
            self.env["gift.customer.code"].search(
                [("company_id", "=", self.company.id)]
            )
        )
        self.assertFalse(
            self.env["gift.customer"].search([("company_id", "=", self.company.id)])
        )
        self.assertEqual(record.kept_count, 0)
        again = self.history_of("王小明", "李明")
        self.assertEqual((again.taken_count, again.created_count), (2, 2))

    def test_used_customers_are_kept_with_the_reason(self):
        record = self.history_of("王小明", "李明", "陈红")
        ordered, noted, plain = record.customer_ids.mapped("partner_id")
        self.env["sale.order"].create(
            {"partner_id": ordered.id, "company_id": self.company.id}
        )
        noted.message_post(body="Likes tea", message_type="comment")
        self.undo(record)
        self.assertEqual((ordered | noted | plain).exists(), ordered | noted)
        self.assertEqual(record.kept_count, 2)
        first, second, third = record.customer_ids
        self.assertEqual(
            (first.outcome, second.outcome, third.outcome), ("kept", "kept", "removed")
        )
        self.assertIn("Sales Order", first.note)
        self.assertIn("Message", second.note)
        self.assertIn("2 customers were kept", record.summary)

    def test_planned_care_is_no_use_but_given_care_is(self):
        record = self.history_of("王小明", "李明")
        planned, given = record.customer_ids.mapped("partner_id")
        rule = self.env["gift.care.rule"].search(
            [("company_id", "=", self.company.id)], limit=1
        ) or self.env["gift.care.rule"].create(
            {"name": "Quiet too long", "company_id": self.company.id}
        )
        actions = self.env["gift.care.action"].create(
            [
                {
                    "rule_id": rule.id,
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "occurrence": "2025",
                    "date_due": "2025-05-01",
                    "state": state,
                    "activity_id": partner.activity_schedule(
                        "mail.mail_activity_data_call", user_id=self.env.user.id
                    ).id,
                }
                for partner, state in ((planned, "due"), (given, "done"))
            ]
        )
        self.undo(record)
        self.assertFalse(planned.exists())
        self.assertFalse(actions[0].exists())
        self.assertTrue(given.exists())
        self.assertIn("care", record.customer_ids[1].note.lower())

    def test_lines_of_another_import_keep_the_customer(self):
        first = self.history_of("王小明")
        second = self.bring_in(
            [self.HEADINGS, ["S9", "2025/4/8", "1", "5", "K王小明", "王小明", ""]]
        )
        self.undo(first)
        self.assertEqual(first.kept_count, 1)
        self.assertEqual(
            self.lines_of(second).partner_id, first.customer_ids.partner_id
        )

    def test_known_customer_loses_only_what_was_filled(self):
        known = self.env["res.partner"].create(
            {"name": "王小明", "email": "wang@example.com", "city": "广州"}
        )
        rows = [
            ["客户名称", "邮箱", "手机", "城市", "微信"],
            ["王小明", "wang@example.com", "13800138000", "北京", "w1"],
        ]
        record = self.bring_in(rows, "customer_list")
        self.assertEqual(record.updated_count, 1)
        self.assertEqual((known.phone, known.city), ("+86 138 0013 8000", "广州"))
        known.gift_wechat = "changed by hand"
        self.undo(record)
        self.assertTrue(known.exists())
        self.assertFalse(known.phone)
        self.assertEqual(known.gift_wechat, "changed by hand")

    def test_firm_with_contact_is_removed_whole(self):
        rows = [["客户名称", "联系人"], ["美礼公司", "李老师"]]
        record = self.bring_in(rows, "customer_list")
        firm = record.customer_ids.partner_id
        contact = firm.child_ids
        self.undo(record)
        self.assertFalse((firm | contact).exists())

    def test_customer_merged_meanwhile_is_kept(self):
        record = self.history_of("王小明")
        mine = record.customer_ids.partner_id
        other = self.env["res.partner"].create({"name": "王小明"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((mine | other).ids, other)
        self.undo(record)
        self.assertTrue(other.exists())
        self.assertIn("Merged", record.customer_ids.note)
        self.assertFalse(self.lines_of(record))

    def test_unlink_needs_undo(self):
        record = self.history_of("王小明")
        with self.assertRaisesRegex(UserError, "Undo it first"):
            record.unlink()
        self.undo(record)
        record.unlink()
        self.assertFalse(record.exists())

    def test_formula_in_a_workbook_comes_back_as_text(self):
        rows = [["客户名称", "手机", "备注"], ["=HYPERLINK(1)", "138****8000", "@x"]]
        record = self.bring_in(make_xlsx(rows), "customer_list")
        self.assertEqual(record.refused_count, 1)
        self.assertEqual(record.refused_ids.cells[0], "'")
        plain = self.bring_in(make_csv([rows[0], ["=1+1", "", ""]]), "customer_list")
        self.assertEqual(plain.customer_ids.partner_id.name, "=1+1")
