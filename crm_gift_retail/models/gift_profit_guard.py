"""Who may read profit, in one place: groups of our fields, guard of Odoo's fields."""

from odoo import api, models

#: ``groups=`` of every profit, margin and cost field of this addon (decision 9):
#: profit of all customers is for the service lead and the manager. Salespeople
#: read the profit of their own customers through fields made for them.
PROFIT_GROUPS = (
    "crm_gift_retail.crm_gift_retail_group_service_lead,"
    "crm_gift_retail.crm_gift_retail_group_manager"
)

#: Profit fields that show a salesperson the own customers only.
OWN_PROFIT_GROUPS = PROFIT_GROUPS + ",crm_gift_retail.crm_gift_retail_group_sales"

#: What all our people see: tier letter, colour, last purchase, contact dates.
STANDING_GROUPS = "crm_gift_retail.crm_gift_retail_group_user"

#: Duties with which a user never reads a margin...
PROFIT_BLIND_GROUPS = (
    "crm_gift_retail.crm_gift_retail_group_clerk",
    "crm_gift_retail.crm_gift_retail_group_caller",
    "crm_gift_retail.crm_gift_retail_group_service",
    "crm_gift_retail.crm_gift_retail_group_warehouse",
)

#: ...unless they have one of these as well. (A salesperson's own record rules
#: already limit the orders whose margin they reach.)
PROFIT_SEEING_GROUPS = (
    "crm_gift_retail.crm_gift_retail_group_service_lead",
    "crm_gift_retail.crm_gift_retail_group_manager",
    "crm_gift_retail.crm_gift_retail_group_sales",
)


class GiftProfitGuard(models.AbstractModel):
    """Mixin for Odoo's models that carry a margin or the cost it comes from.

    Put on a model, with the names in ``_gift_profit_fields``, it hides those
    fields from users whose only Gift Retail duties are clerk, caller, service
    or warehouse. The check sits in ``_has_field_access``, which Odoo asks for
    reading, exporting, grouping, aggregating, filtering and sorting alike,
    whatever the door (web client, RPC, JSON-2). Users with none of our groups
    see what they saw before; so does code in superuser mode, so that stored
    margins go on being computed when a caller confirms an order.

    Names of fields that another addon adds may be listed although that addon
    is not installed.
    """

    _name = "gift.profit.guard"
    _description = "Guard of confidential profit fields"

    _gift_profit_fields = frozenset()

    @api.model
    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        return (
            field.name not in self._gift_profit_fields
            or self.env.su
            or not self.env.user._is_gift_profit_hidden()
        )

    @api.model
    def _add_precomputed_values(self, vals_list):
        # create() reads precomputed fields as the user: a caller who makes an
        # order must get its margin stored without being able to read it
        if self.env.su or not self.env.user._is_gift_profit_hidden():
            return super()._add_precomputed_values(vals_list)
        return super(GiftProfitGuard, self.sudo())._add_precomputed_values(vals_list)
