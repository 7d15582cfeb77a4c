"""Customer lists: who is new, who is known, what is filled, what is refused."""

import datetime

from odoo.tests import tagged

from .import_common import ImportCase

HEADINGS = [
    "客户编号",
    "客户名称",
    "联系人",
    "手机",
    "微信",
    "生日（农历）",
    "来源",
    "备注",
    "邮箱",
]


@tagged("post_install", "-at_install")
class TestImportCustomers(ImportCase):
    def row(self, **cells):
        keys = "code name contact phone wechat birthday source remark email".split()
        return [cells.get(key, "") for key in keys]

    def listed(self, *rows, **values):
        return self.customers(HEADINGS, *rows, **values)

    def test_private_customer(self):
        record = self.listed(
            self.row(
                name="欧阳女士", phone="１３８ 0013 8000", wechat="oy88",
                birthday="闰四月初三", source="展会", remark="=喜欢茶",
            )
        )  # fmt: skip
        self.assertEqual(record.state, "done", record.error)
        partner = record.customer_ids.partner_id
        self.assertEqual(partner.name, "欧阳女士")
        self.assertEqual(partner.phone, "+86 138 0013 8000")
        self.assertEqual(partner.phone_sanitized, "+8613800138000")
        self.assertEqual(partner.gift_salutation, "欧阳女士")
        self.assertEqual(partner.gift_wechat, "oy88")
        self.assertEqual(partner.gift_birthday_text, "农历闰4月3日")
        birthday = partner._gift_birthday()
        self.assertEqual(birthday.solar(2020), datetime.date(2020, 5, 25))
        self.assertIn("=喜欢茶", str(partner.comment))
        self.assertFalse(partner.is_company)
        self.assertFalse(partner.user_id, "owners are claims, never written by imports")
        self.assertEqual(record.customer_ids.source_id.name, "展会")
        self.assertEqual((record.read_count, record.created_count), (1, 1))

    def test_firm_with_contact(self):
        record = self.listed(
            self.row(code="F1", name="广州美礼有限公司", contact="李老师",
                     phone="020-38881234转801", email="LI@example.com")
        )  # fmt: skip
        firm = record.customer_ids.partner_id
        self.assertTrue(firm.is_company)
        self.assertEqual(firm.child_ids.name, "李老师")
        self.assertEqual(firm.child_ids.gift_salutation, "李老师")
        self.assertEqual(firm.child_ids.email, "li@example.com")
        self.assertEqual(firm.phone, "+86 20 3888 1234 ext. 801")
        standing = self.env["gift.customer"].search([("partner_id", "=", firm.id)])
        self.assertEqual(standing.external_code, "F1")
        self.assertEqual(standing.company_id, self.company)

    def test_known_by_number_then_mail_then_phone(self):
        first = self.listed(
            self.row(code="K1", name="王小明", phone="13800138000"),
            self.row(name="李明", email="li@example.com"),
            self.row(name="陈红", phone="13900139000"),
        )
        self.assertEqual(first.created_count, 3)
        second = self.listed(
            self.row(code="K1", name="王大明", phone="13700137000"),
            self.row(name="Li Ming", email="LI@example.com", phone="13600136000"),
            self.row(name="陈女士", phone="139 0013 9000", wechat="ch"),
        )
        self.assertEqual((second.created_count, second.matched_count), (0, 3))
        rows = second.customer_ids
        self.assertEqual(rows.mapped("match_by"), ["code", "email", "phone"])
        self.assertEqual(rows.partner_id, first.customer_ids.partner_id)
        king, li, chen = rows.mapped("partner_id")
        self.assertEqual(
            king.phone, "+86 138 0013 8000", "told values are not replaced"
        )
        self.assertEqual(li.phone, "+86 136 0013 6000", "empty ones are filled")
        self.assertEqual(chen.gift_wechat, "ch")
        self.assertEqual(second.updated_count, 2)

    def test_shared_and_contradicting_phone(self):
        self.listed(
            self.row(name="王小明", phone="13800138000"),
            self.row(name="李明", phone="13900139000"),
            self.row(name="李明妻子", phone="13900139000"),
        )
        record = self.listed(
            self.row(name="赵六", phone="13800138000"),
            self.row(name="李明", phone="13900139000"),
        )
        self.assertEqual((record.created_count, record.possible_count), (2, 2))
        self.assertEqual(record.customer_ids[0].possible_id.name, "王小明")
        self.assertEqual(record.customer_ids[1].possible_id.name, "李明")

    def test_same_customer_twice_in_one_file(self):
        record = self.listed(
            self.row(code="K1", name="王小明", phone="13800138000"),
            self.row(code="K1", name="王小明", wechat="w"),
        )
        self.assertEqual((record.created_count, record.matched_count), (1, 1))
        self.assertEqual(record.customer_ids.partner_id.gift_wechat, "w")

    def test_two_numbers_are_two_customers(self):
        record = self.listed(
            self.row(code="K1", name="美礼公司", email="buyer@example.com"),
            self.row(code="K2", name="茶香公司", email="buyer@example.com"),
        )
        self.assertEqual((record.created_count, record.possible_count), (2, 1))

    def test_refused(self):
        record = self.listed(
            self.row(name="王总", phone="138****8000"),
            self.row(name="王总", phone="1380013800"),
            self.row(name="王总", email="nobody at home"),
            self.row(name="王总", birthday="32月1日"),
            self.row(remark="nobody"),
        )
        self.assertEqual(
            self.reasons(record),
            [
                (2, "phone_masked"),
                (3, "phone_invalid"),
                (4, "email_invalid"),
                (5, "birthday_invalid"),
                (6, "customer_missing"),
            ],
        )
        self.assertIn("138****8000", record.refused_ids[0].reason)
        self.assertEqual((record.created_count, record.refused_count), (0, 5))

    def test_switchboard_is_no_identity(self):
        self.listed(self.row(name="美礼公司", phone="020-38881234转801"))
        record = self.listed(self.row(name="美礼公司", phone="020-38881234转802"))
        self.assertEqual(record.created_count, 1)

    def test_archived_customer(self):
        first = self.listed(self.row(code="K1", name="王小明", phone="13800138000"))
        first.customer_ids.partner_id.action_archive()
        second = self.listed(self.row(code="K1", name="王小明", wechat="w"))
        self.assertEqual(second.matched_count, 1)
        self.assertFalse(second.customer_ids.partner_id.active)
        self.assertFalse(second.customer_ids.partner_id.gift_wechat)
        self.assertIn("Archived", second.customer_ids.note)

    def test_merged_customer_keeps_both_numbers(self):
        first = self.listed(
            self.row(code="K1", name="王小明"), self.row(code="K2", name="王 小明")
        )
        one, two = first.customer_ids.mapped("partner_id")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((one | two).ids, one)
        second = self.listed(
            self.row(code="K1", name="王小明"), self.row(code="K2", name="王小明")
        )
        self.assertEqual((second.created_count, second.matched_count), (0, 2))
        self.assertEqual(second.customer_ids.partner_id, one)

    def test_own_people_are_no_customers(self):
        user = self.env["res.users"].create(
            {"name": "Clerk", "login": "clerk_x", "email": "clerk@example.com"}
        )
        record = self.listed(self.row(name="Clerk", email="clerk@example.com"))
        self.assertEqual(record.created_count, 1)
        self.assertNotEqual(record.customer_ids.partner_id, user.partner_id)

    def test_other_company_is_not_matched(self):
        other = self.env["res.company"].create({"name": "Other Gifts"})
        self.listed(self.row(code="K1", name="王小明", phone="13800138000"))
        record = self.listed(
            self.row(code="K1", name="王小明", phone="13800138000"), company=other
        )
        self.assertEqual(record.created_count, 1)
        self.assertEqual(record.customer_ids.partner_id.company_id, other)

    def test_many_customers_in_few_queries(self):
        rows = [
            self.row(code=f"N{i}", name=f"客户{i}", phone=f"138{i:08d}")
            for i in range(60)
        ]
        self.listed(*rows[:2])  # warm up
        counts = []
        for part in (rows[2:12], rows[12:52]):
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.listed(*part)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        # four times the customers, the same statements but for bulk inserts
        self.assertLess(counts[1], counts[0] + 30, counts)
