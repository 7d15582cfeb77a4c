"""At line entry: what this firm was told, was sent and paid last for this product."""

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..tools import price_compare as kernel
from .gift_profit_guard import STANDING_GROUPS

#: states in which prices are still entered
ENTRY = ("draft", "sent")


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    #: stamped with the order's, at confirmation; the system's alone
    gift_firm_id = fields.Many2one(
        "res.partner",
        "Firm at Confirmation",
        related="order_id.gift_commercial_partner_id",
        store=True,
        groups=fields.NO_ACCESS,
    )
    gift_last_price = fields.Json(
        "Last price", compute="_compute_gift_last_price", groups=STANDING_GROUPS
    )
    gift_price_reason_id = fields.Many2one(
        "gift.price.reason",
        "Why This Price",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=STANDING_GROUPS,
        help="Why the price differs from what the firm heard or paid last.",
    )
    #: the price that a manager was asked about, and the one that was allowed
    gift_price_asked = fields.Json(copy=False, groups=fields.NO_ACCESS)
    gift_price_allowed = fields.Json(copy=False, groups=fields.NO_ACCESS)

    _gift_last_sold_idx = models.Index(
        "(gift_firm_id, product_id, id DESC) WHERE gift_firm_id IS NOT NULL"
    )

    # ------------------------------------------------------------------
    # What a line costs
    # ------------------------------------------------------------------

    @api.model
    def _gift_comparable_sql(self):
        """Return whether line l is goods at a price of its own; twin of the method."""
        condition = SQL(
            """(l.display_type IS NULL AND l.product_id IS NOT NULL
                AND l.product_uom_qty > 0 AND l.combo_item_id IS NULL
                AND NOT COALESCE(l.is_downpayment, FALSE))"""
        )
        for name in ("is_reward_line", "is_delivery"):
            if name in self._fields:
                condition = SQL(
                    "(%s AND NOT COALESCE(l.%s, FALSE))",
                    condition,
                    SQL.identifier(name),
                )
        return condition

    def _gift_is_comparable(self):
        """Tell whether this line is goods at a price of its own.

        Sections, down payments, delivery, rewards and returns are not; the parts of a
        combo are not either, the combo itself costs what they cost together.
        """
        self.ensure_one()
        return bool(
            not self.display_type
            and self.product_id
            and self.product_uom_qty > 0
            and not self.combo_item_id
            and not self.is_downpayment
            and not ("is_reward_line" in self._fields and self.is_reward_line)
            and not ("is_delivery" in self._fields and self.is_delivery)
        )

    @api.model
    def _gift_net_sql(self):
        """Return what one unit of line l costs, untaxed, in order currency.

        A discount on the whole order is a line of the company's discount product; it
        lowers every price (twin of ``sale.order._gift_kept_share``).
        Aliases: l order line, pt product template, c company of the order.
        """
        return SQL(
            """(CASE WHEN c.sale_discount_product_id IS NULL THEN 1
                     ELSE 1 - COALESCE((
                         SELECT LEAST(1, -sum(d.price_subtotal) FILTER (
                                    WHERE d.price_subtotal < 0 AND
                                          d.product_id = c.sale_discount_product_id)
                                / NULLIF(sum(d.price_subtotal) FILTER (
                                    WHERE d.price_subtotal > 0), 0))
                           FROM sale_order_line d WHERE d.order_id = l.order_id), 0)
                END * CASE WHEN pt.type = 'combo'
                     THEN (SELECT COALESCE(sum(k.price_subtotal), 0)
                             FROM sale_order_line k
                            WHERE k.linked_line_id = l.id
                              AND k.combo_item_id IS NOT NULL)
                          / l.product_uom_qty::numeric
                     WHEN l.price_subtotal <> 0
                     THEN l.price_subtotal / l.product_uom_qty::numeric
                     ELSE GREATEST(l.price_unit, 0)::numeric
                          * (1 - COALESCE(l.discount, 0)::numeric / 100)
                END)"""
        )

    def _gift_combo_lines(self):
        """Return the lines of a combo's parts, saved or not."""
        return self.order_id.order_line.filtered(
            lambda line: (
                line.combo_item_id
                and (
                    line.linked_line_id == self
                    or (self.virtual_id and line.linked_virtual_id == self.virtual_id)
                )
            )
        )

    def _gift_net_price(self, kept=1.0):
        """Return what one unit of this line costs, untaxed and after discount.

        From the subtotal only where taxes are in the price: a subtotal is rounded.

        :param float kept: what a discount on the whole order leaves, see
            ``sale.order._gift_kept_share``
        :return: float, in order currency
        """
        self.ensure_one()
        quantity = self.product_uom_qty
        if not quantity:
            return 0.0
        if self.product_type == "combo":
            parts = self._gift_combo_lines()
            return sum(parts.mapped("price_subtotal")) / quantity * kept
        net = kernel.discounted(self.price_unit, self.discount)
        rounding = self.currency_id.rounding or 0.01
        if abs(net * quantity - self.price_subtotal) <= rounding:
            return net * kept
        return self.price_subtotal / quantity * kept

    # ------------------------------------------------------------------
    # Comparing
    # ------------------------------------------------------------------

    def _gift_compare(self):
        """Compare the prices of these lines with the last ones; two queries at most.

        :return: ``{line: {rows, chosen, difference, verdict, net, masked, today}}`` of
            lines that have something to be compared with; ``rows`` are those of
            ``gift.price._gift_last`` with ``comparison``, ``chosen`` is one of them
        """
        lines = self.filtered(lambda line: line._gift_is_comparable())
        wanted = [line._gift_wanted() for line in lines]
        found = self.env["gift.price"]._gift_last(wanted)
        kept = {order: order._gift_kept_share() for order in lines.order_id}
        result = {}
        for line, rows in zip(lines, found, strict=True):
            if rows:
                net = line._gift_net_price(kept[line.order_id])
                result[line] = line._gift_compare_rows(rows, net)
        return result

    def _gift_wanted(self):
        """Return what ``gift.price._gift_last`` asks about this line."""
        order = self.order_id
        # sudo: which firm and company it is, whoever may read them
        firm = order.sudo().partner_id.commercial_partner_id
        return {
            "firm_id": firm._origin.id,
            "root_id": order.sudo().company_id.root_id.id or self.env.company.id,
            "order_id": order._origin.id,
            "product_id": self.product_id._origin.id,
            "uom_id": self.product_uom_id._origin.id,
            "currency_id": order.currency_id._origin.id,
            "quantity": self.product_uom_qty,
            "pricelist_id": order.pricelist_id._origin.id,
        }

    def _gift_compare_rows(self, rows, net):
        """Compare this line's net price with the last prices found."""
        company = (self.order_id.company_id or self.env.company).sudo().root_id
        today = company._gift_today()
        first = rows[0]
        present = kernel.Price(
            net,
            kernel.Unit(first["to_factor"], first["to_reference"]),
        )
        for row in rows:
            past = kernel.Price(
                row["net"],
                kernel.Unit(row["factor"], row["reference"]),
                rate=row["rate"] and float(row["rate"]),
                until=row["until"],
            )
            rate = row["to_rate"] and float(row["to_rate"])
            row["comparison"] = kernel.compare(present, past, today, rate)
        index = kernel.reference([(row["date"], row["comparison"]) for row in rows])
        chosen = None if index is None else rows[index]
        difference = chosen and chosen["comparison"].difference
        return {
            "rows": rows,
            "chosen": chosen,
            "difference": difference,
            "verdict": kernel.verdict(
                difference, company.gift_price_tolerance, company.gift_price_limit
            ),
            "net": present.net,
            "masked": first["masked"],
            "today": today,
        }

    def _gift_price_key(self, net):
        """Return what an allowance is about: this price for this firm and product."""
        # sudo: only what identifies the price
        order = self.order_id.sudo()
        return {
            "net": round(net, 6),
            "firm": order.partner_id.commercial_partner_id.id,
            "product": self.product_id.id,
            "uom": self.product_uom_id.id,
            "currency": order.currency_id.id,
        }

    def _gift_is_allowed(self, given, net):
        """Tell whether an allowance covers a price: the same thing, not cheaper."""
        key = self._gift_price_key(net)
        return (
            bool(given)
            and all(
                given.get(name) == value for name, value in key.items() if name != "net"
            )
            and given["net"] <= key["net"] + 1e-6
        )

    def _gift_price_state(self, found):
        """Return where this line's price stands: ok, reason, approval, asked, allowed.

        :param dict found: of :meth:`_gift_compare`
        """
        line = self.sudo()  # what was asked and allowed is the system's
        if found["verdict"] == kernel.NOTHING:
            return "ok"
        if found["verdict"] == kernel.APPROVAL:
            if line._gift_is_allowed(line.gift_price_allowed, found["net"]):
                return "allowed"
            if line._gift_is_allowed(line.gift_price_asked, found["net"]):
                return "asked"
            return "approval" if line.gift_price_reason_id else "reason"
        return "ok" if line.gift_price_reason_id else "reason"

    # ------------------------------------------------------------------
    # Screen
    # ------------------------------------------------------------------

    @api.depends(
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "price_unit",
        "discount",
        "price_subtotal",
        "linked_line_ids.price_subtotal",
        "gift_price_reason_id",
        "order_id.partner_id",
        "order_id.currency_id",
        "order_id.state",
    )
    @api.depends_context("uid", "lang", "tz")
    def _compute_gift_last_price(self):
        """Say the last prices in words: what the popover draws, without a click."""
        entry = self.filtered(lambda line: line.order_id.state in ENTRY)
        compared = entry._gift_compare()
        for line in self:
            found = compared.get(line)
            line.gift_last_price = found and line._gift_price_words(found)

    def _gift_price_words(self, found):
        """Return what the widget draws of a comparison.

        :param dict found: of :meth:`_gift_compare`
        :return: dict, JSON
        """
        words = {"state": self._gift_price_state(found), "rows": []}
        if found["masked"]:
            # decision 20: no price of a customer before the first contact
            words["masked"] = self.env._(
                "Claimed by a colleague: you see prices after your first contact."
            )
            return words
        price = self.env["gift.price"]
        currency_id = self.order_id.currency_id.id
        chosen = found["chosen"]
        if chosen:
            words["price"] = price._format_price(chosen["comparison"].net, currency_id)
            words["difference"] = round(found["difference"], 1)
            words["expired"] = chosen["comparison"].is_expired
        for row in found["rows"]:
            words["rows"].append(self._gift_row_words(row, found, row is chosen))
        return words

    def _gift_row_words(self, row, found, is_chosen):
        """Return one of the last prices as the popover draws it."""
        price = self.env["gift.price"]
        comparison = row["comparison"]
        currency_id = self.order_id.currency_id.id
        said = price._format_price(row["net"], row["currency_id"])
        day = fields.Datetime.context_timestamp(self, row["date"]).date()
        same = row["same_uom"] and row["currency_id"] == currency_id
        net = comparison.net
        words = {
            "kind": row["kind"],
            "label": price._get_kind_label(row["kind"]),
            "chosen": is_chosen,
            "price": said if net is None else price._format_price(net, currency_id),
            "said": "" if same or net is None else f"{said} / {row['uom']}",
            "quantity": f"{row['quantity']:.10g}",
            "unit": row["uom"],
            "date": format_date(self.env, day, date_format="short"),
            "who": row["who"] or "",
            "until": row["until"] and format_date(self.env, row["until"]),
            "expired": comparison.is_expired,
            "difference": comparison.difference and round(comparison.difference, 1),
            "note": self._gift_row_note(row),
            "apply": False,
        }
        if net and not comparison.is_expired and self.product_type != "combo":
            full = self.price_unit
            kept = kernel.discounted(full, self.discount) and (
                found["net"] * full / kernel.discounted(full, self.discount)
            )
            words["apply"] = round(kernel.gross_price(net, kept, full), 6)
        return words

    def _gift_row_note(self, row):
        """Say what to know before comparing, or nothing."""
        why = row["comparison"].why
        currencies = self.env["res.currency"].get_all_currencies()
        if why == kernel.NO_RATE:
            own = self.order_id.currency_id.id
            missing = currencies.get(own if row["rate"] else row["currency_id"], {})
            return self.env._(
                "Not compared: no exchange rate of %(currency)s is known.",
                currency=missing.get("name", ""),
            )
        if why == kernel.NO_UNIT:
            return self.env._("Not compared: sold by another kind of unit.")
        if why == kernel.NO_PRICE:
            return self.env._("Given free.")
        if row["break_at"]:
            return self.env._(
                "Another quantity: the price list changes at %(quantity)s.",
                quantity=f"{row['break_at']:.10g}",
            )
        return ""
