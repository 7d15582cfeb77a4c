"""Transfers: which changed wishes their people have not acknowledged."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

WAREHOUSE = "crm_gift_retail.crm_gift_retail_group_warehouse"


class StockPicking(models.Model):
    _inherit = "stock.picking"

    gift_ack_state = fields.Selection(
        [
            ("none", "No wish"),
            ("ok", "Wish known"),
            ("needed", "Changed wish"),
        ],
        "Wish",
        compute="_compute_gift_ack_state",
        search="_search_gift_ack_state",
        help="“Changed wish”: somebody must look at the change and acknowledge it "
        "before the goods leave. Of open transfers only.",
    )

    @api.depends("move_ids.state", "move_ids.gift_revision_id")
    def _compute_gift_ack_state(self):
        """One query for all transfers."""
        states = dict.fromkeys(self.ids, "none")
        for row in self._gift_wish_rows():
            key = row["picking_id"]
            if row["is_missing"]:
                states[key] = "needed"
            elif states[key] == "none":
                states[key] = "ok"
        for picking in self:
            picking.gift_ack_state = states.get(picking._origin.id, "none")

    def _search_gift_ack_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        moves = self.env["stock.move"]
        rows = moves._gift_wish_rows(SQL("m.picking_id IS NOT NULL"))
        needed = {row["picking_id"] for row in rows if row["is_missing"]}
        wished = {row["picking_id"] for row in rows}
        found = Domain.FALSE
        if "needed" in value:
            found |= Domain("id", "in", list(needed))
        if "ok" in value:
            found |= Domain("id", "in", list(wished - needed))
        if "none" in value:
            found |= Domain("id", "not in", list(wished))
        return found

    def _gift_wish_rows(self):
        moves = self.env["stock.move"]
        ids = self._origin.ids
        if not ids:
            return []
        return moves._gift_wish_rows(SQL("m.picking_id = ANY(%s)", ids))

    def _gift_unacknowledged(self):
        """Return the changes that nobody has acknowledged; one query, no rights asked.

        :return: dict of picking to ``gift.requirement.revision`` (superuser mode);
            pickings without such a change are left out
        """
        # sudo: the warehouse reads wishes of orders that it may not see
        revisions = self.env["gift.requirement.revision"].sudo()
        found = {}
        for row in self._gift_wish_rows():
            if row["is_missing"]:
                picking = self.browse(row["picking_id"])
                found.setdefault(picking, revisions)
                found[picking] |= revisions.browse(row["revision_id"])
        return found

    def action_gift_acknowledge(self):
        """Acknowledge all changed wishes of these transfers, in one go.

        From then on their open moves carry the new versions.

        :return: True
        :raise AccessError: without the duty Warehouse, or right to a transfer
        """
        if not self.env.user.has_group(WAREHOUSE):
            raise AccessError(
                self.env._(
                    "Only the warehouse acknowledges changed wishes. Ask somebody "
                    "with the duty “Warehouse”."
                )
            )
        self.check_access("write")
        rows = self._gift_wish_rows()
        missing = {
            (row["revision_id"], row["picking_id"]) for row in rows if row["is_missing"]
        }
        # sudo: acknowledgements and what moves carry are written by this step only
        acks = self.env["gift.requirement.ack"].sudo()
        known = acks.search([("picking_id", "in", [key[1] for key in missing])])
        known = {(ack.revision_id.id, ack.picking_id.id) for ack in known}
        acks.create(
            [
                {
                    "revision_id": revision,
                    "picking_id": picking,
                    "user_id": self.env.uid,
                }
                for revision, picking in sorted(missing - known)
            ]
        )
        self.env["stock.move"].sudo()._gift_carry(rows)
        self.invalidate_recordset(["gift_ack_state"])
        self.env["sale.order.line"].invalidate_model(["gift_wish"], flush=False)
        return True
