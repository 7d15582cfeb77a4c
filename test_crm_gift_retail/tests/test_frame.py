"""The frame every part stands on: rights, menus, crons, translations of the model."""

from lxml import etree

from odoo.tests import TransactionCase, tagged

MODULE = "crm_gift_retail"
ROLES = (
    "clerk",
    "caller",
    "service",
    "service_lead",
    "sales",
    "warehouse",
    "manager",
)


def group_xmlid(role):
    """External identifier of the group of a duty."""
    return f"{MODULE}.{MODULE}_group_{role}"


@tagged("post_install", "-at_install")
class TestFrame(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own_models = cls.env["ir.model"].search(
            [("model", "=like", "gift.%"), ("transient", "=", False)]
        )

    def _records(self, model):
        ids = (
            self.env["ir.model.data"]
            .search([("module", "=", MODULE), ("model", "=", model)])
            .mapped("res_id")
        )
        return self.env[model].browse(ids).exists()

    def test_every_role_has_its_own_privilege(self):
        groups = {role: self.env.ref(group_xmlid(role)) for role in ROLES}
        for role, group in groups.items():
            with self.subTest(role=role):
                self.assertTrue(group.privilege_id, "a duty without a choice")
                self.assertEqual(
                    group.privilege_id.category_id,
                    self.env.ref(f"{MODULE}.module_category_gift_retail"),
                )
        single = [role for role in ROLES if role not in ("service", "service_lead")]
        privileges = [groups[role].privilege_id for role in single]
        self.assertEqual(len(set(privileges)), len(single))
        self.assertEqual(
            groups["service"].privilege_id, groups["service_lead"].privilege_id
        )

    def test_manager_has_every_duty(self):
        manager = self.env.ref(group_xmlid("manager"))
        for role in ROLES:
            self.assertIn(
                self.env.ref(group_xmlid(role)), manager.all_implied_ids, role
            )

    def test_no_role_is_an_administrator(self):
        system = self.env.ref("base.group_system")
        for role in ROLES:
            group = self.env.ref(group_xmlid(role))
            self.assertNotIn(system, group.all_implied_ids, role)

    def test_every_model_is_denied_to_strangers(self):
        """Portal and public users, and employees without a duty, read nothing."""
        self.assertTrue(self.own_models)
        for xmlid in ("base.group_portal", "base.group_public"):
            groups = self.env.ref(xmlid).all_implied_ids
            access = self.env["ir.model.access"].search(
                [
                    ("model_id", "in", self.own_models.ids),
                    "|",
                    ("group_id", "=", False),
                    ("group_id", "in", groups.ids),
                ]
            )
            self.assertFalse(access.mapped("name"), xmlid)

    def test_company_models_have_a_company_rule(self):
        """A model with a company is closed to other companies by a global rule."""
        for model in self.own_models:
            records = self.env[model.model]
            field = records._fields.get("company_id")
            # the queue of touched customers keeps plain numbers and nobody reads it
            if records._abstract or not field or field.type != "many2one":
                continue
            rules = self.env["ir.rule"].search(
                [("model_id", "=", model.id), ("groups", "=", False)]
            )
            domains = " ".join(rules.mapped("domain_force"))
            with self.subTest(model=model.model):
                self.assertIn("company_id", domains)

    def test_menus_open_for_the_manager(self):
        menus = self._records("ir.ui.menu")
        self.assertTrue(menus)
        for menu in menus.filtered("action"):
            action = menu.action
            with self.subTest(menu=menu.complete_name):
                if action._name != "ir.actions.act_window":
                    continue
                model = self.env[action.res_model]
                views = [(False, kind) for kind in action.view_mode.split(",")]
                model.get_views([*views, (False, "search")])

    def test_root_menu_has_its_icon(self):
        root = self.env.ref(f"{MODULE}.crm_gift_retail_menu_root")
        self.assertTrue(root.web_icon_data, "the icon's file is missing")

    def test_crons_name_a_method_that_exists(self):
        for cron in self._records("ir.cron"):
            with self.subTest(cron=cron.cron_name):
                self.assertEqual(cron.state, "code")
                code = cron.code.strip()
                self.assertTrue(code.startswith("model._cron_"), code)
                name = code.removeprefix("model.").partition("(")[0]
                self.assertTrue(hasattr(self.env[cron.model_id.model], name), code)

    def test_fields_of_our_views_have_a_label(self):
        """A view never shows a raw technical name."""
        for view in self._records("ir.ui.view"):
            if not view.model or view.model not in self.env:
                continue
            names = {
                node.get("name")
                for node in etree.fromstring(view.arch).iter("field")
                if node.get("name")
            }
            fields = self.env[view.model]._fields
            for name in names & set(fields):
                if name.startswith("gift_"):
                    label = fields[name].string or ""
                    self.assertNotIn("_", label, f"{view.xml_id}: {name}")
