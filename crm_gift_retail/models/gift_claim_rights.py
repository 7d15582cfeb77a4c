"""Who speaks for a claim, and what others may not know of the customer."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

GROUP = "crm_gift_retail.crm_gift_retail_group_%s"
#: duties that look for customers: masked before their first contact (decision 20)
PROSPECTING = (GROUP % "sales", GROUP % "caller")
#: duties that serve whoever stands there: nothing is masked for them
SERVING = (GROUP % "clerk", GROUP % "service", GROUP % "manager")


def masked_domain(model, value, column):
    """Return the domain of masked rows, or of the others, for the current user.

    :param model: model with a commercial partner and a root company
    :param value: collection of booleans asked for
    :param str column: its column of the commercial partner
    """
    if True in value and False in value:
        return Domain.TRUE
    user = model.env.user  # not the mode: record rules ask in superuser mode
    claims = model.env["gift.claim"]
    if not claims._gift_is_prospecting(user):
        return Domain.FALSE if True in value else Domain.TRUE
    masked = Domain.custom(
        to_sql=lambda _model, alias, _query: claims._gift_masked_sql(
            SQL.identifier(alias, column), SQL.identifier(alias, "company_id"), user
        ),
        predicate=lambda row: row.is_masked,
    )
    return masked if True in value else ~masked


class GiftClaim(models.Model):
    _inherit = "gift.claim"

    # ------------------------------------------------------------------
    # Who speaks for a claim
    # ------------------------------------------------------------------

    @api.model
    def _gift_entitled_sql(self, alias, user):
        """Return whether a user speaks for a claim: owner, deputy, or of its team.

        :param SQL alias: ``gift_claim`` in the query
        :param user: ``res.users``
        :return: SQL condition, never NULL
        """
        deputies = user._gift_deputies()
        owners = [
            user.id,
            *(key for key, value in deputies.items() if value == user.id),
        ]
        # sudo: of which teams somebody is a member is asked for every duty
        teams = (
            self.env["crm.team"]
            .sudo()
            .search(["|", ("member_ids", "=", user.id), ("user_id", "=", user.id)])
        )
        return SQL(
            """COALESCE(%(a)s.owner_id = ANY(%(owners)s)
                OR (%(a)s.owner_id IS NULL
                    AND %(a)s.team_id = ANY(%(teams)s)), FALSE)""",
            a=alias,
            owners=owners,
            teams=teams.ids,
        )

    @api.model
    def _gift_is_manager(self, user):
        """Tell whether a user decides about claims."""
        return user.has_group(GROUP % "manager")

    def _gift_is_entitled(self, user):
        """Tell whether a user speaks for this claim, or decides about claims.

        :param user: ``res.users``
        :return: bool
        """
        self.ensure_one()
        if self._gift_is_manager(user):
            return True
        self.flush_recordset(["owner_id", "team_id"])
        return bool(
            self.env.execute_query(
                SQL(
                    "SELECT 1 FROM gift_claim c WHERE c.id = %s AND %s",
                    self.id,
                    self._gift_entitled_sql(SQL("c"), user),
                )
            )
        )

    # ------------------------------------------------------------------
    # Mask
    # ------------------------------------------------------------------

    @api.model
    def _gift_is_prospecting(self, user):
        """Tell whether a user only looks for customers and serves none.

        :param user: ``res.users``
        :return: bool; False for users without a duty of ours
        """
        return any(map(user.has_group, PROSPECTING)) and not any(
            map(user.has_group, SERVING)
        )

    @api.model
    def _gift_masked_sql(self, partner, company, user):
        """Return whether a customer is masked for a prospecting user.

        Claimed by somebody the user does not speak for, and the user never spoke
        with the customer.

        :param SQL partner: id of a commercial ``res_partner`` in the query
        :param SQL company: id of the root company in the query
        :param user: ``res.users``, who is prospecting
        :return: SQL condition, never NULL
        """
        return SQL(
            """(EXISTS (SELECT 1 FROM gift_claim mc
                         WHERE mc.partner_id = %(partner)s
                           AND mc.company_id = %(company)s AND mc.active
                           AND NOT %(entitled)s)
                AND NOT EXISTS (
                        SELECT 1 FROM gift_touchpoint mt
                         WHERE mt.commercial_partner_id = %(partner)s
                           AND mt.company_id = %(company)s
                           AND mt.is_contact AND mt.user_id = %(user)s))""",
            partner=partner,
            company=company,
            user=user.id,
            entitled=self._gift_entitled_sql(SQL("mc"), user),
        )

    @api.model
    def _gift_mask(self, partners, user=None, company=None):
        """Return which customers are masked for a user, set-based.

        For prospecting only (decision 20): a salesperson or caller before the first
        contact learns "claimed by NAME until DATE", never phone or price. Clerks,
        customer service and managers are never masked.

        :param partners: ``res.partner``, persons or firms
        :param user: ``res.users``, the current one by default
        :param company: ``res.company``, the current one by default; its root counts
        :return: ``{partner id: gift.claim in sudo}`` of the masked ones
        """
        user = user or self.env.user
        if not partners or not self._gift_is_prospecting(user):
            return {}
        root = (company or self.env.company).sudo().root_id
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id, (SELECT c.id FROM gift_claim c
                               WHERE c.partner_id = p.commercial_partner_id
                                 AND c.company_id = %(root)s AND c.active
                               ORDER BY c.since, c.id LIMIT 1)
                  FROM res_partner p
                 WHERE p.id = ANY(%(ids)s) AND %(masked)s
                """,
                root=root.id,
                ids=partners._origin.ids,
                masked=self._gift_masked_sql(
                    SQL("p.commercial_partner_id"), SQL("%s", root.id), user
                ),
            )
        )
        claims = self.sudo()  # name and date of the claim are what the mask shows
        return {partner_id: claims.browse(claim_id) for partner_id, claim_id in rows}

    def _gift_mask_text(self):
        """Return "Claimed by NAME until DATE": what is shown instead."""
        claim = self.sudo()  # whose customer it is may be known (L3)
        until = claim.until
        if not until or until < claim.company_id._gift_today():
            return self.env._("Claimed by %(name)s", name=claim._gift_holder_name())
        return self.env._(
            "Claimed by %(name)s until %(date)s",
            name=claim._gift_holder_name(),
            date=format_date(self.env, until),
        )
