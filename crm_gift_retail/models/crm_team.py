from odoo import api, fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    gift_is_shop = fields.Boolean(
        "Is a Shop",
        help="A shop is a sales team with its own warehouse: its clerks capture "
        "walk-ins, and its customers are expected there.",
    )
    gift_warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Shop's Warehouse",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    gift_medium_id = fields.Many2one(
        "utm.medium",
        "Default Medium",
        compute="_compute_gift_medium_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        help="By which door the customers of this team come, unless a lead or order "
        "says something else.",
    )
    gift_channel = fields.Selection(related="gift_medium_id.gift_channel")
    gift_source_id = fields.Many2one(
        "utm.source", "Default Source", index="btree_not_null", ondelete="set null"
    )

    @api.depends("gift_is_shop")
    def _compute_gift_medium_id(self):
        """A shop without a medium of its own has the ready-made one."""
        medium = self.env.ref(
            "crm_gift_retail.utm_medium_shop", raise_if_not_found=False
        )
        for team in self:
            if team.gift_is_shop and not team.gift_medium_id and medium:
                team.gift_medium_id = medium
            else:
                team.gift_medium_id = team.gift_medium_id

    def _gift_default_utm(self):
        """Return the medium and source of what this team does not say otherwise.

        :return: ``{"medium_id": id or False, "source_id": id or False}``
        """
        team = self[:1]
        return {
            "medium_id": team.gift_medium_id.id,
            "source_id": team.gift_source_id.id,
        }
