"""Transfers for recipients, made in the background."""

from odoo import api, models
from odoo.exceptions import UserError

from .gift_job_run import logged_job

#: recipients whose transfers are made in one transaction
BATCH = 50
CRON = "crm_gift_retail.ir_cron_gift_recipients"


class GiftRecipientList(models.Model):
    _inherit = "gift.recipient.list"

    def _check_sums(self):
        """Raise when a list has more pieces than its order.

        :raise UserError: naming order and products
        """
        for record in self:
            over = [
                line.product_id.display_name
                for line, listed in record._get_sums().items()
                if line.product_uom_id.compare(listed, line.product_uom_qty) > 0
            ]
            if over:
                raise UserError(
                    self.env._(
                        "The recipients of %(order)s get more than was ordered: "
                        "%(products)s. Open the recipients and set the quantities of "
                        "the order from the list, or shorten the list.",
                        order=record.order_id.name,
                        products=", ".join(over),
                    )
                )

    def _start(self):
        """Let the job make the transfers of confirmed orders."""
        self.write({"state": "making", "problem": False})
        # sudo: the job is the system's
        self.env.ref(CRON).sudo()._trigger()

    def action_go_on(self):
        """Let a list that stopped go on.

        :return: True
        :raise UserError: when it did not stop
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "failed":
            raise UserError(
                self.env._(
                    "The transfers of %(order)s did not stop.", order=self.order_id.name
                )
            )
        self._start()
        return True

    @api.model
    @logged_job(CRON)
    def _cron_make(self):
        """Make the transfers, some recipients per transaction; a crash goes on."""
        cron = self.env["ir.cron"]
        domain = [("state", "=", "making")]
        cron._commit_progress(remaining=self.search_count(domain))
        made = 0
        for record in self.search(domain, order="id"):
            try:
                while record.state == "making":
                    made += record._make_batch()
                    if not cron._commit_progress():
                        return made
            except UserError as error:
                self.env.cr.rollback()
                record.write({"state": "failed", "problem": str(error)[:500]})
            cron._commit_progress(1)
        return made

    def _make_batch(self):
        """Make the transfers of the next recipients; the rest at the end.

        :return: number of recipients
        """
        self.ensure_one()
        order = self.order_id
        if order.state != "sale":
            self.state = "draft"
            return 0
        batch = self.env["gift.recipient"].search(
            [("list_id", "=", self.id), ("state", "=", "waiting")], limit=BATCH
        )
        lines = self._get_lines().with_context(gift_recipient_ids=batch.ids)
        if not batch:
            self.state = "done"
            # what is in no recipient's parcel goes to the order's own address
            lines._action_launch_stock_rule()
            return 0
        batch._find_addresses()
        lines._action_launch_stock_rule()
        batch.state = "made"
        return len(batch)
