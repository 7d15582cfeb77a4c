"""Who helped with somebody else's customer."""

from odoo import api, fields, models
from odoo.exceptions import AccessError


class GiftClaimAssist(models.Model):
    """A second channel's touch on a claimed customer: no rival lead, an assist.

    The share is what the helper has of a sale; the owner has the rest (decision 21).
    Owner and manager may change it.
    """

    _name = "gift.claim.assist"
    _description = "Assist"
    _order = "date desc, id desc"
    _rec_name = "claim_id"

    claim_id = fields.Many2one(
        "gift.claim", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="claim_id.partner_id", string="Customer")
    owner_id = fields.Many2one(
        related="claim_id.owner_id", store=True, index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users",
        "Helper",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: a channel without a person, as the online shop.",
    )
    team_id = fields.Many2one("crm.team", readonly=True, ondelete="set null")
    touchpoint_id = fields.Many2one(
        "gift.touchpoint", readonly=True, index="btree_not_null", ondelete="set null"
    )
    kind = fields.Selection(related="touchpoint_id.kind")
    channel = fields.Selection(related="touchpoint_id.channel")
    date = fields.Datetime(readonly=True, required=True)
    share = fields.Integer("Share (%)", help="Of the sale; the owner has the rest.")

    _touch_uniq = models.UniqueIndex(
        "(claim_id, touchpoint_id, COALESCE(user_id, 0)) "
        "WHERE touchpoint_id IS NOT NULL",
        "A touchpoint is one assist of a person.",
    )
    _share_range = models.Constraint(
        "CHECK (share BETWEEN 0 AND 100)", "The share is between 0 and 100 %."
    )

    def write(self, vals):
        """Let owner and manager change the share, and nothing else.

        :raise AccessError: for everybody else
        """
        if not self.env.su and not self._gift_may_edit(vals):
            raise AccessError(
                self.env._(
                    "Only the customer's owner or a manager may change the share of an "
                    "assist. Ask %(owner)s.",
                    owner=", ".join(self.sudo().owner_id.mapped("name"))
                    or self.env._("a manager"),
                )
            )
        return super().write(vals)

    def _gift_may_edit(self, vals):
        manager = self.env.user.has_group(
            "crm_gift_retail.crm_gift_retail_group_manager"
        )
        return set(vals) <= {"share"} and (
            manager or all(assist.owner_id == self.env.user for assist in self)
        )

    @api.model
    def _gift_add(self, rows):
        """Note assists, each once.

        :param rows: list of (claim id, user id or None, touchpoint id, team id, date,
            share)
        :return: claim ids of the rows that are new, one per row
        """
        if not rows:
            return []
        self.env.flush_all()
        self.env.cr.execute(
            """
            INSERT INTO gift_claim_assist
                   (claim_id, user_id, touchpoint_id, team_id, date, share, company_id,
                    owner_id, create_uid, write_uid, create_date, write_date)
            SELECT v.claim_id, v.user_id, v.touchpoint_id, v.team_id, v.date, v.share,
                   c.company_id, c.owner_id, %(uid)s, %(uid)s,
                   now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM unnest(%(claims)s::int[], %(users)s::int[], %(touches)s::int[],
                          %(teams)s::int[], %(dates)s::timestamp[], %(shares)s::int[])
                   AS v (claim_id, user_id, touchpoint_id, team_id, date, share)
              JOIN gift_claim c ON c.id = v.claim_id
            ON CONFLICT DO NOTHING
            RETURNING claim_id
            """,
            {
                "uid": self.env.uid,
                "claims": [row[0] for row in rows],
                "users": [row[1] for row in rows],
                "touches": [row[2] for row in rows],
                "teams": [row[3] for row in rows],
                "dates": [row[4] for row in rows],
                "shares": [row[5] for row in rows],
            },
            log_exceptions=False,
        )
        self.invalidate_model(flush=False)
        return [row[0] for row in self.env.cr.fetchall()]
