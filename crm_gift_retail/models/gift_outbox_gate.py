"""The gate of the safe outbox: what may leave this database now."""

from odoo import api, models

RELEASED_PARAM = "crm_gift_retail.outbox_released"


class GiftOutboxGate(models.AbstractModel):
    """Part of ``gift.outbox`` that ``mail.mail`` and ``sms.sms`` ask."""

    _name = "gift.outbox.gate"
    _description = "Gate of the Gift Retail outbox"

    @api.model
    def _is_sending(self):
        """Tell whether messages of ours may leave this very database.

        :return: True after a manager released sending here and until it is
            paused, copied (other uuid or name) or neutralized.
        :rtype: bool
        """
        released = self.env["ir.config_parameter"].sudo().get_param(RELEASED_PARAM)
        return bool(released) and released == self._release_key()

    @api.model
    def _release_key(self):
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return f"{uuid}@{self.env.cr.dbname}"

    @api.model
    def _hold_new(self, vals_list):
        """Put new messages of ours on hold, in place, while sending is off."""
        if self._is_sending():
            return
        for vals in vals_list:
            if vals.get("gift_is_outbox") and vals.get("state") in (None, "outgoing"):
                vals["state"] = "gift_held"

    @api.model
    def _filter_to_hold(self, messages):
        """Return those of the mails or SMS that must not go out now."""
        ours = messages.sudo().filtered("gift_is_outbox")  # read of a flag
        return (
            ours.sudo(messages.env.su) if ours and not self._is_sending() else ours[:0]
        )

    @api.model
    def _hold_before_sending(self, messages):
        """Hold what is ours while sending is off; return what must not be sent."""
        held = messages.filtered(lambda message: message.state == "gift_held")
        late = self._filter_to_hold(messages - held).filtered(
            lambda message: message.state == "outgoing"
        )
        late.write({"state": "gift_held"})
        return held | late
