from odoo import fields, models


class GiftCustomerCode(models.Model):
    """Under which number another system knows a customer.

    Unique per root company; one customer may have several (systems, merged records).
    A table of its own: a merge of contacts carries the codes along by their foreign
    key, so that the next file still finds the customer.
    """

    _name = "gift.customer.code"
    _description = "Customer Number in Another System"
    _rec_name = "code"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    code = fields.Char(required=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="cascade", index=True
    )
    import_id = fields.Many2one(
        "gift.import", ondelete="set null", index="btree_not_null"
    )

    _code_unique = models.UniqueIndex(
        "(company_id, code)", "This customer number is already given to a customer."
    )
