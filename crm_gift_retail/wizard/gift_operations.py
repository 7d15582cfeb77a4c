from odoo import api, fields, models


class GiftOperations(models.TransientModel):
    """The operations page: switch of the outbox, queues and jobs on one screen."""

    _name = "gift.operations"
    _description = "Gift Retail operations"

    status = fields.Selection(
        [("ok", "Everything runs"), ("stale", "Something needs attention")],
        readonly=True,
        default="ok",
    )
    is_sending = fields.Boolean(string="Sending is on", readonly=True)
    held_count = fields.Integer(string="Held messages", readonly=True)
    queue_ids = fields.One2many("gift.operations.queue", "operations_id", readonly=True)
    job_ids = fields.Many2many("gift.job", compute="_compute_job_ids")

    @api.depends_context("lang")
    def _compute_display_name(self):
        for operations in self:
            operations.display_name = self.env._("Operations")

    @api.depends_context("uid")
    def _compute_job_ids(self):
        jobs = self.env["gift.job"]._get_jobs()
        for operations in self:
            operations.job_ids = jobs

    @api.model
    def action_open(self):
        """Open the page with the figures of this moment.

        :return: window action on a fresh record.
        :raise AccessError: for anybody but a manager.
        """
        outbox = self.env["gift.outbox"]
        outbox._check_manager()
        jobs = self.env["gift.job"].sudo()  # technical figures only
        health = jobs._get_health()
        titles = jobs._queue_titles()
        operations = self.create(
            {
                "status": health["status"],
                "is_sending": outbox._is_sending(),
                "held_count": outbox.search_count([("state", "=", "held")]),
                "queue_ids": [
                    fields.Command.create(
                        {
                            "name": titles.get(queue["queue"], queue["queue"]),
                            "waiting": queue["waiting"],
                            "age_minutes": queue["age_seconds"] // 60,
                            "is_stale": queue["stale"],
                        }
                    )
                    for queue in health["queues"]
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Operations"),
            "res_model": self._name,
            "res_id": operations.id,
            "view_mode": "form",
            "target": "current",
        }

    def action_start_sending(self):
        """Switch sending on (see ``gift.outbox``) and show the page anew."""
        self.env["gift.outbox"].action_start_sending()
        return self.action_open()

    def action_pause_sending(self):
        """Switch sending off (see ``gift.outbox``) and show the page anew."""
        self.env["gift.outbox"].action_pause_sending()
        return self.action_open()


class GiftOperationsQueue(models.TransientModel):
    _name = "gift.operations.queue"
    _description = "Queue on the Gift Retail operations page"

    operations_id = fields.Many2one(
        "gift.operations", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(string="Queue", readonly=True)
    waiting = fields.Integer(readonly=True)
    age_minutes = fields.Integer(string="Oldest (minutes)", readonly=True)
    is_stale = fields.Boolean(string="Needs attention", readonly=True)
