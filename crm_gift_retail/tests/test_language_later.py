from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestLanguageLater(TransactionCase):
    """A language that is added after the addon names what code has made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        english = cls.env(context={"lang": "en_US"})
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.company = english["res.company"].create({"name": "Lantern Gifts"})
        cls.ladder = english["gift.tier.ladder"].search(
            [("company_id", "=", cls.company.id), ("audience", "=", "firm")]
        )
        cls.rule = english["gift.care.rule"].search(
            [("company_id", "=", cls.company.id), ("trigger", "=", "last_contact")]
        )
        # as if the company had been made before the language was there
        for record in (cls.ladder, cls.ladder.tier_ids, cls.rule):
            for line in record:
                line.update_field_translations("name", {"zh_CN": False})
        for tier in cls.ladder.tier_ids:
            tier.update_field_translations("public_name", {"zh_CN": False})
        cls.module = cls.env["ir.module.module"].search(
            [("name", "=", "crm_gift_retail")]
        )

    def chinese(self, record):
        return record.with_context(lang="zh_CN")

    def tier(self, letter):
        return self.ladder.tier_ids.filtered(lambda tier: tier.code == letter)

    def test_defaults_get_the_language(self):
        self.assertEqual(self.chinese(self.tier("A")).name, "Key customers")
        self.module._update_translations(["zh_CN"])
        self.assertEqual(self.chinese(self.ladder).name, "企业客户")
        self.assertEqual(self.chinese(self.tier("A")).name, "重点客户")
        self.assertEqual(self.chinese(self.tier("A")).public_name, "钻石")
        self.assertFalse(self.chinese(self.tier("D")).public_name)
        self.assertEqual(self.chinese(self.rule).name, "久未联系")
        self.assertEqual(self.tier("A").name, "Key customers")

    def test_own_words_stay(self):
        self.tier("A").name = "Friends of the house"
        self.chinese(self.tier("B")).name = "老客户"
        self.module._update_translations("zh_CN")
        self.assertEqual(self.chinese(self.tier("A")).name, "Friends of the house")
        self.assertEqual(self.chinese(self.tier("B")).name, "老客户")
        self.assertEqual(self.chinese(self.tier("C")).name, "其他客户")

    def test_other_modules_change_nothing(self):
        self.env["ir.module.module"].search(
            [("name", "=", "crm")]
        )._update_translations(["zh_CN"])
        self.assertEqual(self.chinese(self.tier("A")).name, "Key customers")
