from odoo import fields, models


class CrmTeam(models.Model):
    """To whom a shop hands over, and how fast it wants an answer."""

    _inherit = "crm.team"

    gift_handover_team_id = fields.Many2one(
        "crm.team",
        "Hands Over To",
        help="Team at head office that classifies and follows up what this shop hands "
        "over. Empty: the company's customer service team.",
    )
    gift_handover_hours = fields.Float(
        "Answer Within (working hours)",
        default=8.0,
        help="Working hours of the company until head office has classified and "
        "followed up what this shop handed over.",
    )

    _gift_handover_hours_positive = models.Constraint(
        "CHECK (gift_handover_hours > 0 AND gift_handover_hours <= 400)",
        "The time to answer must be more than 0 and at most 400 working hours.",
    )

    def _gift_head_office(self, company):
        """Return the team at head office that this shop hands over to; maybe none.

        :param company: ``res.company``; its root's service team is the default
        """
        # sudo: a clerk hands over to a team whose settings are none of theirs
        team = self.sudo()
        return team.gift_handover_team_id or company.sudo().root_id.gift_service_team_id
