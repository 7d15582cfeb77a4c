from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .gift_import_customer import QUIET
from .gift_import_job import BLOCK

UNDO_BATCH = 500


class GiftImportUndo(models.Model):
    """Taking a whole import back, in blocks, resumable like the import itself."""

    _inherit = "gift.import"

    def _phase_undo_lines(self, reader):
        """Delete the next block of history lines and queue who is concerned."""
        lines = self.env.execute_query(
            SQL(
                """DELETE FROM gift_sale_history WHERE id IN (
                       SELECT id FROM gift_sale_history WHERE import_id = %s
                        ORDER BY id LIMIT %s)
                   RETURNING id, partner_id""",
                self.id,
                BLOCK,
            )
        )
        if not lines:
            self._clear_rows()
            self._next_phase()
            return 0
        self.position += len(lines)
        self._take_trail_back("gift.sale.history", [line for line, _partner in lines])
        touched = {partner for _line, partner in lines if partner}
        self._touch(self.env["res.partner"].browse(touched))
        self.env["gift.sale.history"].invalidate_model(flush=False)
        return len(lines)

    def _phase_undo_customers(self, reader):
        """Remove the next customers that this import made and nothing else uses."""
        rows = self.env["gift.import.customer"].search(
            [
                ("import_id", "=", self.id),
                ("outcome", "in", ("created", "updated", "matched", "skipped")),
            ],
            order="id",
            limit=UNDO_BATCH,
        )
        if not rows:
            self._next_phase()
            return 0
        self._take_trail_back("gift.import.customer", rows.ids)
        self._touch(rows.partner_id.exists())
        self._forget_codes(rows.filtered(lambda row: row.outcome != "created"))
        for row in rows.filtered(lambda row: row.outcome == "updated"):
            self._take_back_filled(row)
        created = rows.filtered(lambda row: row.outcome == "created")
        (rows - created).write({"outcome": "removed", "note": False})
        self._remove_created(created)
        return len(rows)

    def _phase_undo_finish(self, reader):
        self.write(
            {"state": "undone", "phase": False, "finished_at": fields.Datetime.now()}
        )
        return 0

    def _clear_rows(self):
        for table in ("gift_import_row", "gift_import_product"):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE import_id = %s",
                    SQL.identifier(table),
                    self.id,
                )
            )

    def _forget_codes(self, rows):
        """Forget the numbers that this import gave to customers known before."""
        self.env["gift.customer.code"].sudo().search(
            [("import_id", "=", self.id), ("partner_id", "in", rows.partner_id.ids)]
        ).unlink()

    def _take_back_filled(self, row):
        """Empty again what the import filled, unless somebody changed it since."""
        partner = row.partner_id.sudo().with_context(**QUIET)
        if not partner.exists():
            return
        vals = {
            name: False
            for name, value in (row.filled or {}).items()
            if partner._fields[name].convert_to_write(partner[name], partner) == value
        }
        partner.write(vals)

    def _remove_created(self, rows):
        """Delete the contacts of the rows; keep and list those in use."""
        contacts = self.env["res.partner"].sudo().with_context(**QUIET)
        usage = self._usage(
            [number for row in rows for number in row.created_ids or ()]
        )
        gone = contacts
        for row in rows:
            ids = row.created_ids or []
            if row.partner_id.id not in ids:
                # merged into another customer since: that one is not ours to remove
                reason = self.env._("Merged into another customer meanwhile.")
                row.write({"outcome": "kept", "note": reason})
            elif reasons := {usage[number] for number in ids if number in usage}:
                row.write({"outcome": "kept", "note": "; ".join(sorted(reasons))})
            else:
                gone |= contacts.browse(ids).exists()
                row.outcome = "removed"
        kept = rows.filtered(lambda row: row.outcome == "kept")
        kept |= self._delete_contacts(gone, rows - kept)
        self.kept_count += len(kept)

    def _delete_contacts(self, contacts, rows):
        """Delete at once; when that is refused, one by one, keeping the refused."""
        try:
            with self.env.cr.savepoint():
                contacts.unlink()
                return rows.browse()
        except (UserError, ValidationError) as error:
            if len(rows) == 1:
                message = str(error.args[0] if error.args else "")
                rows.write({"outcome": "kept", "note": message})
                return rows
        kept = rows.browse()
        for row in rows:
            mine = contacts.browse(row.created_ids or []).exists()
            kept |= self._delete_contacts(mine, row)
        return kept

    def _usage(self, partner_ids):
        """Return partner id -> where else it is used, in words.

        Every foreign key to a contact counts, whatever addon made it, and so do
        messages that people wrote, activities and files.
        """
        if not partner_ids:
            return {}
        usage = {}
        for table, column in self._usage_columns():
            # a firm's own persons are removed with it
            family = SQL("AND id != ALL(%s)", list(partner_ids))
            rows = self.env.execute_query(
                SQL(
                    "SELECT DISTINCT %(col)s FROM %(table)s "
                    "WHERE %(col)s = ANY(%(ids)s) %(family)s",
                    table=SQL.identifier(table),
                    col=SQL.identifier(column),
                    ids=list(partner_ids),
                    family=family if table == "res_partner" else SQL(),
                )
            )
            for (number,) in rows:
                usage.setdefault(number, self._table_words(table))
        for model, model_field, domain in self._usage_documents(partner_ids):
            rows = (
                self.env[model]
                .sudo()
                ._read_group(
                    [
                        (model_field, "=", "res.partner"),
                        ("res_id", "in", list(partner_ids)),
                        *domain,
                    ],
                    ["res_id"],
                )
            )
            for (number,) in rows:
                usage.setdefault(number, self._model_words(model))
        for action in self._care_given(partner_ids):
            usage.setdefault(action.partner_id.id, self._model_words(action._name))
        return usage

    def _usage_documents(self, partner_ids):
        """Return (model, field of the model's name, domain) of what hangs on contacts.

        Not the activities that our own care made by itself after the import.
        """
        care = self.env["gift.care.action"].sudo()
        planned = care.search([("partner_id", "in", list(partner_ids))])
        written = [("message_type", "not in", ("notification", "auto_comment"))]
        return [
            ("mail.message", "model", written),
            ("mail.activity", "res_model", [("id", "not in", planned.activity_id.ids)]),
            ("ir.attachment", "res_model", [("res_field", "=", False)]),
        ]

    def _care_given(self, partner_ids):
        """Return care that somebody really gave; what was only planned is no use."""
        return (
            self.env["gift.care.action"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", list(partner_ids)),
                    "|",
                    ("state", "=", "done"),
                    ("attempts", ">", 0),
                ]
            )
        )

    def _usage_columns(self):
        """Return (table, column) of every foreign key to contacts that means use.

        Not: what hangs on a contact as a part of it (its standing, numbers, followers,
        the row of the import), and contacts themselves, which are asked as a family.
        """
        ignored = self._usage_ignored_tables()
        merge = self.env["base.partner.merge.automatic.wizard"]
        return [
            (table, column)
            for table, column in merge._get_fk_on("res_partner")
            if table not in ignored
        ]

    def _usage_ignored_tables(self):
        """Return tables whose link to a contact is no use of it; extend in bridges."""
        return {
            "gift_care_action",  # see _care_given
            "gift_customer",
            "gift_customer_queue",
            "gift_customer_code",
            "gift_import_customer",
            "gift_partner_pinyin",
            "mail_followers",
            "mail_message_res_partner_rel",
            "mail_notification",
            "res_partner_res_partner_category_rel",
        }

    def _table_words(self, table):
        model = next(
            (
                model
                for model in self.env.registry.models.values()
                if model._table == table and not model._abstract
            ),
            None,
        )
        return self._model_words(model._name) if model is not None else table

    def _model_words(self, model):
        name = self.env["ir.model"].sudo()._get(model).name
        return self.env._("Used in: %s", name or model)
