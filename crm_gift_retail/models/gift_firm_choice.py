"""For which company today? One person, several firms, one document."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .gift_profit_guard import STANDING_GROUPS


class GiftFirmChoice(models.AbstractModel):
    """Mixin of documents that a person starts for one of several firms.

    ``partner_id`` names the firm (or the person, where Odoo then finds the firm by
    itself), ``gift_buyer_id`` the person who ordered. Until it is set, and the person
    acts for more than one firm, the form asks.
    """

    _name = "gift.firm.choice"
    _description = "Asks for which company"

    gift_buyer_id = fields.Many2one(
        "res.partner",
        "Ordered By",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain=[("is_company", "=", False)],
        help="The person who speaks for the firm of this document.",
    )
    gift_firm_question = fields.Char(
        compute="_compute_gift_firm_question", groups=STANDING_GROUPS
    )

    @api.depends("partner_id", "gift_buyer_id")
    @api.depends_context("uid", "lang")
    def _compute_gift_firm_question(self):
        """Ask in words while the firm is not chosen; one set of queries for all."""
        asking = self.filtered(lambda doc: doc._is_gift_firm_open())
        options = asking.partner_id._gift_firm_options_by_person()
        for document in self:
            firms = document in asking and options[document.partner_id] or ()
            document.gift_firm_question = len(firms) > 1 and self.env._(
                "%(person)s acts for %(count)s companies. For which company today?",
                person=document.partner_id.name,
                count=len(firms),
            )

    def _is_gift_firm_open(self):
        """Tell whether the firm may still be chosen on this document."""
        return (
            bool(self.partner_id and not self.partner_id.is_company)
            and not self.gift_buyer_id
        )

    def _gift_firm_person(self):
        """Return the person for whom the firm is chosen; maybe nobody."""
        self.ensure_one()
        person = self.gift_buyer_id or self.partner_id
        return person if not person.is_company else person.browse()

    @api.onchange("partner_id")
    def _onchange_partner_gift_buyer(self):
        """Another customer: who ordered is not known any more."""
        buyer = self.gift_buyer_id
        if buyer and self.partner_id not in (buyer | buyer._gift_firm_options()):
            self.gift_buyer_id = False

    def action_gift_choose_firm(self):
        """Open the dialog "for which company today?".

        :return: window action
        :raise UserError: when there is nothing to choose
        """
        self.ensure_one()
        self.check_access("write")
        self.env["gift.partner.role"].check_access("read")
        person = self._gift_firm_person()
        if not person or len(person._gift_firm_options()) < 2:
            raise UserError(
                self.env._(
                    "There is no choice on “%(document)s”: its contact acts for one "
                    "company. Add roles on the contact, under “Firms and roles”.",
                    document=self.display_name,
                )
            )
        return self.env["gift.firm.choose"]._get_action(person, document=self)

    def _gift_set_firm(self, person, firm):
        """Name the firm for which a person orders, and the person.

        :param person: ``res.partner`` who orders
        :param firm: ``res.partner`` out of the person's options
        :raise UserError: when the person does not act for the firm today, or the
            document is closed
        """
        self.ensure_one()
        if firm not in person._gift_firm_options():
            raise UserError(
                self.env._(
                    "%(person)s does not act for %(firm)s today. Add the role on the "
                    "contact first, under “Firms and roles”.",
                    person=person.display_name,
                    firm=firm.display_name,
                )
            )
        self.write(self._gift_firm_values(person, firm))

    def _gift_firm_values(self, person, firm):
        """Return the values that name firm and person; models add theirs."""
        return {
            "partner_id": person._gift_document_partner(firm).id,
            "gift_buyer_id": person.id,
        }
