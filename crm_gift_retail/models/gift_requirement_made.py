"""Made: from here on a change costs, so somebody decides it."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

#: who says that a wish is made: those who make it, and who sold it
MAKERS = ("warehouse", "sales", "service")
GROUP = "crm_gift_retail.crm_gift_retail_group_%s"


class GiftRequirementMade(models.AbstractModel):
    """Part of ``gift.requirement`` about wishes that are made."""

    _name = "gift.requirement.made"
    _description = "Wishes that are made"

    def _gift_is_proof_needed(self):
        """Tell whether making or shipping waits for the customer's proof. Seam.

        :return: bool; False unless somebody who knows proofs says otherwise
        """
        return False

    def action_gift_made(self):
        """Note that the current version of these wishes is engraved, printed, wrapped.

        :return: True
        :raise AccessError: for who neither makes nor sells
        :raise UserError: unless each is fixed, known to the warehouse, and its proof
            approved where one is needed
        """
        self.check_access("read")
        if not any(self.env.user.has_group(GROUP % duty) for duty in MAKERS):
            raise AccessError(
                self.env._(
                    "Only the warehouse and whoever sells may mark a wish as made."
                )
            )
        # sudo: the duty was asked; the chain belongs to methods
        for wish in self.sudo():
            wish._gift_check_makeable()
        self.sudo()._gift_bump()
        for wish in self.sudo():
            wish.state = "made"
            if not wish.revision_id.made_date:
                wish.revision_id.write(
                    {"made_by_id": self.env.uid, "made_date": fields.Datetime.now()}
                )
        return True

    def _gift_check_makeable(self):
        if self.state != "frozen":
            raise UserError(
                self.env._(
                    "“%(wish)s” is “%(state)s”. Only a wish of a confirmed order that "
                    "is not made yet can be marked as made.",
                    wish=self.name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        self.state
                    ],
                )
            )
        waiting = self._gift_open_moves().picking_id._gift_unacknowledged()
        pickings = [
            picking.name
            for picking, revisions in waiting.items()
            if self.revision_id in revisions
        ]
        if pickings:
            raise UserError(
                self.env._(
                    "“%(wish)s” was changed. Acknowledge the change in %(pickings)s "
                    "first, then mark it as made.",
                    wish=self.name,
                    pickings=", ".join(pickings),
                )
            )
        if self._gift_is_proof_needed():
            raise UserError(
                self.env._(
                    "The customer has not approved the proof of “%(wish)s”. Send it, "
                    "or ask for an approval to go on without.",
                    wish=self.name,
                )
            )

    # ------------------------------------------------------------
    # CHANGE AFTER THAT
    # ------------------------------------------------------------

    def _gift_ask_change(self, vals, reason, user):
        """Ask for the decision on a change of a made wish, in superuser mode.

        :param dict vals: the content asked for
        :param str reason: why, in words
        :param user: ``res.users`` who asks
        """
        if self.pending_vals:
            raise UserError(
                self.env._(
                    "A change of “%(wish)s” waits for its decision already: "
                    "%(status)s. Withdraw that request first.",
                    wish=self.name,
                    status=self.gift_approval_status or self.pending_reason,
                )
            )
        asked = self.env["gift.requirement"].new({**self._gift_content_vals(), **vals})
        difference = asked._gift_content_difference(self)
        if not difference:
            raise UserError(
                self.env._(
                    "Nothing of “%(wish)s” differs from version %(number)s. Change "
                    "something, or close the window.",
                    wish=self.name,
                    number=self.number,
                )
            )
        self.write(
            {
                "pending_vals": {
                    name: value.isoformat() if hasattr(value, "isoformat") else value
                    for name, value in asked._gift_content_vals().items()
                },
                "pending_reason": reason,
            }
        )
        self.with_user(user)._gift_ask(
            "requirement_made",
            self.env._("Change what is made: %(wish)s", wish=self.name),
            facts=[
                *(
                    [label, f"{before or '–'} → {after or '–'}"]
                    for label, before, after in difference
                ),
                [self.env._("Why"), reason],
                [
                    self.env._("Made"),
                    self.env._(
                        "by %(who)s on %(day)s",
                        who=self.revision_id.made_by_id.name,
                        day=fields.Date.to_string(self.revision_id.made_date),
                    ),
                ],
            ],
        )

    def _gift_on_decided(self, approval):
        """Carry out an approved change; a refused one is forgotten."""
        if approval.kind != "requirement_made":
            return super()._gift_on_decided(approval)
        vals, reason = self.pending_vals, self.pending_reason
        self.write({"pending_vals": False, "pending_reason": False})
        if approval.state == "approved" and vals:
            if self.state == "made":
                self.state = "frozen"  # what is changed is to be made anew
            self._gift_check_changeable(vals, reason)
            self._gift_apply_change(vals, reason)
        return None

    def _gift_on_withdrawn(self, approval):
        """The requester takes the change back."""
        if approval.kind == "requirement_made":
            self.write({"pending_vals": False, "pending_reason": False})
        return super()._gift_on_withdrawn(approval)

    def _gift_withdraw_change(self):
        """End open requests of wishes whose order is cancelled; superuser mode."""
        requests = self.env["gift.approval"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("kind", "=", "requirement_made"),
                ("state", "=", "open"),
            ]
        )
        requests._close("withdrawn", note=self.env._("The order was cancelled."))
