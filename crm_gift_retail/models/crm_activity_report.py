from odoo import models


class CrmActivityReport(models.Model):
    _name = "crm.activity.report"
    _inherit = ["crm.activity.report", "gift.foreign.guard"]

    _gift_foreign_author = None
