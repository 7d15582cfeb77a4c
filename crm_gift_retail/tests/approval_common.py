"""Base of the approval tests."""

from odoo.tests import new_test_user

from .common import GiftRetailCommon


class ApprovalCommon(GiftRetailCommon):
    """A salesperson who asks, two managers, a service lead and a deputy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Approval = cls.env["gift.approval"]
        cls.manager = cls.users["manager"]
        cls.manager_b = cls._make_user("manager", login="gift_manager_b", name="Li Na")
        cls.seller = cls.users["sales"]
        cls.clerk = cls.users["clerk"]
        cls.lead = cls.users["service_lead"]
        # admin is a manager of every company in a plain database: not of ours
        cls.env.ref("base.user_admin").group_ids -= cls.env.ref(
            "crm_gift_retail.crm_gift_retail_group_manager"
        )
        cls.outsider = new_test_user(cls.env, "approval_outsider")

    @classmethod
    def _ask(cls, user=None, name="8 % off for Ms Wang", **values):
        """Ask a question as a user; return the approval as superuser."""
        user = user or cls.seller
        request = cls._as(user, cls.env["gift.request"]).create(
            {"name": name, "partner_id": cls.person.id, **values}
        )
        return request.sudo().gift_approval_ids.with_env(cls.env)

    @classmethod
    def _document(cls, approval):
        return cls.env["gift.request"].browse(approval.res_id)

    @classmethod
    def _commit(cls):
        """Run what the end of the transaction runs: notices."""
        cls.env.cr.flush()

    @classmethod
    def _away(cls, user, deputy, before=0, after=0, **values):
        """Return an absence around today."""
        return cls.env["gift.deputy"].create(
            {
                "user_id": user.id,
                "deputy_id": deputy.id,
                "date_from": cls._days_ago(before),
                "date_to": cls._days_ago(-after),
                **values,
            }
        )
