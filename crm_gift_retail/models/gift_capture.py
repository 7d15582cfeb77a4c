"""Quick capture in the shop: one walk-in, who served, what they looked at (L4)."""

from odoo import api, fields, models
from odoo.fields import Domain

from .window import form_action

#: what came of a walk-in, in words for the clerk
STATUS = [
    ("registered", "Registered"),
    ("waiting", "Waits for head office"),
    ("overdue", "Late at head office"),
    ("classified", "Classified"),
    ("following", "Being followed up"),
    ("done", "Done"),
    ("closed", "Closed by the shop"),
]
STATUS_COLORS = {
    "waiting": "warning",
    "overdue": "danger",
    "classified": "info",
    "following": "info",
    "done": "success",
}
#: chips on the screen
SHOWN_CATEGORIES = 12
SHOWN_PRODUCTS = 8
SHOWN_CAPTURES = 6
SHOWN_MATCHES = 8


class GiftCapture(models.Model):
    """One walk-in as the clerk wrote it down. Written by :meth:`register` alone."""

    _name = "gift.capture"
    _inherit = ["gift.capture.register", "gift.touchpoint.mixin"]
    _description = "Walk-in"
    _order = "date desc, id desc"

    uuid = fields.Char(
        "Made On The Device As",
        required=True,
        help="Given by the device, so that what is sent twice is kept once.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    team_id = fields.Many2one("crm.team", "Shop", required=True, index=True)
    user_id = fields.Many2one("res.users", "Written Down By", required=True, index=True)
    served_by_id = fields.Many2one("res.users", required=True, index=True)
    date = fields.Datetime("Visited", required=True)
    is_late = fields.Boolean("Sent Later", help="The device had no network.")
    partner_id = fields.Many2one(
        "res.partner", "Customer", index="btree_not_null", ondelete="set null"
    )
    is_new = fields.Boolean("New Customer")
    lead_id = fields.Many2one(
        "crm.lead", "Enquiry", index="btree_not_null", ondelete="set null"
    )
    handover_id = fields.Many2one(
        "gift.handover", index="btree_not_null", ondelete="set null"
    )
    term = fields.Char("Typed")
    category_ids = fields.Many2many("product.category", string="Looked At")
    product_ids = fields.Many2many("product.product", string="Products Looked At")
    note = fields.Text()
    medium_id = fields.Many2one("utm.medium", ondelete="set null")
    source_id = fields.Many2one("utm.source", ondelete="set null")
    status = fields.Selection(
        STATUS, compute="_compute_status", search="_search_status", compute_sudo=True
    )
    is_mine = fields.Boolean(search="_search_is_mine", compute="_compute_is_mine")

    _uuid_uniq = models.UniqueIndex(
        "(company_id, uuid)", "This walk-in was sent already; it is kept once."
    )

    # ------------------------------------------------------------------
    # Computed
    # ------------------------------------------------------------------

    @api.depends("partner_id", "team_id", "date")
    def _compute_display_name(self):
        """Say who was where."""
        for capture in self:
            who = capture.partner_id.display_name or self.env._("Somebody")
            capture.display_name = self.env._(
                "%(who)s at %(shop)s", who=who, shop=capture.team_id.name or ""
            )

    @api.depends("handover_id.state", "handover_id.is_red")
    def _compute_status(self):
        """Tell what became of it, as the clerk may know."""
        for capture in self:
            handover = capture.handover_id
            if not handover:
                capture.status = "registered"
            elif handover.is_red:
                capture.status = "overdue"
            else:
                state = handover.state
                capture.status = "waiting" if state == "new" else state

    @api.model
    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        red = Domain("handover_id.is_red", "=", True)
        found = []
        for status in value:
            if status == "registered":
                found.append(Domain("handover_id", "=", False))
            elif status == "overdue":
                found.append(red)
            else:
                state = "new" if status == "waiting" else status
                found.append(Domain("handover_id.state", "=", state) & ~red)
        return Domain.OR(found)

    @api.depends_context("uid")
    @api.depends("user_id", "served_by_id")
    def _compute_is_mine(self):
        """Mine is what I wrote down or served."""
        for capture in self:
            capture.is_mine = self.env.user in capture.user_id | capture.served_by_id

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain("user_id", "=", self.env.uid) | Domain(
            "served_by_id", "=", self.env.uid
        )
        return Domain.OR(mine if one else ~mine for one in value)

    def _get_words(self):
        """Return what was looked at and the clerk's note, in one text."""
        self.ensure_one()
        looked = self.category_ids.mapped("name") + self.product_ids.mapped("name")
        parts = [", ".join(looked), (self.note or "").strip()]
        return "\n".join(part for part in parts if part)

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------

    @api.model
    def _get_shops(self):
        """Return the shops of the user: those they belong to, else all of them.

        :return: ``crm.team`` records of the current company
        """
        teams = self.env["crm.team"]
        company = self.env.company.sudo().root_id
        shops = Domain("gift_is_shop", "=", True) & (
            Domain("company_id", "=", False)
            | Domain("company_id", "child_of", company.id)
        )
        own = Domain("crm_team_member_ids.user_id", "=", self.env.uid) | Domain(
            "user_id", "=", self.env.uid
        )
        # sudo: which shops there are is no secret among those who serve
        return teams.sudo().search(shops & own) or teams.sudo().search(shops)

    # ------------------------------------------------------------------
    # The screen
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def start(self, team_id=None):
        """Return what the screen needs, so that it also works without network.

        :param int team_id: shop chosen on the device, or None
        :return: dict ``shops`` (id, name, source, servers), ``team_id``, ``groups``
            (categories with their products), ``sentence``, ``expected``, ``mine``,
            ``region``; ids that no longer exist fall back to the first shop
        :raise AccessError: without a serving duty
        """
        self.env["gift.consent"]._gift_check_serving()
        shops = self._get_shops()
        team = shops.filtered(lambda shop: shop.id == team_id) or shops[:1]
        return {
            "shops": [self._get_shop(shop) for shop in shops],
            "team_id": team.id,
            "user_id": self.env.uid,
            "groups": self._get_groups(),
            "sentence": self.env.company.sudo().root_id._gift_consent_words(),
            "expected": self.env["gift.invitation"].expected_today(team.id)
            if team
            else [],
            "mine": self._get_mine(),
            "region": self.env.company._gift_region(),
        }

    @api.model
    def _get_shop(self, shop):
        """Return one shop: who serves there and where its walk-ins come from."""
        utm = self._get_utm(shop)
        medium = self.env["utm.medium"].browse(utm.get("medium_id") or [])
        source = self.env["utm.source"].browse(utm.get("source_id") or [])
        users = shop.crm_team_member_ids.user_id.filtered("active") | self.env.user
        return {
            "id": shop.id,
            "name": shop.name,
            "source": " · ".join(filter(None, [medium.name, source.name])),
            "servers": [{"id": user.id, "name": user.sudo().name} for user in users],
        }

    @api.model
    def _get_groups(self):
        """Return categories that are sold, the fullest first, with some products."""
        products = self.env["product.product"]
        sold = Domain("sale_ok", "=", True)
        counts = products._read_group(
            sold,
            ["categ_id"],
            ["__count"],
            order="__count desc",
            limit=SHOWN_CATEGORIES,
        )
        groups = []
        for category, _count in counts:
            if not category:
                continue
            shown = products.search(
                sold & Domain("categ_id", "=", category.id),
                order="is_favorite desc, default_code, name, id",
                limit=SHOWN_PRODUCTS,
            )
            groups.append(
                {
                    "id": category.id,
                    "name": category.name,
                    "products": [
                        {"id": product.id, "name": product.name} for product in shown
                    ],
                }
            )
        return groups

    @api.model
    def _get_mine(self):
        """Return the user's latest walk-ins and what became of them."""
        labels = dict(self._fields["status"]._description_selection(self.env))
        rows = self.search([("is_mine", "=", True)], limit=SHOWN_CAPTURES)
        return [row._get_row(labels) for row in rows]

    def _get_row(self, labels):
        """Return one walk-in as the screen lists it."""
        self.ensure_one()
        # sudo: the name of a customer whom the clerk served
        mine = self.sudo()
        return {
            "id": self.id,
            "name": mine.partner_id.gift_salutation or mine.partner_id.name or "",
            "date": fields.Datetime.to_string(self.date),
            "status": self.status,
            "label": labels[self.status],
            "color": STATUS_COLORS.get(self.status, "secondary"),
            "handover_id": mine.handover_id.id if mine.handover_id.is_open else False,
        }

    @api.model
    def find(self, term, team_id=None):
        """Find customers by number, last digits, initials, WeChat, order or name.

        :param str term: as typed; at least two characters
        :param int team_id: the shop, to say who is expected there today
        :return: dict ``reading`` (see ``_read_term``) and ``matches``, those of
            ``gift.finder.find`` with ``expected`` (the reason of today's invitation)
        :raise AccessError: without a serving duty
        """
        self.env["gift.consent"]._gift_check_serving()
        reading = self._read_term(term)
        matches = []
        if len(reading["text"]) > 1:
            matches = self.env["gift.finder"].find(
                reading["e164"] or reading["text"], limit=SHOWN_MATCHES
            )
        expected = self._get_expected_reasons(
            [match["partner_id"] for match in matches], team_id
        )
        for match in matches:
            match["expected"] = expected.get(match["partner_id"], "")
        sharing = len([match for match in matches if match.get("match") == "phone"])
        if reading["e164"] and sharing > 1:
            reading["words"] = self.env._(
                "%(count)s people use this number. Ask who it is.", count=sharing
            )
        return {"reading": reading, "matches": matches}

    @api.model
    def _get_expected_reasons(self, partner_ids, team_id):
        """Return ``{partner id: reason}`` of those invited for today."""
        rows = self.env["gift.invitation"].search(
            [
                ("partner_id", "in", partner_ids),
                ("team_id", "=", team_id),
                ("day", "=", self.env.company._gift_today()),
                ("state", "=", "expected"),
            ]
        )
        return {row.partner_id.id: row.reason for row in rows}

    @api.model
    def check_number(self, number):
        """Say whether a number may be stored, and what to do if not.

        :param str number: as typed
        :return: see ``_read_term``
        :raise AccessError: without a serving duty
        """
        self.env["gift.consent"]._gift_check_serving()
        return self._read_number(number)

    @api.model
    def recent(self):
        """Return the user's latest walk-ins, see :meth:`start`.

        :raise AccessError: without a serving duty
        """
        self.env["gift.consent"]._gift_check_serving()
        return self._get_mine()

    def close_handover(self, reason=None):
        """Close what the shop settled itself, from the clerk's list.

        :param str reason: in the clerk's words, or None
        :raise AccessError: for a walk-in of somebody else
        :raise UserError: when nothing is open any more
        """
        self.env["gift.consent"]._gift_check_serving()
        self.check_access("read")
        # as the user: the handover asks who may close it
        handover = self.sudo().handover_id.with_env(self.env)
        return handover.action_close(reason)

    def action_open_customer(self):
        """Open the customer of this walk-in.

        :return: window action
        :raise AccessError: without a serving duty
        """
        self.env["gift.consent"]._gift_check_serving()
        self.ensure_one()
        return form_action(self.partner_id)

    @api.model
    def _gift_merge_leads(self, sources, target):
        """Bring the walk-ins of merged leads along.

        :param sources: ``crm.lead`` records that go away
        :param target: ``crm.lead`` that stays
        """
        self.search([("lead_id", "in", sources.ids)]).write({"lead_id": target.id})
