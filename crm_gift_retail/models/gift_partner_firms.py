"""For which firms a person acts, and what happens when the person changes firm."""

from odoo import api, fields, models
from odoo.fields import Domain

from .gift_partner_role import ACTING_ROLES
from .gift_profit_guard import STANDING_GROUPS


class GiftPartnerFirms(models.AbstractModel):
    """Part of ``res.partner``: roles, firms of today, change of employer."""

    _name = "gift.partner.firms"
    _description = "Firms of a person"

    gift_role_ids = fields.One2many(
        "gift.partner.role",
        "partner_id",
        "Roles at Firms",
        groups=STANDING_GROUPS,
    )
    gift_people_ids = fields.One2many(
        "gift.partner.role",
        "firm_id",
        "People and Roles",
        groups=STANDING_GROUPS,
    )

    # ------------------------------------------------------------------
    # Firms
    # ------------------------------------------------------------------

    def _gift_firms_by_person(self, day=None):
        """Return the firms that each of these persons may act for.

        The employer first, then the firms of the roles buyer, payer, approver and
        agent that hold on the day, the latest first. The user's rights decide which
        firms are seen. A firm acts for itself. Two queries, whatever the number.

        :param datetime.date day: the user's today by default
        :return: ``{partner: res.partner firms}``, empty for plain private persons
        """
        roles = self.env["gift.partner.role"].search(self._get_gift_acting_domain(day))
        by_person = roles.grouped("partner_id")
        nobody = self.browse()
        result = {}
        for partner in self:
            firm = partner.commercial_partner_id
            firms = firm if firm.is_company else nobody
            if not partner.is_company and partner._origin in by_person:
                firms |= by_person[partner._origin].firm_id.filtered("active")
            result[partner] = firms
        return result

    def _get_gift_acting_domain(self, day=None):
        """Return the domain of the roles in which these persons act on a day.

        :param datetime.date day: the user's today by default
        """
        day = day or fields.Date.context_today(self)
        return (
            Domain("partner_id", "in", self.ids)
            & Domain("role", "in", ACTING_ROLES)
            & Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        )

    def _gift_firms(self, day=None):
        """Return the firms that this person may act for; see the method above.

        :param datetime.date day: the user's today by default
        :return: ``res.partner`` firms, the employer first
        """
        self.ensure_one()
        return self._gift_firms_by_person(day)[self]

    def _gift_firm_options_by_person(self, day=None):
        """Return who may buy when each of these persons does: firms, or they alone.

        More than one: ask "for which company today?".

        :param datetime.date day: the user's today by default
        :return: ``{partner: res.partner}``; a private person is an option too
        """
        options = {}
        for partner, firms in self._gift_firms_by_person(day).items():
            private = partner.commercial_partner_id == partner
            if private and not partner.is_company:
                firms = partner | firms
            options[partner] = firms
        return options

    def _gift_firm_options(self, day=None):
        """Return who may buy when this person does: the firms, or the person alone.

        :param datetime.date day: the user's today by default
        :return: ``res.partner``, at least one
        """
        self.ensure_one()
        return self._gift_firm_options_by_person(day)[self]

    def _gift_document_partner(self, firm):
        """Return whom a document names when this person buys for a firm.

        :param firm: ``res.partner`` out of ``_gift_firm_options``
        :return: the person where Odoo then finds the firm by itself, else the firm
        """
        self.ensure_one()
        return self if self.commercial_partner_id == firm else firm

    def _gift_start_document(self, res_model):
        """Return the action that starts a document for this person or firm.

        Asks for the company first where the person acts for several.

        :param str res_model: "crm.lead" or "sale.order"
        :return: window action
        """
        self.ensure_one()
        if len(self._gift_firm_options()) > 1:
            return self.env["gift.firm.choose"]._get_action(self, res_model=res_model)
        return {
            "type": "ir.actions.act_window",
            "res_model": res_model,
            "views": [(False, "form")],
            "context": {"default_partner_id": self.id},
        }

    def action_gift_new_lead(self):
        """Start a lead, for one of the person's firms.

        :return: window action
        :raise AccessError: for users who may not make leads
        """
        self.env["crm.lead"].check_access("create")
        self.env["gift.partner.role"].check_access("read")
        return self._gift_start_document("crm.lead")

    def action_gift_new_quotation(self):
        """Start a quotation, for one of the person's firms.

        :return: window action
        :raise AccessError: for users who may not make quotations
        """
        self.env["sale.order"].check_access("create")
        self.env["gift.partner.role"].check_access("read")
        return self._gift_start_document("sale.order")

    # ------------------------------------------------------------------
    # Change of employer
    # ------------------------------------------------------------------

    def _gift_employers(self):
        """Return the present firm of those persons here who have one.

        :return: ``{person: firm}``
        """
        return {
            person: person.commercial_partner_id
            for person in self.sudo()
            if not person.is_company
            and person.type == "contact"
            and person.commercial_partner_id.is_company
        }

    @api.model
    def _gift_note_moves(self, before):
        """Write down who left which firm, for the job that asks "who follows?".

        Documents keep the firm of their date, the claim, prices and profit stay with
        it; what is known about the person goes along with the contact.

        :param dict before: of :meth:`_gift_employers`, before the contacts changed
        """
        moves = [
            (person, firm)
            for person, firm in before.items()
            if person.commercial_partner_id != firm
        ]
        if moves:
            # sudo: the trail of a change is written whoever edits the contact
            self.env["gift.employer.change"].sudo()._gift_note(moves)

    def action_gift_open_roles(self):
        """Open the roles of this person, or the people of this firm.

        :return: window action
        :raise AccessError: for users without a duty
        """
        self.ensure_one()
        self.env["gift.partner.role"].check_access("read")
        field = "firm_id" if self.is_company else "partner_id"
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gift_retail.gift_partner_role_action"
        )
        return {
            **action,
            "display_name": self.env._("Roles of %(name)s", name=self.display_name),
            "domain": [(field, "=", self.id)],
            "context": {f"default_{field}": self.id},
        }

    def action_gift_changed_employer(self):
        """Open the dialog "changed employer" for this person.

        :return: window action
        :raise AccessError: for users who may not edit the contact or have no duty
        """
        self.ensure_one()
        self.env["gift.partner.role"].check_access("create")
        self.check_access("write")
        return self.env["gift.employer.move"]._get_action(self)
