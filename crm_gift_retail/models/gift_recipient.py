"""Who receives the gifts of an order, and what each of them gets."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: what a recipient's address is made of, as it is compared
ADDRESS = ("name", "phone", "street", "street2", "city", "state_id", "zip")


class GiftRecipient(models.Model):
    """One recipient of an order. Recipients are no customers."""

    _name = "gift.recipient"
    _description = "Recipient of Gifts"
    _order = "list_id desc, row, id"

    list_id = fields.Many2one(
        "gift.recipient.list", required=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="list_id.order_id", store=True, index=True)
    company_id = fields.Many2one(related="list_id.company_id", store=True, index=True)
    row = fields.Integer("Line", readonly=True, help="Line of the file.")
    name = fields.Char("Recipient", required=True)
    phone = fields.Char(required=True)
    street = fields.Char("Address", required=True)
    street2 = fields.Char("District")
    city = fields.Char(required=True)
    state_id = fields.Many2one(
        "res.country.state", "Province", index="btree_not_null", ondelete="restrict"
    )
    zip = fields.Char("Postal Code")
    card_text = fields.Text("Text of the Card", help="Else the card of the wish.")
    deliver_by = fields.Date()
    quantity_ids = fields.One2many(
        "gift.recipient.quantity", "recipient_id", "What They Get"
    )
    what = fields.Char("Gets", compute="_compute_what")
    address_id = fields.Many2one(
        "res.partner",
        "Delivery Address",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Archived: recipients stand in no list of customers.",
    )
    state = fields.Selection(
        [("waiting", "Waits"), ("made", "Has a transfer")],
        required=True,
        readonly=True,
        default="waiting",
        copy=False,
        index=True,
    )

    @api.depends("quantity_ids.quantity", "quantity_ids.line_id")
    def _compute_what(self):
        for recipient in self:
            recipient.what = ", ".join(
                f"{part.quantity:.10g} × {part.line_id.product_id.display_name}"
                for part in recipient.quantity_ids
            )

    def write(self, vals):
        """Refuse changes of a recipient who has a transfer already.

        :raise UserError: naming the recipient and where to change
        """
        if not {*ADDRESS, "card_text", "deliver_by"}.isdisjoint(vals):
            self._check_waiting()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_made(self):
        self._check_waiting()

    def _check_waiting(self):
        """Raise for recipients whose transfer is made."""
        for recipient in self:
            if recipient.state == "made" and recipient.list_id.state != "draft":
                raise UserError(
                    self.env._(
                        "%(name)s has a transfer already. Change the address there, or "
                        "cancel that transfer.",
                        name=recipient.name,
                    )
                )

    def _is_as(self, values, pieces):
        """Tell whether a recipient is just what a line of the file says.

        :param dict values: field values
        :param dict pieces: ``{order line id: quantity}``
        """
        self.ensure_one()
        now = self.read(list(values), load=None)[0]
        own = {part.line_id.id: part.quantity for part in self.quantity_ids}
        return own == pieces and all(
            (now[name] or False) == (value or False) for name, value in values.items()
        )

    def _address_key(self):
        """Return what makes two addresses of one buyer the same."""
        self.ensure_one()
        return tuple(
            self[name].id if name == "state_id" else (self[name] or "").strip()
            for name in ADDRESS
        )

    def _find_addresses(self):
        """Give each recipient the delivery address, made once per buyer.

        The addresses are archived: recipients are never sold to, and no list of
        customers shows them.
        """
        # sudo: addresses of recipients belong to the delivery, not to the salesperson
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        partners = partners.with_context(mail_create_nolog=True, tracking_disable=True)
        for order, recipients in self.grouped("order_id").items():
            buyer = order.partner_id.commercial_partner_id
            known = {}
            for partner in partners.search(
                [
                    ("parent_id", "=", buyer.id),
                    ("type", "=", "delivery"),
                    ("active", "=", False),
                ],
                order="id desc",
            ):
                key = tuple(
                    partner[name].id if name == "state_id" else partner[name] or ""
                    for name in ADDRESS
                )
                known[key] = partner
            new = {}
            for recipient in recipients:
                key = recipient._address_key()
                if key not in known:
                    new.setdefault(key, recipient)
            country = order.company_id.country_id
            made = partners.create(
                [
                    {
                        **dict(zip(ADDRESS, key, strict=True)),
                        "parent_id": buyer.id,
                        "type": "delivery",
                        "active": False,
                        "country_id": recipient.state_id.country_id.id or country.id,
                        "lang": buyer.lang,
                        "company_id": buyer.company_id.id,
                    }
                    for key, recipient in new.items()
                ]
            )
            known.update(zip(new, made, strict=True))
            for recipient in recipients:
                recipient.address_id = known[recipient._address_key()]


class GiftRecipientQuantity(models.Model):
    """How many of one order line a recipient gets."""

    _name = "gift.recipient.quantity"
    _description = "What a Recipient Gets"
    _order = "recipient_id, line_id"

    recipient_id = fields.Many2one(
        "gift.recipient", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="recipient_id.company_id", store=True, index=True
    )
    line_id = fields.Many2one(
        "sale.order.line", required=True, index=True, ondelete="cascade"
    )
    quantity = fields.Float(
        required=True, digits="Product Unit", help="In the unit of the order line."
    )

    _once = models.Constraint(
        "UNIQUE (recipient_id, line_id)",
        "A recipient has one quantity per order line. Change that one.",
    )
    _positive = models.Constraint(
        "CHECK (quantity > 0)", "A recipient gets more than nothing."
    )

    @api.constrains("line_id", "recipient_id")
    def _check_order(self):
        """What somebody gets is a line of the same order."""
        for part in self:
            if part.line_id.order_id != part.recipient_id.order_id:
                raise ValidationError(
                    self.env._(
                        "“%(line)s” is no line of %(order)s. Choose a line of this "
                        "order.",
                        line=part.line_id.display_name,
                        order=part.recipient_id.order_id.name,
                    )
                )
