"""Where customers came from: the first touch, kept for good, and the latest."""

from odoo import api, fields, models
from odoo.tools import SQL

from .gift_channel import GIFT_CHANNELS
from .window import dialog_action

#: a moment and an id in one number that sorts like both: seconds above, id below
KEY = "(date_part('epoch', {date})::bigint << 31) | {id}"
ID_OF_KEY = 2**31 - 1
#: what a touch says about the source
SOURCE = ("channel", "medium_id", "source_id", "campaign_id")


class GiftCustomer(models.Model):
    """Written by the refresher like everything here, from the trail.

    The first touch is the earliest touchpoint at the time that the customer was first
    looked at; from then on it stays, whatever the trail gains later. Only an approved
    correction says something else. Merging and undoing an import let it be found anew:
    they change which touchpoints are the customer's.
    """

    _inherit = "gift.customer"

    first_touchpoint_id = fields.Many2one(
        "gift.touchpoint",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The touchpoint that the first touch was taken from.",
    )
    first_touch_date = fields.Datetime("First Touch", readonly=True)
    first_channel = fields.Selection(GIFT_CHANNELS, readonly=True)
    first_medium_id = fields.Many2one(
        "utm.medium", readonly=True, index="btree_not_null", ondelete="set null"
    )
    first_source_id = fields.Many2one(
        "utm.source", readonly=True, index="btree_not_null", ondelete="set null"
    )
    first_campaign_id = fields.Many2one(
        "utm.campaign", readonly=True, index="btree_not_null", ondelete="set null"
    )
    last_touchpoint = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Id of the latest touchpoint whose channel is known.",
    )
    last_touch_date = fields.Datetime("Latest Touch", readonly=True)
    last_channel = fields.Selection(GIFT_CHANNELS, "Latest Channel", readonly=True)
    last_medium_id = fields.Many2one(
        "utm.medium", readonly=True, index="btree_not_null", ondelete="set null"
    )
    last_source_id = fields.Many2one(
        "utm.source", readonly=True, index="btree_not_null", ondelete="set null"
    )
    last_campaign_id = fields.Many2one(
        "utm.campaign", readonly=True, index="btree_not_null", ondelete="set null"
    )

    @api.model
    def _gift_trail_sql(self, company, chosen):
        """Return what the trail says per customer: one pass over one index.

        Mass mail is no touch. The latest touch is the latest whose channel is known:
        a note from nowhere does not hide where the customer came from. The touchpoints
        themselves are read by ``_gift_touch_joins_sql``.

        :param company: root ``res.company``
        :param SQL chosen: condition on ``gt.commercial_partner_id``
        """
        return SQL(
            """
            SELECT gt.commercial_partner_id AS partner_id,
                   max(gt.date) FILTER (WHERE gt.is_contact) AS last_contact_date,
                   min(%(key)s) AS first_key,
                   COALESCE(max(%(key)s) FILTER (WHERE gt.channel <> 'unknown'),
                            max(%(key)s)) AS last_key
              FROM gift_touchpoint gt
             WHERE gt.company_id = %(root)s AND NOT gt.is_mass
               AND gt.commercial_partner_id IS NOT NULL AND %(chosen)s
             GROUP BY 1
            """,
            key=SQL(KEY.format(date="gt.date", id="gt.id")),
            root=company.id,
            chosen=chosen,
        )

    @api.model
    def _gift_touch_joins_sql(self):
        """Return the joins of first (``ft``) and latest touch (``lt``).

        By their ids, and only where the standing ``c`` does not have them yet; rows
        as for ``_gift_touch_sources_sql``.
        """
        return SQL(
            """LEFT JOIN LATERAL (SELECT x.* FROM gift_touchpoint x
                                   WHERE c.first_touchpoint_id IS NULL
                                     AND x.id = (k.first_key & %(mask)s)::int
                                   LIMIT 1) ft ON TRUE
               LEFT JOIN LATERAL (SELECT x.* FROM gift_touchpoint x
                                   WHERE k.last_key IS DISTINCT FROM %(old_key)s
                                     AND x.id = (k.last_key & %(mask)s)::int
                                   LIMIT 1) lt ON TRUE""",
            mask=ID_OF_KEY,
            old_key=SQL(KEY.format(date="c.last_touch_date", id="c.last_touchpoint")),
        )

    @api.model
    def _gift_touch_sources_sql(self):
        """Return the columns of the inner row: first and latest touch as they are.

        A correction replaces the source, never the date: when the customer first came
        is known. Rows: ``c`` the standing so far, ``k`` the trail, ``ft`` and ``lt``
        its ends, ``sc`` corrections.
        """
        columns = [
            SQL("COALESCE(c.first_touchpoint_id, ft.id) AS first_touchpoint_id"),
            SQL(
                """CASE WHEN c.first_touchpoint_id IS NULL THEN ft.date
                        ELSE c.first_touch_date END AS first_touch_date"""
            ),
        ]
        last = {"last_touchpoint": "id", "last_touch_date": "date"}
        last |= {f"last_{name}": name for name in SOURCE}
        for name, found in last.items():
            columns.append(
                SQL(
                    """CASE WHEN lt.id IS NOT NULL THEN lt.%(found)s
                            WHEN k.partner_id IS NOT NULL THEN c.%(name)s
                            END AS %(name)s""",
                    found=SQL.identifier(found),
                    name=SQL.identifier(name),
                )
            )
        columns += [
            SQL(
                """CASE WHEN sc.customer_id IS NOT NULL THEN sc.%(name)s
                        WHEN c.first_touchpoint_id IS NOT NULL THEN c.%(first)s
                        ELSE COALESCE(ft.%(name)s, %(unknown)s) END AS %(first)s""",
                name=SQL.identifier(name),
                first=SQL.identifier(f"first_{name}"),
                unknown=SQL("'unknown'") if name == "channel" else SQL("NULL"),
            )
            for name in SOURCE
        ]
        return SQL(", ").join(columns)

    @api.model
    def _gift_touch_columns(self):
        """Return the derived columns of first and latest touch over the row ``s``."""
        names = ["first_touchpoint_id", "first_touch_date"]
        names += ["last_touchpoint", "last_touch_date"]
        names += [f"{side}_{name}" for side in ("first", "last") for name in SOURCE]
        return {name: SQL.identifier("s", name) for name in names}

    # ------------------------------------------------------------------
    # Corrections
    # ------------------------------------------------------------------

    def action_correct_first_touch(self):
        """Open the form that says how the customer first came instead.

        :return: window action
        :raise AccessError: when the user may not read the customer
        """
        self.ensure_one()
        self.check_access("read")
        return dialog_action(
            self.env["gift.source.correction"],
            self.env._("Correct the First Touch"),
            {
                "default_customer_id": self.id,
                "default_channel": self.first_channel,
                "default_medium_id": self.first_medium_id.id,
                "default_source_id": self.first_source_id.id,
                "default_campaign_id": self.first_campaign_id.id,
            },
        )

    def _gift_source_words(self, side):
        """Return channel, medium, source and campaign of a touch in words.

        :param str side: ``first`` or ``last``
        """
        self.ensure_one()
        labels = dict(self._fields[f"{side}_channel"]._description_selection(self.env))
        parts = [
            labels.get(self[f"{side}_channel"] or "unknown"),
            self[f"{side}_medium_id"].name,
            self[f"{side}_source_id"].name,
            self[f"{side}_campaign_id"].title,
        ]
        return " · ".join(part for part in parts if part)

    @api.model
    def _gift_source_corrections_sql(self):
        """Return the corrections in force: the latest of each customer."""
        return SQL(
            """SELECT DISTINCT ON (customer_id) customer_id, channel, medium_id,
                      source_id, campaign_id
                 FROM gift_source_correction
                WHERE state = 'approved'
                ORDER BY customer_id, id DESC"""
        )
