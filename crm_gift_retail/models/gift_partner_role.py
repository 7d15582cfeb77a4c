"""Who a person is at a firm, from when to when."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date

from ..tools.date_spans import join_spans, spans_overlap

ROLES = [
    ("buyer", "Buyer"),
    ("payer", "Payer"),
    ("approver", "Approver"),
    ("agent", "Agent for several firms"),
    ("user", "User"),
]
#: Roles in which a person orders, pays or decides for the firm.
ACTING_ROLES = ("buyer", "payer", "approver", "agent")


class GiftPartnerRole(models.Model):
    """A dated link between a person and a firm (promise L11).

    The employer stays Odoo's ``parent_id``; a role says what the person does at a
    firm, which may be another one: an agent buys for four. Facts about people, not
    about our companies: shared like the contacts themselves.
    """

    _name = "gift.partner.role"
    _description = "Role of a Person at a Firm"
    _order = "date_from desc, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_company", "=", False)],
    )
    firm_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_company", "=", True)],
    )
    role = fields.Selection(ROLES, required=True, default="buyer")
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    date_to = fields.Date("Until", help="The last day; empty: until further notice.")
    note = fields.Char()
    company_id = fields.Many2one(
        related="firm_id.company_id",
        store=True,
        index="btree_not_null",
        help="Of the firm, where contacts are not shared between companies.",
    )
    is_current = fields.Boolean(compute="_compute_is_current")

    _date_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A role cannot end before it begins.",
    )
    # Ranges of one number: equality in gist without the btree_gist extension.
    _no_overlap = models.Constraint(
        """EXCLUDE USING gist (
            int4range(partner_id, partner_id, '[]') WITH &&,
            int4range(firm_id, firm_id, '[]') WITH &&,
            int4range(
                CASE role WHEN 'buyer' THEN 1 WHEN 'payer' THEN 2
                WHEN 'approver' THEN 3 WHEN 'agent' THEN 4 ELSE 5 END,
                CASE role WHEN 'buyer' THEN 1 WHEN 'payer' THEN 2
                WHEN 'approver' THEN 3 WHEN 'agent' THEN 4 ELSE 5 END, '[]') WITH &&,
            daterange(date_from, date_to, '[]') WITH &&)""",
        "This person already has this role at this firm in that time.",
    )

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for role in self:
            role.is_current = bool(role.date_from) and spans_overlap(
                (role.date_from, role.date_to), (today, today)
            )

    @api.depends("partner_id", "firm_id", "role")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for role in self:
            role.display_name = self.env._(
                "%(person)s, %(role)s at %(firm)s",
                person=role.partner_id.name or "",
                role=role._gift_role_label(),
                firm=role.firm_id.name or "",
            )

    def _gift_role_label(self):
        """Return the role in words, in the user's language."""
        self.ensure_one()
        labels = dict(self._fields["role"]._description_selection(self.env))
        return labels.get(self.role, "")

    @api.constrains("partner_id", "firm_id")
    def _check_parties(self):
        """Persons have roles, firms give them; walk-ins have neither."""
        for role in self:
            person, firm = role.partner_id, role.firm_id
            if person.is_company:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is a firm. Roles belong to persons: choose one of "
                        "its contacts, or make one.",
                        name=person.display_name,
                    )
                )
            if not firm.is_company:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is not a firm. Choose the company itself, or mark "
                        "the contact as a company first.",
                        name=firm.display_name,
                    )
                )
            if person.gift_is_anonymous or firm.gift_is_anonymous:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” stands for anonymous buyers and has no roles. "
                        "Make a contact for the person first.",
                        name=(
                            person if person.gift_is_anonymous else firm
                        ).display_name,
                    )
                )
            companies = (person.company_id, firm.company_id)
            if all(companies) and companies[0].root_id != companies[1].root_id:
                raise ValidationError(
                    self.env._(
                        "“%(person)s” belongs to %(company)s, “%(firm)s” to "
                        "%(other)s. Use contacts of one company, or share them.",
                        person=person.display_name,
                        firm=firm.display_name,
                        company=companies[0].name,
                        other=companies[1].name,
                    )
                )

    # ------------------------------------------------------------------
    # One role of a kind per person, firm and day
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse overlaps in words; the exclusion decides between sessions."""
        vals_list = [self._add_missing_default_values(vals) for vals in vals_list]
        self._check_dates([(self, vals) for vals in vals_list])
        return super().create(vals_list)

    def write(self, vals):
        """Refuse overlaps in words; the exclusion decides between sessions."""
        names = ("partner_id", "firm_id", "role", "date_from", "date_to")
        if not set(names).isdisjoint(vals):
            now = {
                role: {
                    "partner_id": role.partner_id.id,
                    "firm_id": role.firm_id.id,
                    "role": role.role,
                    "date_from": role.date_from,
                    "date_to": role.date_to,
                }
                for role in self
            }
            self._check_dates([(role, {**now[role], **vals}) for role in self])
        return super().write(vals)

    @api.model
    def _check_dates(self, wanted):
        """Raise where a role would end before it begins, or be there twice.

        :param list wanted: (record, its values to be); an empty record is new
        :raise ValidationError: naming person, role, firm and the days
        """
        records = self.browse().union(*(record for record, _vals in wanted))
        people = [vals.get("partner_id") for _record, vals in wanted]
        others = self.sudo().search(  # also where the firm is of another company
            [("partner_id", "in", people), ("id", "not in", records.ids)]
        )
        taken = defaultdict(list)
        for other in others:
            key = (other.partner_id.id, other.firm_id.id, other.role)
            taken[key].append((other.date_from, other.date_to))
        for _record, vals in wanted:
            start = fields.Date.to_date(vals.get("date_from"))
            end = fields.Date.to_date(vals.get("date_to")) or None
            if not start:
                continue  # the column itself refuses
            if end and end < start:
                raise ValidationError(
                    self.env._(
                        "“%(role)s” would end on %(end)s, before it begins on "
                        "%(start)s. Correct one of the two days.",
                        role=self.new(vals).display_name,
                        start=format_date(self.env, start),
                        end=format_date(self.env, end),
                    )
                )
            key = (vals.get("partner_id"), vals.get("firm_id"), vals.get("role"))
            for span in taken[key]:
                if spans_overlap((start, end), span):
                    self._raise_overlap(vals, span)
            taken[key].append((start, end))

    @api.model
    def _raise_overlap(self, vals, span):
        """Say which role is there already, and what to do."""
        until = self.env._("further notice")
        if span[1]:
            until = format_date(self.env, span[1])
        raise ValidationError(
            self.env._(
                "“%(role)s” is there already, from %(start)s until %(end)s. "
                "Change that line, or end it before the new one begins.",
                role=self.new(vals).display_name,
                start=format_date(self.env, span[0]),
                end=until,
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_future(self):
        """Past roles are ended, not deleted: documents were made under them."""
        if self.env.user.has_group("crm_gift_retail.crm_gift_retail_group_manager"):
            return
        today = fields.Date.context_today(self)
        for role in self.filtered(lambda role: role.date_from < today):
            raise UserError(
                self.env._(
                    "“%(role)s” began on %(start)s. Give it a last day instead of "
                    "deleting it; a manager may delete it.",
                    role=role.display_name,
                    start=format_date(self.env, role.date_from),
                )
            )

    def _gift_end(self, day):
        """End these roles before a day; what began later keeps one day.

        :param datetime.date day: the first day without the role
        """
        last = fields.Date.subtract(day, days=1)
        for date_to, roles in self.grouped(
            lambda role: max(last, role.date_from)
        ).items():
            roles.filtered(
                lambda role, end=date_to: not role.date_to or role.date_to > end
            ).date_to = date_to

    @api.model
    def _gift_merge(self, sources, target):
        """Give the target the roles of contacts that are merged into it.

        Spans of one role at one firm become one, as the exclusion demands. A role of
        a contact at itself (person and firm merged) says nothing and goes.

        :param sources: ``res.partner`` records that go away
        :param target: ``res.partner`` that stays
        """
        merged = sources | target
        rows = self.search(
            ["|", ("partner_id", "in", merged.ids), ("firm_id", "in", merged.ids)],
            order="id",
        )
        if not rows:
            return
        self.env.flush_all()

        def after(partner):
            return target if partner in merged else partner

        groups = rows.grouped(
            lambda row: (after(row.partner_id), after(row.firm_id), row.role)
        )
        gone, kept = self.browse(), []
        for (person, firm, _role), group in groups.items():
            spans = join_spans((row.date_from, row.date_to or None) for row in group)
            if person == firm:
                spans = []
            notes = "; ".join(dict.fromkeys(filter(None, group.mapped("note"))))
            kept += [
                (row.id, person.id, firm.id, *span, notes or None)
                for row, span in zip(group, spans, strict=False)
            ]
            gone |= group[len(spans) :]
        if gone:
            self.env.cr.execute(
                "DELETE FROM gift_partner_role WHERE id = ANY(%s)", [gone.ids]
            )
        # One statement at a time would meet the exclusion half way: out of the way
        # first, then each to its place.
        ids = [row[0] for row in kept]
        self.env.cr.execute(
            "UPDATE gift_partner_role SET partner_id = %s, firm_id = %s,"
            " date_from = DATE '0001-01-01' + id, date_to = DATE '0001-01-01' + id"
            " WHERE id = ANY(%s)",
            [target.id, target.id, ids],
        )
        for row_id, person_id, firm_id, start, end, notes in kept:
            self.env.cr.execute(
                SQL(
                    "UPDATE gift_partner_role SET partner_id = %s, firm_id = %s,"
                    " date_from = %s, date_to = %s, note = %s WHERE id = %s",
                    person_id,
                    firm_id,
                    start,
                    end,
                    notes,
                    row_id,
                )
            )
        self.invalidate_model(flush=False)
