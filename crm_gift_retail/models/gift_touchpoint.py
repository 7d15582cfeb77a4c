"""The append-only trail of what happened between a customer and us."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

KINDS = [
    ("call", "Call"),
    ("meeting", "Meeting"),
    ("visit", "Visit"),
    ("message_in", "Message received"),
    ("message_out", "Message sent"),
    ("note", "Note"),
    ("order", "Order"),
]


class GiftTouchpoint(models.Model):
    """One thing that happened, from one document, once."""

    _name = "gift.touchpoint"
    _description = "Touchpoint"
    _order = "date desc, id desc"
    _rec_name = "summary"

    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, index=True, ondelete="cascade"
    )
    commercial_partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        help="The firm at the date of the touchpoint.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, required=True)
    is_contact = fields.Boolean(
        "Real Contact",
        help="A person spoke or wrote to a person: it counts as contact.",
    )
    direction = fields.Selection(
        [("in", "From the customer"), ("out", "To the customer")]
    )
    date = fields.Datetime(required=True)
    user_id = fields.Many2one("res.users", index="btree_not_null", ondelete="set null")
    team_id = fields.Many2one("crm.team", index="btree_not_null", ondelete="set null")
    res_model = fields.Char("Document Model", required=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", required=True
    )
    summary = fields.Char()

    _document_kind_uniq = models.Constraint(
        "UNIQUE (res_model, res_id, kind)",
        "A document leaves one touchpoint of each kind.",
    )
    _last_contact_idx = models.Index(
        "(company_id, commercial_partner_id, date) WHERE is_contact"
    )

    @api.model
    def _gift_register(self, vals_list):
        """Append touchpoints, once per document and kind.

        The firm of this moment and the root company are stamped. Real contacts have the
        customer's dates looked at again after the commit.

        :param list vals_list: dicts with ``partner_id``, ``company_id`` (any company of
            the root; the current one by default), ``kind``, ``res_model``, ``res_id``;
            optional ``is_contact``, ``direction``, ``date`` (UTC datetime, now by
            default), ``user_id``, ``team_id``, ``summary``
        :return: ids of the rows that are new; the others were there already
        """
        # sudo: append-only, so nobody has the right to create them by hand
        self = self.sudo()
        partners = self.env["res.partner"].browse(
            {vals["partner_id"] for vals in vals_list if vals.get("partner_id")}
        )
        partners = partners.exists()
        commercial = {partner.id: partner.commercial_partner_id for partner in partners}
        queue = self.env["gift.customer.queue"]
        rows = []
        for vals in vals_list:
            customer = commercial.get(vals.get("partner_id"))
            if not customer:
                continue
            company = self.env["res.company"].browse(vals.get("company_id") or [])
            root = (company or self.env.company).root_id
            rows.append(
                SQL(
                    """(%s, %s, %s, %s, %s::boolean, %s, %s::timestamp, %s::int,
                        %s::int, %s, %s::int, %s, %s, now() AT TIME ZONE 'UTC', %s,
                        now() AT TIME ZONE 'UTC')""",
                    vals["partner_id"],
                    customer.id,
                    root.id,
                    vals["kind"],
                    bool(vals.get("is_contact")),
                    vals.get("direction") or None,
                    vals.get("date") or fields.Datetime.now(),
                    vals.get("user_id") or None,
                    vals.get("team_id") or None,
                    vals["res_model"],
                    vals["res_id"],
                    vals.get("summary") or None,
                    self.env.uid,
                    self.env.uid,
                )
            )
            if vals.get("is_contact"):
                queue._touch(customer, root)
        if not rows:
            return []
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO gift_touchpoint
                       (partner_id, commercial_partner_id, company_id, kind, is_contact,
                        direction, date, user_id, team_id, res_model, res_id, summary,
                        create_uid, create_date, write_uid, write_date)
                VALUES %s
                ON CONFLICT (res_model, res_id, kind) DO NOTHING
                RETURNING id
                """,
                SQL(", ").join(rows),
            )
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: what happened does not change afterwards, for anyone."""
        raise UserError(
            self.env._(
                "Touchpoints are a record of what happened and are never changed. "
                "Log a new contact instead."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """Refuse: the trail is append-only. Erasure of a person anonymises it."""
        raise UserError(
            self.env._(
                "Touchpoints are a record of what happened and are never deleted."
            )
        )

    @api.model
    def _gift_move(self, sources, target):
        """Move the touchpoints of merged partners: the only change there is.

        :param sources: ``res.partner`` records that go away
        :param target: ``res.partner`` that stays
        """
        cr = self.env.cr
        for column in ("partner_id", "commercial_partner_id"):
            cr.execute(
                SQL(
                    "UPDATE gift_touchpoint SET %s = %s WHERE %s = ANY(%s)",
                    SQL.identifier(column),
                    target.id,
                    SQL.identifier(column),
                    sources.ids,
                )
            )
        for source in sources:
            # A touchpoint of the contact itself keeps its document where both have one.
            cr.execute(
                """
                UPDATE gift_touchpoint t SET res_id = %(target)s
                 WHERE t.res_model = 'res.partner' AND t.res_id = %(source)s
                   AND NOT EXISTS (
                       SELECT 1 FROM gift_touchpoint o
                        WHERE o.res_model = 'res.partner' AND o.res_id = %(target)s
                          AND o.kind = t.kind)
                """,
                {"target": target.id, "source": source.id},
            )
        self.invalidate_model()
