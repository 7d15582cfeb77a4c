"""A wish as it was fixed at one moment; nobody changes it afterwards."""

from odoo import api, fields, models
from odoo.exceptions import UserError

#: what is noted on a revision once, later: who made it, and when
MADE = frozenset({"made_by_id", "made_date"})


class GiftRequirementRevision(models.Model):
    """One link of the chain of a wish. Append-only, for everybody.

    Moves and pickings name the revision that they were made for; slips, proofs and
    the warehouse's screens read it here and nowhere else.
    """

    _name = "gift.requirement.revision"
    _description = "Fixed Wish"
    _inherit = ["gift.requirement.content", "gift.touchpoint.mixin"]
    _order = "requirement_id, number desc"

    requirement_id = fields.Many2one(
        "gift.requirement", "Wish", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(required=True)
    author_id = fields.Many2one("res.users", ondelete="restrict")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    change_reason = fields.Char("Why")
    previous_id = fields.Many2one(
        "gift.requirement.revision", index="btree_not_null", ondelete="restrict"
    )
    is_current = fields.Boolean(compute="_compute_is_current")
    words = fields.Json(compute="_compute_words")
    difference = fields.Json(
        compute="_compute_difference", help="Rows of label, before and after."
    )
    made_by_id = fields.Many2one("res.users", ondelete="restrict")
    made_date = fields.Datetime("Made On")
    ack_ids = fields.One2many(
        "gift.requirement.ack", "revision_id", string="Acknowledged"
    )

    _number_uniq = models.Constraint(
        "unique (requirement_id, number)",
        "This wish was changed by somebody else just now. Reload the page, look at "
        "the change and enter yours again.",
    )

    @api.depends("requirement_id.name", "number")
    def _compute_display_name(self):
        for revision in self:
            revision.display_name = self.env._(
                "%(wish)s, version %(number)s",
                wish=revision.requirement_id.name or "",
                number=revision.number,
            )

    @api.depends("requirement_id.revision_id")
    def _compute_is_current(self):
        for revision in self:
            revision.is_current = revision.requirement_id.revision_id == revision

    @api.depends("number")
    @api.depends_context("lang")
    def _compute_words(self):
        for revision in self:
            revision.words = revision._gift_content_words()

    @api.depends("previous_id")
    @api.depends_context("lang")
    def _compute_difference(self):
        """Compare with the revision before; the first one has no difference."""
        for revision in self:
            before = revision.previous_id
            revision.difference = (
                revision._gift_content_difference(before) if before else []
            )

    # ------------------------------------------------------------
    # APPEND-ONLY
    # ------------------------------------------------------------

    def write(self, vals):
        """Refuse every change but the note of who made it, once; also in sudo."""
        self.check_access("write")
        if not MADE.issuperset(vals) or any(r.made_date for r in self):
            raise UserError(
                self.env._(
                    "“%(wish)s” is fixed. Change the wish on the order: that makes a "
                    "new version which the warehouse acknowledges.",
                    wish=self[:1].display_name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "“%(wish)s” is fixed and stays. Cancel the order instead.",
                wish=self[:1].display_name,
            )
        )

    # ------------------------------------------------------------
    # TRAIL
    # ------------------------------------------------------------

    def _gift_trail_vals(self, kind):
        """A change of a wish belongs to the buyer of its order."""
        order = self.requirement_id.order_id
        vals = order._gift_trail_vals(kind)
        vals.update(
            direction="in",
            date=self.date,
            summary=self.env._(
                "%(wish)s: %(what)s",
                wish=self.requirement_id.name,
                what="; ".join(
                    f"{label}: {after or '–'}"
                    for label, _old, after in self.difference or ()
                )
                or self.change_reason
                or "",
            ),
        )
        return vals
