from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # What is on a draft invoice is still pending: few rows, found at once.
    _gift_draft_idx = models.Index(
        "(id) WHERE parent_state = 'draft' AND display_type = 'product'"
    )
