"""The mask, the setting and the block, knocked at from outside with an API key."""

import json
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from .claim_common import ClaimCommon
from .common import mute_logger


@tagged("post_install", "-at_install")
class TestClaimJson2(ClaimCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm.write({"phone": "+86 138 0013 8000", "email": "office@firm.example"})
        cls.env["gift.customer"]._ensure(cls.firm, cls.company)
        cls._claim(cls.firm, cls.anna)
        cls.row = cls._customer(cls.firm)
        cls.told = cls._touch(cls.firm, "price_told", cls.anna, summary="Tea set at 88")
        cls.bob.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.bob.group_ids += cls.env.ref("base.group_allow_export")
        cls.order = cls._order(
            cls.firm, [(cls.product, 1, 88)], confirm=False, user_id=cls.anna.id
        )

    def _key(self, user):
        until = fields.Datetime.now() + timedelta(days=1)
        return (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate("rpc", "test", until)
        )

    def _call(self, key, model, method, **kwargs):
        with mute_logger("odoo.http"):  # refusals are what is asked for
            answer = self.url_open(
                f"/json/2/{model}/{method}",
                data=json.dumps(kwargs),
                headers={
                    "Content-Type": "application/json",
                    "Authorization": f"bearer {key}",
                    "X-Odoo-Database": self.env.cr.dbname,
                },
            )
        return answer.status_code, answer.json()

    def test_mask(self):
        key = self._key(self.bob)
        for model, method, kwargs in (
            (
                "gift.customer",
                "search_read",
                {"domain": [["id", "=", self.row.id]], "fields": ["phone", "email"]},
            ),
            (
                "gift.customer",
                "export_data",
                {"ids": self.row.ids, "fields_to_export": ["phone", "email"]},
            ),
            ("gift.finder", "find", {"term": "13800138000"}),
            (
                "gift.touchpoint",
                "search_read",
                {"domain": [["commercial_partner_id", "=", self.firm.id]]},
            ),
            (
                "gift.customer",
                "search_read",
                {"domain": [["phone", "ilike", "138 0013"]], "fields": ["partner_id"]},
            ),
        ):
            with self.subTest(model=model, method=method, kwargs=kwargs):
                status, body = self._call(key, model, method, **kwargs)
                self.assertEqual(status, 200, body)
                for secret in ("0013", "office@", "Tea set at 88"):
                    self.assertNotIn(secret, str(body))
        status, body = self._call(
            self._key(self.users["service"]),
            "gift.customer",
            "search_read",
            domain=[["id", "=", self.row.id]],
            fields=["phone"],
        )
        self.assertIn("0013", str(body), "service is never masked")

    def test_hidden_documents(self):
        self.company.gift_claim_hide_foreign = True
        key = self._key(self.bob)
        domain = [["id", "=", self.order.id]]
        _status, body = self._call(key, "sale.order", "search_read", domain=domain)
        self.assertEqual(body, [])
        _status, body = self._call(key, "sale.order", "search_count", domain=domain)
        self.assertEqual(body, 0)
        status, _body = self._call(
            key, "sale.order", "read", ids=self.order.ids, fields=["name"]
        )
        self.assertEqual(status, 403)

    def test_block(self):
        self.company.gift_claim_policy = "block"
        key = self._key(self.bob)
        status, body = self._call(
            key,
            "sale.order",
            "create",
            vals_list=[
                {"partner_id": self.firm.id, "user_id": self.bob.id, "order_line": []}
            ],
        )
        self.assertEqual(status, 200, body)
        self.env["sale.order"].browse(body).order_line = [
            Command.create({"product_id": self.product.id})
        ]
        for method, kwargs in (
            ("action_confirm", {}),
            ("action_quotation_sent", {}),
            ("write", {"vals": {"state": "sale"}}),
        ):
            status, answer = self._call(key, "sale.order", method, ids=body, **kwargs)
            self.assertEqual(status, 422, answer)
            self.assertIn("Claimed by Anna", str(answer))
        self.assertEqual(self.env["sale.order"].browse(body).state, "draft")
        for context in ({}, {"import_file": True, "gift_import_mark": True}):
            status, answer = self._call(
                key,
                "sale.order",
                "create",
                vals_list=[{"partner_id": self.firm.id, "state": "sale"}],
                context=context,
            )
            self.assertEqual(status, 422, answer)
            self.assertIn("Claimed by Anna", str(answer))
