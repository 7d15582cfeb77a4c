"""What hangs on leads goes along: to their customers, and when leads become one."""

from odoo import api, models
from odoo.tools import SQL

#: What hangs on leads by ``lead_id``. Each of these models may have
#: ``_gift_follow_leads(leads)``, for leads whose customer is known now, and has
#: ``_gift_merge_leads(sources, target)``, for leads that become one; both in sudo.
HANGING = (
    "gift.touchpoint",
    "gift.claim",
    "gift.heat.override",
    "gift.platform.identity",
    "gift.referral",
    "gift.handover",
    "gift.capture",
    "gift.invitation",
    "gift.proposal",
    "gift.sample",
)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def write(self, vals):
        """What hangs on the lead follows it to its customer.

        Once per transaction, before it commits: Odoo converts and assigns leads one by
        one, which would cost some queries each.
        """
        res = super().write(vals)
        # A lead that is being created has nothing yet: Odoo writes one by one there.
        if vals.get("partner_id") and not self.env.context.get("gift_lead_creating"):
            self._gift_follow_later()
        return res

    def _gift_follow_later(self):
        """Note these leads for the end of the transaction."""
        cr = self.env.cr
        waiting = cr.precommit.data.setdefault("gift_leads_followed", set())
        if not waiting:
            env = self.env(su=True)

            @cr.precommit.add
            def gift_follow_leads():
                env["crm.lead"]._gift_follow_now()

        waiting.update(self.ids)

    @api.model
    def _gift_follow_now(self):
        """Let what hangs on the leads that were noted follow them, all at once."""
        ids = self.env.cr.precommit.data.pop("gift_leads_followed", ())
        leads = self.browse(sorted(ids)).exists().filtered("partner_id")
        for model in leads._gift_hanging():
            if hasattr(model, "_gift_follow_leads"):
                model._gift_follow_leads(leads)

    def _gift_hanging(self):
        """Return the models of ours that hang on these leads: one query.

        :return: list of empty recordsets, in sudo, in the order of ``HANGING``
        """
        if not self:
            return []
        # sudo: who changes a lead moves what hangs on it
        hanging = [self.env[name].sudo() for name in HANGING]
        for model in hanging:
            model.flush_model(["lead_id"])
        parts = [
            SQL(
                "SELECT %s WHERE EXISTS (SELECT 1 FROM %s WHERE lead_id = ANY(%s))",
                number,
                SQL.identifier(model._table),
                self.ids,
            )
            for number, model in enumerate(hanging)
        ]
        found = self.env.execute_query(SQL(" UNION ALL ").join(parts))
        return [hanging[number] for number in sorted(row[0] for row in found)]

    def _merge_dependences(self, opportunities):
        """What hangs on the leads that go away comes to the one that stays."""
        res = super()._merge_dependences(opportunities)
        for model in (self | opportunities)._gift_hanging():
            model._gift_merge_leads(opportunities, self)
        return res
