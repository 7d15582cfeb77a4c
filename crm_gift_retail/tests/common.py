"""Shared base of the tests: two companies, roles as users, products with costs."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import mute_logger

ROLES = (
    "clerk",
    "caller",
    "service",
    "service_lead",
    "sales",
    "warehouse",
    "manager",
)


class GiftRetailCommon(TransactionCase):
    """Two root companies with books, a branch, one user per duty, real flows.

    Nothing relies on demo data. ``self.env`` is the superuser in ``self.company``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        context = {
            "tracking_disable": True,
            "no_reset_password": True,
            "mail_create_nolog": True,
            "mail_create_nosubscribe": True,
            "mail_notrack": True,
        }
        cls.env = cls.env(context=dict(cls.env.context, **context))
        cls.currency = cls.env.ref("base.EUR")
        cls.foreign = cls.env.ref("base.USD")
        (cls.currency | cls.foreign).active = True
        cls.company = cls._make_company("Gifts of the North")
        cls.company_b = cls._make_company("Gifts of the South")
        companies = cls.company | cls.company_b
        cls.env.user.write(
            {
                "company_ids": [Command.link(company.id) for company in companies],
                "company_id": cls.company.id,
            }
        )
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )
        cls.company = cls.company.with_env(cls.env)
        cls.company_b = cls.company_b.with_env(cls.env)
        cls.today = cls.company._gift_today()
        cls.product = cls._make_product("Tea set", price=100, cost=60)
        cls.product_b = cls._make_product("Vase", price=40, cost=10)
        cls.service = cls._make_product("Engraving", price=20, cost=0, type="service")
        cls.firm = cls._make_partner("Firm", is_company=True)
        cls.contact = cls._make_partner("Contact of Firm", parent_id=cls.firm.id)
        cls.person = cls._make_partner("Ms Wang")
        cls.users = {role: cls._make_user(role) for role in ROLES}

    # ------------------------------------------------------------------
    # Making things
    # ------------------------------------------------------------------

    @classmethod
    def _make_company(cls, name, **values):
        """Return a root company (or a branch, with ``parent_id``) that has books."""
        values.setdefault("currency_id", cls.currency.id)
        values.setdefault("country_id", cls.env.ref("base.be").id)
        company = cls.env["res.company"].create({"name": name, **values})
        if not company.parent_id:
            cls.env["account.chart.template"].try_loading(
                "generic_coa", company=company, install_demo=False
            )
            company.currency_id = values["currency_id"]
            # Untaxed prices keep the expected figures readable.
            company.write(
                {"account_sale_tax_id": False, "account_purchase_tax_id": False}
            )
        return company

    @classmethod
    def _make_product(cls, name, price, cost, **values):
        """Return a storable product whose orders are invoiced as delivered."""
        values.setdefault("type", "consu")
        if values["type"] == "consu":
            values.setdefault("is_storable", True)
        values.setdefault("invoice_policy", "delivery")
        values.setdefault("taxes_id", [Command.clear()])
        product = cls.env["product.product"].create(
            {"name": name, "list_price": price, **values}
        )
        for company in cls.company | cls.company_b:
            product.with_company(company).standard_price = cost
        return product

    @classmethod
    def _make_partner(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, **values})

    @classmethod
    def _make_user(cls, role, company=None, **values):
        """Return a user with one duty, in the first company unless told otherwise."""
        values.setdefault("login", f"gift_{role}")
        return cls._make_login(
            groups=f"crm_gift_retail.crm_gift_retail_group_{role}",
            company=company,
            **values,
        )

    @classmethod
    def _make_login(cls, login, groups="base.group_user", company=None, **values):
        """Return a user with these groups, in the first company unless told otherwise.

        Without duties of ours by default.
        """
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            **values,
        )

    # ------------------------------------------------------------------
    # Real flows
    # ------------------------------------------------------------------

    @classmethod
    def _order(cls, partner, lines, company=None, confirm=True, **values):
        """Return a sale order.

        :param lines: list of (product, quantity, price) or of dicts of line values
        """
        company = company or cls.company
        env = cls.env(context=dict(cls.env.context, allowed_company_ids=company.ids))
        commands = [
            Command.create(
                line
                if isinstance(line, dict)
                else {
                    "product_id": line[0].id,
                    "product_uom_qty": line[1],
                    "price_unit": line[2],
                    "tax_ids": [Command.clear()],
                }
            )
            for line in lines
        ]
        order = env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "order_line": commands,
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _deliver(cls, order, quantities=None, date=None):
        """Ship an order, wholly or by quantities per product.

        :param dict quantities: ``{product: quantity}``; the rest becomes a back order
        :param datetime date: of the moves, in UTC; now by default
        """
        pickings = order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        for move in pickings.move_ids:
            wanted = move.product_uom_qty
            if quantities is not None:
                wanted = quantities.get(move.product_id, 0)
            move.write({"quantity": wanted, "picked": bool(wanted)})
        pickings.with_context(
            skip_backorder=True, skip_sms=True, cancel_backorder=False
        ).button_validate()
        if date:
            pickings.move_ids.filtered(lambda m: m.state == "done").date = date
        return pickings

    @classmethod
    def _invoice(cls, order, date=None, post=True):
        """Invoice what an order has to invoice."""
        invoice = order._create_invoices(final=True)
        invoice.invoice_date = date or cls.today
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def _refund(cls, invoice, date=None, quantities=None):
        """Credit an invoice, wholly or by quantities per product."""
        refund = invoice._reverse_moves(
            [{"invoice_date": date or cls.today, "date": date or cls.today}]
        )
        if quantities is not None:
            for line in refund.invoice_line_ids:
                quantity = quantities.get(line.product_id, 0)
                if quantity:
                    line.quantity = quantity
                else:
                    line.unlink()
        refund.action_post()
        return refund

    @classmethod
    def _sell(cls, partner, lines, date=None, company=None, **values):
        """Order, ship and invoice on a day; return the posted invoice."""
        order = cls._order(partner, lines, company=company, **values)
        cls._deliver(order)
        return cls._invoice(order, date)

    @classmethod
    def _history(cls, partner, date, revenue, cost=0, company=None, **values):
        """Return a line of history brought along; no partner is anonymous."""
        company = company or cls.company
        history = cls.env["gift.sale.history"]
        values.setdefault("line_key", f"test-{history.search_count([])}")
        values.setdefault("kind", "return" if revenue < 0 else "sale")
        values.setdefault("cost_state", "known")
        values.setdefault("quantity", -1 if revenue < 0 else 1)
        return history.create(
            {
                "company_id": company.id,
                "partner_id": partner.id if partner else False,
                "date": fields.Datetime.to_datetime(date) + timedelta(hours=12),
                "date_day": date,
                "revenue": revenue,
                "cost": cost,
                **values,
            }
        )

    # ------------------------------------------------------------------
    # Looking at the result
    # ------------------------------------------------------------------

    @classmethod
    def _as(cls, user, records):
        """Return records (or a model) as a user (or a role) in the user's companies."""
        user = cls.users[user] if isinstance(user, str) else user
        return records.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    @classmethod
    def _days_ago(cls, days):
        return cls.today - timedelta(days=days)

    @classmethod
    def _refresh(cls, company=None, partners=None):
        """Refresh standings, all or of some partners; return the rows changed."""
        return cls.env["gift.customer"]._refresh(
            company or cls.company, None if partners is None else partners.ids
        )

    @classmethod
    def _customer(cls, partner, company=None):
        """Return the standing of a partner in a company."""
        return (
            cls.env["gift.customer"]
            .with_context(active_test=False)
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("company_id", "=", (company or cls.company).id),
                ]
            )
        )

    @classmethod
    def _end_transaction(cls):
        """Do what the commit does, short of committing."""
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    @classmethod
    def _run_queue(cls):
        """Do what the commit and the quick job do; return the queue rows done."""
        cls._end_transaction()
        done = 0
        while count := cls.env["gift.customer"]._gift_refresh_touched():
            done += count
        return done

    @classmethod
    def _facts(cls, partner, **conditions):
        """Return the facts of a partner, read through the model."""
        cls.env.flush_all()
        cls.env["gift.sale.fact"].invalidate_model()
        domain = [("partner_id", "=", partner.id)]
        domain += [(name, "=", value) for name, value in conditions.items()]
        return cls.env["gift.sale.fact"].search(domain)


__all__ = ["ROLES", "GiftRetailCommon", "mute_logger"]
