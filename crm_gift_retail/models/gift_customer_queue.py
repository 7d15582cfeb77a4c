"""Customers whose standing must be looked at again, soon."""

from odoo import api, fields, models


class GiftCustomerQueue(models.Model):
    """Insert-only queue of touched customers.

    No unique key and no foreign key: users' transactions only ever insert, so
    that they neither wait for each other nor fail; the consumer deletes what it
    read. A row with no company means every root company.
    """

    _name = "gift.customer.queue"
    _description = "Touched Customer"
    _log_access = False

    partner_id = fields.Integer(required=True)
    company_id = fields.Integer()

    @api.model
    def _touch(self, partners, company=None):
        """Ask for a refresh of these customers once the transaction is committed.

        :param partners: ``res.partner`` records or an iterable of their ids;
            contacts and firms alike, the consumer finds the commercial partner
        :param company: ``res.company`` (its root counts), or None for all
        """
        ids = partners.ids if isinstance(partners, models.BaseModel) else partners
        root_id = company.sudo().root_id.id if company else None
        cr = self.env.cr
        touched = cr.precommit.data.setdefault("gift_customer_queue", set())
        if not touched:
            env = self.env(su=True)

            @cr.precommit.add
            def gift_flush_touched():
                env["gift.customer.queue"]._flush_touched()

        touched.update((partner_id, root_id) for partner_id in ids if partner_id)

    @api.model
    def _flush_touched(self):
        """Insert what the transaction touched, in one statement, and wake the job."""
        touched = self.env.cr.precommit.data.pop("gift_customer_queue", None)
        if not touched:
            return
        rows = sorted(touched, key=lambda row: (row[0], row[1] or 0))
        self.env.cr.execute(
            """
            INSERT INTO gift_customer_queue (partner_id, company_id)
            SELECT * FROM unnest(%s::int[], %s::int[])
            """,
            [[row[0] for row in rows], [row[1] for row in rows]],
        )
        cron = self.env.ref(
            "crm_gift_retail.ir_cron_gift_customer_refresh_touched",
            raise_if_not_found=False,
        )
        if cron:
            cron._trigger()
