"""Touchpoints and customers whose claims must be looked at, within a minute."""

from odoo import api, fields, models

#: kinds of rows: what ``target_id`` names
TARGETS = ("touch", "partner", "lead")


class GiftClaimQueue(models.Model):
    """Insert-only queue between what users do and the job that settles claims.

    No unique key and no foreign key: a sale, a mail, an import only ever inserts, so
    it is never refused and never waits because of a claim (decision 19); the job
    deletes what it read.
    """

    _name = "gift.claim.queue"
    _description = "Claim to Settle"
    _log_access = False

    kind = fields.Char(required=True)
    target_id = fields.Integer(required=True)

    @api.model
    def _gift_add(self, kind, ids, wake=True):
        """Ask for a look at these once the transaction is committed.

        :param str kind: one of ``TARGETS``: ids of touchpoints, ``res.partner`` (whose
            keys may have changed) or ``crm.lead`` (likewise)
        :param iterable ids: ids
        :param bool wake: run the job at once; else it sees them at its next turn
        """
        cr = self.env.cr
        waiting = cr.precommit.data.setdefault("gift_claim_queue", {})
        if not waiting:
            env = self.env(su=True)

            @cr.precommit.add
            def gift_flush_claims():
                env["gift.claim.queue"]._gift_flush()

        for target_id in ids:
            key = (kind, target_id)
            waiting[key] = waiting.get(key, False) or wake

    @api.model
    def _gift_flush(self):
        """Insert what the transaction asked for, in one statement, and wake the job."""
        waiting = self.env.cr.precommit.data.pop("gift_claim_queue", None)
        if not waiting:
            return
        self.env.cr.execute(
            """
            INSERT INTO gift_claim_queue (kind, target_id)
            SELECT * FROM unnest(%s::varchar[], %s::int[])
            """,
            [[row[0] for row in waiting], [row[1] for row in waiting]],
        )
        cron = self.env.ref(
            "crm_gift_retail.ir_cron_gift_claim_settle", raise_if_not_found=False
        )
        if cron and any(waiting.values()):
            cron._trigger()
