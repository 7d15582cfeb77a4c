"""The list of recipients of one order, read from a spreadsheet."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import recipient_rows
from ..tools.import_errors import FileRefusal, ImportRefusal
from ..tools.import_reader import open_table

#: recipients of one order; more are several orders
MOST = 5_000
#: lines of the file that are named one by one
MOST_ERRORS = 200


class GiftRecipientList(models.Model):
    """Recipients of an order: read, checked, and turned into transfers by a job."""

    _name = "gift.recipient.list"
    _description = "Recipients of an Order"
    _order = "id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    is_parcel_each = fields.Boolean(
        "One Parcel per Address",
        default=True,
        help="Each address gets a transfer of its own. Else everything goes to the "
        "order's delivery address, and the list is for the cards.",
    )
    state = fields.Selection(
        [
            ("draft", "Being prepared"),
            ("making", "Transfers are being made"),
            ("done", "Transfers are made"),
            ("failed", "Stopped"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    file = fields.Binary("Spreadsheet", attachment=True, copy=False)
    filename = fields.Char(copy=False)
    errors = fields.Text("Lines Left Out", readonly=True, copy=False)
    problem = fields.Char(readonly=True, copy=False)
    recipient_ids = fields.One2many("gift.recipient", "list_id", "Recipients")
    recipient_count = fields.Integer(compute="_compute_counts")
    progress = fields.Float(
        compute="_compute_counts", help="Share of recipients with a transfer, in %."
    )
    difference = fields.Char(
        compute="_compute_difference",
        help="Where the list and the quantities of the order do not agree.",
    )

    _order_uniq = models.Constraint(
        "UNIQUE (order_id)", "This order has its list of recipients already."
    )

    @api.depends("recipient_ids.state")
    def _compute_counts(self):
        counts = {}
        for row in self.env["gift.recipient"]._read_group(
            [("list_id", "in", self.ids)], ["list_id", "state"], ["__count"]
        ):
            counts.setdefault(row[0].id, {})[row[1]] = row[2]
        for record in self:
            own = counts.get(record._origin.id, {})
            total = sum(own.values())
            record.recipient_count = total
            record.progress = 100 * own.get("made", 0) / total if total else 0

    @api.depends(
        "recipient_ids.quantity_ids.quantity",
        "order_id.order_line.product_uom_qty",
    )
    @api.depends_context("lang")
    def _compute_difference(self):
        for record in self:
            words = [
                self.env._(
                    "%(product)s: %(listed)s in the list, %(ordered)s ordered",
                    product=line.product_id.display_name,
                    listed=f"{listed:.10g}",
                    ordered=f"{line.product_uom_qty:.10g}",
                )
                for line, listed in record._get_sums().items()
                if line.product_uom_id.compare(listed, line.product_uom_qty)
            ]
            record.difference = "; ".join(words)

    def _get_sums(self):
        """Return ``{order line: pieces in the list}``, lines without any left out."""
        self.ensure_one()
        rows = self.env["gift.recipient.quantity"]._read_group(
            [("recipient_id.list_id", "=", self._origin.id)],
            ["line_id"],
            ["quantity:sum"],
        )
        return dict(rows)

    def _get_lines(self):
        """Return the order lines that are packed for recipients."""
        return self.order_id.order_line.filtered(
            lambda line: not line.display_type and line.product_id.type == "consu"
        )

    # ------------------------------------------------------------ the file
    def action_read_file(self):
        """Read the spreadsheet; the list is then what the file says.

        Lines that cannot be used are named one by one, the others are taken. The same
        file again changes nothing.

        :return: True
        :raise UserError: when the file as a whole cannot be read, with the remedy
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "The transfers of %(order)s are made already. Cancel the order and "
                    "set it to quotation to change its recipients.",
                    order=self.order_id.name,
                )
            )
        if not self.file:
            raise UserError(self.env._("Choose a spreadsheet first (XLSX or CSV)."))
        # sudo: the content of the file that this user has just given
        attachment = self.env["ir.attachment"].sudo()
        attachment = attachment.search(
            [
                ("res_model", "=", self._name),
                ("res_field", "=", "file"),
                ("res_id", "=", self.id),
            ],
            limit=1,
        )
        found, errors = self._read_rows(attachment.raw or b"")
        self._take_rows(found)
        shown = errors[:MOST_ERRORS]
        if len(errors) > MOST_ERRORS:
            shown.append(
                self.env._("and %(count)s more", count=len(errors) - MOST_ERRORS)
            )
        self.errors = "\n".join(shown)
        return True

    def _read_rows(self, raw):
        """Return (usable rows, refusals in words) of a file."""
        lines = self._get_lines()
        if not lines:
            raise UserError(
                self.env._(
                    "%(order)s has no goods yet. Add them, then the recipients.",
                    order=self.order_id.name,
                )
            )
        products = {}
        for line in lines:
            for word in (line.product_id.default_code, line.product_id.name):
                if word:
                    products.setdefault(recipient_rows.fold(word), line.id)
        found, errors = [], []
        try:
            with open_table(raw) as table:
                places, columns, unknown = recipient_rows.map_headings(
                    table.headings, products
                )
                errors += [
                    self.env._("Column “%(name)s” is not known.", name=word)
                    for word in unknown
                ]
                for number, cells in table.rows():
                    try:
                        if isinstance(cells, ImportRefusal):
                            raise cells
                        found.append(
                            recipient_rows.read_row(number, cells, places, columns)
                        )
                    except ImportRefusal as refusal:
                        errors.append(self._say_refusal(number, refusal))
        except FileRefusal as refusal:
            words = self.env["gift.import"]._refusal_text(refusal)
            raise UserError(words) from refusal
        except ImportRefusal as refusal:
            raise UserError(self._say_refusal(0, refusal)) from refusal
        if len(found) > MOST:
            raise UserError(
                self.env._(
                    "These are %(count)s recipients; one order takes %(limit)s. Split "
                    "the file over several orders.",
                    count=len(found),
                    limit=MOST,
                )
            )
        return found, errors

    def _say_refusal(self, number, refusal):
        """Return a refusal of the kernel in words, with its line."""
        field = dict(self._get_field_words()).get(refusal.field, refusal.field)
        _ = self.env._
        words = {
            "missing": _("%(field)s is missing", field=field),
            "heading_missing": _("There is no column “%(field)s”", field=field),
            "heading_twice": _(
                "Two columns are called “%(value)s”", value=refusal.value
            ),
            "formula": _("%(field)s is a formula: enter the value", field=field),
            "too_long": _("%(field)s is too long", field=field),
            "phone": _("“%(value)s” is no telephone number", value=refusal.value),
            "quantity": _("“%(value)s” is no quantity", value=refusal.value),
        }.get(
            refusal.code,
            _(
                "%(field)s: “%(value)s” cannot be read",
                field=field,
                value=refusal.value,
            ),
        )
        if not number:
            return words + "."
        return _("Line %(number)s: %(words)s.", number=number, words=words)

    @api.model
    def _get_field_words(self):
        """Return ``(kernel field, its word)``."""
        _ = self.env._
        words = {
            "name": _("Recipient"),
            "phone": _("Telephone"),
            "province": _("Province"),
            "city": _("City"),
            "district": _("District"),
            "street": _("Address"),
            "zip": _("Postal code"),
            "card": _("Card"),
            "deliver_by": _("Deliver by"),
            "quantity": _("Quantity"),
        }
        return list(words.items())

    def _take_rows(self, rows):
        """Make the list what the rows say; equal recipients stay as they are."""
        lines = self._get_lines()
        states = self._find_states({row.province for row in rows if row.province})
        wanted = {}
        for row in rows:
            values = {
                "row": row.row,
                "name": row.name,
                "phone": row.phone,
                "street": row.street,
                "street2": row.district,
                "city": row.city,
                "state_id": states.get(row.province, False),
                "zip": row.zip,
                "card_text": row.card,
                "deliver_by": row.deliver_by or False,
            }
            pieces = {}
            for key, quantity in row.quantities.items():
                for line in lines if key is None else lines.browse(key):
                    pieces[line.id] = float(quantity)
            wanted[row.row] = (values, pieces)
        kept = set()
        for recipient in self.recipient_ids:
            target = wanted.get(recipient.row)
            if target and recipient._is_as(*target):
                kept.add(recipient.row)
        self.recipient_ids.filtered(lambda r: r.row not in kept).unlink()
        self.env["gift.recipient"].create(
            [
                {
                    **values,
                    "list_id": self.id,
                    "quantity_ids": [
                        (0, 0, {"line_id": line_id, "quantity": quantity})
                        for line_id, quantity in pieces.items()
                    ],
                }
                for row, (values, pieces) in wanted.items()
                if row not in kept
            ]
        )

    def _find_states(self, names):
        """Return ``{province as written: id}`` of the company's country."""
        country = self.company_id.country_id or self.env.ref("base.cn")
        states = self.env["res.country.state"].search([("country_id", "=", country.id)])
        found = {}
        for name in names:
            short = name.removesuffix("省").removesuffix("市")
            for lang in {self.env.lang, "zh_CN", "en_US"} - {None, False}:
                for state in states.with_context(lang=lang):
                    if short and (state.name.startswith(short) or state.code == name):
                        found.setdefault(name, state.id)
        return found

    def action_set_quantities(self):
        """Set the quantities of the quotation to what the list adds up to.

        :return: True
        :raise UserError: when the order is confirmed already
        """
        self.ensure_one()
        self.check_access("write")
        if self.order_id.state not in ("draft", "sent"):
            raise UserError(
                self.env._(
                    "%(order)s is confirmed. Change its quantities on the order.",
                    order=self.order_id.name,
                )
            )
        for line, listed in self._get_sums().items():
            line.product_uom_qty = listed
        return True
