from werkzeug.exceptions import TooManyRequests

from odoo import api, fields, models
from odoo.tools import SQL

from .own_cursor import execute_apart

#: calls that one user may look up, per door
LIMIT = 120
SECONDS = 60


class GiftCallRate(models.Model):
    """Calls of the last minute, per user and door, in the database (decision 40).

    Insert-only and without foreign keys: counting neither waits nor fails. Calls that
    truly run at the same moment do not see each other, so a burst may pass by the
    number of workers. Every process of the server counts the same rows.
    """

    _name = "gift.call.rate"
    _description = "Call Counted for the Rate Limit"
    _log_access = False

    user_id = fields.Integer(required=True)
    door = fields.Char(required=True)
    date = fields.Datetime(required=True)

    _user_idx = models.Index("(user_id, door, date)")

    @api.model
    def _count(self, door):
        """Count a call of the present user, unless the limit is reached.

        In a transaction of its own, so that a failing call counts as well.

        :param str door: ``page`` or ``api``
        :return: 0 when counted, else the seconds to wait
        """
        rows = execute_apart(
            self.env,
            SQL(
                """
                WITH clock AS (
                     SELECT clock_timestamp() AT TIME ZONE 'UTC' AS now
                ), oldest AS (
                     SELECT r.date FROM gift_call_rate r, clock
                      WHERE r.user_id = %(user)s AND r.door = %(door)s
                        AND r.date > clock.now - make_interval(secs => %(seconds)s)
                      ORDER BY r.date DESC OFFSET %(last)s LIMIT 1
                ), counted AS (
                     INSERT INTO gift_call_rate (user_id, door, date)
                     SELECT %(user)s, %(door)s, clock.now FROM clock
                      WHERE NOT EXISTS (SELECT 1 FROM oldest)
                )
                SELECT GREATEST(1, ceil(%(seconds)s
                           - extract(epoch FROM clock.now - oldest.date)))::int
                  FROM oldest, clock
                """,
                user=self.env.uid,
                door=door,
                seconds=SECONDS,
                last=LIMIT - 1,
            ),
        )
        return rows[0][0] if rows else 0

    @api.model
    def _check(self, door):
        """Count a call or refuse it.

        :param str door: ``page`` or ``api``
        :raise TooManyRequests: 429 with ``Retry-After``
        """
        if seconds := self._count(door):
            raise TooManyRequests(self._get_words(seconds), retry_after=seconds)

    @api.model
    def _get_words(self, seconds):
        """Say that the limit is reached and when to come back."""
        return self.env._(
            "More than %(limit)s calls in a minute. Try again in %(seconds)s seconds.",
            limit=LIMIT,
            seconds=seconds,
        )

    @api.autovacuum
    def _gc_counted(self):
        """Forget the calls of before the last hour."""
        self.env.cr.execute(
            "DELETE FROM gift_call_rate WHERE date < (now() AT TIME ZONE 'UTC')"
            " - interval '1 hour'"
        )
