from datetime import datetime

from odoo import api, models
from odoo.tools import SQL


# Part of merging, which belongs to contacts and not to a screen of ours.
# pylint: disable-next=no-wizard-in-models
class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Consolidate our rows first: Odoo deletes *all* source rows on a collision."""
        self.env.flush_all()
        # sudo: whoever may merge contacts merges what hangs on them
        wizard = self.sudo()
        self.env["gift.care.action"].sudo()._gift_merge(src_partners, dst_partner)
        self.env["gift.claim"]._gift_merge(src_partners, dst_partner)
        self.env["gift.consent"].sudo()._gift_merge(src_partners, dst_partner)
        self.env["gift.invitation"].sudo()._gift_merge(src_partners, dst_partner)
        wizard._gift_merge_customers(src_partners, dst_partner)
        self.env["gift.touchpoint"].sudo()._gift_move(src_partners, dst_partner)
        self.env["gift.partner.role"].sudo()._gift_merge(src_partners, dst_partner)
        self.env["gift.employer.change"].sudo()._gift_merge(src_partners, dst_partner)
        for table, column, keys in wizard._gift_merge_keys():
            wizard._gift_drop_duplicates(table, column, keys, src_partners, dst_partner)
        self.env["gift.customer.queue"]._touch(src_partners | dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _gift_merge_keys(self):
        """Return unique keys that hold a partner: (table, column, other columns).

        Of rows that would collide the target's stays: it says the same about the same
        person. Rooms add their own.
        """
        return [
            ("gift_care_action", "partner_id", ["rule_id", "occurrence"]),
            ("gift_partner_pinyin", "partner_id", []),
        ]

    @api.model
    def _gift_drop_duplicates(self, table, column, keys, sources, target):
        """Delete the rows that would collide once they belong to the target.

        :param str table: table of ours
        :param str column: its column of the partner
        :param list keys: the other columns of its unique key
        """
        same = SQL(" AND ").join(
            [
                SQL("TRUE"),
                *(
                    SQL("o.%s = t.%s", SQL.identifier(key), SQL.identifier(key))
                    for key in keys
                ),
            ]
        )
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM %(table)s t
                 WHERE t.%(column)s = ANY(%(sources)s)
                   AND EXISTS (
                       SELECT 1 FROM %(table)s o
                        WHERE %(same)s
                          AND (o.%(column)s = %(target)s
                               OR o.%(column)s = ANY(%(sources)s) AND o.id < t.id))
                """,
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                same=same,
                sources=sources.ids,
                target=target.id,
            )
        )

    @api.model
    def _gift_merge_customers(self, sources, target):
        """Give the target one standing per company, with everything that points there.

        The row that stays is the target's own, else the oldest; a customer number moves
        along when the row that stays has none, else a note on the contact keeps it. The
        figures are the refresher's business.
        """
        rows = (
            self.env["gift.customer"]
            .with_context(active_test=False)
            .search([("partner_id", "in", [*sources.ids, target.id])], order="id")
        )
        notes = []
        for company in rows.company_id:
            group = rows.filtered(lambda row, c=company: row.company_id == c)
            kept = group.filtered(lambda row: row.partner_id == target)[:1] or group[:1]
            gone = group - kept
            codes = [row.external_code for row in gone if row.external_code]
            gone.mapped("first_touch_date")
            if gone:
                self._gift_repoint_customers(gone, kept)
                self.env.cr.execute(
                    "DELETE FROM gift_customer WHERE id = ANY(%s)", [gone.ids]
                )
            code = kept.external_code or (codes and codes.pop(0)) or None
            # An earlier first touch of those that go is the customer's from now on: the
            # refresher finds it in the trail that has come together.
            earlier = any(
                row.first_touch_date
                and row.first_touch_date < (kept.first_touch_date or datetime.max)
                for row in gone
            )
            self.env.cr.execute(
                """UPDATE gift_customer
                      SET partner_id = %s, external_code = %s,
                          first_touchpoint_id =
                              CASE WHEN NOT %s THEN first_touchpoint_id END
                    WHERE id = %s""",
                [target.id, code, earlier, kept.id],
            )
            if codes:
                notes.append((company.name, ", ".join(codes)))
        self.env["gift.customer"].invalidate_model(flush=False)
        for company_name, codes in notes:
            target.message_post(
                body=self.env._(
                    "Merged: the customer numbers %(codes)s of %(company)s belonged to "
                    "contacts that are now part of this one.",
                    codes=codes,
                    company=company_name,
                )
            )

    @api.model
    def _gift_repoint_customers(self, gone, kept):
        """Let everything that points to standings that go point to the one that stays.

        :param gone: ``gift.customer`` records that will be deleted
        :param kept: the ``gift.customer`` that stays
        """
        for table, column in self._get_fk_on("gift_customer"):
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s SET %(column)s = %(kept)s "
                    "WHERE %(column)s = ANY(%(gone)s)",
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    kept=kept.id,
                    gone=gone.ids,
                )
            )
