"""Deny by default: every model of ours, every role, every operation.

A new model needs its row in ``RIGHTS`` here, and one record of the other company in
``foreign_rows.py``.
"""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ROLES
from .foreign_rows import ForeignRows

OPERATIONS = ("read", "write", "create", "unlink")
ANY = frozenset(ROLES)
MANAGER = frozenset({"manager"})
LEAD = frozenset({"service_lead", "manager"})
MONEY = frozenset({"sales", "service_lead", "manager"})
SALES = frozenset({"caller", "sales", "service", "service_lead", "manager"})
CLAIMING = frozenset({"caller", "sales", "manager"})
DISPUTING = CLAIMING | {"service_lead"}
SHIPPING = frozenset({"sales", "warehouse", "manager"})
TALKING = SALES | {"clerk"}
SERVING = ANY - {"warehouse"}
WISHING = SALES - {"caller"}
PACKING = frozenset({"warehouse", "manager"})
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
    "gift.artwork": (ANY, NOBODY, SERVING, NOBODY),
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
    "gift.courier": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.customer": (ANY, NOBODY, NOBODY, NOBODY),
    "gift.customer.code": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.customer.queue": (NOBODY, NOBODY, NOBODY, NOBODY),
    "gift.employer.change": (SALES, SALES, NOBODY, NOBODY),
    "gift.employer.move": (ANY, ANY, ANY, NOBODY),
    "gift.deputy": (ANY, ANY, ANY, ANY),
    "gift.export": (MONEY | PACKING, NOBODY, NOBODY, NOBODY),
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
    "gift.last.ship": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.last.ship.propose": (MANAGER, MANAGER, MANAGER, NOBODY),
    "gift.job": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.job.run": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.operations": (MANAGER, MANAGER, MANAGER, NOBODY),
    "gift.operations.queue": (MANAGER, MANAGER, MANAGER, NOBODY),
    "gift.link": (ANY, NOBODY, NOBODY, NOBODY),
    "gift.message.compose": (ANY, ANY, ANY, NOBODY),
    "gift.message.sent": (ANY, NOBODY, NOBODY, NOBODY),
    "gift.occasion": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.outbox": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.partner.pinyin": (NOBODY, NOBODY, NOBODY, NOBODY),
    "gift.partner.role": (ANY, TALKING, TALKING, TALKING),
    "gift.request": (ANY, NOBODY, ANY, NOBODY),
    "gift.reassign": (MANAGER, MANAGER, MANAGER, MANAGER),
    "gift.reassign.line": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.platform": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.platform.identity": (ANY, FRONT, FRONT, FRONT),
    "gift.platform.message": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.price.overlap": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.price.quoted": (FRONT, NOBODY, NOBODY, NOBODY),
    "gift.price.reason": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.price.told": (FRONT, FRONT, FRONT, NOBODY),
    "gift.proposal": (SERVING, WISHING, WISHING, WISHING),
    "gift.proposal.option": (SERVING, WISHING, WISHING, WISHING),
    "gift.proposal.option.line": (SERVING, WISHING, WISHING, WISHING),
    "gift.recipient": (ANY, WISHING, WISHING, WISHING),
    "gift.recipient.list": (ANY, WISHING, WISHING, WISHING),
    "gift.recipient.quantity": (ANY, WISHING, WISHING, WISHING),
    "gift.referral": (ANY, LEAD, FRONT, NOBODY),
    "gift.referral.guard": (NOBODY, NOBODY, NOBODY, NOBODY),
    "gift.requirement": (ANY, WISHING, WISHING, WISHING),
    "gift.requirement.ack": (ANY, NOBODY, NOBODY, NOBODY),
    "gift.requirement.change": (WISHING, WISHING, WISHING, NOBODY),
    "gift.requirement.preset": (ANY, WISHING, WISHING, WISHING),
    "gift.requirement.revision": (ANY, NOBODY, NOBODY, NOBODY),
    "gift.proof": (ANY, WISHING, WISHING, WISHING),
    "gift.proof.record": (WISHING, WISHING, WISHING, NOBODY),
    "gift.sale.cost": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.sale.fact": (MONEY, NOBODY, NOBODY, NOBODY),
    "gift.sale.history": (LEAD, NOBODY, NOBODY, NOBODY),
    "gift.ship.alarm": (ANY, NOBODY, NOBODY, NOBODY),
    "gift.ship.report": (SHIPPING, NOBODY, NOBODY, NOBODY),
    "gift.sample": (ANY, FRONT, FRONT, NOBODY),
    "gift.sample.cost": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.sample.feedback": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.sample.line": (ANY, FRONT, FRONT, FRONT),
    "gift.sample.quota": (MANAGER, NOBODY, NOBODY, NOBODY),
    "gift.sample.report": (MONEY, NOBODY, NOBODY, NOBODY),
    "gift.source.correction": (ANY, NOBODY, ANY, NOBODY),
    "gift.tier": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.tier.ladder": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.touchpoint": (ANY, NOBODY, NOBODY, NOBODY),
    "gift.tracking.file": (PACKING, PACKING, PACKING, NOBODY),
    "gift.tracking.line": (PACKING, NOBODY, NOBODY, NOBODY),
    "gift.transit.time": (ANY, MANAGER, MANAGER, MANAGER),
    "gift.waybill": (PACKING, NOBODY, NOBODY, NOBODY),
    "gift.waybill.ask": (PACKING, PACKING, PACKING, NOBODY),
    "gift.waybill.layout": (PACKING, MANAGER, MANAGER, MANAGER),
    "gift.waybill.layout.line": (PACKING, MANAGER, MANAGER, MANAGER),
    "gift.waybill.line": (PACKING, NOBODY, NOBODY, NOBODY),
    "gift.wrapping": (ANY, MANAGER, MANAGER, MANAGER),
}
#: models whose rows are the same for all companies: figures of jobs, common words
COMPANY_FREE = {
    "gift.competitor",
    "gift.job",
    "gift.job.run",
    "gift.occasion",
    "gift.operations.queue",
    "gift.platform",
    "gift.platform.identity",
    "gift.wrapping",
}


@tagged("post_install", "-at_install")
class TestSecurityRoles(ForeignRows):
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
