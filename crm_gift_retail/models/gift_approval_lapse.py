"""Silence: a request that nobody answered in time."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .gift_job_run import logged_job

_logger = logging.getLogger(__name__)

LAPSE_CRON = "crm_gift_retail.ir_cron_gift_approval_lapse"
BATCH = 200


class GiftApprovalLapse(models.AbstractModel):
    """Part of ``gift.approval`` that carries silence out; what it means says the kind.

    One request, one commit. A request whose document refuses keeps waiting, shows
    why, and stands behind the others at the next run.
    """

    _name = "gift.approval.lapse"
    _description = "Silence on Approvals"

    is_told = fields.Boolean(
        readonly=True, help="The requester was told that nobody answered in time."
    )

    @api.model
    @logged_job(LAPSE_CRON)
    def _cron_lapse(self):
        """Lapse what is past its deadline, then tell each requester once.

        :return: number of requests that lapsed.
        """
        cron = self.env["ir.cron"]
        domain = [("state", "=", "open"), ("deadline", "<=", fields.Datetime.now())]
        due = self.search(domain, order="problem NULLS FIRST, deadline, id")
        cron._commit_progress(remaining=len(due))
        lapsed = 0
        for approval in due[:BATCH]:
            lapsed += self._lapse_and_recover(approval)
            if not cron._commit_progress(1):
                break
        self._tell_lapsed()
        return lapsed

    def _trigger_lapse(self):
        """Ask for a run at the deadline."""
        cron = self.env.ref(LAPSE_CRON, raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger(self.deadline)  # only asks for a run

    @api.model
    def _lapse_and_recover(self, approval):
        """Lapse one request; on trouble roll back and write down why.

        :return: whether it lapsed.
        """
        try:
            done = approval._lapse_one()
            self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # decided at this very moment; or the next run's business
            self.env.cr.rollback()
            return False
        except UserError as error:
            self.env.cr.rollback()
            approval.problem = error.args[0]
            return False
        except Exception:
            # one document's bug must not keep all others waiting
            self.env.cr.rollback()
            _logger.exception("Approval %s could not lapse", approval.id)
            approval.problem = self.env._("Technical error; see the log.")
            return False
        return done

    def _lapse_one(self):
        """Lapse this request, unless it was decided meanwhile; does not commit."""
        self.ensure_one()
        self._lock()
        if not self.exists() or self.state != "open":
            return False
        self._decide("lapsed", {})
        return True

    @api.model
    def _tell_lapsed(self):
        """Tell requesters; a kill before this leaves it to the next run."""
        untold = self.search([("state", "=", "lapsed"), ("is_told", "=", False)])
        untold._tell_requesters()
        untold.is_told = True
