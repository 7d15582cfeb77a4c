"""How many days a parcel travels, by courier and region."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class GiftTransitTime(models.Model):
    """Days from leaving us to arriving, for a region; the closest row counts.

    A courier's own rows go before those for all couriers, a province before a country
    before anywhere, the company's own before the house's. Nothing fits: the company's
    usual days.
    """

    _name = "gift.transit.time"
    _description = "Transit Time"
    _order = "courier_id, country_id, state_id, id"
    _rec_names_search = ["state_id", "country_id", "courier_id"]

    courier_id = fields.Many2one(
        "gift.courier",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: for all couriers.",
    )
    country_id = fields.Many2one(
        "res.country", index="btree_not_null", help="Empty: anywhere."
    )
    state_id = fields.Many2one(
        "res.country.state",
        "Province",
        index="btree_not_null",
        domain="[('country_id', '=?', country_id)]",
        help="Empty: the whole country.",
    )
    days = fields.Integer(required=True, default=3, help="Calendar days.")
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        domain=[("parent_id", "=", False)],
        help="Empty: for all companies.",
    )

    _days_fit = models.Constraint(
        "CHECK (days BETWEEN 0 AND 90)", "A parcel travels 0 to 90 days."
    )
    _region_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), COALESCE(courier_id, 0), COALESCE(country_id, 0),"
        " COALESCE(state_id, 0))"
    )

    @api.depends("courier_id", "country_id", "state_id", "days")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            region = row.state_id.name or row.country_id.name or self.env._("Anywhere")
            row.display_name = self.env._(
                "%(region)s (%(courier)s): %(days)s days",
                region=region,
                courier=row.courier_id.name or self.env._("all couriers"),
                days=row.days,
            )

    @api.onchange("state_id")
    def _onchange_state_id(self):
        if self.state_id:
            self.country_id = self.state_id.country_id

    @api.constrains("state_id", "country_id")
    def _check_region(self):
        for row in self:
            if row.state_id and row.state_id.country_id != row.country_id:
                raise ValidationError(
                    self.env._(
                        "%(state)s lies in %(country)s: choose that country.",
                        state=row.state_id.name,
                        country=row.state_id.country_id.name,
                    )
                )

    @api.constrains("company_id")
    def _check_company(self):
        for row in self:
            if row.company_id.parent_id:
                raise ValidationError(
                    self.env._(
                        "Transit times belong to the whole company: choose %(root)s, "
                        "not the branch %(branch)s.",
                        root=row.company_id.root_id.name,
                        branch=row.company_id.name,
                    )
                )

    @api.model
    def _gift_days_sql(self, root, courier, country, state):
        """Return the SQL of the days for columns of a query: one rule for all.

        :param SQL root: id of the root company
        :param SQL courier: id of the courier, or NULL
        :param SQL country: id of the recipient's country, or NULL: the company's
        :param SQL state: id of the province, or NULL
        """
        return SQL(
            """COALESCE(
                (SELECT tt.days FROM gift_transit_time tt
                  WHERE (tt.company_id IS NULL OR tt.company_id = %(root)s)
                    AND (tt.courier_id IS NULL OR tt.courier_id = %(courier)s)
                    AND (tt.country_id IS NULL OR tt.country_id = COALESCE(%(country)s,
                        (SELECT hp.country_id FROM res_company hc
                           JOIN res_partner hp ON hp.id = hc.partner_id
                          WHERE hc.id = %(root)s)))
                    AND (tt.state_id IS NULL OR tt.state_id = %(state)s)
                  ORDER BY tt.courier_id IS NULL, tt.state_id IS NULL,
                           tt.country_id IS NULL, tt.company_id IS NULL, tt.id
                  LIMIT 1),
                (SELECT hc.gift_transit_default FROM res_company hc
                  WHERE hc.id = %(root)s), 0)""",
            root=root,
            courier=courier,
            country=country,
            state=state,
        )

    @api.model
    def _gift_flush(self):
        """Write what :meth:`_gift_days_sql` reads."""
        self.flush_model()
        self.env["res.company"].flush_model(["gift_transit_default", "partner_id"])
        self.env["res.partner"].flush_model(["country_id", "state_id"])
