"""The packing screen: one transfer at a time, the next with one tap."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .stock_picking import SHIP_ORDER

#: transfers that "next" and "3 of 12" look at
QUEUE = 500
OPEN_STATES = ("confirmed", "waiting", "assigned")


class GiftPacking(models.AbstractModel):
    """What the tablet in the warehouse calls; every method asks for the duty.

    Packing is Odoo's own picking: a tap notes a move as picked, shipping validates the
    transfer, wizards of Odoo are handed to the client.
    """

    _name = "gift.packing"
    _description = "Packing Screen"

    @api.model
    @api.readonly
    def load(self, picking_id=False):
        """Return one page of the screen.

        :param int picking_id: ``stock.picking``; the most urgent ready one by default
        :return: dict ``picking``, ``lines``, ``wishes``, ``changes``, ``queue``,
            ``papers``; ``{"picking": False}`` when nothing is ready
        :raise AccessError: without the duty Warehouse, or right to the transfer
        :raise UserError: when the transfer is gone
        """
        self.env["gift.home"]._check_duty("warehouse")
        if picking_id:
            picking = self._get_picking(picking_id)
        else:
            picking = self.env["stock.picking"].search(
                self._get_ready_domain(), order=SHIP_ORDER, limit=1
            )
        if not picking:
            return {"picking": False}
        pack = picking._gift_pack_rows()[picking]
        return {
            "picking": self._get_head(picking, pack["days"]),
            "lines": pack["lines"],
            "wishes": pack["wishes"],
            "changes": pack["changes"],
            "queue": self._get_queue(picking),
            "papers": self._get_papers(picking),
        }

    @api.model
    def acknowledge(self, picking_id, revision_ids):
        """Acknowledge the changes that were on the screen, and no others.

        A change that came while the screen was open is shown, not acknowledged.

        :param int picking_id: ``stock.picking``
        :param list[int] revision_ids: ids of the changes that were read
        :return: page as of :meth:`load`, with ``is_newer`` when there was such a change
        :raise AccessError: without the duty Warehouse, or right to the transfer
        :raise UserError: when the transfer is gone
        """
        self.env["gift.home"]._check_duty("warehouse")
        picking = self._get_picking(picking_id)
        revisions = picking._gift_unacknowledged().get(picking)
        is_newer = bool(revisions) and not set(revisions.ids) <= set(revision_ids)
        if revisions and not is_newer:
            picking.action_gift_acknowledge()
        return {**self.load(picking.id), "is_newer": is_newer}

    @api.model
    def set_packed(self, move_id, packed):
        """Note that a line lies in the parcel, or that it does not.

        :param int move_id: ``stock.move``
        :param bool packed: whether it lies there
        :return: True
        :raise AccessError: without the duty Warehouse, or right to the transfer
        :raise UserError: when there is nothing of it to pack, or it has left
        """
        self.env["gift.home"]._check_duty("warehouse")
        move = self.env["stock.move"].browse(move_id).exists()
        if not move or move.state in ("done", "cancel"):
            raise UserError(
                self.env._(
                    "This line was changed or shipped by somebody else. Load the page "
                    "again."
                )
            )
        move.check_access("write")
        if packed and not move.quantity:
            raise UserError(
                self.env._(
                    "Nothing of %(product)s is reserved for %(picking)s. Check the "
                    "availability on the transfer.",
                    product=move.product_id.display_name,
                    picking=move.picking_id.name,
                )
            )
        move.picked = bool(packed)
        return True

    @api.model
    def ship(self, picking_id):
        """Validate the transfer: what is ticked leaves; no tick means everything.

        :param int picking_id: ``stock.picking``
        :return: ``{"action": window action}`` when Odoo asks something first (a back
            order), else ``{"shipped": name, "page": the next one}``
        :raise AccessError: without the duty Warehouse, or right to the transfer
        :raise UserError: for a change that nobody acknowledged, and for whatever Odoo
            refuses
        """
        self.env["gift.home"]._check_duty("warehouse")
        picking = self._get_picking(picking_id)
        if picking.state not in OPEN_STATES:
            raise UserError(
                self.env._(
                    "%(picking)s is not open any more. Go on with the next one.",
                    picking=picking.name,
                )
            )
        following = self._get_queue(picking)["next_id"]
        result = picking.button_validate()
        if isinstance(result, dict) and picking.state != "done":
            return {"action": result}
        return {
            "shipped": picking.name,
            "page": self.load(following),
            # labels that Odoo prints by itself
            "action": result if isinstance(result, dict) else False,
        }

    # ------------------------------------------------------------
    # PARTS OF THE PAGE
    # ------------------------------------------------------------

    @api.model
    def _get_picking(self, picking_id):
        """Return the transfer with its rights checked.

        :raise UserError: when it was deleted
        """
        picking = self.env["stock.picking"].browse(picking_id).exists()
        if not picking:
            raise UserError(
                self.env._("This transfer is gone. Go back to the list of parcels.")
            )
        picking.check_access("read")
        return picking

    @api.model
    def _get_ready_domain(self):
        """Return the domain of what can be packed now."""
        return Domain("picking_type_code", "=", "outgoing") & Domain(
            "state", "=", "assigned"
        )

    @api.model
    def _get_queue(self, picking):
        """Return where this transfer stands among the ready ones of its kind."""
        domain = self._get_ready_domain() & Domain(
            "picking_type_id", "=", picking.picking_type_id.id
        )
        ids = picking.search(domain, order=SHIP_ORDER, limit=QUEUE).ids
        if picking.id in ids:
            at = ids.index(picking.id)
            before, after = ids[:at], ids[at + 1 :]
            position = at + 1
        else:  # not ready, or done: the next is the most urgent
            before, after, position = [], ids, 0
        return {
            "position": position,
            "total": len(ids),
            "previous_id": before[-1] if before else False,
            "next_id": after[0] if after else False,
        }

    @api.model
    def _get_head(self, picking, days):
        """Return what the top of the screen says: for whom, until when."""
        today = fields.Date.context_today(picking)
        day = picking.gift_ship_day
        deliver_by = min((day for day in days if day), default=False)
        partner = picking.sudo().partner_id  # the address is on the parcel anyway
        is_open = picking.state in OPEN_STATES
        return {
            "id": picking.id,
            "name": picking.name,
            "origin": picking.origin or "",
            "state": picking.state,
            "is_open": is_open,
            "is_ready": picking.state == "assigned",
            "partner": partner.display_name or "",
            "address": self._get_address(partner),
            "tier": self.env["gift.home"]._get_badge(picking.gift_tier_id),
            "starred": picking.priority == "1",
            "ship_day": fields.Date.to_string(day) if day else False,
            "is_late": bool(is_open and day and day < today),
            "is_today": bool(is_open and day == today),
            "deliver_by": deliver_by and fields.Date.to_string(deliver_by),
            "is_proof_missing": picking.gift_is_proof_missing,
            "note": picking._gift_pack_note(),
        }

    @api.model
    def _get_address(self, partner):
        """Return the address in one line, without the name that stands above it."""
        text = partner._display_address(without_company=True) if partner else ""
        return ", ".join(line.strip() for line in text.splitlines() if line.strip())

    @api.model
    def _get_papers(self, picking):
        """Return what can be printed for a transfer: ``[{"label", "action"}]``. Seam.

        :param picking: ``stock.picking``
        :return: labels in the user's language and xmlids of report actions
        """
        return []
