"""Who may bring in history: managers, in their companies, and nobody forges figures."""

import base64
import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .import_common import ImportCase, make_csv, retail_row

DUTY = "crm_gift_retail.crm_gift_retail_group_%s"
ROLES = ("clerk", "caller", "service", "service_lead", "sales", "warehouse", "manager")
MODELS = (
    "gift.import gift.import.mapping gift.import.preview gift.import.refused "
    "gift.import.customer gift.import.row gift.import.product gift.customer.code "
    "gift.import.wizard gift.sale.history"
).split()


@tagged("post_install", "-at_install")
class TestImportSecurity(ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(
                cls.env,
                f"imp_{role}",
                groups=DUTY % role,
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            for role in ROLES
        }
        cls.portal = new_test_user(cls.env, "imp_portal", groups="base.group_portal")

    def test_rights_per_role_and_model(self):
        for role, user in {**self.users, "portal": self.portal}.items():
            env = self.env(user=user)
            for model in MODELS:
                allowed = set()
                if role == "manager" and model != "gift.import.row":
                    allowed = {"read"}
                    if model in (
                        "gift.import",
                        "gift.import.mapping",
                        "gift.import.wizard",
                    ):
                        allowed |= {"write", "create", "unlink"}
                elif role == "service_lead" and model == "gift.sale.history":
                    allowed = {"read"}
                for operation in ("read", "write", "create", "unlink"):
                    with self.subTest(role, model=model, operation=operation):
                        self.assertEqual(
                            env[model].has_access(operation), operation in allowed
                        )

    def manager_import(self):
        env = self.env(user=self.users["manager"])
        content = base64.b64encode(
            make_csv([["客户名称", "手机"], ["Preview Wang", "13800138000"]])
        )
        return env["gift.import"].create(
            {
                "data": content,
                "preset": "customer_list",
                "medium_id": self.env.ref("crm_gift_retail.utm_medium_unknown").id,
                "source_id": self.env.ref("crm_gift_retail.utm_source_unknown").id,
            }
        )

    def test_manager_runs_and_undoes(self):
        record = self.manager_import()
        self.assertEqual(record.company_id, self.company)
        record.action_preview()
        self.assertEqual(record.state, "previewed")
        self.assertIn("New customer Preview Wang", record.preview_ids.outcome)
        self.assertFalse(
            self.env["res.partner"].search([("name", "=", "Preview Wang")])
        )
        record.mapping_ids[1].field_key = "phone_other"
        record.action_preview()
        record.action_run()
        record.sudo()._run_to_end(commit=False)
        self.assertEqual(record.state, "done")
        with self.assertRaises(UserError):
            record.mapping_ids[1].field_key = "phone"
        with self.assertRaises(UserError):
            record.cost_percent = 5
        record.action_undo()
        record.sudo()._run_to_end(commit=False)
        self.assertEqual(record.state, "undone")

    def test_figures_cannot_be_forged(self):
        record = self.manager_import()
        for vals in ({"state": "done"}, {"taken_count": 5}, {"phase": "lines"}):
            with self.subTest(vals), self.assertRaises(AccessError):
                record.write(vals)
        with self.assertRaises(AccessError):
            record.create({"preset": "purchases", "state": "done"})

    def test_others_cannot_start(self):
        record = self.manager_import()
        for role in set(ROLES) - {"manager"}:
            with self.subTest(role):
                mine = record.with_user(self.users[role])
                for method in ("action_preview", "action_run", "action_undo"):
                    with self.assertRaises(AccessError):
                        getattr(mine, method)()

    def test_cost_is_confidential(self):
        self.retail(retail_row())
        for role in ("service_lead", "manager"):
            lines = self.env(user=self.users[role])["gift.sale.history"].search([])
            self.assertTrue(lines.mapped("cost"))
        for role in ("clerk", "sales", "service"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.env(user=self.users[role])["gift.sale.history"].search([])

    def test_company_rule(self):
        other = self.env["res.company"].create({"name": "Other Gifts"})
        theirs = self.retail(retail_row(), company=other)
        env = self.env(user=self.users["manager"])
        self.assertNotIn(theirs.id, env["gift.import"].search([]).ids)
        self.assertFalse(
            env["gift.sale.history"].search([("company_id", "=", other.id)])
        )
        with self.assertRaises(AccessError):
            theirs.with_env(env).read(["state"])

    def test_branch_is_refused(self):
        branch = self.env["res.company"].create(
            {"name": "Shop", "parent_id": self.company.id}
        )
        record = self.retail(retail_row(), company=branch)
        self.assertEqual(record.company_id, self.company, "the root gets the history")
        with self.assertRaisesRegex(UserError, "is a branch"):
            self.env["gift.import"].create(
                {"preset": "purchases", "company_id": branch.id}
            )

    def test_two_columns_with_one_meaning(self):
        record = self.manager_import()
        record.action_preview()
        with self.assertRaisesRegex(UserError, "Two columns"):
            record.mapping_ids[0].field_key = "phone"


@tagged("post_install", "-at_install")
class TestImportDownload(HttpCase, ImportCase):
    @mute_logger("odoo.http")
    def test_refused_lines_as_workbook(self):
        new_test_user(
            self.env,
            "imp_m",
            password="imp_m_password",
            groups=DUTY % "manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        new_test_user(
            self.env,
            "imp_c",
            password="imp_c_password",
            groups=DUTY % "clerk",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        bad = retail_row(price=0, name="=cmd|'/c calc'!A1")
        record = self.retail(bad, retail_row("2", price="-1"))
        url = record.action_download_refused()["url"]
        self.authenticate("imp_c", "imp_c_password")
        self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate("imp_m", "imp_m_password")
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(len(rows), 3)
        self.assertEqual(rows[1][0], 2)
        self.assertIn("zero", rows[1][3])
        self.assertIn("=cmd", rows[1][4])
        self.assertTrue(all(cell.data_type != "f" for row in sheet for cell in row))
