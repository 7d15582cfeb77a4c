"""Nothing is made or shipped before its proof is approved, where one is needed."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, LazyTranslate

from .gift_requirement import GiftRequirement as Requirement

_lt = LazyTranslate(__name__)

KIND = "proof_missing"
GROUP = "crm_gift_retail.crm_gift_retail_group_%s"


class GiftRequirement(models.Model):
    _inherit = "gift.requirement"

    _gift_approval_kinds = {
        **Requirement._gift_approval_kinds,
        KIND: _lt("Go on without a proof"),
    }

    gift_proof_ids = fields.One2many("gift.proof", "requirement_id", "Proofs")
    gift_proof_state = fields.Selection(
        [
            ("none", "No proof needed"),
            ("missing", "Proof to send"),
            ("sent", "Waits for the customer"),
            ("refused", "Proof to be changed"),
            ("approved", "Proof approved"),
            ("waived", "May go on without proof"),
        ],
        "Proof",
        compute="_compute_gift_proof_state",
        help="Of the wish as it is now.",
    )
    # what somebody decided to do without a proof; fingerprints, as in gift.proof
    proof_asked_key = fields.Char(readonly=True, copy=False)
    proof_waived_key = fields.Char(readonly=True, copy=False)

    @api.depends(
        "gift_proof_ids.state",
        "proof_waived_key",
        "wrapping_id",
        "engraving_kind",
        "engraving_text",
        "card_text",
        "artwork_ids",
    )
    def _compute_gift_proof_state(self):
        # sudo: a word for whoever sees the wish
        wishes = self.sudo()
        latest = wishes._gift_latest_proofs()
        for wish, wish_sudo in zip(self, wishes, strict=True):
            if proof := latest.get(wish_sudo):
                wish.gift_proof_state = proof.state
            elif not wish_sudo._gift_wants_proof(wish_sudo.company_id):
                wish.gift_proof_state = "none"
            elif wish_sudo.proof_waived_key == wish_sudo._gift_proof_key():
                wish.gift_proof_state = "waived"
            else:
                wish.gift_proof_state = "missing"

    def _gift_latest_proofs(self):
        """Return the latest proof that the customer got of each wish as it is now.

        A piece that was approved and is then shown once more waits again.

        :return: dict of wish to ``gift.proof``; wishes without one are left out
        """
        keys = {wish: wish._gift_proof_key() for wish in self if wish.gift_proof_ids}
        latest = {}
        for proof in self.gift_proof_ids.sorted("id"):
            wish = proof.requirement_id
            known = proof.state in ("sent", "approved", "refused")
            if known and proof.content_key == keys.get(wish):
                latest[wish] = proof
        return latest

    # ------------------------------------------------------------
    # SEAMS OF THE WISH
    # ------------------------------------------------------------

    def _gift_is_proof_needed(self):
        """Making and shipping wait for the customer's approval, or for ours."""
        return bool(self._gift_proof_missing()) or super()._gift_is_proof_needed()

    def _gift_proof_missing(self):
        """Return the wishes of this set that may not go on yet; in superuser mode.

        A constant number of queries, however many wishes.
        """
        wishes = self.sudo()  # whoever makes or ships asks
        waiting = wishes.filtered(lambda w: w._gift_wants_proof(w.company_id))
        latest = waiting._gift_latest_proofs()
        return waiting.filtered(
            lambda w: (
                not (w in latest and latest[w].state == "approved")
                and w.proof_waived_key != w._gift_proof_key()
            )
        )

    def write(self, vals):
        """A draft that is edited takes back the proof that the customer has."""
        res = super().write(vals)
        self._gift_void_stale_proofs()
        return res

    def _gift_on_changed(self, revision):
        """A new version of the wish takes back the proof that the customer has."""
        self._gift_void_stale_proofs()
        return super()._gift_on_changed(revision)

    def _gift_void_stale_proofs(self):
        """Close proofs on their way that no longer show what is wished."""
        # sudo: whoever changes the wish
        for proof in self.sudo().gift_proof_ids:
            if proof.state == "sent" and not proof.is_current:
                proof._gift_void(self.env._("The wish has changed."))

    def _gift_cancel(self):
        """Nothing is to be approved any more."""
        res = super()._gift_cancel()
        # sudo: whoever cancels the order
        self.sudo().gift_proof_ids._gift_void(self.env._("The order was cancelled."))
        return res

    # ------------------------------------------------------------
    # GOING ON WITHOUT
    # ------------------------------------------------------------

    def action_gift_ask_without_proof(self):
        """Ask to make or ship these wishes without an approved proof.

        :return: notification
        :raise AccessError: for who neither makes nor sells
        :raise UserError: when no proof is missing
        """
        self.check_access("read")
        duties = ("warehouse", "sales", "service")
        if not any(self.env.user.has_group(GROUP % duty) for duty in duties):
            raise AccessError(
                self.env._("Only the warehouse and whoever sells may ask for this.")
            )
        missing = self._gift_proof_missing()
        if not missing:
            raise UserError(
                self.env._("No proof is missing: you may go on. Reload the page.")
            )
        for wish in missing:
            wish.proof_asked_key = wish._gift_proof_key()
            wish.with_user(self.env.user)._gift_ask(
                KIND,
                self.env._("Go on without a proof: %(wish)s", wish=wish.name),
                facts=wish._gift_proof_facts(),
                team=wish.order_id.team_id,
            )
        return self.env["gift.outbox"]._notify(
            self.env._(
                "Asked for %(count)s wishes. Go on when it is approved.",
                count=len(missing),
            )
        )

    def _gift_proof_facts(self):
        """Return what whoever decides needs to know, in words."""
        order = self.order_id
        latest = self.gift_proof_ids[:1]
        states = dict(latest._fields["state"]._description_selection(self.env))
        facts = [
            [self.env._("Customer"), order.partner_id.display_name],
            *self._gift_proof_words(),
            [
                self.env._("Proof"),
                states[latest.state] if latest else self.env._("none was made"),
            ],
        ]
        if latest.comment:
            facts.append([self.env._("Customer's Comment"), latest.comment])
        if self.deliver_by:
            facts.append(
                [self.env._("Deliver by"), fields.Date.to_string(self.deliver_by)]
            )
        return facts

    def _gift_on_decided(self, approval):
        """An approval holds for the wish as it was when it was asked for."""
        if approval.kind != KIND:
            return super()._gift_on_decided(approval)
        if approval.state == "approved":
            self.proof_waived_key = self.proof_asked_key
        self.proof_asked_key = False
        return None

    # ------------------------------------------------------------
    # SCREEN
    # ------------------------------------------------------------

    def action_gift_proof(self):
        """Open the latest proof of this wish, or prepare the first one.

        :return: window action
        :raise AccessError: for who may not read the wish, or change its order
        """
        self.ensure_one()
        self.check_access("read")
        proofs = self.env["gift.proof"]
        latest = proofs.search(
            [("requirement_id", "=", self.id), ("state", "!=", "void")], limit=1
        ) or proofs.create({"requirement_id": self.id})
        return latest._get_open_action()


class StockMove(models.Model):
    _inherit = "stock.move"

    def _gift_check_acknowledged(self):
        """Refuse to ship what waits for the customer's approval, too.

        :raise UserError: naming all pickings at once
        """
        res = super()._gift_check_acknowledged()
        leaving = self.filtered(lambda move: move._gift_is_leaving())
        if not leaving:
            return res
        rows = leaving._gift_wish_rows(SQL("m.id = ANY(%s)", leaving.ids))
        wishes = self.env["gift.requirement"].browse(
            {row["requirement_id"] for row in rows}
        )
        missing = wishes._gift_proof_missing()
        if not missing:
            return res
        names = {}
        for row in rows:
            wish = missing.browse(row["requirement_id"])
            if wish in missing:
                move = self.browse(row["move_id"])
                place = move.sudo().picking_id.name or move.reference or ""
                names.setdefault(place, []).append(wish.name)
        raise UserError(
            self.env._(
                "The customer has not approved the proof. Wait for the answer, or "
                "ask on the transfer to ship without:\n%(pickings)s",
                pickings="\n".join(
                    f"- {place}: {', '.join(dict.fromkeys(wish))}"
                    for place, wish in sorted(names.items())
                ),
            )
        )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    gift_is_proof_missing = fields.Boolean(
        "Proof Missing",
        compute="_compute_gift_is_proof_missing",
        help="The customer has not approved what is to be shipped.",
    )

    @api.depends("move_ids.state", "move_ids.gift_revision_id")
    def _compute_gift_is_proof_missing(self):
        """Of the wishes in each transfer; a constant number of queries."""
        wishes = self.env["gift.requirement"]
        of_picking = {}
        for row in self._gift_wish_rows():
            of_picking.setdefault(row["picking_id"], set()).add(row["requirement_id"])
        missing = wishes.browse(set().union(*of_picking.values()))._gift_proof_missing()
        ids = set(missing.ids)
        for picking in self:
            of_this = of_picking.get(picking._origin.id, set())
            picking.gift_is_proof_missing = bool(ids & of_this)

    def action_gift_ask_without_proof(self):
        """Ask to ship these transfers without approved proofs.

        :return: notification
        :raise AccessError: without right to the transfers, or for other duties
        :raise UserError: when no proof is missing
        """
        self.check_access("read")
        rows = self._gift_wish_rows()
        wishes = self.env["gift.requirement"].browse(
            {row["requirement_id"] for row in rows}
        )
        return wishes.action_gift_ask_without_proof()
