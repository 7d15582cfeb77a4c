from odoo import api, fields, models
from odoo.exceptions import UserError

from .gift_profit_guard import STANDING_GROUPS


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = [
        "crm.lead",
        "gift.firm.choice",
        "gift.source.mixin",
        "gift.standing.mixin",
        "gift.touchpoint.mixin",
    ]

    gift_channel = fields.Selection(
        related="medium_id.gift_channel",
        groups=STANDING_GROUPS,
        help="The door that the medium belongs to.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """An enquiry has a source and is the first line of its trail."""
        creating = self.with_context(gift_lead_creating=True)
        leads = super(CrmLead, creating).create(vals_list).with_env(self.env)
        leads._gift_fill_source()
        # The gateway creates leads from mails: nothing of ours may fail there.
        if self.env.context.get("gift_from_mail"):
            leads._gift_trail_safely("lead")
        else:
            leads._gift_trail("lead")
        return leads

    @api.model
    def load(self, fields, data):
        """Ask an import of ours for medium and source before it reads a single row.

        A column, or a default chosen on the screen that the import was opened from;
        "Unknown" is a value of both.
        """
        if self.env.context.get("gift_source_required"):
            columns = {name.split("/")[0].split(".")[0] for name in fields}
            missing = [
                self._fields[name]._description_string(self.env)
                for name in ("medium_id", "source_id")
                if name not in columns and not self.env.context.get(f"default_{name}")
            ]
            if missing:
                message = self.env._(
                    "Where did these enquiries come from? Give %(columns)s a column of "
                    "the file (or import from a sales team's own list, which knows). "
                    "“Unknown” is a value too.",
                    columns=self.env._(" and ").join(f"“{name}”" for name in missing),
                )
                return {
                    "ids": False,
                    "messages": [
                        {"type": "error", "record": False, "message": message}
                    ],
                    "nextrow": 0,
                }
        return super().load(fields, data)

    def unlink(self):
        """What happened stays in the trail, without the lead's words."""
        # sudo: the trail is nobody's to write, and goes with what it is about
        self.env["gift.touchpoint"].sudo()._gift_anonymise(leads=self)
        return super().unlink()

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Mark the creation as the gateway's, so that no mail is lost."""
        gateway = self.with_context(gift_from_mail=True)
        lead = super(CrmLead, gateway).message_new(msg_dict, custom_values)
        return lead.with_context(gift_from_mail=self.env.context.get("gift_from_mail"))

    def action_set_lost(self, **additional_values):
        """Write why first: Odoo archives before, and the trail asks at that moment."""
        if additional_values:
            self.write(additional_values)
        return super().action_set_lost(**additional_values)

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        """Note in the trail which leads were won or lost just now."""
        res = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        for kind, status in (("lead_won", "is_won"), ("lead_lost", "is_lost")):
            reached = self.filtered(
                lambda lead, status=status: (
                    new_status_by_lead.get(lead.id, {}).get(status)
                    and not old_status_by_lead.get(lead.id, {}).get(status)
                )
            )
            reached._gift_trail(kind)
        return res

    def _gift_trail_vals(self, kind):
        """Say which lead it is, and why it was lost."""
        vals = super()._gift_trail_vals(kind)
        vals["lead_id"] = self.id
        if kind == "lead":
            vals["direction"] = "in"
        elif kind == "lead_lost":
            vals["outcome"] = "lost"
            vals["summary"] = self.lost_reason_id.name or vals["summary"]
        return vals

    def action_gift_log_contact(self):
        """Open the quick dialog "Log a contact" for the lead's customer.

        :return: window action.
        :raise UserError: when the lead has no customer yet.
        """
        self.ensure_one()
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "Lead “%(lead)s” has no customer yet. Choose or create the "
                    "contact on the lead, then log the contact.",
                    lead=self.name,
                )
            )
        return self.env["gift.contact.log"]._get_action(self.partner_id, lead=self)

    def _gift_firm_values(self, person, firm):
        """Keep the person's name on a lead of another firm."""
        values = super()._gift_firm_values(person, firm)
        if values["partner_id"] != person.id:
            values["contact_name"] = person.name
        return values

    def _prepare_opportunity_quotation_context(self):
        """Tell the quotation who orders."""
        context = super()._prepare_opportunity_quotation_context()
        if self.gift_buyer_id:
            context["default_gift_buyer_id"] = self.gift_buyer_id.id
        return context
