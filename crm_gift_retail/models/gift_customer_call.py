"""Somebody calls: whose card to show, and to whom (decision 40)."""

import json

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.caller_id import read_caller
from ..tools.find_term import Term
from .gift_finder import DUTY_GROUP, MAX_RESULTS

PBX_GROUP = "crm_gift_retail.crm_gift_retail_group_pbx"
MANAGER_GROUP = "crm_gift_retail.crm_gift_retail_group_manager"
#: bus notification that pops the card
RING = "gift_call/ring"
DEMO_CALLS = "crm_gift_retail.demo_calls"
#: matches listed; a switchboard has more people behind it than anybody reads
SHOWN_MATCHES = 8


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    # ------------------------------------------------------------------ rights
    @api.model
    def _check_caller_rights(self):
        """Raise unless the user has a duty or is the telephone exchange's user."""
        user = self.env.user
        if not (self.env.su or user.has_group(DUTY_GROUP) or user.has_group(PBX_GROUP)):
            raise AccessError(
                self.env._(
                    "Caller cards need a duty in Gift Retail. Ask a manager for one."
                )
            )

    # ------------------------------------------------------------------- doors
    @api.model
    @api.readonly
    def caller_card(self, number):
        """Return whose call this is, for machines: ``POST /json/2/gift.customer/…``.

        :param str number: as the exchange sends it: any writing, with extension,
            ``sip:`` or ``tel:``, masked, withheld or nothing
        :return: dict with ``state`` (``one``, ``several``, ``lead``, ``unknown``,
            ``withheld``), ``number`` (as people read it), ``phone`` (E.164 or ""),
            ``notice`` (words or ""), ``card`` (dict or False), ``matches`` (as
            ``gift.finder.find``), ``more`` (True when there are more matches),
            ``leads`` (open enquiries from this number)
        :raise AccessError: without a duty and for portal and public users
        :raise TooManyRequests: beyond 120 calls a minute (429 with ``Retry-After``)
        """
        self._check_caller_rights()
        self.env["gift.call.rate"]._check("api")
        return self._gift_answer_call(number, "api")

    @api.model
    def open_call(self, number=None, door="page"):
        """Return the call page: what :meth:`caller_card` returns, for our screen.

        :param str number: who calls; nothing opens the page with the finder alone
        :param str door: ``page`` or ``ring``, for the log of views
        :return: as :meth:`caller_card`, and ``demo_calls`` to let it ring in the demo;
            ``state`` may also be ``ask`` (no number yet) and ``busy`` (limit reached)
        :raise AccessError: for users without a duty
        """
        self.env["gift.finder"]._check_finder()
        if number in (None, False):
            return {"state": "ask", "demo_calls": self._get_demo_calls()}
        rate = self.env["gift.call.rate"]
        if seconds := rate._count("call"):
            return {"state": "busy", "notice": rate._get_words(seconds)}
        answer = self._gift_answer_call(number, "ring" if door == "ring" else "page")
        return {**answer, "demo_calls": self._get_demo_calls()}

    @api.model
    def open_card(self, partner_id, firm_id=None, number=None):
        """Return the caller card of one contact, chosen in the finder or a list.

        Somebody who calls is served, whoever's customer it is. Who only looks for
        customers to sell to sees by whom they are claimed, not the card.

        :param int partner_id: a ``res.partner`` that the user may read
        :param int firm_id: the firm that the person acts for today, out of the card's
            ``firms``; the person's own by default
        :param str number: who calls, when the contact was chosen among several
        :return: card, see :meth:`_gift_caller_card`; False when it is gone; ``name``
            and ``masked`` (words) alone where it is somebody else's customer
        :raise AccessError: for users without a duty
        """
        finder = self.env["gift.finder"]
        finder._check_finder()
        domain = Domain("id", "=", int(partner_id))
        rows = finder._get_rows("", domain, 1) or finder._get_rows(
            "", domain, 1, active=False
        )
        if not rows:
            return False
        row = rows[0]
        door = "page" if number and self._gift_is_caller(row, number) else "finder"
        if door == "finder" and not finder._is_serving():
            person = self.env["res.partner"].browse(row["partner_id"])
            if words := finder._get_masks(person).get(person.id):
                return {
                    "partner_id": person.id,
                    "name": row["name"] or "",
                    "masked": words,
                }
        if firm_id and int(firm_id) != row["commercial_partner_id"]:
            row = self._gift_act_for(row, int(firm_id))
        return self._gift_open_card(row, door)

    @api.model
    def _gift_is_caller(self, row, number):
        """Tell whether a contact is among those whom a call may come from."""
        caller = read_caller(number, self.env.company._gift_region())
        return row["partner_id"] in {
            found["partner_id"] for found in self._gift_get_callers(caller)
        }

    @api.model
    def _gift_act_for(self, row, firm_id):
        """Return the finder's row of a person in the name of another firm.

        :param dict row: of the person
        :param int firm_id: the firm
        :raise UserError: when the person does not act for the firm today
        """
        person = self.env["res.partner"].browse(row["partner_id"])
        firms = self.env["gift.finder"]._get_rows("", Domain("id", "=", firm_id), 1)
        if not firms or firm_id not in person._gift_firm_options().ids:
            raise UserError(
                self.env._(
                    "%(person)s does not act for this company today. Add the role on "
                    "the contact first, under “Firms and roles”.",
                    person=row["name"],
                )
            )
        own = ("partner_id", "name", "type", "phone", "salutation", "function")
        kept = {key: row[key] for key in own}
        return {**firms[0], "firm": firms[0]["name"], **kept}

    @api.model
    def ring(self, number, login=None):
        """Let a call ring: the card pops up on the screen of a user.

        :param str number: who calls, as for :meth:`caller_card`
        :param str login: whose telephone rings; the present user's by default. Only
            the exchange's user and managers may ring somebody else's.
        :return: True
        :raise AccessError: without a duty, or for somebody else's telephone
        :raise UserError: when nobody of the company with a duty has that login
        """
        self._check_caller_rights()
        user = self.env.user
        if login and login != user.login:
            if not any(map(user.has_group, (PBX_GROUP, MANAGER_GROUP))):
                raise AccessError(
                    self.env._(
                        "Only the telephone exchange and managers let somebody else's "
                        "telephone ring. Leave the login empty to ring yourself."
                    )
                )
            # sudo: the exchange's user reads no users
            found = user.sudo().search(
                [
                    ("login", "=", login),
                    ("share", "=", False),
                    ("company_ids", "in", self.env.company.ids),
                ],
                limit=1,
            )
            if not found or not found.has_group(DUTY_GROUP):
                raise UserError(
                    self.env._(
                        "Nobody with a duty in Gift Retail has the login “%(login)s” "
                        "in %(company)s. Correct the login in the exchange.",
                        login=login,
                        company=self.env.company.display_name,
                    )
                )
            user = found
        user.sudo()._bus_send(RING, {"number": str(number or "")[:80]})
        return True

    # ------------------------------------------------------------------ answer
    @api.model
    def _gift_answer_call(self, number, door):
        """Say whose number it is; see :meth:`caller_card`."""
        finder = self.env["gift.finder"]
        caller = read_caller(number, self.env.company._gift_region())
        answer = {
            "state": "unknown",
            "number": finder._get_display_phone(caller.phone or caller.text),
            "phone": caller.phone,
            "notice": "",
            "card": False,
            "matches": [],
            "more": False,
            "leads": [],
        }
        if caller.kind == "withheld":
            notice = self.env._(
                "The caller hides the number. Ask for the name or the last four digits."
            )
            return {**answer, "state": "withheld", "number": "", "notice": notice}
        rows = self._gift_get_callers(caller)
        if not rows:
            answer["leads"] = self._gift_get_call_leads(caller)
            answer["state"] = "lead" if answer["leads"] else "unknown"
        elif len(rows) == 1 and caller.kind == "number" and caller.line != "platform":
            answer["state"] = "one"
            answer["card"] = self._gift_open_card(rows[0], door)
        else:
            answer["state"] = "several"
            answer["more"] = len(rows) > SHOWN_MATCHES
            answer["matches"] = finder._get_results(rows[:SHOWN_MATCHES], masked=False)
        answer["notice"] = self._gift_get_call_notice(caller, len(rows))
        return answer

    @api.model
    def _gift_get_callers(self, caller):
        """Return the finder's rows of who may be calling, archived ones at last."""
        finder = self.env["gift.finder"]
        if caller.kind == "invalid":
            return []
        limit = SHOWN_MATCHES + 1
        if caller.kind != "number":
            asked = Term(head=caller.head, tail=caller.tail)
            return finder._drop_addresses(finder._find_by_tail(asked, limit))
        domain = Domain("phone_sanitized", "=", caller.phone)
        found = finder._get_rows("phone", domain, MAX_RESULTS)
        found = found or finder._get_rows("phone", domain, limit, active=False)
        rows = finder._drop_addresses(found)
        if caller.line == "landline" and caller.extension:
            # the desk behind the switchboard, when somebody wrote it down
            desk = [row for row in rows if self._gift_has_extension(row, caller)]
            rows = desk or rows
        return rows

    @api.model
    def _gift_has_extension(self, row, caller):
        """Tell whether a contact's number ends in the caller's extension."""
        written = read_caller(row["phone"], self.env.company._gift_region())
        return written.extension == caller.extension

    @api.model
    def _gift_get_call_leads(self, caller):
        """Return the open enquiries from a number that no customer has."""
        if caller.kind != "number":
            return []
        # sudo: service is not masked (decision 20); name and owner, nothing else
        leads = (
            self.env["crm.lead"]
            .sudo()
            .search(
                [
                    ("phone_sanitized", "=", caller.phone),
                    ("partner_id", "=", False),
                    ("company_id", "in", [False, *self.env.companies.ids]),
                ],
                order="id desc",
                limit=SHOWN_MATCHES,
            )
        )
        mine = leads.sudo(False)
        readable = mine.browse()
        if readable.has_access("read"):
            readable = mine._filtered_access("read")
        return [
            {
                "id": lead.id,
                "name": lead.name,
                "who": lead.contact_name or lead.partner_name or "",
                "owner": lead.user_id.name or "",
                "can_open": lead.id in readable.ids,
            }
            for lead in leads
        ]

    @api.model
    def _gift_get_call_notice(self, caller, count):
        """Return what to know about the number itself, in words, or nothing."""
        if caller.kind == "invalid":
            return self.env._(
                "“%(number)s” is no telephone number. Ask for the number.",
                number=caller.text,
            )
        if caller.kind == "masked":
            return self.env._(
                "The number is masked. These customers' numbers end in %(tail)s: ask "
                "for the name.",
                tail=caller.tail,
            )
        if caller.kind == "partial":
            return self.env._(
                "“%(number)s” is no whole number. These end in it: ask for the name.",
                number=caller.text,
            )
        if caller.line == "platform":
            return self.env._(
                "A platform's temporary number: ask for the order number."
            )
        if count > SHOWN_MATCHES:
            return self.env._(
                "A switchboard: more than %(count)s people use this number.",
                count=SHOWN_MATCHES,
            )
        if count > 1:
            return self.env._("%(count)s people use this number.", count=count)
        return ""

    @api.model
    def _gift_open_card(self, row, door):
        """Return the card of a finder's row, head included, and write the view down."""
        partner = self.env["res.partner"].browse(row["partner_id"])
        # in memory: who has no standing yet has a card, who has one is not read again
        customer = self.new(
            {
                "partner_id": row["commercial_partner_id"],
                "company_id": self.env.company.sudo().root_id.id,
            },
            origin=self.browse(row["customer_id"] or []),
        )
        result = self.env["gift.finder"]._get_results([row], masked=False)[0]
        self.env["gift.card.view"]._log(partner, door)
        # sudo: the exchange's user reads no standing; the card asks duties itself
        card = customer.sudo()._gift_caller_card(partner.sudo())
        return {
            **card,
            **{
                key: result[key]
                for key in (
                    "name", "firm", "tier", "phone", "owner", "claimed_until",
                    "customer_id",
                )
            },
            "role": row["function"] or "",
        }  # fmt: skip

    # -------------------------------------------------------------------- demo
    @api.model
    def _get_demo_calls(self):
        """Return the calls that the demo can let ring: ``[{number, label}]``."""
        # sudo: a parameter that the demo company wrote; empty everywhere else
        text = self.env["ir.config_parameter"].sudo().get_param(DEMO_CALLS)
        return json.loads(text) if text else []
