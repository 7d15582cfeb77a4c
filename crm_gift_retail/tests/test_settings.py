from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..models.gift_job import TOKEN_PARAM
from .common import GiftRetailCommon


@tagged("post_install", "-at_install")
class TestSettings(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._make_login(
            "gift_admin",
            "base.group_system,crm_gift_retail.crm_gift_retail_group_manager",
        )
        cls.Settings = cls.env["res.config.settings"].with_user(cls.admin)

    def test_settings_of_the_company(self):
        team = self.env["crm.team"].create({"name": "Care team"})
        with Form(self.Settings) as form:
            form.gift_history_border = "2026-01-01"
            form.gift_count_pending = True
            form.gift_service_team_id = team
            form.gift_care_daily_limit = 9
        form.save().execute()
        self.assertEqual(
            self.company.gift_history_border, fields.Date.to_date("2026-01-01")
        )
        self.assertTrue(self.company.gift_count_pending)
        self.assertEqual(self.company.gift_service_team_id, team)
        self.assertEqual(self.company.gift_care_daily_limit, 9)
        self.assertEqual(self.company_b.gift_care_daily_limit, 15)

    def test_anonymous_customers(self):
        walk_in, other = self._make_partner("Walk-in"), self._make_partner("Till")
        walk_in.gift_is_anonymous = True
        with Form(self.Settings) as form:
            self.assertIn(walk_in, form.gift_anonymous_partner_ids[:])
            form.gift_anonymous_partner_ids.remove(id=walk_in.id)
            form.gift_anonymous_partner_ids.add(other)
        form.save().execute()
        self.assertFalse(walk_in.gift_is_anonymous)
        self.assertTrue(other.gift_is_anonymous)

    def test_counting_deliveries_is_proposed(self):
        self.assertFalse(self.Settings.create({}).gift_propose_pending)
        order = self._order(self.firm, [(self.product, 2, 100)])
        self._deliver(order)
        self.assertTrue(self.Settings.create({}).gift_propose_pending)
        self._invoice(order)
        self.assertFalse(self.Settings.create({}).gift_propose_pending)

    def test_token(self):
        param = self.env["ir.config_parameter"]
        param.set_param(TOKEN_PARAM, False)
        self.Settings.create({}).action_gift_new_health_token()
        first = param.get_param(TOKEN_PARAM)
        self.assertGreaterEqual(len(first), 32)
        self.Settings.create({}).action_gift_new_health_token()
        self.assertNotEqual(param.get_param(TOKEN_PARAM), first)

    def test_managers_without_administration(self):
        manager = self.users["manager"]
        with self.assertRaises(AccessError):
            self.Settings.with_user(manager).create({}).action_gift_new_health_token()
        # what managers decide is on the operations page
        action = self.env["gift.operations"].with_user(manager).action_open()
        self.assertEqual(action["res_model"], "gift.operations")

    def test_operations_from_settings(self):
        action = self.Settings.create({}).action_gift_open_operations()
        self.assertEqual(action["res_model"], "gift.operations")
