"""Finding a customer: by what people say, with whose rights, at what price."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged, warmup

from .common import ROLES, GiftRetailCommon


@tagged("post_install", "-at_install")
class TestFinder(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")
        cls.wang = cls._make_partner(
            "王芷",
            phone="138 0013 8000",
            email="Wang.Zhi@Example.com",
            gift_wechat="WangZhi88",
        )
        cls.husband = cls._make_partner("李明", phone="+86 13800138000")
        cls.hotel = cls._make_partner(
            "广州白云酒店", is_company=True, phone="020-38881234"
        )
        cls.buyer = cls._make_partner(
            "单小姐", parent_id=cls.hotel.id, phone="13922228000"
        )
        cls.address = cls._make_partner(
            "王芷", parent_id=cls.wang.id, type="delivery", phone="13800138000"
        )
        cls.order = cls._order(
            cls.wang, [(cls.product, 1, 100)], client_order_ref="PO-77"
        )

    def _find(self, term, role="clerk", **kwargs):
        return self._as(role, self.env["gift.finder"]).find(term, **kwargs)

    def _names(self, term, role="clerk", **kwargs):
        return [row["name"] for row in self._find(term, role, **kwargs)]

    def test_whole_number_in_any_writing(self):
        for term in ("13800138000", "0086 138-0013-8000", "１３８００１３８０００"):
            with self.subTest(term):
                rows = self._find(term)
                self.assertEqual({row["name"] for row in rows}, {"王芷", "李明"})
                self.assertEqual({row["match"] for row in rows}, {"phone"})
                self.assertNotIn(
                    self.address.id, [row["partner_id"] for row in rows], "her own"
                )

    def test_tail_alone_with_name_and_masked(self):
        self.assertEqual(set(self._names("8000")), {"王芷", "李明", "单小姐"})
        self.assertEqual(self._names("8000 王"), ["王芷"])
        self.assertEqual(self._names("wz 8000"), ["王芷"])
        self.assertEqual(set(self._names("138****8000")), {"王芷", "李明"})
        self.assertEqual(self._names("1234"), ["广州白云酒店"])
        self.assertEqual(self._names("0000"), [])

    def test_pinyin_follows_the_name(self):
        self.assertEqual(self._names("wz"), ["王芷"])
        self.assertEqual(self._find("wangzh")[0]["match"], "pinyin")
        self.assertEqual(self._names("gzby"), ["广州白云酒店"])
        self.assertEqual(self._names("shan"), ["单小姐"])
        (self.wang | self.address).name = "吴芷"
        self.assertEqual(self._names("wangzh"), [])
        self.assertEqual(self._names("wuzhi"), ["吴芷"])

    def test_names_start_and_middle(self):
        self.assertEqual(self._names("王"), ["王芷"])
        self.assertEqual(self._names("白云酒店"), ["广州白云酒店"])
        self.assertEqual(self._names("白云"), ["广州白云酒店"])
        self._make_partner("50% _off_ Ltd")
        self.assertEqual(self._names("50% _"), ["50% _off_ Ltd"])
        self.assertEqual(self._names("50% x"), [])

    def test_references(self):
        customer = self.env["gift.customer"]._ensure(self.hotel, self.company)
        customer.external_code = "K-1001"
        self.env["gift.customer.code"].create(
            {"company_id": self.company.id, "partner_id": self.wang.id, "code": "Z9"}
        )
        for term, name, match in (
            (self.order.name, "王芷", "order"),
            (self.order.name.lower(), "王芷", "order"),
            ("PO-77", "王芷", "order"),
            ("K-1001", "广州白云酒店", "code"),
            ("Z9", "王芷", "code"),
            ("wangzhi88", "王芷", "wechat"),
            ("wang.zhi@example.com", "王芷", "email"),
        ):
            with self.subTest(term):
                rows = self._find(term)
                self.assertEqual([row["name"] for row in rows], [name])
                self.assertEqual(rows[0]["match"], match)

    def test_result_says_firm_tier_and_owner(self):
        self.hotel.user_id = self.users["sales"]
        self._sell(self.buyer, [(self.product, 10, 100)])
        self._refresh()
        row = self._find("13922228000")[0]
        customer = self._customer(self.hotel)
        self.assertEqual(row["partner_id"], self.buyer.id)
        self.assertEqual(row["customer_id"], customer.id)
        self.assertEqual(row["firm"], "广州白云酒店")
        self.assertEqual(row["tier"]["letter"], customer.tier_id.code)
        self.assertEqual(row["owner"], self.users["sales"].name)
        self.assertEqual(row["phone"], "+86 139 2222 8000")
        self.assertEqual(row["last_order_date"], self.today.isoformat())
        self.assertFalse(row["is_recipient"])
        self.assertNotIn("profit", str(row))

    def test_claims_are_said(self):
        self.env["gift.claim"]._gift_claim(
            self.wang, self.company, owner=self.users["sales"], basis="quotation"
        )
        row = next(row for row in self._find("13800138000") if row["name"] == "王芷")
        claim = self.env["gift.claim"]._gift_active(self.wang, self.company)
        self.assertEqual(row["owner"], self.users["sales"].name)
        self.assertEqual(row["claimed_until"], claim[self.wang.id].until.isoformat())

    def test_an_address_alone_is_a_recipient(self):
        self.address.phone = "13700001111"
        rows = self._find("13700001111")
        self.assertEqual([row["partner_id"] for row in rows], [self.address.id])
        self.assertTrue(rows[0]["is_recipient"])

    def test_archived_and_own_people_are_no_customers(self):
        self.husband.active = False
        self.assertEqual(self._names("13800138000"), ["王芷"])
        self.users["sales"].partner_id.phone = "13600001234"
        self.assertEqual(self._names("13600001234"), [])

    def test_other_company(self):
        theirs = self._make_partner(
            "郑和",
            company_id=self.company_b.id,
            phone="13800138000",
            email="zh@example.com",
            gift_wechat="zhenghe",
        )
        order = self._order(
            self.husband, [(self.product, 1, 100)], company=self.company_b
        )
        self.env["gift.customer.code"].create(
            {"company_id": self.company_b.id, "partner_id": theirs.id, "code": "B-7"}
        )
        self.assertEqual(set(self._names("13800138000")), {"王芷", "李明"})
        terms = ("zh", "郑和", "zhenghe", "zh@example.com", "B-7", order.name + "x")
        for term in terms:
            with self.subTest(term):
                self.assertEqual(self._names(term), [])
        # the contact is shared, the other company's order is not
        order.name = "FOREIGN-1"
        self.assertEqual(self._names("FOREIGN-1"), [])

    def test_every_duty_finds_and_outsiders_do_not(self):
        for role in ROLES:
            with self.subTest(role):
                self.assertEqual(self._names("wz", role), ["王芷"])
        values = {
            "company_id": self.company.id,
            "company_ids": [Command.set(self.company.ids)],
        }
        for group in ("base.group_user", "base.group_portal", "base.group_public"):
            user = new_test_user(self.env, f"find_{group[11:]}", groups=group, **values)
            with self.subTest(group), self.assertRaises(AccessError):
                self.env["gift.finder"].with_user(user).find("wz")

    def test_customers_of_the_list_are_found_the_same_way(self):
        customer = self.env["gift.customer"]._ensure(self.hotel, self.company)
        customers = self._as("clerk", self.env["gift.customer"])
        for term in ("13922228000", "8000", "shanxiaojie", "gzby"):
            with self.subTest(term):
                found = customers.search([("finder", "ilike", term)])
                self.assertEqual(found.sudo(), customer.with_env(found.sudo().env))

    def test_odd_input(self):
        for term in (
            "",
            None,
            False,
            8000,
            ["8000"],
            "%",
            "_",
            "\\",
            "'",
            "\0",
            "x" * 9999,
        ):
            with self.subTest(repr(term)[:20]):
                self.assertEqual(self._find(term), [])
        self.assertEqual(len(self._find("8000", limit=-5)), 1)
        self.assertEqual(len(self._find("8000", limit=10**9)), 3)

    def test_keys_are_made_for_contacts_of_bare_sql(self):
        self.env.cr.execute("DELETE FROM gift_partner_pinyin")
        self.assertEqual(self._names("wz"), [])
        self.assertGreater(self.env["gift.partner.pinyin"]._fill(), 5)
        self.assertEqual(self._names("wz"), ["王芷"])
        self.assertEqual(self.env["gift.partner.pinyin"]._fill(), 0)

    def test_merged_contacts_keep_one_row_of_keys(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        other = self._make_partner("王芷", phone="13500009999")
        wizard._merge([self.wang.id, other.id, self.husband.id], self.wang)
        self.env.cr.execute(
            "SELECT count(*) FROM gift_partner_pinyin WHERE partner_id = %s",
            [self.wang.id],
        )
        self.assertEqual(self.env.cr.fetchone(), (1,))

    @warmup
    def test_query_counts(self):
        """A switchboard with 300 people costs what one customer costs."""
        crowd = [{"name": f"员工{n}", "phone": "02038885678"} for n in range(300)]
        self.env["res.partner"].create(crowd)
        finder = self._as("clerk", self.env["gift.finder"])
        self.env.flush_all()
        for term, queries, results in (
            ("13922228000", 1, 1),
            ("02038885678", 1, 8),
            ("5678", 2, 8),
            ("shanxiao", 3, 1),
        ):
            finder.find(term)
            with self.subTest(term), self.assertQueryCount(queries):
                self.assertEqual(len(finder.find(term)), results)

    def test_creating_many_writes_keys_once(self):
        statements = []
        execute = type(self.env.cr).execute

        def counted(cr, query, *args, **kwargs):
            if "gift_partner_pinyin" in str(getattr(query, "code", query)):
                statements.append(query)
            return execute(cr, query, *args, **kwargs)

        self.patch(type(self.env.cr), "execute", counted)
        self.env["res.partner"].create([{"name": f"批量{n}"} for n in range(80)])
        self.assertEqual(len(statements), 1)
