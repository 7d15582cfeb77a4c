"""Prices are told by phone, in a chat, at the counter: one line each."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

CHANNELS = [
    ("phone", "Phone"),
    ("wechat", "WeChat"),
    ("counter", "Shop counter"),
    ("mail", "E-mail"),
    ("visit", "Visit"),
    ("other", "Other"),
]
#: what the system stamps, whatever a caller sends
STAMPED = ("commercial_partner_id", "company_id", "date", "price_net", "user_id")


class GiftPriceTold(models.Model):
    """One price that somebody told a customer; it counts as the last price.

    Append-only: who told it or a manager may take a slip back (archive), nobody
    changes what was told. Leaves the touchpoint ``price_told`` and settles open care,
    as every logged contact does.
    """

    _name = "gift.price.told"
    _inherit = ["gift.price.row", "gift.touchpoint.mixin"]
    _description = "Price Told"

    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="set null")
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    note = fields.Char()
    active = fields.Boolean("Counts", default=True)
    uom_id = fields.Many2one(
        compute="_compute_uom_id", store=True, readonly=False, precompute=True
    )
    currency_id = fields.Many2one(
        compute="_compute_currency_id", store=True, readonly=False, precompute=True
    )
    tax_included = fields.Boolean(
        "Price with Tax",
        default=lambda self: self.env.company.account_price_include == "tax_included",
    )
    valid_until = fields.Date(default=lambda self: self._default_valid_until())
    allowed_uom_ids = fields.Many2many(
        "uom.uom", compute="_compute_allowed_uom_ids", compute_sudo=True
    )

    _last_idx = models.Index(
        "(commercial_partner_id, product_id, company_id, date DESC, id DESC)"
    )
    _firm_idx = models.Index("(commercial_partner_id, company_id, date DESC)")

    @api.model
    def _default_valid_until(self):
        """As long as quotations hold, when the company says so."""
        days = self.env.company.quotation_validity_days
        return days > 0 and fields.Date.context_today(self) + timedelta(days=days)

    @api.depends("product_id")
    def _compute_uom_id(self):
        for row in self:
            row.uom_id = row.product_id.uom_id

    @api.depends("product_id")
    def _compute_allowed_uom_ids(self):
        for row in self:
            row.allowed_uom_ids = row.product_id.uom_id | row.product_id.uom_ids

    @api.depends("partner_id", "company_id")
    def _compute_currency_id(self):
        """Propose the currency in which the customer is quoted."""
        for row in self:
            company = row.company_id.sudo() or self.env.company
            # sudo: a clerk knows the customer's currency, not the price list
            pricelist = row.partner_id.sudo().with_company(company)
            row.currency_id = (
                pricelist.property_product_pricelist.currency_id or company.currency_id
            )

    @api.depends("product_id", "quantity", "price_unit", "currency_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row._get_words()

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Remember prices told; their firm, author and moment are stamped.

        :raise UserError: for customers who are nobody (anonymous buyers, ourselves)
        :raise ValidationError: for a unit or a date that cannot be
        """
        if not self.env.su:
            vals_list = [
                {key: value for key, value in vals.items() if key not in STAMPED}
                for vals in vals_list
            ]
        root = self.env.company.root_id
        partners = self.env["res.partner"].browse(
            [vals["partner_id"] for vals in vals_list if vals.get("partner_id")]
        )
        partners.check_access("read")
        firms = self.env["gift.touchpoint"]._gift_customers_of(partners.ids)
        for vals in vals_list:
            partner = partners.browse(vals.get("partner_id"))
            if partner and partner.id not in firms:
                raise UserError(
                    self.env._(
                        "“%(name)s” stands for buyers without a name, or for "
                        "ourselves: a price told to nobody is not remembered. Choose "
                        "the customer.",
                        name=partner.display_name,
                    )
                )
            vals.setdefault("company_id", root.id)
            vals.setdefault("user_id", self.env.uid)
            vals["commercial_partner_id"] = firms.get(partner.id)
        rows = super().create(vals_list)
        if rows.lead_id:
            rows.lead_id.check_access("read")
        for row in rows:
            row._check_told()
            row.sudo().price_net = row._get_net_price()  # a stamp of the system
        rows._gift_tell()
        return rows

    def write(self, vals):
        """Nobody changes what was told; the author and managers take it back.

        :raise AccessError: for anybody else
        :raise UserError: when anything but "counts" is to change
        """
        if self.env.su:
            return super().write(vals)
        if set(vals) - {"active"}:
            raise UserError(
                self.env._(
                    "What was told does not change. Take “%(name)s” back and write "
                    "the price that was told.",
                    name=self[:1].display_name,
                )
            )
        manager = self.env.user.has_group(
            "crm_gift_retail.crm_gift_retail_group_manager"
        )
        foreign = self.filtered(lambda row: row.user_id != self.env.user)
        if foreign and not manager:
            raise AccessError(
                self.env._(
                    "Only %(name)s or a manager takes back “%(price)s”.",
                    name=foreign[0].user_id.sudo().name or "",
                    price=foreign[0].display_name,
                )
            )
        return super().write(vals)

    def _check_told(self):
        """Raise when a price cannot be compared later, with the remedy."""
        self.ensure_one()
        if not self.price_unit:
            raise ValidationError(
                self.env._(
                    "Which price was told for “%(product)s”? Write it; what is given "
                    "free belongs in a note on the customer.",
                    product=self.product_id.display_name,
                )
            )
        unit, own = self.uom_id.sudo(), self.product_id.sudo().uom_id
        if not unit._has_common_reference(own):
            raise ValidationError(
                self.env._(
                    "“%(product)s” is not sold by %(unit)s. Choose %(own)s or a unit "
                    "made of it.",
                    product=self.product_id.display_name,
                    unit=unit.name,
                    own=own.name,
                )
            )
        today = self.company_id.sudo()._gift_today()
        if not self.env.su and self.valid_until and self.valid_until < today:
            raise ValidationError(
                self.env._(
                    "The price of “%(product)s” would have ended on %(date)s, before "
                    "it was told. Choose today or a later day.",
                    product=self.product_id.display_name,
                    date=format_date(self.env, self.valid_until),
                )
            )

    def _gift_tell(self):
        """Leave the touchpoint, the note and what follows from a contact."""
        self._gift_trail("price_told")
        for row in self:
            # whoever may read the customer may say what was told
            (row.lead_id or row.partner_id).sudo().message_post(
                body=row._get_sentence(),
                author_id=row.user_id.partner_id.id or None,
                subtype_xmlid="mail.mt_note",
            )
            care = self.env["gift.care.action"]
            care._gift_open_for(row.partner_id, row.company_id)._close(
                "done", "contact"
            )
        self.env["gift.price.overlap"]._gift_note(self)

    def _gift_trail_vals(self, kind):
        vals = super()._gift_trail_vals(kind)
        vals.update(
            lead_id=self.lead_id.id,
            is_contact=True,
            direction="out",
            date=self.date,
            user_id=self.user_id.id,
            summary=self._get_sentence(),
        )
        if self.channel == "counter":
            vals["channel"] = "shop"
        return vals

    # ------------------------------------------------------------------
    # In words
    # ------------------------------------------------------------------

    def _get_words(self):
        """Say product, quantity and price."""
        self.ensure_one()
        if not self.product_id:
            return self.env._("Price told")
        finder = self.env["gift.price"]
        return self.env._(
            "%(quantity)s × %(product)s at %(price)s",
            quantity=f"{self.quantity:.10g}",
            product=self.product_id.sudo().name,
            price=finder._format_price(
                self.price_unit * (1 - self.discount / 100), self.currency_id.id
            ),
        )

    def _get_sentence(self):
        """Say what was told, until when it holds, and the note."""
        words = self._get_words()
        if self.valid_until:
            words = self.env._(
                "%(price)s, valid until %(date)s",
                price=words,
                date=format_date(self.env, self.valid_until),
            )
        return f"{words}. {self.note}" if self.note else words

    # ------------------------------------------------------------------
    # Doors
    # ------------------------------------------------------------------

    @api.model
    def _get_action(self, partner=None, lead=None, channel=None):
        """Return the dialog that remembers a price told.

        :param partner: ``res.partner``, or None to choose in the dialog
        :param lead: ``crm.lead`` that is being worked on, or None
        :param str channel: how it was told, or None
        :return: window action
        """
        context = {"default_lead_id": lead.id if lead else False}
        if partner:
            context["default_partner_id"] = partner.id
        if channel:
            context["default_channel"] = channel
        view = self.env.ref("crm_gift_retail.gift_price_told_view_form_dialog")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Price told"),
            "res_model": self._name,
            "views": [(view.id, "form")],
            "target": "new",
            "context": context,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """Refuse: what was told was told."""
        raise UserError(
            self.env._(
                "Prices told are a record. Take “%(name)s” back instead.",
                name=self[:1].display_name,
            )
        )

    def action_take_back(self):
        """Take a slip back: the price counts no longer, the row stays.

        :raise AccessError: for others than the author and managers
        """
        self.check_access("write")
        self.write({"active": False})
        return True
