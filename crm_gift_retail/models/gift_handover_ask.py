"""How an enquiry gets from a shop to head office."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

#: unclassified for so long is red, whatever the deadline
RED_HOURS = 24
#: working hours to answer in when the shop's team says nothing
DEFAULT_HOURS = 8
#: duties to which an enquiry can be given
HEAD_OFFICE = ("service", "sales", "caller")


class GiftHandoverAsk(models.AbstractModel):
    """Finds who follows up and until when."""

    _name = "gift.handover.ask"
    _description = "Hands enquiries over"

    @api.model
    def _gift_ask(self, lead, capture):
        """Hand an enquiry over; when it is with head office already, add to it.

        :param lead: ``crm.lead``
        :param capture: ``gift.capture``, what the shop says
        :return: the open ``gift.handover``, in sudo
        """
        # sudo: a clerk hands over and may not write what head office works on
        self = self.sudo()
        found = self.search([("lead_id", "=", lead.id), ("is_open", "=", True)])
        if found:
            note = capture._get_words()
            found.message_post(
                body=self.env._("The customer was in the shop again. %s", note),
                author_id=self.env.user.partner_id.id,
            )
            return found
        company = capture.company_id
        team = capture.team_id
        # from now on: a capture sent late cannot be late before it arrived
        now = fields.Datetime.now()
        handover = self.with_context(mail_create_nosubscribe=True).create(
            {
                "lead_id": lead.id,
                "partner_id": capture.partner_id.id,
                "company_id": company.id,
                "capture_id": capture.id,
                "team_id": team.id,
                "asked_by_id": capture.user_id.id,
                "served_by_id": capture.served_by_id.id,
                "user_id": self._gift_assignee(capture.partner_id, team, company).id,
                "note": capture._get_words(),
                "date_asked": now,
                "deadline": self._gift_deadline(
                    company, now, team.gift_handover_hours or DEFAULT_HOURS
                ),
            }
        )
        if not lead.user_id:
            lead.with_context(
                mail_auto_subscribe_no_notify=True
            ).user_id = handover.user_id
        handover._gift_schedule()
        handover._gift_trail("handover")
        return handover

    @api.model
    def _gift_assignee(self, partner, team, company):
        """Return who follows up: the customer's owner, else head office's leader.

        Their deputies while they are away; only active people of the company with a
        duty that may work on it; nobody at all leaves it in head office's queue.

        :param partner: ``res.partner`` or empty
        :param team: ``crm.team``, the shop
        :param company: root ``res.company``
        """
        office = team._gift_head_office(company)
        users = partner._gift_owner(company).get(partner) if partner else None
        users = (users or self.env["res.users"]) | office.user_id
        users |= office.crm_team_member_ids.user_id
        groups = [f"crm_gift_retail.crm_gift_retail_group_{d}" for d in HEAD_OFFICE]
        for user in users._gift_deputy():
            if (
                user.active
                and company in user.company_ids.root_id
                and any(user.has_group(group) for group in groups)
            ):
                return user
        return self.env["res.users"]

    @api.model
    def _gift_deadline(self, company, start, hours):
        """Return when so many working hours of the company are over.

        :param company: ``res.company`` with the calendar
        :param datetime start: UTC
        :param float hours: working hours
        :return: datetime in UTC; without a calendar that has hours, plain hours count
        """
        try:
            return self.env["gift.working.time"]._deadline(company, start, hours)
        except UserError:
            # a calendar without hours must not keep a customer's wish from head office
            _logger.info("No working time for %s: plain hours count", company.name)
            return start + timedelta(hours=hours)

    def _gift_schedule(self):
        """Give the one who follows up an activity, and only that one."""
        self = self.with_context(mail_activity_quick_update=True)
        for handover in self:
            handover.activity_unlink(["crm_gift_retail.mail_activity_type_handover"])
            if handover.user_id and handover.is_open:
                handover.activity_schedule(
                    "crm_gift_retail.mail_activity_type_handover",
                    date_deadline=handover._get_deadline_day(),
                    user_id=handover.user_id.id,
                    summary=handover.partner_id.name or handover.lead_id.name,
                )

    def _get_deadline_day(self):
        """Return the day of the deadline in the company's time zone."""
        record = self.with_context(tz=self.company_id._gift_tz())
        return fields.Datetime.context_timestamp(record, self.deadline).date()

    def _gift_trail_vals(self, kind):
        """The shop handed over; that is no contact with the customer by itself."""
        return {
            **super()._gift_trail_vals(kind),
            **self.capture_id._gift_utm_vals(),
            "lead_id": self.lead_id.id,
            "user_id": self.asked_by_id.id,
            "date": self.date_asked,
            "summary": self.note,
        }
