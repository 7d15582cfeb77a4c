import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.gift_import import PRESETS
from ..models.window import form_action
from ..tools import import_headings
from ..tools.import_errors import FileRefusal
from ..tools.import_reader import open_table


class GiftImportWizard(models.TransientModel):
    """Takes the file and the few answers nobody can guess; the import does the rest."""

    _name = "gift.import.wizard"
    _description = "Bring In History or Customers"
    _inherit = ["gift.import.reason"]

    data = fields.Binary(string="File", attachment=False)
    filename = fields.Char(string="File Name")
    preset = fields.Selection(
        PRESETS,
        string="What Is in It",
        default="purchases",
        help="Guessed from the headings; correct it when it is wrong.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)],
    )
    medium_id = fields.Many2one(
        "utm.medium",
        string="Channel",
        default=lambda self: self.env.ref(
            "crm_gift_retail.utm_medium_unknown", raise_if_not_found=False
        ),
        help="Where these customers bought: shop, online shop, telephone.",
    )
    source_id = fields.Many2one(
        "utm.source",
        default=lambda self: self.env.ref(
            "crm_gift_retail.utm_source_unknown", raise_if_not_found=False
        ),
        help="How they came to us; a column of the file goes first.",
    )
    problem = fields.Char(readonly=True)
    headings = fields.Char(readonly=True)

    @api.onchange("data")
    def _onchange_data(self):
        """Look into the file: say at once what is wrong, guess what is in it."""
        self.problem = self.headings = False
        if not self.data:
            return
        try:
            with open_table(self._content()) as table:
                self.headings = " · ".join(filter(None, table.headings))[:300]
                self.preset = self._guess_preset(table.headings)
        except FileRefusal as refusal:
            self.problem = self._refusal_text(refusal)

    @api.model
    def _guess_preset(self, headings):
        """Return the preset whose needed columns are all there, customers otherwise."""
        retail = import_headings.recognise(headings, "online_retail")
        if len([field for field in retail if field]) == len(headings) == 8:
            return "online_retail"
        found = set(import_headings.recognise(headings, "purchases"))
        if "date" in found and found & {"quantity", "amount", "unit_price"}:
            return "purchases"
        return "customer_list"

    def _content(self):
        try:
            return base64.b64decode(self.data or b"", validate=False)
        except binascii.Error as error:
            raise FileRefusal("file_damaged") from error

    def action_continue(self):
        """Make the import, check it and open it; nothing is brought in yet.

        :raises UserError: the file cannot be taken, with reason and remedy
        """
        self.ensure_one()
        if not self.env["gift.import"].has_access("create"):
            raise AccessError(
                self.env._("Only a Gift Retail manager brings in or undoes history.")
            )
        if not self.data:
            raise UserError(self.env._("Choose a file first."))
        record = self.env["gift.import"].create(
            {
                "data": self.data,
                "filename": self.filename,
                "preset": self.preset,
                "company_id": self.company_id.id,
                "medium_id": self.medium_id.id,
                "source_id": self.source_id.id,
            }
        )
        record.action_preview()
        return form_action(record)
