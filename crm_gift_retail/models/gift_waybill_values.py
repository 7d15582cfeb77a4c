"""What a column of a waybill sheet may hold: a fixed list, no free expressions."""

from odoo import api, models


class GiftWaybillValues(models.AbstractModel):
    """Reads the values of many transfers at once; prices are none of them."""

    _name = "gift.waybill.values"
    _description = "Values of Waybill Sheets"

    @api.model
    def _get_value_labels(self):
        """Return ``[(key, label)]`` of what a column may hold.

        Seam: another room adds its own here and in :meth:`_get_values`.
        """
        _ = self.env._
        words = {
            "reference": _("Transfer number"),
            "order": _("Order number"),
            "customer_ref": _("Customer's order number"),
            "to_name": _("Recipient: name"),
            "to_company": _("Recipient: company"),
            "to_phone": _("Recipient: telephone"),
            "to_state": _("Recipient: province"),
            "to_city": _("Recipient: city"),
            "to_street": _("Recipient: street"),
            "to_address": _("Recipient: whole address"),
            "to_zip": _("Recipient: postcode"),
            "to_country": _("Recipient: country"),
            "from_name": _("Sender: name"),
            "from_company": _("Sender: company"),
            "from_phone": _("Sender: telephone"),
            "from_state": _("Sender: province"),
            "from_city": _("Sender: city"),
            "from_street": _("Sender: street"),
            "from_address": _("Sender: whole address"),
            "from_zip": _("Sender: postcode"),
            "from_country": _("Sender: country"),
            "goods": _("Goods in words"),
            "pieces": _("Pieces"),
            "parcels": _("Parcels"),
            "weight": _("Weight (kg)"),
            "deliver_by": _("Deliver by"),
            "courier": _("Courier"),
            "constant": _("The same text in every row"),
            "empty": _("Nothing"),
        }
        return list(words.items())

    @api.model
    def _get_value_kind(self, key):
        """Return the kind of cell of a value, see ``tools/xlsx_stream.py``."""
        return {
            "pieces": "float",
            "parcels": "integer",
            "weight": "float",
            "deliver_by": "date",
        }.get(key, "char")

    @api.model
    def _get_values(self, pickings):
        """Return ``{picking id: {key: value}}`` for all values but the constant.

        :param pickings: ``stock.picking`` that the user may read
        """
        # sudo: order number and sender's address stand on the sheet, nothing else of
        # the order is read; the packer need not enter Sales for them
        pickings = pickings.sudo()
        senders = {
            warehouse: self._get_party(
                warehouse.partner_id or warehouse.company_id.partner_id, "from"
            )
            for warehouse in pickings.picking_type_id.warehouse_id
        }
        found = {}
        for picking in pickings:
            order = picking.sale_id
            moves = picking.move_ids.filtered(lambda move: move.state != "cancel")
            quantity = sum(moves.mapped("product_uom_qty"))
            deliver_by = picking._gift_deliver_day()
            sender = senders.get(picking.picking_type_id.warehouse_id)
            found[picking.id] = {
                "reference": picking.name,
                "order": order.name or picking.origin or "",
                "customer_ref": order.client_order_ref or "",
                **self._get_party(picking.partner_id, "to"),
                **(sender or self._get_party(picking.company_id.partner_id, "from")),
                "goods": self._get_goods(moves),
                "pieces": quantity,
                "parcels": picking.gift_parcels or 1,
                "weight": round(picking.shipping_weight, 3),
                "deliver_by": deliver_by,
                "courier": picking.gift_courier_id.name or "",
                "empty": "",
            }
        return found

    @api.model
    def _get_goods(self, moves):
        """Say what is in the parcel: names, no prices, in at most 60 characters."""
        names = dict.fromkeys(moves.product_id.mapped("name"))
        text = "、".join(names)
        return text if len(text) <= 60 else text[:59] + "…"

    @api.model
    def _get_party(self, partner, head):
        """Return the address values of somebody, in sudo.

        A delivery address without telephone takes the one of its person or firm.
        """
        partner = partner or self.env["res.partner"]
        firm = partner.commercial_partner_id
        company = "" if partner == firm and not partner.is_company else firm.name or ""
        street = " ".join(filter(None, (partner.street, partner.street2)))
        state = partner.state_id.name or ""
        city = partner.city or ""
        parts = dict.fromkeys(filter(None, (state, city)))
        values = {
            "name": partner.name or partner.parent_id.name or "",
            "company": company,
            "phone": partner.phone or partner.parent_id.phone or firm.phone or "",
            "state": state,
            "city": city,
            "street": street,
            "address": ("".join(parts) + " " + street).strip(),
            "zip": partner.zip or "",
            "country": partner.country_id.name or "",
        }
        return {f"{head}_{key}": value for key, value in values.items()}

    @api.model
    def _get_missing(self, layout, values):
        """Return the headings that the courier needs and that would stay empty."""
        return [
            line.heading
            for line in layout.line_ids
            if line.is_needed
            and line.value not in ("constant", "empty")
            and not values[line.value]
        ]

    @api.model
    def _get_row(self, layout, values):
        """Return the cells of one row in the layout's order."""
        return [
            line.constant if line.value == "constant" else values[line.value]
            for line in layout.line_ids
        ]
