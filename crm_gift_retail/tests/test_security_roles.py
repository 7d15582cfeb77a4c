"""Deny by default: every model of ours, every role, every operation."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ROLES, GiftRetailCommon

OPERATIONS = ("read", "write", "create", "unlink")
ANY = frozenset(ROLES)
MANAGER = frozenset({"manager"})
LEAD = frozenset({"service_lead", "manager"})
MONEY = frozenset({"sales", "service_lead", "manager"})
SALES = frozenset({"caller", "sales", "service", "service_lead", "manager"})
CLAIMING = frozenset({"caller", "sales", "manager"})
DISPUTING = CLAIMING | {"service_lead"}
TALKING = SALES | {"clerk"}
SERVING = ANY - {"warehouse"}
NOBODY = frozenset()
#: who speaks with customers
FRONT = ANY - {"warehouse"}
#: users without any duty: internal, portal, public. They never pass.
OUTSIDERS = ("stranger", "portal", "public")

#: model -> who may read, write, create, delete. Roles not named may not.
RIGHTS = {
    "gift.alert": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.approval": (ANY, NOBODY, NOBODY, NOBODY),
    "gift.approval.reason": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.call.rate": (NOBODY, NOBODY, NOBODY, NOBODY),
    "gift.card.view": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.care.action": (ANY, NOBODY, NOBODY, NOBODY),
    "gift.care.rule": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.competitor": (ANY, MANAGER, ANY, MANAGER),
    "gift.claim": (ANY, NOBODY, NOBODY, NOBODY),
    "gift.claim.assist": (TALKING, SALES, NOBODY, NOBODY),
    "gift.claim.dispute": (DISPUTING, NOBODY, NOBODY, NOBODY),
    "gift.claim.dispute.ask": (CLAIMING, CLAIMING, CLAIMING, NOBODY),
    "gift.claim.dispute.reason": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.claim.key": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.claim.queue": (NOBODY, NOBODY, NOBODY, NOBODY),
    "gift.claim.quota": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.capture": (SERVING, NOBODY, NOBODY, NOBODY),
    "gift.consent": (SERVING, NOBODY, NOBODY, NOBODY),
    "gift.consent.ask": (SERVING, SERVING, SERVING, NOBODY),
    "gift.contact.log": (ANY, ANY, ANY, NOBODY),
    "gift.customer": (ANY, NOBODY, NOBODY, NOBODY),
    "gift.customer.code": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.customer.queue": (NOBODY, NOBODY, NOBODY, NOBODY),
    "gift.employer.change": (SALES, SALES, NOBODY, NOBODY),
    "gift.employer.move": (ANY, ANY, ANY, NOBODY),
    "gift.deputy": (ANY, ANY, ANY, ANY),
    "gift.export": (MONEY, NOBODY, NOBODY, NOBODY),
    "gift.firm.choose": (ANY, ANY, ANY, NOBODY),
    "gift.heat.override": (ANY, NOBODY, ANY, NOBODY),
    "gift.heat.rule": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.handover": (SERVING, SERVING - {"clerk"}, NOBODY, NOBODY),
    "gift.import": (MANAGER, MANAGER, MANAGER, MANAGER),
    "gift.import.customer": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.import.mapping": (MANAGER, MANAGER, MANAGER, MANAGER),
    "gift.import.preview": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.import.product": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.import.refused": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.import.row": (NOBODY, NOBODY, NOBODY, NOBODY),
    "gift.import.wizard": (MANAGER, MANAGER, MANAGER, MANAGER),
    "gift.invitation": (SERVING, SERVING, SERVING, SERVING),
    "gift.job": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.job.run": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.operations": (MANAGER, MANAGER, MANAGER, NOBODY),
    "gift.operations.queue": (MANAGER, MANAGER, MANAGER, NOBODY),
    "gift.message.compose": (ANY, ANY, ANY, NOBODY),
    "gift.message.sent": (ANY, NOBODY, NOBODY, NOBODY),
    "gift.outbox": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.partner.pinyin": (NOBODY, NOBODY, NOBODY, NOBODY),
    "gift.partner.role": (ANY, TALKING, TALKING, TALKING),
    "gift.request": (ANY, NOBODY, ANY, NOBODY),
    "gift.reassign": (MANAGER, MANAGER, MANAGER, MANAGER),
    "gift.reassign.line": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.platform": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.platform.identity": (ANY, FRONT, FRONT, FRONT),
    "gift.platform.message": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.referral": (ANY, LEAD, FRONT, NOBODY),
    "gift.referral.guard": (NOBODY, NOBODY, NOBODY, NOBODY),
    "gift.sale.cost": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.sale.fact": (MONEY, NOBODY, NOBODY, NOBODY),
    "gift.sale.history": (LEAD, NOBODY, NOBODY, NOBODY),
    "gift.source.correction": (ANY, NOBODY, ANY, NOBODY),
    "gift.tier": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.tier.ladder": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.touchpoint": (ANY, NOBODY, NOBODY, NOBODY),
}
#: models whose rows are the same for all companies: figures of jobs
COMPANY_FREE = {
    "gift.competitor",
    "gift.job",
    "gift.job.run",
    "gift.operations.queue",
    "gift.platform",
    "gift.platform.identity",
}


@tagged("post_install", "-at_install")
class TestSecurityRoles(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everybody = {
            **cls.users,
            "stranger": cls._make_login("gift_stranger"),
            "portal": cls._make_login("gift_portal", groups="base.group_portal"),
            "public": cls._make_login("gift_public", groups="base.group_public"),
        }
        cls.models = sorted(
            name
            for name, model in cls.env.registry.items()
            if model._original_module == "crm_gift_retail" and not model._abstract
        )

    def test_table_is_complete(self):
        """A new model must say here who may do what with it."""
        self.assertEqual(sorted(RIGHTS), self.models)

    def test_rights_of_each_role(self):
        for model_name in self.models:
            rights = RIGHTS.get(model_name, (NOBODY,) * 4)
            for operation, allowed in zip(OPERATIONS, rights, strict=True):
                for role, user in self.everybody.items():
                    with self.subTest(model=model_name, role=role, operation=operation):
                        model = self.env[model_name].with_user(user)
                        self.assertEqual(model.has_access(operation), role in allowed)

    def test_outsiders_reach_nothing(self):
        for model_name in self.models:
            for role in OUTSIDERS:
                model = self.env[model_name].with_user(self.everybody[role])
                for door, call in (
                    ("search", lambda m=model: m.search([])),
                    ("search_read", lambda m=model: m.search_read([], ["id"])),
                    ("search_count", lambda m=model: m.search_count([])),
                    ("group", lambda m=model: m.formatted_read_group([], [], [])),
                    ("create", lambda m=model: m.create({})),
                ):
                    with (
                        self.subTest(model=model_name, role=role, door=door),
                        self.assertRaises(AccessError),
                    ):
                        call()

    def _make_foreign_rows(self):
        """Put at least one row of each model into the other company."""
        company = self.company_b
        tier = self.env["gift.tier"].search([("company_id", "=", company.id)], limit=1)
        customer = self.env["gift.customer"]._ensure(self.firm, company)
        customer.write(
            {"tier_id": tier.id, "owner_id": self.env.uid, "external_code": "B-1"}
        )
        self.env["gift.care.action"].create(
            {
                "rule_id": self.env["gift.care.rule"]
                .search([("company_id", "=", company.id)], limit=1)
                .id,
                "partner_id": self.firm.id,
                "customer_id": customer.id,
                "company_id": company.id,
                "occurrence": "never",
                "date_due": self.today,
            }
        )
        self.env["gift.touchpoint"]._gift_register(
            [
                {
                    "partner_id": self.firm.id,
                    "company_id": company.id,
                    "kind": "call",
                    "res_model": "res.partner",
                    "res_id": self.firm.id,
                }
            ]
        )
        self._make_foreign_shop(company)
        self.env["gift.source.correction"].create(
            {
                "customer_id": customer.id,
                "channel": "shop",
                "medium_id": self.env.ref("crm_gift_retail.utm_medium_shop").id,
                "source_id": self.env.ref("crm_gift_retail.utm_source_walk_in").id,
                "reason": "Theirs",
            }
        )
        self._history(self.firm, self.today, revenue=10, company=company)
        self._sell(self.firm, [(self.product, 1, 100)], company=company)
        self.env["gift.outbox"]._queue_sms(
            [{"number": "+861", "body": "x", "gift_company_id": company.id}]
        )
        self.env["gift.referral"].create(
            {
                "company_id": company.id,
                "referrer_id": self.person.id,
                "referred_id": self._make_partner("Brought along").id,
            }
        )
        platform = self.env.ref("crm_gift_retail.gift_platform_wechat")
        self.env["gift.platform.message"].create(
            {"company_id": company.id, "platform_id": platform.id, "external_id": "1"}
        )
        self.env["gift.message.sent"].create(
            {
                "company_id": company.id,
                "platform_id": platform.id,
                "user_id": self.env.uid,
                "text": "x",
                "date": self.today,
            }
        )
        self.env["gift.heat.rule"].create(
            {"name": "Hot", "company_id": company.id, "touch_kind": "visit"}
        )
        self.env["gift.heat.override"].create(
            {"company_id": company.id, "partner_id": self.firm.id, "reason": "x"}
        )
        self.env["gift.customer.code"].create(
            {"company_id": company.id, "partner_id": self.firm.id, "code": "B-2"}
        )
        self.env["gift.card.view"].with_company(company)._log(self.firm, "page")
        self.env["gift.export"].create(
            {
                "res_model": "gift.customer",
                "title": "Customers",
                "user_id": self.env.uid,
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
            }
        )
        claim = self.env["gift.claim"]._gift_claim(
            self.firm, company, owner=self.env.user
        )
        self.env["gift.claim.assist"]._gift_add(
            [(claim.id, self.env.uid, None, None, claim.since, 30)]
        )
        self.env["gift.claim.quota"]._gift_take(self.env.user, company, 1)
        self.env["gift.claim.dispute"].create(
            {"claim_id": claim.id, "claimant_id": self.env.uid, "wish": "split"}
        )
        self.env["gift.claim.dispute.reason"].create(
            {"name": "Theirs", "company_id": company.id}
        )
        reassign = self.env["gift.reassign"].create(
            {"user_id": self.env.uid, "company_id": company.id}
        )
        reassign._gift_write_lines("gift.claim", [(claim.id, None, None, None)])
        self._make_foreign_roles(company)
        self._make_foreign_import(company)
        self._make_foreign_approval(company)

    def _make_foreign_approval(self, company):
        there = self.env(
            context=dict(self.env.context, allowed_company_ids=company.ids)
        )
        request = there["gift.request"].create({"name": "Theirs"})
        company.sudo().gift_alert_webhook_url = "https://example.com/robot"
        there["gift.alert"]._queue_robot("Theirs", "", request, "")
        there["gift.approval.reason"].create(
            {"name": "Theirs", "key": "theirs", "company_id": company.id}
        )
        people = [
            self._make_user("clerk", company, login=f"theirs_{number}")
            for number in range(2)
        ]
        there["gift.deputy"].create(
            {"user_id": people[0].id, "deputy_id": people[1].id}
        )

    def _make_foreign_roles(self, company):
        firm = self._make_partner("South", is_company=True, company_id=company.id)
        person = self._make_partner("Southerner", company_id=company.id)
        self.env["gift.partner.role"].create(
            {"partner_id": person.id, "firm_id": firm.id}
        )
        self.env["gift.employer.change"].create(
            {
                "partner_id": person.id,
                "old_firm_id": firm.id,
                "company_id": company.id,
                "date": self.today,
            }
        )

    def _make_foreign_shop(self, company):
        """A walk-in, its answers and handover, and a guest, over there."""
        env = self.env(context=dict(self.env.context, allowed_company_ids=company.ids))
        shop = env["crm.team"].create(
            {"name": "Shop B", "company_id": company.id, "gift_is_shop": True}
        )
        env["gift.capture"].register(
            "a-walk-in-of-company-b",
            {
                "team_id": shop.id,
                "served_by_id": env.uid,
                "partner_id": self.firm.id,
                "wechat": "firm-b",
                "consent": "all",
                "hand_over": True,
            },
        )
        env["gift.invitation"].invite(
            shop.id, company._gift_today(), "tea", partner_id=self.firm.id
        )

    def _make_foreign_import(self, company):
        job = self.env["gift.import"].create(
            {"company_id": company.id, "preset": "purchases"}
        )
        for model_name in self.models:
            model = self.env[model_name]
            if model_name == "gift.import.row":
                continue  # nobody reads it
            if model_name.startswith("gift.import.") and not model._transient:
                values = {"import_id": job.id}
                for name, field in model._fields.items():
                    if field.required and name not in values:
                        if field.type == "selection":
                            values[name] = field.get_values(self.env)[0]
                        else:
                            values[name] = "x" if field.type == "char" else 1
                model.create(values)

    def test_foreign_company(self):
        """Two root companies never see each other's rows."""
        self._make_foreign_rows()
        self.env.flush_all()
        manager = self.users["manager"]
        for model_name in self.models:
            if self.env[model_name]._transient or model_name in COMPANY_FREE:
                continue
            model = self.env[model_name].with_context(active_test=False)
            if not RIGHTS[model_name][0]:
                continue
            path = "company_id"
            if path not in model._fields:
                path = "import_id.company_id"
            domain = [(path, "=", self.company_b.id)]
            with self.subTest(model_name):
                rows = model.search(domain)
                self.assertTrue(rows, "the test needs a row to look for")
                self.assertFalse(model.with_user(manager).search(domain))
                with self.assertRaises(AccessError):
                    rows.with_user(manager).read(["display_name"])

    def test_own_rows_of_a_role(self):
        """Clerks, callers and salespeople see the care of their own list."""
        rule = self.env["gift.care.rule"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        actions = {}
        for role in ("sales", "caller"):
            partner = self._make_partner(f"Of {role}", is_company=True)
            actions[role] = self.env["gift.care.action"].create(
                {
                    "rule_id": rule.id,
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "occurrence": "never",
                    "date_due": self.today,
                    "state": "due",
                    "user_id": self.users[role].id,
                }
            )
        every = actions["sales"] | actions["caller"]
        expected = {
            "clerk": self.env["gift.care.action"],
            "warehouse": self.env["gift.care.action"],
            "sales": actions["sales"],
            "caller": actions["caller"],
            "service": every,
            "service_lead": every,
            "manager": every,
        }
        for role, seen in expected.items():
            with self.subTest(role):
                found = self.env["gift.care.action"].with_user(self.users[role])
                self.assertEqual(found.search([("id", "in", every.ids)]), seen)

    def test_dialogs_of_others(self):
        log = self.env["gift.contact.log"].with_user(self.users["sales"])
        log = log.create({"partner_id": self.firm.id, "note": "private"})
        with self.assertRaises(AccessError):
            log.with_user(self.users["caller"]).read(["note"])
