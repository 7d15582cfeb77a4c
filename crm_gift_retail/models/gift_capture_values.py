"""What a device sends about a walk-in: untrusted, so looked at value by value."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.capture_term import TERM_SIZE
from ..tools.person_name import clean_name

UUID_SIZE = (16, 64)
NAME_SIZE = 120
NOTE_SIZE = 5000
#: a clock of a device that is wrong by more is not believed
LATE_DAYS = 60
#: answer of the clerk's screen -> what it grants; what is not granted is declined
ANSWERS = {
    "all": ("service", "care", "promotion"),
    "service": ("service",),
    "none": (),
}


class GiftCaptureValues(models.AbstractModel):
    """Turns what was sent into values that may be written."""

    _name = "gift.capture.values"
    _description = "Checks what a walk-in says"

    @api.model
    def _check_uuid(self, uuid):
        """Return the uuid, refusing what no device of ours makes."""
        shortest, longest = UUID_SIZE
        text = uuid if isinstance(uuid, str) else ""
        if not shortest <= len(text) <= longest or not text.isascii():
            raise UserError(
                self.env._(
                    "This walk-in has no proper key. Reload the page and capture it "
                    "again."
                )
            )
        return text

    @api.model
    def _check_values(self, values):
        """Return the values with types and ids checked, nothing of the rest."""
        if not isinstance(values, dict):
            raise UserError(self.env._("Nothing to register. Fill in the form."))
        team = self._get_shops().browse(self._to_id(values.get("team_id"))).exists()
        if team not in self._get_all_shops():
            raise UserError(
                self.env._("Choose your shop first; a manager adds shops as teams.")
            )
        served = self.env["res.users"].browse(self._to_id(values.get("served_by_id")))
        served = served.sudo().exists()
        if served not in team.crm_team_member_ids.user_id | self.env.user:
            raise UserError(
                self.env._(
                    "Choose who serves: “%(name)s” is not of %(shop)s.",
                    name=served.name or "?",
                    shop=team.name,
                )
            )
        consent = values.get("consent") or False
        if consent and consent not in ANSWERS:
            raise UserError(
                self.env._(
                    "“%(answer)s” is no answer about consent. Choose one of the three.",
                    answer=consent,
                )
            )
        utm = self._get_utm(team)
        return {
            "team_id": team.id,
            "served_by_id": served.id,
            "date": self._check_date(values.get("date")),
            "is_late": bool(values.get("is_late")),
            "partner_id": self._to_id(values.get("partner_id")),
            "name": clean_name(values.get("name"))[:NAME_SIZE],
            "firm": clean_name(values.get("firm"))[:NAME_SIZE],
            "phone": str(values.get("phone") or "").strip(),
            "wechat": clean_name(values.get("wechat"))[:NAME_SIZE],
            "term": clean_name(values.get("term"))[:TERM_SIZE],
            "note": str(values.get("note") or "").strip()[:NOTE_SIZE],
            "category_ids": self._to_ids("product.category", values),
            "product_ids": self._to_ids("product.product", values),
            "consent": consent,
            "sentence": str(values.get("sentence") or "").strip(),
            "hand_over": bool(values.get("hand_over")),
            "medium_id": utm.get("medium_id"),
            "source_id": utm.get("source_id"),
        }

    @api.model
    def _get_utm(self, team):
        """Return where walk-ins of a shop come from: never left open (promise L1).

        :param team: ``crm.team``, the shop; what it does not say is "walked in"
        :return: ``{"medium_id": id or False, "source_id": id or False}``
        """
        utm = team._gift_default_utm()
        for name, xmlid in (
            ("medium_id", "utm_medium_shop"),
            ("source_id", "utm_source_walk_in"),
        ):
            if not utm.get(name):
                ready = f"crm_gift_retail.{xmlid}"
                found = self.env.ref(ready, raise_if_not_found=False)
                utm[name] = found.id if found else False
        return utm

    @api.model
    def _get_all_shops(self):
        """Return every shop of the company: a clerk helps out elsewhere."""
        company = self.env.company.sudo().root_id
        # sudo: which shops there are is no secret among those who serve
        return (
            self.env["crm.team"]
            .sudo()
            .search(
                Domain("gift_is_shop", "=", True) & self._get_company_domain(company)
            )
        )

    @api.model
    def _get_company_domain(self, company):
        """Return the domain of what belongs to a root company or to nobody."""
        return Domain("company_id", "=", False) | Domain(
            "company_id", "child_of", company.id
        )

    @api.model
    def _to_id(self, value):
        return value if isinstance(value, int) and not isinstance(value, bool) else 0

    @api.model
    def _to_ids(self, model, values):
        """Return the ids of chips that still exist and the user may read."""
        name = "category_ids" if model == "product.category" else "product_ids"
        ids = values.get(name)
        ids = [one for one in ids if self._to_id(one)] if isinstance(ids, list) else []
        # a product that went meanwhile must not keep a walk-in from being sent
        return self.env[model].search([("id", "in", ids)]).ids

    @api.model
    def _check_date(self, value):
        """Return the UTC moment of the visit; a wrong clock counts as now."""
        now = fields.Datetime.now()
        try:
            moment = fields.Datetime.to_datetime(str(value)[:19].replace("T", " "))
        except ValueError:
            return now
        if not moment or moment > now or moment < now - timedelta(days=LATE_DAYS):
            return now
        return moment
