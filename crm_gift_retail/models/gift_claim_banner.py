"""Whose customer this document is about, in words on the document."""

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .gift_profit_guard import STANDING_GROUPS


class GiftClaimBanner(models.AbstractModel):
    """Mixin of leads and orders: claim, assist and what the policy asks for.

    One query for any number of documents, one more while somebody else's customer is
    among them.
    """

    _name = "gift.claim.banner"
    _description = "Shows the claim on a document"

    gift_claim_text = fields.Char(
        "Claim", compute="_compute_gift_claim", groups=STANDING_GROUPS
    )
    gift_claim_id = fields.Many2one(
        "gift.claim",
        "Active Claim",
        compute="_compute_gift_claim",
        groups=STANDING_GROUPS,
    )
    gift_is_assist = fields.Boolean(
        "Somebody Else's Customer",
        compute="_compute_gift_claim",
        groups=STANDING_GROUPS,
        help="Somebody claimed this customer for whom you do not speak.",
    )

    @api.depends("partner_id", "company_id", "user_id")
    @api.depends_context("uid", "lang")
    def _compute_gift_claim(self):
        """Say whose customer it is, to those for whom it makes a difference."""
        rows = self._gift_claim_rows()
        entitled = self._gift_entitled_claims(rows.values())
        for document in self:
            row = rows.get(document)
            document.gift_claim_id = row["id"] if row else False
            document.gift_is_assist = bool(row) and row["id"] not in entitled
            document.gift_claim_text = row and document._gift_claim_sentence(
                row, row["id"] in entitled
            )

    def _gift_claim_rows(self):
        """Return the active claims of these documents' customers.

        :return: ``{document: {id, name, owner_id, until}}``
        """
        wanted = []
        for position, document in enumerate(self):
            # sudo: whose customer it is may be known, whoever may read the contact
            partner = document.sudo().partner_id
            wanted.append(
                (
                    position,
                    partner.commercial_partner_id._origin.id or None,
                    document._origin.id if self._name == "crm.lead" else None,
                    document._gift_standing_company_id(),
                )
            )
        wanted = [row for row in wanted if row[1] or row[2]]
        if not wanted:
            return {}
        self.env["gift.claim"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT DISTINCT ON (d.id) d.id AS position, c.id, c.owner_id,
                       c.until, c.company_id,
                       COALESCE(up.name, t.name->>%(lang)s, t.name->>'en_US') AS name
                  FROM (VALUES %(wanted)s)
                       AS d (id, partner_id, lead_id, company_id)
                  JOIN gift_claim c ON c.active AND c.company_id = d.company_id
                   AND (c.partner_id = d.partner_id::int
                        OR (c.partner_id IS NULL AND c.lead_id = d.lead_id::int))
                  LEFT JOIN res_users u ON u.id = c.owner_id
                  LEFT JOIN res_partner up ON up.id = u.partner_id
                  LEFT JOIN crm_team t ON t.id = c.team_id
                 ORDER BY d.id, c.partner_id NULLS LAST, c.since, c.id
                """,
                lang=self.env.lang or "en_US",
                wanted=SQL(", ").join(SQL("(%s, %s, %s, %s)", *row) for row in wanted),
            )
        )
        return {self[row["position"]]: row for row in rows}

    @api.model
    def _gift_entitled_claims(self, rows):
        """Return the ids of those of these claims that the user speaks for."""
        user = self.env.user
        mine = {row["id"] for row in rows if row["owner_id"] == user.id}
        others = [row["id"] for row in rows if row["id"] not in mine]
        if not others:
            return mine
        claims = self.env["gift.claim"]
        found = self.env.execute_query(
            SQL(
                "SELECT c.id FROM gift_claim c WHERE c.id = ANY(%s) AND %s",
                others,
                claims._gift_entitled_sql(SQL("c"), user),
            )
        )
        return mine | {row[0] for row in found}

    def _gift_claim_sentence(self, row, entitled):
        """Return the banner's words for one document, or nothing.

        :param dict row: of :meth:`_gift_claim_rows`
        :param bool entitled: the user speaks for the claim
        """
        self.ensure_one()
        if entitled:
            seller = self.user_id
            if not seller or not row["owner_id"] or seller.id == row["owner_id"]:
                return False
            return self.env._(
                "This is a customer of %(owner)s. %(seller)s helps as an assist.",
                owner=row["name"],
                seller=seller.sudo().name,
            )
        claimed = self._gift_claimed_words(row)
        return self.env._(
            "%(claimed)s. What you do here counts as an assist.", claimed=claimed
        )

    def _gift_claimed_words(self, row):
        """Return "Claimed by NAME until DATE" of a row."""
        if not row["until"]:
            return self.env._("Claimed by %(name)s", name=row["name"])
        return self.env._(
            "Claimed by %(name)s until %(date)s",
            name=row["name"],
            date=format_date(self.env, row["until"]),
        )

    def action_gift_dispute(self):
        """Say "I dispute this"; see ``gift.claim.dispute._gift_dialog``."""
        return self.env["gift.claim.dispute"]._gift_dialog(self)

    def _gift_disputed_claim(self):
        """Return the claim on this document's customer."""
        row = self._gift_claim_rows().get(self)
        return self.env["gift.claim"].browse(row["id"] if row else [])
