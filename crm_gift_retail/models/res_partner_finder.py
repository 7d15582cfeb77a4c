from odoo import api, models


class ResPartner(models.Model):
    """Finding contacts fast: indexes, and search keys that follow the name."""

    _inherit = "res.partner"

    # A call must find its customer among a million (Odoo has no index on these).
    _gift_phone_idx = models.Index(
        "(phone_sanitized) WHERE phone_sanitized IS NOT NULL"
    )
    _gift_phone_tail_idx = models.Index(
        "(reverse(phone_sanitized) text_pattern_ops) WHERE phone_sanitized IS NOT NULL"
    )
    _gift_email_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )
    _gift_wechat_idx = models.Index(
        "(lower(gift_wechat)) WHERE gift_wechat IS NOT NULL"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Make the search keys of new contacts, all in one statement."""
        partners = super().create(vals_list)
        partners._gift_refresh_keys()
        return partners

    def write(self, vals):
        """Make the search keys anew when a name changes."""
        res = super().write(vals)
        if "name" in vals:
            self._gift_refresh_keys()
        return res

    def _gift_refresh_keys(self):
        """Write the search keys of these contacts from their present names."""
        if self:
            # the row of the contact must be there before one that points to it
            self.flush_recordset(["name"])
            # sudo: nobody has rights on the table; names are read by their writer
            names = {partner.id: partner.name for partner in self.sudo()}
            self.env["gift.partner.pinyin"].sudo()._refresh(names)
