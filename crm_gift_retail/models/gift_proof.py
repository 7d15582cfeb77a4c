"""Proofs: what will be made, shown to the customer before it is made."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

#: What a user sets while the proof is a draft; all else is written by its steps.
EDITABLE = frozenset({"artwork_ids", "note", "partner_id", "user_id"})
STATES = [
    ("draft", "To send"),
    ("sent", "Waiting for the customer"),
    ("approved", "Approved"),
    ("refused", "To be changed"),
    ("void", "Replaced"),
]


class GiftProof(models.Model):
    """Pictures of what will be made, and the customer's answer to them.

    What was approved is held by ``content_key``, the fingerprint of what a wish says
    about how it is made: a later date of delivery keeps the approval, another text to
    engrave does not. State is the row that an answer, a second answer and a change of
    the wish all update (decision 12). Answered proofs are never changed.
    """

    _name = "gift.proof"
    _description = "Proof for the Customer"
    _inherit = [
        "gift.proof.answer",
        "gift.proof.remind",
        "gift.proof.send",
        "gift.link.mixin",
        "gift.touchpoint.mixin",
    ]
    _order = "id desc"

    requirement_id = fields.Many2one(
        "gift.requirement", "Wish", required=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(
        related="requirement_id.order_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="requirement_id.company_id", store=True, index=True, precompute=True
    )
    number = fields.Integer(readonly=True, copy=False)
    revision_id = fields.Many2one(
        "gift.requirement.revision",
        "Version of the Wish",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Empty: shown while the order was a quotation.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Who Approves",
        required=True,
        index=True,
        ondelete="restrict",
        help="Gets the link; the buyer of the order unless you choose somebody else.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        index="btree_not_null",
        ondelete="set null",
        default=lambda self: self.env.user,
    )
    artwork_ids = fields.Many2many(
        "gift.artwork",
        string="Pictures",
        domain="[('is_picture', '=', True)]",
        help="What the customer sees: a photo or a drawing of the piece.",
    )
    note = fields.Text(
        "Words to the Customer", help="Shown below the pictures, as you write them."
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, copy=False, default="draft"
    )
    is_latest = fields.Boolean(
        "Latest", readonly=True, copy=False, default=True, help="No newer one exists."
    )
    content_key = fields.Char("Fingerprint of the Wish", readonly=True, copy=False)
    is_current = fields.Boolean(
        "For the Present Wish",
        compute="_compute_is_current",
        help="The wish still says what this proof shows.",
    )
    shown = fields.Json(
        "Words Shown",
        readonly=True,
        copy=False,
        help="What the customer read beside the pictures, in the customer's language.",
    )
    channel = fields.Selection(
        [
            ("mail", "Mail"),
            ("sms", "SMS"),
            ("copy", "Copied (WeChat and others)"),
            ("shown", "Shown by a colleague"),
        ],
        "Sent by",
        readonly=True,
        copy=False,
    )
    date_sent = fields.Datetime("Sent", readonly=True, copy=False)
    date_seen = fields.Datetime("Seen", readonly=True, copy=False)
    date_answered = fields.Datetime("Answered", readonly=True, copy=False)
    answered_by = fields.Char(readonly=True, copy=False, help="Name as given.")
    comment = fields.Text("Customer's Comment", readonly=True, copy=False)
    recorded_by_id = fields.Many2one(
        "res.users",
        "Recorded by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Who wrote the answer down on the customer's word.",
    )
    evidence_ids = fields.Many2many(
        "gift.artwork",
        "gift_proof_evidence_rel",
        string="Pictures of the Word Given",
        readonly=True,
        copy=False,
    )
    void_reason = fields.Char("Why Replaced", readonly=True, copy=False)
    thumbnail = fields.Binary(compute="_compute_thumbnail", string="Picture")
    wish_words = fields.Json("What the Wish Says", compute="_compute_wish_words")

    _number_uniq = models.Constraint(
        "unique (requirement_id, number)",
        "A colleague has just made a proof for this wish. Reload the page.",
    )
    _open_uniq = models.UniqueIndex(
        "(requirement_id, state) WHERE state IN ('draft', 'sent')",
        "This wish has a proof in preparation or on its way already. Open that one.",
    )
    _waiting_idx = models.Index("(company_id, date_remind) WHERE state = 'sent'")

    @api.depends("requirement_id.name", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for proof in self:
            proof.display_name = self.env._(
                "Proof %(number)s · %(wish)s",
                number=proof.number or "",
                wish=proof.requirement_id.name or "",
            )

    @api.depends(
        "content_key",
        "requirement_id.wrapping_id",
        "requirement_id.engraving_kind",
        "requirement_id.engraving_text",
        "requirement_id.card_text",
        "requirement_id.artwork_ids",
    )
    def _compute_is_current(self):
        # sudo: only whether two fingerprints are the same
        for proof in self.sudo():
            key = proof.content_key
            proof.is_current = not key or key == proof.requirement_id._gift_proof_key()

    @api.depends("artwork_ids")
    def _compute_thumbnail(self):
        for proof in self:
            proof.thumbnail = proof.artwork_ids[:1].thumbnail

    @api.depends("requirement_id", "shown")
    @api.depends_context("lang")
    def _compute_wish_words(self):
        """Say what the customer read; of a draft, what the wish says now."""
        for proof in self:
            words = proof.requirement_id._gift_proof_words()
            proof.wish_words = (proof.state != "draft" and proof.shown) or words

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Prepare proofs: who is asked and the pictures of the wish, unless given.

        :raise AccessError: for who may not change the order
        :raise UserError: when the wish has a proof in preparation already
        """
        self.browse().check_access("create")
        allowed = EDITABLE | {"requirement_id"}
        wishes = self.env["gift.requirement"]
        for vals in vals_list:
            if not self.env.su:
                for name in set(vals) - allowed:
                    vals.pop(name)
            wish = wishes.browse(vals.get("requirement_id") or []).exists()
            wish.check_access("read")
            wish._gift_check_order_write()
            vals.update(self._prepare_proof_vals(wish, vals))
        # an INSERT goes before pending updates: the keys look at states
        self.flush_model(["requirement_id", "state"])
        proofs = super().create(vals_list)
        proofs._gift_check_pictures()
        return proofs

    @api.model
    def _prepare_proof_vals(self, wish, vals):
        """Return what a new proof of a wish starts with."""
        # sudo: numbers of proofs by whomever; people of the order
        earlier = self.sudo().search([("requirement_id", "in", wish.ids)])
        earlier.filtered("is_latest").is_latest = False
        order = wish.sudo().order_id
        values = {"number": max(earlier.mapped("number"), default=0) + 1}
        if not vals.get("partner_id"):
            values["partner_id"] = order.partner_id.id
        if not vals.get("user_id"):
            values["user_id"] = order.user_id.id or self.env.uid
        if not vals.get("artwork_ids"):
            pictures = wish.sudo().artwork_ids.filtered("is_picture")
            values["artwork_ids"] = [Command.set(pictures.ids)]
        return values

    def write(self, vals):
        """Let drafts be edited; everything else is written by the steps.

        :raise AccessError: for fields that steps write
        :raise UserError: when the proof is sent already
        """
        if not self.env.su:
            if guarded := set(vals) - EDITABLE:
                raise AccessError(
                    self.env._(
                        "%(fields)s of a proof change by its buttons only.",
                        fields=", ".join(sorted(guarded)),
                    )
                )
            for proof in self:
                proof.requirement_id._gift_check_order_write()
                if proof.state != "draft" and set(vals) - {"user_id"}:
                    raise UserError(
                        self.env._(
                            "“%(proof)s” was sent: what the customer sees stays as it "
                            "is. Make a new proof instead.",
                            proof=proof.display_name,
                        )
                    )
        res = super().write(vals)
        if "artwork_ids" in vals:
            self._gift_check_pictures()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        """What a customer saw is kept.

        :raise UserError: naming the proof
        """
        for proof in self:
            proof.requirement_id._gift_check_order_write()
            if proof.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(proof)s” was shown to the customer and stays.",
                        proof=proof.display_name,
                    )
                )

    def _gift_check_pictures(self):
        """Show customers only pictures that the user may see, of the same company.

        :raise AccessError: for files of others
        :raise UserError: for what is no picture
        """
        for proof in self:
            # sudo: a link to a file that the user may not read must not hide itself
            artworks = proof.sudo().artwork_ids
            artworks.with_env(self.env).check_access("read")
            if artworks.company_id - proof.sudo().company_id.root_id:
                raise AccessError(
                    self.env._(
                        "The pictures of “%(proof)s” belong to another company. Add "
                        "them anew.",
                        proof=proof.display_name,
                    )
                )
            for artwork in artworks:
                if not artwork.is_picture:
                    raise UserError(
                        self.env._(
                            "“%(file)s” cannot be shown on a phone. Add a photo or a "
                            "screenshot (PNG, JPEG) of it for the customer.",
                            file=artwork.name,
                        )
                    )

    # ------------------------------------------------------------
    # REPLACED
    # ------------------------------------------------------------

    def _gift_void(self, reason):
        """Take these proofs back: their links open nothing any more.

        :param str reason: why, in words
        """
        # sudo: whoever changes the wish takes its proofs back
        proofs = self.sudo().filtered(lambda proof: proof.state in ("draft", "sent"))
        proofs.write({"state": "void", "void_reason": reason, "date_remind": False})
        proofs._gift_void_links()

    # ------------------------------------------------------------
    # SCREEN
    # ------------------------------------------------------------

    def action_open_order(self):
        """Open the order of this proof.

        :return: window action
        :raise AccessError: when the user may not read proof or order
        """
        self.ensure_one()
        self.check_access("read")
        self.order_id.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "views": [(False, "form")],
        }

    def action_new(self):
        """Prepare the next proof of the same wish, with the same pictures.

        :return: window action of the new proof
        :raise AccessError: for who may not change the order
        """
        self.ensure_one()
        self.check_access("read")
        proof = self.search(
            [
                ("requirement_id", "=", self.requirement_id.id),
                ("state", "=", "draft"),
            ]
        ) or self.create(
            {
                "requirement_id": self.requirement_id.id,
                "partner_id": self.partner_id.id,
                "artwork_ids": [Command.set(self.artwork_ids.ids)],
                "note": self.note,
            }
        )
        return proof._get_open_action()

    def _get_open_action(self):
        """Return the window action of one proof."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
