from odoo import api, fields, models
from odoo.tools import SQL

from .own_cursor import execute_apart

DOORS = [
    ("page", "Call page"),
    ("ring", "Ringing call"),
    ("finder", "Finder"),
    ("api", "Telephone exchange"),
]
MONTHS_KEPT = 13
GC_BATCH = 50_000


class GiftCardView(models.Model):
    """Who looked at whose caller card, when, through which door (decision 20).

    Service is not masked, so it is written down. Managers read it; nobody writes.
    """

    _name = "gift.card.view"
    _description = "View of a Caller Card"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _log_access = False

    user_id = fields.Many2one(
        "res.users", "Who", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Whose Card",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    door = fields.Selection(DOORS, required=True, readonly=True)
    date = fields.Datetime("When", required=True, readonly=True, index=True)

    _user_idx = models.Index("(user_id, date)")

    @api.model
    def _log(self, partner, door):
        """Write down that the present user sees a card.

        Machines and the call page read through read-only transactions: then it is
        written in one of its own.

        :param partner: ``res.partner``, the person whose card is shown
        :param str door: key of ``DOORS``
        """
        query = SQL(
            """INSERT INTO gift_card_view (user_id, partner_id, company_id, door, date)
               VALUES (%s, %s, %s, %s, clock_timestamp() AT TIME ZONE 'UTC')""",
            self.env.uid,
            partner.id,
            self.env.company.sudo().root_id.id,
            door,
        )
        if self.env.cr.readonly:
            execute_apart(self.env, query)
        else:
            self.env.cr.execute(query)

    @api.autovacuum
    def _gc_old_views(self):
        """Forget views older than thirteen months, in batches."""
        self.env.cr.execute(
            """DELETE FROM gift_card_view WHERE id IN (
                   SELECT id FROM gift_card_view
                    WHERE date < now() AT TIME ZONE 'UTC' - make_interval(months => %s)
                    ORDER BY date LIMIT %s)""",
            [MONTHS_KEPT, GC_BATCH],
        )
        gone = self.env.cr.rowcount
        return gone, gone == GC_BATCH
