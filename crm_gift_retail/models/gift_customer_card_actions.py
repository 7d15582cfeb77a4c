"""What can be done from a customer's card, each with one tap."""

from odoo import api, models
from odoo.exceptions import UserError

from .gift_finder import DUTY_GROUP
from .window import dialog_action, form_action


class GiftCustomerCardActions(models.AbstractModel):
    """Buttons of the customer card: the thumb bar and the form's header."""

    _name = "gift.customer.card.actions"
    _description = "Buttons on the card of a customer"

    # ------------------------------------------------------------- thumb bar
    def _get_card_actions(self, person):
        """Return the buttons of the thumb bar, in their order.

        Seam: rooms add theirs here and answer them in :meth:`_get_card_action`.

        :param person: ``res.partner`` who is spoken with
        :return: list of ``{key, label, icon}``
        """
        person = person.sudo(False)  # what the user may do, not what the card may read
        if not person.env.user.has_group(DUTY_GROUP):
            return []
        actions = [
            {"key": "note", "label": self.env._("Note"), "icon": "fa-pencil-square-o"}
        ]
        if person.env["sale.order"].has_access("create"):
            actions.append(
                {"key": "quote", "label": self.env._("Quote"), "icon": "fa-file-text-o"}
            )
        if person.browse().has_access("write"):
            actions.append(
                {
                    "key": "call_back",
                    "label": self.env._("Call back"),
                    "icon": "fa-phone",
                }
            )
        if person.env["gift.invitation"].has_access("create"):
            actions.append(
                {"key": "invite", "label": self.env._("Invite"), "icon": "fa-calendar"}
            )
        return actions

    @api.model
    def open_card_action(self, partner_id, key):
        """Return the window action of a thumb bar's button.

        :param int partner_id: the person on the card
        :param str key: key of :meth:`_get_card_actions`
        :return: action; what it does asks the user's rights itself
        :raise AccessError: for users without a duty or right to read the person
        :raise UserError: for a button that does not exist
        """
        self.env["gift.finder"]._check_finder()
        person = self.env["res.partner"].browse(int(partner_id))
        person.check_access("read")
        action = self._get_card_action(person, key)
        if not action:
            raise UserError(
                self.env._("The card has no button “%(key)s”. Reload it.", key=key)
            )
        # the browser opens it as it comes, without the server's usual cleaning
        return {"views": [(False, "form")], **action}

    @api.model
    def _get_card_action(self, person, key):
        """Return the action of a button, or None; see :meth:`_get_card_actions`."""
        if key == "note":
            return self.env["gift.contact.log"]._get_action(person)
        if key == "quote":
            return person._gift_start_document("sale.order")
        if key == "invite":
            return person.action_gift_invite()
        if key == "call_back":
            call = self.env.ref("mail.mail_activity_data_call", False)
            return dialog_action(
                self.env["mail.activity.schedule"],
                self.env._("Call back"),
                {
                    "active_model": "res.partner",
                    "active_ids": person.ids,
                    "default_activity_type_id": call.id if call else False,
                    "default_summary": self.env._("Call back"),
                },
            )
        return None

    # --------------------------------------------------------- form's buttons
    def action_open_partner(self):
        """Open the contact behind the card; its own rights decide."""
        self.ensure_one()
        return form_action(self.partner_id)

    def action_log_contact(self):
        """Open the dialog that logs a contact; it asks the rights itself."""
        self.ensure_one()
        return self.env["gift.contact.log"]._get_action(self.partner_id)

    def action_quote(self):
        """Open a new quotation for this customer; saving it asks the user's rights.

        A person who acts for several firms is asked for which one first.
        """
        self.ensure_one()
        return self.partner_id._gift_start_document("sale.order")
