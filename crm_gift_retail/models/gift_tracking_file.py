"""Tracking numbers and signatures come in by the courier's file, all rows or none."""

import base64
import binascii
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools import tracking_judge, tracking_sheet
from ..tools.import_errors import ImportRefusal
from ..tools.import_reader import open_table
from ..tools.import_sniff import Limits
from ..tools.tracking_number import join_numbers

LIMITS = Limits(file_size=20 << 20, unpacked_size=256 << 20, rows=20_000, columns=100)
#: what people may write; the rest is written by the methods below
OWN_FIELDS = frozenset({"data", "filename", "courier_id", "waybill_id"})


class GiftTrackingFile(models.Model):
    """A courier's file: checked row by row, shown, then taken over in one transaction.

    Taking it over twice, or another copy of it, changes nothing: numbers that are there
    are recognised.
    """

    _name = "gift.tracking.file"
    _description = "Tracking File"
    _inherit = ["gift.tracking.match"]
    _order = "id desc"
    _rec_name = "filename"

    data = fields.Binary("File", attachment=True, required=True)
    filename = fields.Char("File Name")
    sha256 = fields.Char(readonly=True, index=True)
    courier_id = fields.Many2one(
        "gift.courier",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("is_collected", "=", False)],
        default=lambda self: self._default_courier_id(),
    )
    waybill_id = fields.Many2one(
        "gift.waybill",
        "Waybill Sheet",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('courier_id', '=', courier_id)]",
        help="The sheet that the courier answers, for files without our reference: "
        "their rows come in its order. The last one is proposed.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        "Uploaded by",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        [("draft", "New"), ("checked", "Checked"), ("done", "Taken Over")],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
    )
    line_ids = fields.One2many("gift.tracking.line", "file_id", readonly=True)
    number_count = fields.Integer("Numbers", readonly=True)
    signed_count = fields.Integer("Signatures", readonly=True)
    same_count = fields.Integer("Known Already", readonly=True)
    refused_count = fields.Integer("Not Taken", readonly=True)
    repeated_id = fields.Many2one(
        "gift.tracking.file", "Uploaded Before", compute="_compute_repeated_id"
    )
    done_on = fields.Datetime("Taken Over on", readonly=True, copy=False)

    @api.model
    def _default_courier_id(self):
        return self._default_waybill().courier_id

    @api.model
    def _default_waybill(self):
        """Return the last sheet of the company."""
        return self.env["gift.waybill"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )

    @api.depends("sha256")
    def _compute_repeated_id(self):
        for record in self:
            record.repeated_id = record.sha256 and self.search(
                [
                    ("sha256", "=", record.sha256),
                    ("company_id", "=", record.company_id.id),
                    ("state", "=", "done"),
                    ("id", "!=", record._origin.id),
                ],
                limit=1,
            )

    @api.onchange("courier_id")
    def _onchange_courier_id(self):
        """Propose the courier's last sheet."""
        if self.waybill_id.courier_id != self.courier_id:
            self.waybill_id = self._find_last_sheet()

    def _find_last_sheet(self):
        return self.env["gift.waybill"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("courier_id", "=", self.courier_id.id),
            ],
            limit=1,
        )

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """People bring the file; what it means is written by the methods."""
        self._check_written(vals_list)
        files = super().create(vals_list)
        for record in files:
            record.waybill_id = record.waybill_id or record._find_last_sheet()
            record.sudo().sha256 = record._get_sha256()
        return files

    def write(self, vals):
        """A file that was taken over stays as it is; a new one is checked anew."""
        self._check_written([vals])
        if not OWN_FIELDS.isdisjoint(vals) and not self.env.su:
            done = self.filtered(lambda record: record.state == "done")
            if done:
                raise UserError(
                    self.env._(
                        "“%(file)s” was taken over. Upload the other file as a new "
                        "one.",
                        file=done[0].filename or done[0].id,
                    )
                )
            self._reset()
        res = super().write(vals)
        if "data" in vals:
            for record in self:
                record.sudo().sha256 = record._get_sha256()
        return res

    def _check_written(self, vals_list):
        foreign = {name for vals in vals_list for name in vals} - OWN_FIELDS
        if foreign and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(fields)s of a tracking file are written by checking it.",
                    fields=", ".join(sorted(foreign)),
                )
            )

    def _reset(self):
        """Forget what an earlier check found."""
        own = self.sudo()  # written by methods only
        own.line_ids.unlink()
        own.write({"state": "draft"})

    def _get_content(self):
        try:
            return base64.b64decode(self.with_context(bin_size=False).data or b"")
        except binascii.Error as error:
            raise ImportRefusal("file_damaged") from error

    def _get_sha256(self):
        return hashlib.sha256(self._get_content()).hexdigest()

    # ------------------------------------------------------------------
    # Checking and taking over
    # ------------------------------------------------------------------

    def _check_shipping(self):
        """Raise unless the user may take numbers over for these files' companies."""
        self.check_access("write")
        self.env["stock.picking"].check_access("write")

    def action_check(self):
        """Read the file and say of every row what would happen; nothing is written yet.

        :return: True
        :raise AccessError: for duties that ship nothing
        :raise UserError: when the file cannot be read, with reason and remedy
        """
        self._check_shipping()
        for record in self:
            if record.state == "done":
                continue
            record._write_verdicts(record._judge())
            record.sudo().state = "checked"
        return True

    def action_take_over(self):
        """Write what the check showed: all of it in this transaction, or nothing.

        When something changed since, the new check is shown instead and nothing is
        written. A file that was taken over already changes nothing.

        :return: client notification, or True
        :raise AccessError: for duties that ship nothing
        :raise UserError: when the file was not checked, or cannot be read
        """
        self.ensure_one()
        self._check_shipping()
        if self.state == "done":
            return True
        if self.state != "checked":
            raise UserError(self.env._("Check the file first: see what would happen."))
        # of two files at the same moment the second waits and is run again
        self.env.cr.execute(
            SQL(
                "UPDATE gift_courier SET file_count = COALESCE(file_count, 0) + 1"
                " WHERE id = %s",
                self.courier_id.id,
            )
        )
        self.courier_id.invalidate_recordset(["file_count"], flush=False)
        verdicts = self._judge()
        if self._get_digest(verdicts) != self._get_shown_digest():
            self._write_verdicts(verdicts)
            return self.env["gift.outbox"]._notify(
                self.env._(
                    "Something changed since the check: look at the rows again. "
                    "Nothing was written."
                ),
            )
        self._apply(verdicts)
        self.sudo().write({"state": "done", "done_on": fields.Datetime.now()})
        return True

    def _judge(self):
        """Return the verdicts of all rows, as things are now."""
        try:
            with open_table(self._get_content(), limits=LIMITS) as table:
                sheet = tracking_sheet.read_sheet(table)
        except ImportRefusal as refusal:
            raise UserError(
                self.env._(
                    "“%(file)s”: %(reason)s",
                    file=self.filename or self.env._("File"),
                    reason=self._tracking_text(refusal.code, refusal.value)
                    or self.env["gift.import.reason"]._refusal_text(refusal),
                )
            ) from refusal
        known = self._get_known(sheet.rows)
        return tracking_judge.judge(sheet.rows, sheet.fields, known)

    def _apply(self, verdicts):
        """Write numbers and signatures of verdicts."""
        numbers, signed = {}, []
        for verdict in verdicts:
            if verdict.outcome in ("number", "both"):
                numbers.setdefault(verdict.parcel, []).extend(verdict.row.numbers)
            if verdict.outcome in ("signed", "both"):
                signed.append(verdict.parcel)
        pickings = self.env["stock.picking"]
        for picking_id, found in numbers.items():
            pickings.browse(picking_id).write(
                {
                    "gift_tracking_ref": join_numbers(found),
                    "gift_courier_id": self.courier_id.id,
                    **({"gift_parcels": len(found)} if len(found) > 1 else {}),
                }
            )
        for picking_id in dict.fromkeys(signed):
            picking = pickings.browse(picking_id)
            moment = tracking_judge.signed_moment(verdicts, picking_id)
            picking._gift_sign(self._get_signed_utc(picking, moment))

    def _write_verdicts(self, verdicts):
        """Show the verdicts as lines, and count them."""
        own = self.sudo()  # written by methods only
        own.line_ids.unlink()
        self.env["gift.tracking.line"].sudo().create(
            [
                {
                    "file_id": self.id,
                    "line": verdict.row.line,
                    "reference": verdict.row.reference,
                    "numbers": join_numbers(verdict.row.numbers),
                    "signed": verdict.row.signed,
                    "outcome": verdict.outcome,
                    "picking_id": verdict.parcel or False,
                    "code": verdict.code,
                    "value": verdict.value,
                }
                for verdict in verdicts
            ]
        )
        counts = dict.fromkeys(("number", "signed", "both", "same", "refused"), 0)
        for verdict in verdicts:
            counts[verdict.outcome] += 1
        own.write(
            {
                "number_count": counts["number"] + counts["both"],
                "signed_count": counts["signed"] + counts["both"],
                "same_count": counts["same"],
                "refused_count": counts["refused"],
            }
        )

    @api.model
    def _get_digest(self, verdicts):
        return [
            (v.row.line, v.outcome, v.parcel or 0, v.code or "", v.value or "")
            for v in verdicts
        ]

    def _get_shown_digest(self):
        return [
            (
                line.line,
                line.outcome,
                line.picking_id.id or 0,
                line.code or "",
                line.value or "",
            )
            for line in self.sudo().line_ids.sorted("id")
        ]
