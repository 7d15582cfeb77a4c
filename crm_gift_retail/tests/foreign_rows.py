"""Rows of another company: what the first company's people must never see."""

from odoo import Command

from .common import GiftRetailCommon
from .price_common import make_foreign_prices

#: a PNG of one pixel
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAA"
    "AABJRU5ErkJggg=="
)


class ForeignRows(GiftRetailCommon):
    """Makes one row of every model in the second company.

    ``self.models`` lists our models; the test class fills it.
    """

    def _make_foreign_rows(self):
        """Put at least one row of each model into the other company.

        Each part of the product adds its own ``_make_foreign_<part>(company)``.
        """
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
        self.env["gift.ship.alarm"].create(
            {
                "picking_id": self.env["stock.picking"]
                .search([("company_id", "=", company.id)], limit=1)
                .id,
                "kind": "late",
                "company_id": company.id,
            }
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
        self._make_foreign_artwork(company)
        self._make_foreign_sample(company)
        self._make_foreign_wish(company)
        make_foreign_prices(self, company)
        self._make_foreign_parcels(company)
        self._make_foreign_proposal(company)

    def _make_foreign_parcels(self, company):
        there = self.env(
            context=dict(self.env.context, allowed_company_ids=company.ids)
        )
        line = {"heading": "单号", "value": "reference"}
        layout = there["gift.waybill.layout"].create(
            {
                "name": "Theirs",
                "company_id": company.id,
                "line_ids": [Command.create(line)],
            }
        )
        courier = there["gift.courier"].create(
            {
                "name": "Theirs",
                "code": "THEIRS",
                "company_id": company.id,
                "layout_id": layout.id,
            }
        )
        there["gift.transit.time"].create({"company_id": company.id, "days": 2})
        there["gift.last.ship"].create(
            {
                "company_id": company.id,
                "festival": "newyear",
                "year": 2027,
                "date": "2026-12-28",
                "until": "2027-01-01",
            }
        )
        order = self._order(self.firm, [(self.product, 1, 100)], company=company)
        there["gift.waybill"]._make(order.picking_ids.with_env(there), courier)
        record = there["gift.tracking.file"].create(
            {"data": "U0YxMjM0NTY3", "courier_id": courier.id}
        )
        record.action_check()

    def _make_foreign_wish(self, company):
        order = self._order(
            self.firm, [(self.product, 1, 100)], company=company, confirm=False
        )
        wish = order.env["gift.requirement"].create(
            {"order_id": order.id, "card_text": "Theirs"}
        )
        receivers = order.env["gift.recipient.list"].create(
            {"order_id": order.id, "is_parcel_each": False}
        )
        order.env["gift.recipient"].create(
            {
                "list_id": receivers.id,
                "name": "Theirs",
                "phone": "13800138000",
                "street": "Road 1",
                "city": "Foshan",
                "quantity_ids": [
                    Command.create({"line_id": order.order_line.id, "quantity": 1})
                ],
            }
        )
        order.action_confirm()
        self.env["gift.requirement.ack"].create(
            {
                "revision_id": wish.revision_id.id,
                "picking_id": order.picking_ids.id,
                "user_id": self.env.uid,
            }
        )
        order.env["gift.proof"].create({"requirement_id": wish.id})
        self.env["gift.requirement.preset"].create(
            {"name": "Theirs", "company_id": company.id}
        )

    def _make_foreign_proposal(self, company):
        """A proposal of theirs, with something inside."""
        self.env["gift.proposal"].create(
            {
                "partner_id": self.firm.id,
                "company_id": company.id,
                "option_ids": [
                    Command.create(
                        {
                            "name": "Theirs",
                            "line_ids": [
                                Command.create({"product_id": self.product.id})
                            ],
                        }
                    )
                ],
            }
        )

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

    def _make_foreign_artwork(self, company):
        """A file and a link of theirs."""
        self.env["gift.artwork"].create(
            {
                "name": "theirs.png",
                "content": PIXEL,
                "company_id": company.id,
            }
        )
        self.env["gift.link"].create(
            {
                "token_hash": "theirs",
                "kind": "proof",
                "res_model": "res.partner",
                "res_id": self.firm.id,
                "company_id": company.id,
                "date_expiry": "2100-01-01",
            }
        )

    def _make_foreign_sample(self, company):
        """A sample of theirs that was sent, and a word of their own."""
        sample = self.env["gift.sample"].create(
            {
                "partner_id": self.firm.id,
                "company_id": company.id,
                "line_ids": [Command.create({"product_id": self.product.id})],
            }
        )
        sample.action_request()
        sample.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        sample.picking_ids.button_validate()
        self.env["gift.sample.feedback"].create(
            {"name": "Theirs", "company_id": company.id}
        )
