"""By which letters contacts are found: a narrow table beside res_partner."""

import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.pinyin_key import name_keys

_logger = logging.getLogger(__name__)
#: contacts per statement
BATCH = 5_000
#: contacts per run of the housekeeping
GC_LIMIT = 100_000


class GiftPartnerPinyin(models.Model):
    """Search keys of a contact's name: small letters, pinyin, initials.

    One row per contact, written by the hooks of ``res.partner`` in one statement per
    batch and by :meth:`_fill` where contacts came without them. Nobody else writes or
    reads it: the finder does, with the rights of the person who searches.
    """

    _name = "gift.partner.pinyin"
    _description = "Search Keys of a Contact"
    _rec_name = "name_key"
    _log_access = False

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    name_key = fields.Char("Name in Small Letters", index="trigram")
    initials = fields.Char(help="wz for 王芷.")
    full = fields.Char("Pinyin", help="wangzhi for 王芷.")

    _partner_uniq = models.Constraint(
        "UNIQUE (partner_id)", "A contact has one row of search keys."
    )
    _name_key_idx = models.Index("(name_key text_pattern_ops)")
    _initials_idx = models.Index("(initials text_pattern_ops) WHERE initials <> ''")
    _full_idx = models.Index('("full" text_pattern_ops) WHERE "full" <> \'\'')

    @api.model
    def _refresh(self, names):
        """Write the search keys of contacts, in one statement per batch.

        :param dict names: ``{partner id: name}``
        """
        ids = sorted(names)
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            keys = [name_keys(names[partner_id]) for partner_id in batch]
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO gift_partner_pinyin
                           (partner_id, name_key, initials, "full")
                    SELECT * FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[])
                    ON CONFLICT (partner_id) DO UPDATE
                       SET name_key = EXCLUDED.name_key, initials = EXCLUDED.initials,
                           "full" = EXCLUDED."full"
                     WHERE (gift_partner_pinyin.name_key, gift_partner_pinyin.initials,
                            gift_partner_pinyin."full")
                           IS DISTINCT FROM
                           (EXCLUDED.name_key, EXCLUDED.initials, EXCLUDED."full")
                    """,
                    batch,
                    [key.name for key in keys],
                    [key.initials for key in keys],
                    [key.full for key in keys],
                )
            )
        self.invalidate_model()

    @api.model
    def _fill(self, limit=None):
        """Give keys to the contacts that have none: at install and after bare SQL.

        Batches walk up the ids, so that each reads its own part only.

        :param int limit: at most so many contacts; all by default
        :return: number of contacts that got keys
        """
        self.env["res.partner"].flush_model(["name"])
        done = last = 0
        while limit is None or done < limit:
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT p.id, p.name FROM res_partner p
                     WHERE p.id > %s
                       AND NOT EXISTS (SELECT 1 FROM gift_partner_pinyin k
                                        WHERE k.partner_id = p.id
                                          AND k.partner_id > %s)
                     ORDER BY p.id LIMIT %s
                    """,
                    last,
                    last,
                    BATCH if limit is None else min(BATCH, limit - done),
                )
            )
            if not rows:
                break
            self._refresh(dict(rows))
            last, done = rows[-1][0], done + len(rows)
        if done:
            _logger.info("Search keys made for %s contacts", done)
        return done

    @api.autovacuum
    def _gc_missing_keys(self):
        """Give keys to contacts that came by bare SQL."""
        done = self._fill(limit=GC_LIMIT)
        return done, done == GC_LIMIT
