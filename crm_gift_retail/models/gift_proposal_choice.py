"""From the option that a customer chose to quotation and wish."""

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class GiftProposalChoice(models.AbstractModel):
    """Part of ``gift.proposal`` that makes the quotation."""

    _name = "gift.proposal.choice"
    _description = "Choices of Proposals"

    def _gift_choose(self, option, name, by_link=False):
        """Take the choice: quotation and wish as drafts, the salesperson is told.

        :param option: ``gift.proposal.option`` of this proposal
        :param str name: who says so
        :param bool by_link: by the customer; the quotation is then made by the system
            for the salesperson, else with the rights of the user
        :return: ``sale.order``
        :raise UserError: when something is chosen already, or nothing is inside
        """
        self.ensure_one()
        if self.state in ("chosen", "lost"):
            raise UserError(
                self.env._(
                    "“%(proposal)s” is chosen or lost already.",
                    proposal=self.display_name,
                )
            )
        if option.proposal_id != self or not option.line_ids:
            raise UserError(
                self.env._(
                    "“%(option)s” has nothing inside. Complete it first.",
                    option=option.name or "",
                )
            )
        # sudo: steps write the state; this row first, so that the second of two
        # choices meets the first
        self.sudo().write(
            {
                "version": self.version + 1,
                "state": "chosen",
                "date_chosen": fields.Datetime.now(),
                "answered_by": name,
            }
        )
        option.sudo()._gift_mark_chosen()
        maker = self.with_user(SUPERUSER_ID) if by_link else self
        order = maker.with_company(self.company_id)._gift_make_quotation(option)
        self.sudo().order_id = order
        self._gift_void_links()
        self._gift_trail("proposal_chosen", summary=option.name)
        self._gift_tell_choice(option, order, by_link)
        return order

    def _gift_make_quotation(self, option):
        """Make the quotation, or fill the empty one that the proposal started from."""
        self.ensure_one()
        if not self.partner_id:
            self.lead_id._handle_partner_assignment(create_missing=True)
            # sudo: a step; the lead's customer is ours
            self.sudo().partner_id = self.lead_id.partner_id
        order = self.source_order_id
        if order.state != "draft" or order.order_line:
            order = self.env["sale.order"].create(self._prepare_order_vals())
        option = option.with_env(self.env)
        order.write(
            {
                "order_line": [
                    Command.create(self._prepare_order_line_vals(order, line))
                    for line in option.line_ids
                ]
            }
        )
        self._gift_make_wish(order, option)
        return order

    def _prepare_order_vals(self):
        """Return the values of the quotation. Seam."""
        lead = self.lead_id.sudo()  # where it came from
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "opportunity_id": lead.id,
            "origin": self.display_name,
            "medium_id": lead.medium_id.id,
            "source_id": lead.source_id.id,
            "campaign_id": lead.campaign_id.id,
            **({"team_id": lead.team_id.id} if lead.team_id else {}),
        }

    def _prepare_order_line_vals(self, order, line):
        """Return the values of one line: as proposed, in the quotation's currency."""
        price = line.price_unit
        if order.currency_id != self.currency_id:
            price = self.currency_id._convert(
                price, order.currency_id, self.company_id, self.company_id._gift_today()
            )
        return {
            "product_id": line.product_id.id,
            "product_uom_qty": line.quantity * self.people,
            "price_unit": price,
            "discount": 0,  # the price list's is in the price already
        }

    def _gift_make_wish(self, order, option):
        """Note what the customer wishes on the quotation; what stands there stays."""
        said = [self.said, self.comment]
        content = {
            "occasion_id": self.occasion_id.id,
            "deliver_by": self.date_needed,
            "wrapping_id": option.wrapping_id.id,
            "said": "\n\n".join(dict.fromkeys(filter(None, said))),
        }
        content = {name: value for name, value in content.items() if value}
        if not content:
            return
        wish = order.gift_requirement_ids.filtered(lambda wish: not wish.line_id)
        if wish:
            wish.write({name: v for name, v in content.items() if not wish[name]})
        else:
            self.env["gift.requirement"].create({"order_id": order.id, **content})

    def _gift_tell_choice(self, option, order, by_link):
        """Put the quotation on the salesperson's desk; tell when they were away."""
        user = self.user_id
        if not user:
            return
        # sudo: a task for the salesperson, made by what happened
        order.sudo().with_context(lang=user.lang).activity_schedule(
            "mail.mail_activity_data_todo",
            self.company_id._gift_today(),
            user_id=user.id,
            summary=self.with_context(lang=user.lang).env._(
                "The customer chose “%(option)s”: check and send the quotation",
                option=option.name,
            ),
        )
        if by_link:
            self._gift_tell(
                lambda env: env._(
                    "%(who)s has chosen from your proposal",
                    who=self.answered_by or self._gift_salutation(),
                ),
                f"{option.name} · {order.name}",
            )
