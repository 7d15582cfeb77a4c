"""The first touch of a customer, corrected by a manager with a reason (promise L1)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from .gift_channel import GIFT_CHANNELS

_lt = LazyTranslate(__name__)


class GiftSourceCorrection(models.Model):
    """What somebody knows better about how a customer first came.

    It asks when it is saved and is not changed any more. A manager's own takes effect
    at once, with its reason; everybody else's when a manager says so. The standing is
    written by the refresher, from the latest correction that counts; the trail itself
    stays as it was.
    """

    _name = "gift.source.correction"
    _description = "Correction of a First Touch"
    _inherit = ["gift.approval.mixin"]
    _order = "id desc"
    _rec_name = "customer_id"

    _gift_approval_kinds = {"first_touch": _lt("First touch corrected")}

    customer_id = fields.Many2one(
        "gift.customer", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="customer_id.partner_id", string="Contact")
    company_id = fields.Many2one(
        related="customer_id.company_id", store=True, index=True, precompute=True
    )
    old_source = fields.Char("Says Now", readonly=True)
    channel = fields.Selection(GIFT_CHANNELS, required=True)
    medium_id = fields.Many2one(
        "utm.medium", required=True, index=True, ondelete="restrict"
    )
    source_id = fields.Many2one(
        "utm.source", required=True, index=True, ondelete="restrict"
    )
    campaign_id = fields.Many2one(
        "utm.campaign", index="btree_not_null", ondelete="set null"
    )
    reason = fields.Text(
        required=True, help="How you know: it is kept with the customer."
    )
    state = fields.Selection(
        [
            ("asked", "Asked"),
            ("approved", "In force"),
            ("refused", "Refused"),
        ],
        default="asked",
        required=True,
        readonly=True,
        copy=False,
    )

    @api.onchange("medium_id")
    def _onchange_medium_id(self):
        """The medium says the channel."""
        if self.medium_id:
            self.channel = self.medium_id.gift_channel

    @api.constrains("reason")
    def _check_reason(self):
        for correction in self:
            if len((correction.reason or "").strip()) < 3:
                raise ValidationError(
                    self.env._(
                        "Say how you know that %(name)s came another way: the reason "
                        "is kept.",
                        name=correction.partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Save what is known better and ask for it; a manager's own counts at once."""
        for vals in vals_list:
            vals["state"] = "asked"  # nobody puts their own words in force
        corrections = super().create(vals_list)
        corrections._check_single()
        for correction in corrections:
            customer = correction.customer_id
            customer.check_access("read")
            correction.sudo().old_source = customer._gift_source_words("first")
        if self.env.user.has_group("crm_gift_retail.crm_gift_retail_group_manager"):
            corrections.sudo()._put_in_force()
        else:
            for correction in corrections:
                correction._gift_ask(
                    "first_touch",
                    self.env._(
                        "%(name)s first came another way",
                        name=correction.partner_id.display_name,
                    ),
                    correction._get_facts(),
                )
        return corrections

    def _check_single(self):
        """Refuse a second request about a customer while one is open."""
        for correction in self:
            others = self.sudo().search_count(
                [
                    ("customer_id", "=", correction.customer_id.id),
                    ("state", "=", "asked"),
                    ("id", "not in", self.ids),
                ]
            )
            if others:
                raise UserError(
                    self.env._(
                        "A correction of the first touch of %(name)s waits for its "
                        "decision already. Ask again once it is decided.",
                        name=correction.partner_id.display_name,
                    )
                )

    def _get_facts(self):
        """Return the facts as pairs of words."""
        self.ensure_one()
        return [
            [self.env._("Customer"), self.partner_id.display_name],
            [self.env._("Says now"), self.old_source],
            [self.env._("Should say"), self._get_words()],
            [self.env._("How you know"), self.reason],
        ]

    def _get_words(self):
        """Return channel, medium, source and campaign in words."""
        self.ensure_one()
        channels = dict(self._fields["channel"]._description_selection(self.env))
        parts = [
            channels[self.channel],
            self.medium_id.name,
            self.source_id.name,
            self.campaign_id.title,
        ]
        return " · ".join(part for part in parts if part)

    def _gift_on_decided(self, approval):
        if approval.state == "approved":
            self._put_in_force()
        else:
            self.state = "refused"

    def _gift_on_withdrawn(self, approval):
        self.state = "refused"

    def _put_in_force(self):
        """Let the refresher write it, and keep the reason with the customer."""
        self.write({"state": "approved"})
        queue = self.env["gift.customer.queue"]
        for correction in self:
            queue._touch(correction.partner_id, correction.company_id)
            correction.partner_id.message_post(
                body=self.env._(
                    "First touch corrected from “%(old)s” to “%(new)s”: %(reason)s",
                    old=correction.old_source,
                    new=correction._get_words(),
                    reason=correction.reason,
                ),
                subtype_xmlid="mail.mt_note",
                author_id=self.env.user.partner_id.id,
            )
