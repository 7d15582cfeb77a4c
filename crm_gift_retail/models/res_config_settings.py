import secrets

from odoo import api, fields, models

from .gift_job import TOKEN_PARAM


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    gift_history_border = fields.Date(
        related="company_id.gift_history_border", readonly=False
    )
    gift_count_pending = fields.Boolean(
        related="company_id.gift_count_pending", readonly=False
    )
    gift_propose_pending = fields.Boolean(compute="_compute_gift_propose_pending")
    gift_service_team_id = fields.Many2one(
        related="company_id.gift_service_team_id", readonly=False
    )
    gift_care_daily_limit = fields.Integer(
        related="company_id.gift_care_daily_limit", readonly=False
    )
    gift_consent_sentence = fields.Text(
        related="company_id.gift_consent_sentence", readonly=False
    )
    gift_anonymous_partner_ids = fields.Many2many(
        "res.partner",
        "gift_settings_anonymous_rel",
        string="Anonymous customers",
        help="Walk-ins and the till's default customer: their money counts, but they "
        "get no tier, no care and no owner.",
    )
    gift_is_sending = fields.Boolean(
        string="Gift Retail sends", compute="_compute_gift_is_sending"
    )
    gift_health_token = fields.Char(
        string="Monitoring token",
        config_parameter=TOKEN_PARAM,
        groups="base.group_system",
    )

    @api.depends("company_id")
    def _compute_gift_propose_pending(self):
        """Propose to count deliveries where nothing is invoiced in Odoo."""
        for settings in self:
            company = settings.company_id.root_id
            domain = [("company_id", "child_of", company.id)]
            delivered = self.env["sale.order.line"].search_count(
                [*domain, ("qty_delivered", ">", 0)], limit=1
            )
            invoiced = self.env["account.move"].search_count(
                [*domain, ("move_type", "=", "out_invoice"), ("state", "=", "posted")],
                limit=1,
            )
            settings.gift_propose_pending = bool(
                delivered and not invoiced and not company.gift_count_pending
            )

    @api.depends_context("uid")
    def _compute_gift_is_sending(self):
        for settings in self:
            settings.gift_is_sending = self.env["gift.outbox"]._is_sending()

    @api.model
    def get_values(self):
        """Add the contacts that stand for anonymous buyers."""
        values = super().get_values()
        anonymous = self.env["res.partner"].search([("gift_is_anonymous", "=", True)])
        values["gift_anonymous_partner_ids"] = [fields.Command.set(anonymous.ids)]
        return values

    def set_values(self):
        """Flag and unflag the contacts that stand for anonymous buyers."""
        res = super().set_values()
        before = self.env["res.partner"].search([("gift_is_anonymous", "=", True)])
        after = self.gift_anonymous_partner_ids
        (before - after).gift_is_anonymous = False
        (after - before).gift_is_anonymous = True
        return res

    def action_gift_new_health_token(self):
        """Make a new token for ``/gift/health``; the old one stops working.

        :return: action that opens the settings anew.
        :raise AccessError: for anybody but an administrator (rights of this model).
        """
        self.check_access("write")
        # secrets: only administrators may write settings, checked above
        self.env["ir.config_parameter"].sudo().set_param(
            TOKEN_PARAM, secrets.token_urlsafe(24)
        )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gift_retail.res_config_settings_action"
        )

    def action_gift_open_operations(self):
        """Open the operations page.

        :return: window action.
        :raise AccessError: for anybody but a manager.
        """
        return self.env["gift.operations"].action_open()
