"""Profit is confidential (decision 9): every door to Odoo's margins, per role."""

import json

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tests.common import TransactionCase

DUTY = "crm_gift_retail.crm_gift_retail_group_%s"
BASE = ("base.group_user", "base.group_allow_export")
ALL_LEADS = "sales_team.group_sale_salesman_all_leads"
#: login -> (duties, groups of Odoo, may read margins)
READERS = {
    "blind_clerk": (["clerk"], [ALL_LEADS], False),
    "blind_caller": (["caller"], [ALL_LEADS], False),
    "blind_service": (["service"], [], False),
    "blind_warehouse": (["warehouse"], [ALL_LEADS], False),
    "blind_all_four": (["clerk", "caller", "service", "warehouse"], [], False),
    "sees_sales": (["sales"], [ALL_LEADS], True),
    "sees_clerk_and_sales": (["clerk", "sales"], [ALL_LEADS], True),
    "sees_lead": (["service_lead"], [], True),
    "sees_manager": (["manager"], [], True),
    "sees_stranger": ([], [ALL_LEADS], True),
}
GUARDED = {
    "sale.order": ("margin", "margin_percent"),
    "sale.order.line": ("margin", "margin_percent", "purchase_price"),
    "sale.report": ("margin",),
}


@tagged("post_install", "-at_install")
class TestSecurityProfit(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.readers = {
            login: new_test_user(
                cls.env,
                login,
                groups=",".join([*BASE, *(DUTY % d for d in duties), *odoo]),
            )
            for login, (duties, odoo, __) in READERS.items()
        }
        cls.partner = cls.env["res.partner"].create({"name": "Lin Gifts"})
        cls.product = cls.env["product.product"].create(
            {"name": "Tea set", "standard_price": 60.0, "list_price": 100.0}
        )
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.partner.id,
                "user_id": cls.env.user.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "product_uom_qty": 2})
                ],
            }
        )
        cls.order.action_confirm()
        cls.env.flush_all()

    def _doors(self, env, model_name, fname):
        """Yield (name of the door, callable) for each way to learn a value."""
        model = env[model_name]
        domain = [("order_id", "=", self.order.id)]
        if model_name == "sale.order":
            domain = [("id", "=", self.order.id)]
        elif model_name == "sale.report":
            domain = [("order_reference", "=", f"sale.order,{self.order.id}")]
        yield "read", lambda: model.search(domain).read([fname])
        yield "search_read", lambda: model.search_read(domain, [fname])
        yield "web_search_read", lambda: model.web_search_read(domain, {fname: {}})
        yield "export", lambda: model.search(domain).export_data([fname])
        yield "attribute", lambda: model.search(domain)[:1][fname]
        yield "mapped", lambda: model.search(domain).mapped(fname)
        yield "filter", lambda: model.search_count([*domain, (fname, ">", 0)])
        yield "order", lambda: model.search(domain, order=f"{fname} desc")
        yield (
            "aggregate",
            lambda: model.formatted_read_group(domain, [], [f"{fname}:sum"]),
        )
        yield "group by", lambda: model.formatted_read_group(domain, [fname], [])
        yield "read_group", lambda: model._read_group(domain, [], [f"{fname}:max"])
        yield (
            "having",
            lambda: model._read_group(
                domain,
                ["partner_id" if model_name == "sale.order" else "product_id"],
                ["__count"],
                having=[(f"{fname}:sum", ">", 0)],
            ),
        )

    def test_each_door_per_role(self):
        for login, (__, __, may_read) in READERS.items():
            env = self.env(user=self.readers[login])
            for model_name, fnames in GUARDED.items():
                for fname in fnames:
                    for door, call in self._doors(env, model_name, fname):
                        what = f"{model_name}.{fname}"
                        with self.subTest(login, field=what, by=door):
                            env.invalidate_all()
                            if may_read:
                                call()
                            else:
                                with self.assertRaises(AccessError):
                                    call()

    def test_door_through_another_model(self):
        for login, (__, __, may_read) in READERS.items():
            orders = self.env(user=self.readers[login])["sale.order"]
            with self.subTest(login):
                if may_read:
                    orders.search([("order_line.purchase_price", "=", 60)])
                else:
                    with self.assertRaises(AccessError):
                        orders.search([("order_line.purchase_price", "=", 60)])
                    with self.assertRaises(AccessError):
                        self.order.with_env(orders.env).export_data(
                            ["order_line/purchase_price"]
                        )

    def test_fields_get_hides(self):
        for login, (__, __, may_read) in READERS.items():
            env = self.env(user=self.readers[login])
            for model_name, fnames in GUARDED.items():
                for fname in fnames:
                    with self.subTest(login, field=f"{model_name}.{fname}"):
                        self.assertEqual(
                            fname in env[model_name].fields_get(), may_read
                        )

    def test_write_refused(self):
        line = self.order.order_line.with_user(self.readers["blind_service"])
        with self.assertRaises(AccessError):
            line.purchase_price = 1.0
        with self.assertRaises(AccessError):
            line.create(
                {
                    "order_id": self.order.id,
                    "product_id": self.product.id,
                    "purchase_price": 1.0,
                }
            )

    def test_views_show_no_guarded_field(self):
        """No view of a blind user names a field that fields_get withholds."""
        views = self.env["ir.ui.view"].search(
            [
                ("model", "in", [*GUARDED, "account.invoice.report"]),
                ("mode", "=", "primary"),
                ("type", "!=", "qweb"),
            ]
        )
        self.assertTrue(views)
        for login in ("blind_service", "sees_stranger"):
            env = self.env(user=self.readers[login])
            for view in views:
                if not env[view.model].has_access("read"):
                    continue
                with self.subTest(login, view=view.name):
                    result = env[view.model].get_views([(view.id, view.type)])
                    self._check_view(result, view, login.startswith("blind"))

    def _check_view(self, result, view, is_blind):
        arch = etree.fromstring(result["views"][view.type]["arch"])
        names = GUARDED.get(view.model, ())
        shown = {
            node.get("name") or node.get("for")
            for node in arch.xpath("//field|//label")
        }
        known = result["models"][view.model]["fields"]
        if is_blind:
            self.assertFalse(shown.intersection(names))
            self.assertFalse(set(known).intersection(names))
            for node in arch.xpath("./*/field[@name]|./field[@name]"):
                self.assertIn(node.get("name"), known)
        elif view == self.env.ref("sale.view_order_form"):
            self.assertLessEqual({"margin", "margin_percent", "purchase_price"}, shown)

    def test_view_nodes_that_evaluate_the_field(self):
        """Modifiers, filters and kanban expressions on a margin go with it."""
        self.env["ir.ui.view"].create(
            {
                "name": "sale.order.list.custom",
                "model": "sale.order",
                "inherit_id": self.env.ref("sale.view_order_tree").id,
                "arch": """<field name="name" position="after">
                    <field name="margin" column_invisible="1"/>
                    <field name="origin" invisible="margin &lt; 0"/>
                </field>""",
            }
        )
        for login, expected in (("blind_service", False), ("sees_lead", True)):
            arch = self.env(user=self.readers[login])["sale.order"].get_view(
                self.env.ref("sale.view_order_tree").id, "list"
            )["arch"]
            nodes = etree.fromstring(arch).xpath("//field[@name='origin'][@invisible]")
            self.assertEqual(bool(nodes), expected, login)
            self.assertEqual("margin" in arch, expected, login)

    def test_order_form_leaves_no_empty_brackets(self):
        arch = self.env(user=self.readers["blind_service"])["sale.order"].get_view(
            self.env.ref("sale.view_order_form").id, "form"
        )["arch"]
        texts = [text.strip() for text in etree.fromstring(arch).itertext()]
        self.assertNotIn("(", texts)
        self.assertNotIn(")", texts)

    def test_blind_user_can_sell(self):
        """Stored margins are still computed when a caller makes an order."""
        for login in ("blind_caller", "blind_service"):
            user = self.readers[login]
            order = self.env(user=user)["sale.order"].create(
                {
                    "partner_id": self.partner.id,
                    "user_id": user.id,
                    "order_line": [Command.create({"product_id": self.product.id})],
                }
            )
            order.action_confirm()
            order.copy()
            self.assertEqual(order.sudo().margin, 40.0)

    def test_onchange_of_blind_user(self):
        env = self.env(user=self.readers["blind_service"])
        result = env["sale.order"].onchange(
            {"partner_id": self.partner.id},
            ["partner_id"],
            {"partner_id": {}, "amount_total": {}, "order_line": {"fields": {}}},
        )
        self.assertNotIn("margin", json.dumps(result, default=str))
