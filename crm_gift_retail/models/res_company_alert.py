from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    gift_alert_webhook_kind = fields.Selection(
        [
            ("wecom", "WeCom"),
            ("dingtalk", "DingTalk"),
            ("feishu", "Feishu"),
            ("generic", "Other (JSON)"),
        ],
        "Chat Robot",
        default="wecom",
        required=True,
    )
    # The address of a robot is as secret as its secret: it holds the robot's key.
    # Nobody reads either, so no export, log or screen shows them; jobs do, as system.
    gift_alert_webhook_url = fields.Char(groups=fields.NO_ACCESS)
    gift_alert_webhook_secret = fields.Char(groups=fields.NO_ACCESS)
