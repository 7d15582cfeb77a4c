"""What hangs on leads follows them: to customers, and into the lead that stays."""

from datetime import timedelta

from odoo.tests import tagged

from .common import GiftRetailCommon


@tagged("post_install", "-at_install")
class TestLeadHanging(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["crm.team"].create(
            {"name": "Shop", "company_id": cls.company.id, "gift_is_shop": True}
        )

    def _leads(self, count, **values):
        return self.env["crm.lead"].create(
            [
                {"name": f"Lead {number}", "company_id": self.company.id, **values}
                for number in range(count)
            ]
        )

    def _mark(self, lead, heat):
        return self.env["gift.heat.override"].create(
            {"lead_id": lead.id, "heat": heat, "reason": heat}
        )

    def _invite(self, lead, reason):
        return self.env["gift.invitation"].create(
            {
                "lead_id": lead.id,
                "company_id": self.company.id,
                "team_id": self.shop.id,
                "day": self.today + timedelta(days=3),
                "reason": reason,
            }
        )

    def test_marks_of_merged_leads_are_kept_and_the_newest_counts(self):
        leads = self._leads(2)
        marks = self._mark(leads[0], "hot") | self._mark(leads[1], "ordinary")
        kept = leads.merge_opportunity()
        self.assertEqual(len(marks.exists()), 2, "no row is gone")
        self.assertEqual(marks.lead_id, kept)
        self.assertEqual(marks.filtered("active").heat, "ordinary")

    def test_two_invitations_for_one_day_do_not_stop_a_merge(self):
        leads = self._leads(2)
        for lead in leads:
            self._invite(lead, lead.name)
        kept = leads.merge_opportunity()
        rows = self.env["gift.invitation"].search([("lead_id", "=", kept.id)])
        self.assertEqual(rows.mapped("reason"), ["Lead 0"])

    def test_trail_of_merged_leads_keeps_every_touchpoint(self):
        leads = self._leads(3)
        leads[2]._gift_trail("lead_lost")
        kept = leads.merge_opportunity()
        trail = self.env["gift.touchpoint"].search([("lead_id", "=", kept.id)])
        self.assertEqual(sorted(trail.mapped("kind")), ["lead"] * 3 + ["lead_lost"])
        of_kept = trail.filtered(lambda touch: touch.res_id == kept.id)
        self.assertEqual(sorted(of_kept.mapped("kind")), ["lead", "lead_lost"])

    def test_trail_follows_once_for_all_leads_of_a_transaction(self):
        """One by one, as Odoo converts: one lead costs what forty cost."""
        counts = []
        for number in (1, 1, 40):  # the first warms what is cached
            leads = self._leads(number)
            self._end_transaction()
            for lead in leads:
                lead.partner_id = self.person
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._end_transaction()
            counts.append(self.env.cr.sql_log_count - before)
            trail = self.env["gift.touchpoint"].search([("lead_id", "in", leads.ids)])
            self.assertEqual(trail.partner_id, self.person)
        self.assertEqual(counts[1], counts[2])

    def test_lead_that_is_deleted_meanwhile(self):
        lead = self._leads(1)
        lead.partner_id = self.person
        lead.unlink()
        self._end_transaction()
