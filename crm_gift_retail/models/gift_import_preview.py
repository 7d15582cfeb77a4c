from odoo import models
from odoo.tools import format_amount, format_date

from ..tools.import_errors import ImportRefusal

PREVIEW_ROWS = 20


class GiftImportPreview(models.Model):
    """What would happen to the first lines; writes nothing but the preview."""

    _inherit = "gift.import"

    def _make_preview(self, table):
        """Fill ``preview_ids`` from the first lines with the present mapping."""
        self.ensure_one()
        self.sudo().preview_ids.unlink()
        parser, lookup = self._parser(), self._make_lookup(may_create=False)
        if parser.missing_fields():
            return
        rows = []
        for line, cells in table.rows():
            rows.append((line, cells))
            if len(rows) >= PREVIEW_ROWS:
                break
        looks = [self._look_at(line, cells, parser, lookup) for line, cells in rows]
        self._match_looks([look for look in looks if look.get("customer")])
        self.env["gift.import.preview"].sudo().create(
            [
                {
                    "import_id": self.id,
                    "line_no": look["line"],
                    "content": look["content"][:300],
                    "level": look["level"],
                    "outcome": look["outcome"][:300],
                }
                for look in looks
            ]
        )

    def _look_at(self, line, cells, parser, lookup):
        """Return what a row is: its refusal, its purchase or its customer."""
        look = {"line": line, "content": "", "level": "taken", "outcome": ""}
        try:
            if isinstance(cells, ImportRefusal):
                raise cells
            look["content"] = " | ".join(
                "" if cell is None else str(cell) for cell in cells
            )
            if self.preset == "customer_list":
                look["customer"] = parser.customer(cells)
                return look
            purchase = parser.purchase(cells)
            values = lookup.line_values(purchase)
            currency = self.env["res.currency"].browse(values.currency_id)
            look["words"] = self._purchase_words(purchase, currency)
            look["key"] = f"{purchase.key}-1"
            if purchase.customer:
                look["customer"] = lookup.check_customer(
                    purchase.customer_key, purchase.customer
                )
            look["outcome"] = self.env._("%s, anonymous", look["words"])
        except ImportRefusal as refusal:
            look.pop("customer", None)
            look["level"] = "refused"
            look["outcome"] = self.env._("Refused. %s", self._refusal_text(refusal))
        return look

    def _purchase_words(self, purchase, currency):
        kinds = {
            "sale": self.env._("Sale"),
            "return": self.env._("Return"),
            "charge": self.env._("Charge"),
        }
        return self.env._(
            "%(kind)s of %(amount)s on %(day)s",
            kind=kinds[purchase.kind],
            amount=format_amount(self.env, float(purchase.amount), currency),
            day=format_date(self.env, purchase.date.date()),
        )

    def _match_looks(self, looks):
        """Say of each row with a customer whether we know them already."""
        matcher = self._matcher_of([look["customer"] for look in looks])
        present = self._present_keys([look["key"] for look in looks if look.get("key")])
        how_words = {
            "code": self.env._("by customer number"),
            "email": self.env._("by e-mail"),
            "phone": self.env._("by phone"),
        }
        for look in looks:
            customer = look["customer"]
            partner, how, possible = matcher.find(customer)
            name = customer["name"] or customer["contact"] or customer["customer_code"]
            if partner:
                words = self.env._(
                    "known customer %(name)s (%(how)s)",
                    name=partner.display_name,
                    how=how_words[how],
                )
            elif possible:
                words = self.env._(
                    "new customer %(name)s, perhaps the same as %(other)s",
                    name=name,
                    other=possible.display_name,
                )
            else:
                words = self.env._("new customer %s", name)
            if look.get("key") in present:
                look["level"] = "known"
                words = self.env._("Already there: nothing happens")
            elif look.get("words"):
                words = self.env._(
                    "%(line)s; %(customer)s", line=look["words"], customer=words
                )
            elif partner:
                look["level"] = "known"
            look["outcome"] = words[:1].upper() + words[1:]

    def _present_keys(self, keys):
        if not keys:
            return set()
        lines = (
            self.env["gift.sale.history"]
            .sudo()
            .search([("company_id", "=", self.company_id.id), ("line_key", "in", keys)])
        )
        return set(lines.mapped("line_key"))
