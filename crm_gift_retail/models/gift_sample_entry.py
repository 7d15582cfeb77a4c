"""What people may write on a sample, and what comes along by itself."""

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import clean_context

from ..tools.sample_rules import BEFORE_SENT

#: what people write; all else is written by what happens
WRITABLE = frozenset(
    "feedback_note medium_id note return_by source_id team_id won_order_id".split()
)
#: fixed once it was asked for
ASKED = frozenset(
    "lead_id line_ids order_id partner_id purpose terms user_id warehouse_id".split()
)
OF_THREAD = frozenset({"message_follower_ids", "message_ids", "activity_ids"})


class GiftSampleEntry(models.AbstractModel):
    """Part of ``gift.sample``: what is entered, and the trail it leaves."""

    _name = "gift.sample.entry"
    _description = "Entry of Samples"

    # ------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------

    @api.constrains("order_id", "lead_id", "partner_id", "company_id", "warehouse_id")
    def _check_documents(self):
        """Refuse what belongs to another customer or company, by name."""
        for sample in self.sudo():  # names of what the user chose
            root = sample.company_id
            for record in (sample.order_id, sample.lead_id, sample.warehouse_id):
                if record.company_id and record.company_id.root_id != root:
                    raise ValidationError(
                        self.env._(
                            "“%(record)s” belongs to %(theirs)s, the sample to "
                            "%(ours)s. Choose another one.",
                            record=record.display_name,
                            theirs=record.company_id.name,
                            ours=root.name,
                        )
                    )
            firm = sample.partner_id.commercial_partner_id
            asked_for = sample.order_id.partner_id.commercial_partner_id
            if sample.state in BEFORE_SENT and asked_for and firm != asked_for:
                raise ValidationError(
                    self.env._(
                        "%(order)s is for %(theirs)s, not for %(ours)s. Ask for the "
                        "sample from a quotation of the same customer.",
                        order=sample.order_id.name,
                        theirs=asked_for.display_name,
                        ours=firm.display_name or self.env._("nobody"),
                    )
                )

    # ------------------------------------------------------------
    # CREATE AND WRITE
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Number the samples and take customer and source from where they came."""
        self.browse().check_access("create")
        allowed = WRITABLE | ASKED | OF_THREAD | {"company_id"}
        for vals in vals_list:
            if not self.env.su:
                for name in set(vals) - allowed:
                    vals.pop(name)
            company = self.env["res.company"].browse(
                vals.get("company_id") or self.env.company.id
            )
            vals["company_id"] = company.sudo().root_id.id
            self._gift_fill_from_document(vals)
            # sudo: a number is drawn by whoever asks
            sequence = self.env["ir.sequence"].sudo().with_company(company)
            vals["name"] = sequence.next_by_code("gift.sample") or "/"
        # defaults of a link must not say where the sample is: only the values do
        clean = self.with_context(clean_context(self.env.context))
        samples = super(GiftSampleEntry, clean).create(vals_list).with_env(self.env)
        samples.sudo()._gift_stamp_firm()
        return samples

    @api.model
    def _gift_fill_from_document(self, vals):
        """Complete customer, salesperson's team and source from lead or quotation.

        :raise AccessError: when the user may not read the document
        """
        lead = self.env["crm.lead"].browse(vals.get("lead_id") or [])
        order = self.env["sale.order"].browse(vals.get("order_id") or [])
        for document in (order, lead):
            if not document:
                continue
            document.check_access("read")
            for name in ("partner_id", "team_id", "medium_id", "source_id"):
                vals[name] = vals.get(name) or document.sudo()[name].id
        if order.sudo().opportunity_id:
            vals.setdefault("lead_id", order.sudo().opportunity_id.id)
        partner = self.env["res.partner"].browse(vals.get("partner_id") or [])
        partner.check_access("read")
        if not (partner or lead):
            raise ValidationError(
                self.env._("Say who gets the sample: a customer, or a lead.")
            )
        if not vals.get("team_id"):
            user = self.env["res.users"].browse(vals.get("user_id") or self.env.uid)
            vals["team_id"] = user.sudo().sale_team_id.id  # of which team one is

    def write(self, vals):
        """Let people write what is theirs to say; the rest follows what happens.

        :raise UserError: naming the sample, and what to do instead
        """
        names = set(vals) - OF_THREAD
        if not self.env.su:
            foreign = names - WRITABLE - ASKED
            if foreign:
                raise UserError(
                    self.env._(
                        "A sample goes its way by its buttons: %(fields)s cannot be "
                        "written.",
                        fields=", ".join(sorted(foreign)),
                    )
                )
            fixed = self.filtered(lambda sample: sample.state != "requested")
            if fixed and names & ASKED:
                raise UserError(
                    self.env._(
                        "%(sample)s is on its way: who gets what, and on which terms, "
                        "stays. Call it off and ask for another one.",
                        sample=fixed[0].name,
                    )
                )
        if "won_order_id" in vals and not self.env.su:
            order_id = vals["won_order_id"]
            vals = {key: vals[key] for key in vals if key != "won_order_id"}
            self._gift_set_order(self.env["sale.order"].browse(order_id or []))
        res = super().write(vals)
        if "partner_id" in vals:
            self.sudo()._gift_stamp_firm()
        return res

    def _gift_stamp_firm(self):
        """Note the firm of this moment on samples that were not sent yet."""
        for sample in self.filtered(lambda sample: sample.state in BEFORE_SENT):
            firm = sample.partner_id.commercial_partner_id
            if sample.firm_id != firm:
                sample.firm_id = firm

    @api.ondelete(at_uninstall=False)
    def _unlink_if_not_sent(self):
        """Refuse to delete what was sent: its cost is a fact."""
        for sample in self:
            if sample.sent_date or sample.picking_ids:
                raise UserError(
                    self.env._(
                        "%(sample)s left for the customer and stays. Close it instead.",
                        sample=sample.name,
                    )
                )

    # ------------------------------------------------------------
    # TRAIL, LEADS
    # ------------------------------------------------------------

    def _gift_trail_vals(self, kind):
        """Say what it is about; the salesperson has it, whoever packed it."""
        vals = super()._gift_trail_vals(kind)
        vals["lead_id"] = self.lead_id.id
        vals["summary"] = f"{self.name}: {self.products}"
        if kind == "sample":
            vals.update(direction="out", user_id=self.user_id.id, date=self.sent_date)
        elif kind == "sample_asked":
            vals["direction"] = "in"
        elif kind == "sample_feedback":
            words = [self.feedback_id.name, self.feedback_note]
            vals.update(
                direction="in",
                is_contact=True,
                outcome=self.feedback_id.mood,
                summary=": ".join(word for word in words if word) or vals["summary"],
            )
        return vals

    @api.model
    def _gift_follow_leads(self, leads):
        """A sample asked for by a lead is for the customer the lead has become.

        :param leads: ``crm.lead`` whose customer is known now
        """
        samples = self.search(
            [("lead_id", "in", leads.ids), ("partner_id", "=", False)]
        )
        for sample in samples:
            sample.partner_id = sample.lead_id.partner_id

    @api.model
    def _gift_merge_leads(self, sources, target):
        """Bring samples along when leads become one.

        :param sources: ``crm.lead`` records that go away
        :param target: ``crm.lead`` that stays
        """
        self.search([("lead_id", "in", sources.ids)]).write({"lead_id": target.id})
