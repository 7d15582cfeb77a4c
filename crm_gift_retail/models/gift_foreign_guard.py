"""Others' leads and orders, where a company hides them (decision 20)."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .gift_profit_guard import STANDING_GROUPS


class GiftForeignGuard(models.AbstractModel):
    """Mixin of documents with a customer: tells whether they are hidden from the user.

    A global record rule asks ``gift_is_foreign``; so reading, searching, grouping and
    exporting, by any door, show the same. Nothing is asked of the database while no
    company of the user's hides anything, nor for people who serve or manage. Record
    rules ask in superuser mode, so that it is the user who counts and never the mode.

    Class attributes name the columns: customer, company, salesperson.
    """

    _name = "gift.foreign.guard"
    _description = "Hides others' documents"

    _gift_foreign_partner = "partner_id"
    _gift_foreign_company = "company_id"
    _gift_foreign_user = "user_id"
    _gift_foreign_author = "create_uid"

    gift_is_foreign = fields.Boolean(
        "Of Somebody Else's Customer",
        compute="_compute_gift_is_foreign",
        search="_search_gift_is_foreign",
        groups=STANDING_GROUPS,
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_gift_is_foreign(self):
        foreign = self.browse()
        if self.ids and self._gift_hiding_roots():
            # sudo: which of these records the rule hides, not what they say
            foreign = self.sudo().search(
                Domain("id", "in", self.ids) & self._gift_foreign_domain()
            )
        for record in self:
            record.gift_is_foreign = record.id in foreign.ids

    @api.model
    def _search_gift_is_foreign(self, operator, value):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        if not self._gift_hiding_roots():
            return Domain.FALSE if True in value else Domain.TRUE
        foreign = self._gift_foreign_domain()
        return foreign if True in value else ~foreign

    @api.model
    def _gift_hiding_roots(self):
        """Return the root companies that hide others' documents from the user."""
        hiding = self.env["res.company"]._gift_hiding_ids()
        if not hiding:
            return ()
        prospecting = self.env["gift.claim"]._gift_is_prospecting(self.env.user)
        return hiding if prospecting else ()

    @api.model
    def _gift_foreign_domain(self):
        """Return the domain of documents that are hidden from the user."""
        return Domain.custom(
            to_sql=lambda model, alias, query: self._gift_foreign_sql(alias),
            predicate=lambda record: record.gift_is_foreign,
        )

    @api.model
    def _gift_foreign_sql(self, alias):
        """Return whether a document is of somebody else's customer, and not one's own.

        :param str alias: the document's table in the query
        """
        user = self.env.user
        claims = self.env["gift.claim"]
        own = [SQL("%s = %s", SQL.identifier(alias, self._gift_foreign_user), user.id)]
        if self._gift_foreign_author:
            author = SQL.identifier(alias, self._gift_foreign_author)
            own.append(SQL("%s = %s", author, user.id))
        return SQL(
            """(NOT COALESCE(%(own)s, FALSE) AND EXISTS (
                    SELECT 1 FROM res_partner hp
                      JOIN gift_claim hc ON hc.partner_id = hp.commercial_partner_id
                       AND hc.active AND hc.company_id = ANY(%(hiding)s)
                      LEFT JOIN res_company hb ON hb.id = %(company)s
                     WHERE hp.id = %(partner)s
                       AND hc.company_id = COALESCE(
                           split_part(hb.parent_path, '/', 1)::int, %(root)s)
                       AND NOT %(entitled)s))""",
            own=SQL(" OR ").join(own),
            hiding=list(self._gift_hiding_roots()),
            company=SQL.identifier(alias, self._gift_foreign_company),
            partner=SQL.identifier(alias, self._gift_foreign_partner),
            root=self.env.company.sudo().root_id.id,
            entitled=claims._gift_entitled_sql(SQL("hc"), user),
        )
