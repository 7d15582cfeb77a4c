from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    gift_alert_webhook_kind = fields.Selection(
        lambda self: self._selection_gift_alert_kind(),
        "Chat Robot",
        default="wecom",
        required=True,
    )
    # The address of a robot is as secret as its secret: it holds the robot's key.
    # Nobody reads either, so no export, log or screen shows them; jobs do, as system.
    gift_alert_webhook_url = fields.Char(groups=fields.NO_ACCESS)
    gift_alert_webhook_secret = fields.Char(groups=fields.NO_ACCESS)

    @api.model
    def _selection_gift_alert_kind(self):
        """Kinds of robots that ``tools/webhook_robot.py`` speaks with."""
        return [
            ("wecom", self.env._("WeCom")),
            ("dingtalk", self.env._("DingTalk")),
            ("feishu", self.env._("Feishu")),
            ("generic", self.env._("Other (JSON)")),
        ]
