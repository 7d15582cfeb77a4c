"""What the screens of a wish show and their buttons do."""

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime


class GiftRequirementScreen(models.AbstractModel):
    """Part of ``gift.requirement`` that draws it."""

    _name = "gift.requirement.screen"
    _description = "Shows Wishes"

    deliver_by_warning = fields.Char(compute="_compute_deliver_by_warning")
    history = fields.Json(compute="_compute_history")

    @api.depends("deliver_by", "order_id", "line_id")
    @api.depends_context("lang")
    def _compute_deliver_by_warning(self):
        """Say at entry when a day cannot be kept, and which one can (decision 25)."""
        for wish in self:
            wish.deliver_by_warning = bool(wish.deliver_by) and (
                wish.order_id._gift_day_warning(wish.deliver_by, wish.line_id)
            )

    @api.depends("revision_id", "number")
    @api.depends_context("lang", "tz")
    def _compute_history(self):
        """Return the chain, the newest first, with what differs in words."""
        for wish in self:
            wish.history = [
                wish._gift_history_row(revision)
                for revision in wish.revision_ids.sorted("number", reverse=True)
            ]

    def _gift_history_row(self, revision):
        # sudo: names of colleagues and transfers
        acks = revision.sudo().ack_ids
        made = revision.made_date and self.env._(
            "Made by %(who)s on %(day)s",
            who=revision.sudo().made_by_id.name,
            day=format_date(self.env, revision.made_date),
        )
        return {
            "id": revision.id,
            "number": revision.number,
            "date": format_datetime(self.env, revision.date, dt_format="short"),
            "who": revision.sudo().author_id.name or "",
            "why": revision.change_reason or "",
            "rows": revision.difference or [],
            "words": [] if revision.previous_id else revision.words or [],
            "made": made or "",
            "acks": [
                self.env._(
                    "%(picking)s: acknowledged by %(who)s on %(day)s",
                    picking=ack.picking_id.name,
                    who=ack.user_id.name,
                    day=format_date(self.env, ack.date),
                )
                for ack in acks.sorted("id")
            ],
        }

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def action_gift_change(self):
        """Open the dialog in which a fixed wish is changed.

        :return: window action
        :raise AccessError: for who may not change the order or its wishes
        """
        self.ensure_one()
        self.check_access("write")
        self._gift_check_order_write()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change: %(wish)s", wish=self.name),
            "res_model": "gift.requirement.change",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_requirement_id": self.id},
        }

    def action_gift_save_preset(self):
        """Keep this wish for the customer's next order.

        :return: client notification
        :raise AccessError: for who may not keep wishes
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: names for the label, and which firm the buyer belongs to
        wish = self.sudo()
        label = [
            wish.occasion_id.name or wish.event,
            wish.line_id.product_id.display_name,
            format_date(self.env, wish.order_id.date_order, date_format="y"),
        ]
        preset = self.env["gift.requirement.preset"].create(
            {
                **self._gift_content_vals(),
                "deliver_by": False,
                "name": " · ".join(filter(None, label)),
                "partner_id": wish.partner_id.commercial_partner_id.id,
                "company_id": wish.company_id.id,
            }
        )
        return self.env["gift.outbox"]._notify(
            self.env._("Kept as “%(name)s”.", name=preset.name)
        )
