"""Who may decide a request, who is asked, and who is not."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .gift_deputy import MANAGER

SERVICE_LEAD = "crm_gift_retail.crm_gift_retail_group_service_lead"
PROFIT_SEERS = (MANAGER, SERVICE_LEAD)


class GiftApprovalRights(models.AbstractModel):
    """Part of ``gift.approval``: rights, deputies included (decision 22).

    A user wears "hats": the own one and those of the absent people in whose place
    the user stands today. A hat decides when it is the named approver, a manager,
    or a service lead where the request says so; never on a request of the hat's
    own or of the user's own. A manager who is alone in the company may, knowingly.
    """

    _name = "gift.approval.rights"
    _description = "Rights of Approvals"

    can_decide = fields.Boolean(
        compute="_compute_rights", search="_search_can_decide", string="May decide"
    )
    is_for_me = fields.Boolean(
        compute="_compute_rights", search="_search_is_for_me", string="Waits for me"
    )
    can_decide_own = fields.Boolean(compute="_compute_rights")
    can_withdraw = fields.Boolean(compute="_compute_rights")

    @api.depends("state", "requester_id", "approver_id", "approver_role", "company_id")
    @api.depends_context("uid")
    def _compute_rights(self):
        rows = self.sudo()  # whether, not what
        deciding = rows.filtered_domain(self._get_can_decide_domain())
        asked = rows.filtered_domain(self._get_for_me_domain())
        mine = rows.filtered(lambda row: row.requester_id.id == self.env.uid)
        alone = mine.filtered_domain(self._get_alone_domain()) if mine else mine
        for approval, row in zip(self, rows, strict=True):
            is_open = row.state == "open"
            approval.can_decide = is_open and row in deciding
            approval.is_for_me = is_open and row in asked
            approval.can_decide_own = is_open and row in alone
            approval.can_withdraw = is_open and row in mine

    @api.model
    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._get_can_decide_domain()
        return domain if True in value else ~domain

    @api.model
    def _search_is_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._get_for_me_domain()
        return domain if True in value else ~domain

    # ------------------------------------------------------------
    # HATS
    # ------------------------------------------------------------

    @api.model
    def _gift_is_manager(self):
        return self.env.user.has_group(MANAGER)

    @api.model
    def _gift_sees_profit(self):
        """Tell whether the user sees profit of all customers (decision 9)."""
        return any(map(self.env.user.has_group, PROFIT_SEERS))

    @api.model
    def _get_hats(self):
        """Return the user first, then the absent people the user stands in for."""
        in_charge = self.env["res.users"]._gift_deputies()
        absent = [user for user, deputy in in_charge.items() if deputy == self.env.uid]
        # sudo: duties of colleagues
        return self.env["res.users"].sudo().browse([self.env.uid, *sorted(absent)])

    @api.model
    def _get_hat_domain(self, hat, asked_only=False):
        """Domain of what one hat may decide, or is asked to decide.

        :param hat: ``res.users``, in superuser mode.
        :param bool asked_only: without what others were asked by name.
        """
        named = Domain("approver_id", "=", hat.id)
        if hat.has_group(MANAGER):
            duty = Domain.TRUE
        elif hat.has_group(SERVICE_LEAD):
            duty = Domain("approver_role", "=", "service_lead")
        else:
            duty = Domain.FALSE
        if asked_only:
            duty &= Domain("approver_id", "=", False)
        companies = hat.company_ids.root_id.ids
        return (
            (named | duty)
            & Domain("company_id", "in", companies)
            & Domain("requester_id", "not in", [hat.id, self.env.uid])
        )

    @api.model
    def _get_can_decide_domain(self):
        return Domain.OR(self._get_hat_domain(hat) for hat in self._get_hats())

    @api.model
    def _get_for_me_domain(self):
        domain = Domain.OR(
            self._get_hat_domain(hat, asked_only=True) for hat in self._get_hats()
        )
        return Domain("state", "=", "open") & (domain | self._get_alone_domain())

    @api.model
    def _get_alone_domain(self):
        """Domain of own requests that nobody else can decide."""
        if not self._gift_is_manager():
            return Domain.FALSE
        companies = self.env.user.sudo().company_ids.root_id
        alone = companies.filtered(lambda company: not self._get_others(company))
        if not alone:
            return Domain.FALSE
        return (
            Domain("requester_id", "=", self.env.uid)
            & Domain("company_id", "in", alone.ids)
            & Domain("approver_id", "=", False)
        )

    @api.model
    def _get_others(self, company):
        """Return the other managers of a root company."""
        return self._get_people(MANAGER, company).filtered(
            lambda user: user.id != self.env.uid
        )

    @api.model
    def _get_people(self, group, company):
        """Return the active users with a duty in a root company, superuser mode."""
        # sudo: who has which duty is asked by people who may not read groups
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", self.env.ref(group).ids),
                    ("company_ids", "child_of", company.id),
                    ("share", "=", False),
                ]
            )
        )

    # ------------------------------------------------------------
    # CHECK
    # ------------------------------------------------------------

    def _gift_check_may_decide(self, own_request=False):
        """Raise unless the user may decide all of these open requests.

        :param bool own_request: the user knows that a request is the user's own.
        :return: dict of id to the id of the absent person in whose place the user
            decides; False when in the own name.
        :raise AccessError: naming the first request and who decides it.
        """
        if self.env.su:
            return dict.fromkeys(self.ids, False)
        rows = self.sudo()  # rights are what is checked here
        result = {}
        for hat in self._get_hats():
            for row in rows.filtered_domain(self._get_hat_domain(hat)):
                result.setdefault(row.id, hat.id != self.env.uid and hat.id)
        missing = rows.filtered(lambda row: row.id not in result)
        if missing and own_request:
            alone = missing.filtered_domain(self._get_alone_domain())
            result.update(dict.fromkeys(alone.ids, False))
            missing -= alone
        if missing:
            row = missing[0]
            others = row._get_asked_users()
            names = ", ".join(others[:3].mapped("name"))
            if row.requester_id == self.env.user:
                raise AccessError(
                    self.env._(
                        "“%(title)s” is your own request. Who decides: %(names)s.",
                        title=row.name,
                        names=names or self.env._("nobody yet; ask a manager"),
                    )
                )
            raise AccessError(
                self.env._(
                    "You may not decide “%(title)s”. Who does: %(names)s.",
                    title=row.name,
                    names=names,
                )
            )
        return result

    def _get_asked_users(self):
        """Return whom this request asks today: named, or by duty; deputies for absent.

        Never the requester, unless nobody else is there.

        :return: ``res.users`` in superuser mode.
        """
        self.ensure_one()
        row = self.sudo()  # who has which duty
        asked = row.approver_id
        if not asked and row.approver_role == "service_lead":
            asked = self._get_people(SERVICE_LEAD, row.company_id)
        asked -= row.requester_id
        if not asked:
            asked = self._get_people(MANAGER, row.company_id) - row.requester_id
        in_charge = asked._gift_deputy() - row.requester_id
        return in_charge or asked or row.requester_id
