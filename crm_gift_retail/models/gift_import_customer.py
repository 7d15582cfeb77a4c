import json

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools.import_errors import ImportRefusal

BATCH = 1000
#: Creating thousands of contacts: no mail, no log, no check of tax numbers by wire.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_vat_validation": True,
    "active_test": False,
    "gift_identity_lenient": True,
}


class GiftImportCustomer(models.Model):
    """A customer of a file and what became of it; kept as the import's record."""

    _name = "gift.import.customer"
    _description = "Customer of an Import"
    _log_access = False
    _order = "import_id, line_no"
    _rec_name = "name"

    import_id = fields.Many2one("gift.import", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="import_id.company_id")
    line_no = fields.Integer(string="Line")
    customer_key = fields.Char(required=True)
    name = fields.Char()
    data = fields.Json()
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        ondelete="set null",
        index="btree_not_null",
    )
    created_ids = fields.Json(help="Ids of the contacts this import made.")
    filled = fields.Json(help="Empty values of a known customer that it filled.")
    match_by = fields.Selection(
        [("code", "Customer number"), ("email", "E-mail"), ("phone", "Phone")],
        string="Known By",
    )
    possible_id = fields.Many2one(
        "res.partner",
        string="May Be the Same As",
        ondelete="set null",
        index="btree_not_null",
    )
    outcome = fields.Selection(
        [
            ("pending", "Waiting"),
            ("skipped", "Nothing new"),
            ("created", "New"),
            ("matched", "Known"),
            ("updated", "Known, completed"),
            ("refused", "Refused"),
            ("removed", "Removed again"),
            ("kept", "Kept at undo"),
        ],
        required=True,
        default="pending",
    )
    note = fields.Char(string="Remark")
    source_id = fields.Many2one("utm.source", ondelete="set null")
    medium_id = fields.Many2one("utm.medium", ondelete="set null")

    _key_unique = models.UniqueIndex("(import_id, customer_key)")
    _outcome_idx = models.Index("(import_id, outcome, line_no)")


class GiftImportCustomers(models.Model):
    _inherit = "gift.import"

    def _stage_customers(self, customers):
        """Write the customers of a block; one that is there already stays."""
        if not customers:
            return
        rows = [
            (
                self.id,
                key,
                line,
                checked["name"] or checked["contact"] or checked["customer_code"],
                json.dumps(checked, ensure_ascii=False),
                "pending",
            )
            for key, (line, checked) in customers.items()
        ]
        values = SQL(", ").join(SQL("%s", row) for row in rows)
        self.env.cr.execute(
            SQL(
                """INSERT INTO gift_import_customer
                       (import_id, customer_key, line_no, name, data, outcome)
                   VALUES %s ON CONFLICT (import_id, customer_key) DO NOTHING""",
                values,
            )
        )

    # -- phase "customers" ------------------------------------------------------------

    def _phase_customers(self, reader):
        """Match or create the next customers: number, then e-mail, then phone (41)."""
        pending = self.env["gift.import.customer"].search(
            [("import_id", "=", self.id), ("outcome", "=", "pending")],
            order="line_no, id",
            limit=BATCH,
        )
        if not pending:
            self._next_phase()
            return 0
        matcher = self._matcher_of([row.data for row in pending])
        lookup = reader.setdefault("lookup", None) or self._make_lookup()
        reader["lookup"] = lookup
        fresh, counts = [], {"matched": 0, "updated": 0, "created": 0}
        taken = set()
        for row in pending:
            marks = matcher.marks(row.data)
            if marks & taken:
                continue  # like a new one of this batch: it waits for the next
            partner, how, possible = matcher.find(row.data)
            if partner:
                outcome = self._attach(row, partner, how, lookup)
                counts["matched"] += 1
                counts["updated"] += outcome == "updated"
                continue
            taken |= marks
            fresh.append((row, possible))
        created = self._create_customers(fresh, lookup)
        counts["created"] = len(created)
        self._remember_codes(pending.filtered("partner_id"))
        self._ensure_standing(pending.partner_id)
        self.write(
            {
                "created_count": self.created_count + counts["created"],
                "matched_count": self.matched_count + counts["matched"],
                "updated_count": self.updated_count + counts["updated"],
                "possible_count": self.possible_count
                + len([one for one, possible in fresh if possible and one in created]),
            }
        )
        if self.preset == "customer_list":
            self.taken_count = self.created_count + self.updated_count
            self.present_count = self.matched_count - self.updated_count
        return len(pending)

    def _attach(self, row, partner, how, lookup):
        """Tie a row to a known customer; fill what is empty, overwrite nothing."""
        filled = {}
        commercial = partner.commercial_partner_id
        if partner.active:
            fillable = self._fillable_fields()
            filled = {
                key: value
                for key, value in self._partner_values(row.data, lookup).items()
                if key in fillable and value and not commercial[key]
            }
            remark = row.data["remark"]
            if remark and not commercial.comment:
                filled["comment"] = remark
            if filled:
                commercial.with_context(**QUIET).write(filled)
        outcome = "updated" if filled else "matched"
        row.write(
            {
                "partner_id": commercial.id,
                "match_by": how,
                "outcome": outcome,
                "filled": filled or False,
                "note": False if partner.active else self.env._("Archived customer"),
                **self._row_utm(row.data, lookup),
            }
        )
        return outcome

    def _fillable_fields(self):
        """Return the fields of a known customer that a list may fill when empty."""
        return {
            "phone", "email", "street", "street2", "city", "zip", "country_id",
            "state_id", "vat", "gift_wechat", "gift_salutation", "gift_birth_calendar",
            "gift_birth_year", "gift_birth_month", "gift_birth_day", "gift_birth_leap",
        }  # fmt: skip

    def _create_customers(self, fresh, lookup):
        """Create the contacts of the rows at once; find the bad one if that fails.

        :param fresh: list of (row, possible duplicate)
        :returns: the rows whose customer was made
        """
        created = self.env["gift.import.customer"]
        if not fresh:
            return created
        try:
            with self.env.cr.savepoint():
                partners = self._create_partners(
                    [row.data for row, _possible in fresh], lookup
                )
        except (UserError, ValidationError) as error:
            if len(fresh) > 1:
                middle = len(fresh) // 2
                return self._create_customers(
                    fresh[:middle], lookup
                ) | self._create_customers(fresh[middle:], lookup)
            self._refuse_customer(fresh[0][0], str(error.args[0] if error.args else ""))
            return created
        for (row, possible), ids in zip(fresh, partners, strict=True):
            row.write(
                {
                    "partner_id": ids[0],
                    "created_ids": ids,
                    "outcome": "created",
                    "possible_id": possible and possible.id,
                    **self._row_utm(row.data, lookup),
                }
            )
            created |= row
        return created

    def _create_partners(self, customers, lookup):
        """Create commercial contacts, and the persons of firms below them.

        :returns: per customer the ids made, the commercial one first
        """
        partners = self.env["res.partner"].sudo().with_context(**QUIET)
        made = partners.create(
            [self._partner_values(data, lookup) for data in customers]
        )
        ids = [[partner.id] for partner in made]
        children, owners = [], []
        for index, (partner, data) in enumerate(zip(made, customers, strict=True)):
            if data["contact"] and data["is_company"] and data["name"]:
                children.append(self._contact_values(data, partner))
                owners.append(index)
        for index, child in zip(owners, partners.create(children), strict=True):
            ids[index].append(child.id)
        return ids

    def _partner_values(self, data, lookup):
        """Return the values of the commercial contact for a checked customer."""
        name = data["name"] or data["contact"] or data["phone"] or data["email"]
        if not name:
            name = self.env._("Customer %s", data["customer_code"])
        company = self.company_id
        country = lookup.country(data["country"])
        if not country and (data["city"] or data["street"]):
            country = company.country_id
        state = lookup.state(data["state"], country)
        several = self._several_companies()
        with_contact = bool(data["contact"] and data["is_company"] and data["name"])
        others = self.env._("Other numbers: %s", ", ".join(data["phones"]))
        # never res.partner.user_id: owners are claims (decision 22)
        seller = self.env._("Salesperson in the list: %s", data["seller"])
        comment = [
            data["remark"],
            others if data["phones"] else "",
            seller if data["seller"] else "",
        ]
        city = data["city"] + ("" if state else data["state"])
        vals = {
            "name": name,
            "is_company": data["is_company"],
            "company_id": company.id if several else False,
            "lang": company.partner_id.lang or self.env.lang,
            "phone": data["phone"],
            "email": False if with_contact else data["email"],
            "street": data["street"],
            "street2": data["district"],
            "city": city,
            "state_id": state.id,
            "zip": data["zip"],
            "country_id": country.id,
            "vat": data["vat"],
            "comment": "\n".join(filter(None, comment)),
        }
        if not with_contact:
            vals |= self._person_values(data)
        return {key: value or False for key, value in vals.items()}

    def _contact_values(self, data, parent):
        return {
            "name": data["contact"],
            "parent_id": parent.id,
            "type": "contact",
            "lang": parent.lang,
            "company_id": parent.company_id.id,
            "phone": data["phone"] or False,
            "email": data["email"] or False,
            **self._person_values(data),
        }

    def _person_values(self, data):
        vals = {
            "gift_wechat": data["wechat"],
        }
        if not data["is_company"] or data["contact"]:
            vals["gift_salutation"] = data["salutation"]
        if birthday := data["birthday"]:
            calendar, year, month, day, leap = birthday
            vals |= {
                "gift_birth_calendar": calendar,
                "gift_birth_year": year,
                "gift_birth_month": month,
                "gift_birth_day": day,
                "gift_birth_leap": leap,
            }
        return vals

    def _refuse_customer(self, row, message):
        """Refuse a customer with all its lines; each is listed."""
        lines = [(row.line_no,)]
        if self.preset != "customer_list":
            lines = self.env.execute_query(
                SQL(
                    """SELECT line_no FROM gift_import_row
                        WHERE import_id = %s AND customer_key = %s ORDER BY 1""",
                    self.id,
                    row.customer_key,
                )
            )
        refusal = ImportRefusal("customer_refused", "name", message)
        self._stage_refused([(line, [row.name], refusal) for (line,) in lines])
        self.refused_count += len(lines)
        row.write({"outcome": "refused", "note": message})

    def _remember_codes(self, rows):
        """Keep under which number the file knows a customer."""
        values = [
            (self.company_id.id, row.data["customer_code"], row.partner_id.id, self.id)
            for row in rows
            if row.data["customer_code"]
        ]
        if values:
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    """INSERT INTO gift_customer_code
                           (company_id, code, partner_id, import_id)
                       VALUES %s ON CONFLICT (company_id, code) DO NOTHING""",
                    SQL(", ").join(SQL("%s", value) for value in values),
                )
            )

    def _ensure_standing(self, partners):
        """Give the customers a row of standing and show their number on it.

        One number fits there, the first; all are in ``gift.customer.code``.
        """
        if not partners:
            return
        rows = self.env["gift.customer"].sudo()._ensure(partners, self.company_id)
        self.env.cr.execute(
            SQL(
                """
                UPDATE gift_customer AS standing SET external_code = coded.code
                  FROM (SELECT DISTINCT ON (partner_id) partner_id, code
                          FROM gift_customer_code WHERE company_id = %(company)s
                           AND partner_id = ANY(%(partners)s)
                         ORDER BY partner_id, id) AS coded
                 WHERE standing.company_id = %(company)s
                   AND standing.partner_id = coded.partner_id
                   AND standing.external_code IS NULL
                   AND NOT EXISTS (SELECT FROM gift_customer AS other
                                    WHERE other.company_id = %(company)s
                                      AND other.external_code = coded.code)
                """,
                company=self.company_id.id,
                partners=rows.partner_id.ids,
            )
        )
        rows.invalidate_recordset(["external_code"], flush=False)

    def _row_utm(self, data, lookup):
        return {
            "source_id": lookup.source_id(data["source"]),
            "medium_id": self.medium_id.id,
        }
