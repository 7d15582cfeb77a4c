"""Who stands in for whom, from which day to which (decision 22)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

MANAGER = "crm_gift_retail.crm_gift_retail_group_manager"
ANY_DUTY = "crm_gift_retail.crm_gift_retail_group_user"
#: How many deputies may be away in turn; the last one keeps the work.
MAX_HOPS = 3


class GiftDeputy(models.Model):
    """One absence of one person: one model for claims, care, deadlines, approvals.

    People enter their own; managers anybody's. Two absences of one person never
    overlap (the database says so), and nobody ends up standing in for themselves.
    """

    _name = "gift.deputy"
    _description = "Deputy"
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        string="Who is away",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    deputy_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )
    date_from = fields.Date(
        "First Day", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date("Last Day", required=True, default=fields.Date.context_today)
    reason = fields.Char(help="Holiday, sick leave, a fair …")
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        index=True,
        compute_sudo=True,
    )
    is_now = fields.Boolean("Today", compute="_compute_is_now", search="_search_is_now")

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to AND date_from >= '2000-01-01'"
        " AND date_to < '2200-01-01')",
        "The last day of an absence cannot be before its first day. Swap the days.",
    )
    _somebody_else = models.Constraint(
        "CHECK (user_id <> deputy_id)",
        "Nobody stands in for themselves. Choose a colleague as deputy.",
    )
    # Ranges have a GiST class of their own, so that no extension is needed: each
    # person has a stretch of a million days.
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int8range("
        "user_id::bigint * 1000000 + (date_from - DATE '2000-01-01'),"
        "user_id::bigint * 1000000 + (date_to - DATE '2000-01-01'), '[]') WITH &&)",
        "This person has a deputy on some of these days already. Change the days of "
        "one of the two absences.",
    )

    @api.depends("user_id.company_id")
    def _compute_company_id(self):
        for absence in self:
            absence.company_id = absence.user_id.company_id.root_id

    @api.depends("date_from", "date_to")
    def _compute_is_now(self):
        today = fields.Date.context_today(self)
        for absence in self:
            absence.is_now = bool(
                absence.date_from
                and absence.date_to
                and absence.date_from <= today <= absence.date_to
            )

    @api.model
    def _search_is_now(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("date_from", "<=", "today") & Domain("date_to", ">=", "today")
        return domain if True in value else ~domain

    @api.depends("user_id", "deputy_id")
    def _compute_display_name(self):
        for absence in self:
            absence.display_name = self.env._(
                "%(deputy)s for %(user)s",
                deputy=absence.deputy_id.name or "",
                user=absence.user_id.name or "",
            )

    # ------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------

    @api.constrains("user_id", "deputy_id", "date_from", "date_to")
    def _check_deputy(self):
        """A deputy works here, in the same company, and closes no circle."""
        for absence in self.sudo():  # duties and absences of colleagues
            deputy = absence.deputy_id
            names = {"deputy": deputy.name, "user": absence.user_id.name}
            if not deputy.active or not deputy.has_group(ANY_DUTY):
                raise ValidationError(
                    self.env._(
                        "%(deputy)s cannot stand in for %(user)s: no active user with "
                        "a duty in Gift Retail. Choose somebody else, or give the "
                        "duty first.",
                        **names,
                    )
                )
            if absence.company_id not in deputy.company_ids.root_id:
                raise ValidationError(
                    self.env._(
                        "%(deputy)s cannot stand in for %(user)s: not a member of "
                        "%(company)s.",
                        company=absence.company_id.name,
                        **names,
                    )
                )
            absence._check_circle()

    def _check_circle(self):
        """Refuse deputies in a ring on any day of this absence."""
        self.ensure_one()
        names = self.deputy_id.name
        reached = [(self.deputy_id, self.date_from, self.date_to)]
        seen = set()
        while reached:
            user, first, last = reached.pop()
            if user == self.user_id:
                raise ValidationError(
                    self.env._(
                        "%(deputy)s is away too between %(first)s and %(last)s, and "
                        "the work would come back to %(user)s. Choose another deputy "
                        "for one of the two.",
                        deputy=names,
                        user=self.user_id.name,
                        first=fields.Date.to_string(first),
                        last=fields.Date.to_string(last),
                    )
                )
            following = self.search(
                [
                    ("user_id", "=", user.id),
                    ("date_from", "<=", last),
                    ("date_to", ">=", first),
                    ("id", "not in", list(seen)),
                ]
            )
            seen.update(following.ids)
            reached += [
                (row.deputy_id, max(first, row.date_from), min(last, row.date_to))
                for row in following
            ]

    # ------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Enter absences and tell the deputies."""
        for vals in vals_list:
            self._check_own(vals.get("user_id", self.env.uid))
        absences = super().create(vals_list)
        absences._tell_deputies()
        return absences

    def write(self, vals):
        """Change absences; a new deputy is told."""
        self._check_own(vals.get("user_id", self.env.uid))
        for absence in self:
            absence._check_own(absence.user_id.id)
        before = {absence: absence.deputy_id for absence in self}
        res = super().write(vals)
        self.filtered(lambda row: row.deputy_id != before[row])._tell_deputies()
        return res

    def unlink(self):
        """Take absences away; the person is in charge again at once."""
        for absence in self:
            absence._check_own(absence.user_id.id)
        return super().unlink()

    @api.model
    def _check_own(self, user_id):
        if self.env.su or user_id == self.env.uid or self.env.user.has_group(MANAGER):
            return
        raise AccessError(
            self.env._(
                "You choose your own deputy only. Ask a manager to enter the absence "
                "of a colleague."
            )
        )

    def _tell_deputies(self):
        """Tell each deputy once, whatever the number of absences."""
        alert = self.env["gift.alert"]
        # sudo: names of colleagues
        for deputy, absences in self.sudo().grouped("deputy_id").items():
            if deputy == self.env.user:
                continue
            alert._send(
                deputy,
                lambda env: env._("You stand in for a colleague"),
                lambda env, rows=absences: "\n".join(
                    env._(
                        "%(user)s is away from %(first)s to %(last)s.",
                        user=row.user_id.name,
                        first=fields.Date.to_string(row.date_from),
                        last=fields.Date.to_string(row.date_to),
                    )
                    for row in rows
                ),
                absences[:1],
                urgent=False,
            )
