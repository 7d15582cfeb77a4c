from odoo import api, models
from odoo.tools import SQL


class GiftJob(models.Model):
    _inherit = "gift.job"

    @api.model
    def _queue_queries(self):
        """Add alerts for chat robots and requests past their deadline."""
        return {
            **super()._queue_queries(),
            "alerts": SQL(
                "SELECT count(*), min(create_date) FROM gift_alert"
                " WHERE state = 'waiting'"
            ),
            # what a manager has not sent again or given up for a day stops asking
            "alerts_failed": SQL(
                "SELECT count(*), min(create_date) FROM gift_alert"
                " WHERE state = 'failed'"
                "   AND write_date > now() AT TIME ZONE 'UTC' - interval '1 day'"
            ),
            "approvals_late": SQL(
                "SELECT count(*), min(deadline) FROM gift_approval"
                " WHERE state = 'open' AND deadline < now() AT TIME ZONE 'UTC'"
            ),
        }

    @api.model
    def _queue_titles(self):
        """Name them; the last error is part of the name, so that it is read."""
        failed = self.env._("Alerts that did not reach the chat robot")
        # sudo: the error is words of ours, without address or text of the alert
        alerts = self.env["gift.alert"].sudo()
        last = alerts.search(
            [("error", "!=", False), ("state", "in", ("waiting", "failed"))], limit=1
        )
        if last:
            failed = f"{failed}: {last.error}"
        return {
            **super()._queue_titles(),
            "alerts": self.env._("Alerts on their way to the chat robot"),
            "alerts_failed": failed,
            "approvals_late": self.env._(
                "Requests past their deadline (open them to read why)"
            ),
        }
