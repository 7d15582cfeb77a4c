"""A question in free words: what has no form of its own is asked here."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class GiftRequest(models.Model):
    """A question of somebody to the managers or service leads.

    It asks when it is saved and is not changed any more: who decides must know that
    the facts are those of the decision. Who wants something else takes it back.
    """

    _name = "gift.request"
    _description = "Question to Decide"
    _inherit = ["gift.approval.mixin"]
    _order = "id desc"

    _gift_approval_kinds = {"question": _lt("Question")}

    name = fields.Char("What do you need?", required=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", index="btree_not_null", ondelete="set null"
    )
    note = fields.Text("Why", help="What who decides should know.")
    approver_role = fields.Selection(
        [("manager", "Managers"), ("service_lead", "Service leads")],
        "Who decides",
        required=True,
        default="manager",
    )
    hours = fields.Float(
        "Answer within",
        help="In working hours. Without an answer it lapses and you are told; empty: "
        "it waits.",
    )
    is_urgent = fields.Boolean("Urgent", help="Alerts phones and the chat robot.")
    user_id = fields.Many2one(
        "res.users",
        "Asked by",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company.root_id,
        ondelete="cascade",
    )

    @api.constrains("hours")
    def _check_hours(self):
        for request in self:
            if request.hours < 0:
                raise ValidationError(
                    self.env._(
                        "“%(name)s”: an answer cannot be due in the past. Enter "
                        "working hours, or nothing.",
                        name=request.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Save the questions and ask them, in the name of the user."""
        for vals in vals_list:
            # nobody asks in the name of somebody else, or of another company
            vals.update(user_id=self.env.uid, company_id=self.env.company.root_id.id)
        requests = super().create(vals_list)
        for request in requests:
            request._gift_ask(
                "question",
                request.name,
                request._get_facts(),
                approver=request.approver_role,
                deadline=request.hours or None,
                urgent=request.is_urgent,
            )
        return requests

    def _get_facts(self):
        """Return the facts as pairs of words."""
        self.ensure_one()
        facts = []
        if self.partner_id:
            facts.append([self.env._("Customer"), self.partner_id.display_name])
        if self.note:
            facts.append([self.env._("Why"), self.note])
        return facts
