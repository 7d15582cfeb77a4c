from odoo import api, fields, models

from ..tools.lunar_date import Birthday


class ResPartner(models.Model):
    """What customer lists say of a person and Odoo has no place for.

    The soft file of a person builds on these fields; they are told, never derived.
    """

    _inherit = "res.partner"

    gift_salutation = fields.Char(
        string="Salutation",
        help="How to address the person: 王总, 欧阳女士. Unknown: 您好.",
    )
    gift_wechat = fields.Char(string="WeChat")
    gift_birth_calendar = fields.Selection(
        [("solar", "Solar"), ("lunar", "Lunar")], string="Birthday Calendar"
    )
    gift_birth_year = fields.Integer(string="Year of Birth", help="0: not told.")
    gift_birth_month = fields.Integer(string="Month of Birth")
    gift_birth_day = fields.Integer(string="Day of Birth")
    gift_birth_leap = fields.Boolean(string="Leap Month of Birth")
    gift_birthday_text = fields.Char(
        string="Birthday", compute="_compute_gift_birthday_text"
    )

    @api.depends(
        "gift_birth_calendar",
        "gift_birth_year",
        "gift_birth_month",
        "gift_birth_day",
        "gift_birth_leap",
    )
    def _compute_gift_birthday_text(self):
        for partner in self:
            birthday = partner._gift_birthday()
            partner.gift_birthday_text = birthday.text() if birthday else False

    def _gift_birthday(self):
        """Return the kernel's :class:`~..tools.lunar_date.Birthday`, or None."""
        self.ensure_one()
        if not self.gift_birth_month or not self.gift_birth_day:
            return None
        return Birthday(
            self.gift_birth_calendar or "solar",
            self.gift_birth_year,
            self.gift_birth_month,
            self.gift_birth_day,
            self.gift_birth_leap,
        )
