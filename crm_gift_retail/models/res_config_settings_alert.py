from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import str2bool

from ..tools.webhook_post import WebhookError, check_address
from .gift_alert_robot import LOCAL_PARAM

HIDDEN = "••••••••"


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    gift_alert_webhook_kind = fields.Selection(
        lambda self: self.env["res.company"]._selection_gift_alert_kind(),
        "Chat robot",
        compute="_compute_gift_alert",
        inverse="_inverse_gift_alert_kind",
    )
    # masked: what is shown is not what is kept; written values go straight to the
    # company and are not kept on this row
    gift_alert_webhook_url = fields.Char(
        "Address of the robot",
        compute="_compute_gift_alert",
        inverse="_inverse_gift_alert_url",
    )
    gift_alert_webhook_secret = fields.Char(
        "Secret of the robot",
        compute="_compute_gift_alert",
        inverse="_inverse_gift_alert_secret",
    )

    @api.depends("company_id")
    def _compute_gift_alert(self):
        """Show that something is there and which host, never the key."""
        for settings in self:
            company = settings.company_id.sudo().root_id  # shown masked
            settings.gift_alert_webhook_kind = company.gift_alert_webhook_kind
            url = company.gift_alert_webhook_url
            settings.gift_alert_webhook_url = url and self._gift_mask(url)
            settings.gift_alert_webhook_secret = (
                company.gift_alert_webhook_secret and HIDDEN
            )

    @api.model
    def _gift_mask(self, url):
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.hostname}/{HIDDEN}"

    def _inverse_gift_alert_kind(self):
        """The robot is the root company's, whatever branch is set up."""
        self.check_access("write")  # administrators only
        for settings in self:
            company = settings.company_id.sudo().root_id  # rights checked above
            kind = settings.gift_alert_webhook_kind
            if kind and kind != company.gift_alert_webhook_kind:
                company.gift_alert_webhook_kind = kind

    def _inverse_gift_alert_url(self):
        """Keep a new address, once it is one that may be posted to."""
        self.check_access("write")  # administrators only
        params = self.env["ir.config_parameter"].sudo()
        allow_local = str2bool(params.get_param(LOCAL_PARAM, "False"), False)
        for settings in self:
            url = (settings.gift_alert_webhook_url or "").strip()
            if HIDDEN in url:
                continue
            if url:
                try:
                    check_address(url, allow_local)
                except WebhookError as error:
                    words = self.env["gift.alert"]._get_words(error.key, "")
                    raise UserError(words) from None
            company = settings.company_id.sudo().root_id  # rights checked above
            company.gift_alert_webhook_url = url or False

    def _inverse_gift_alert_secret(self):
        """Keep a new secret, or none."""
        self.check_access("write")  # administrators only
        for settings in self:
            secret = (settings.gift_alert_webhook_secret or "").strip()
            if HIDDEN not in secret:
                company = settings.company_id.sudo().root_id  # rights checked above
                company.gift_alert_webhook_secret = secret or False
