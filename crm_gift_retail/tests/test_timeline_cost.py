"""What a page of the trail costs: the same, however long the trail is."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from .timeline_common import TimelineCommon

LONG = 5000


@tagged("post_install", "-at_install", "gift_performance")
class TestTimelineCost(TimelineCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.many = cls._make_partner("Firm with a long trail", is_company=True)
        cls.few = cls._make_partner("Firm with a short trail", is_company=True)
        long_ago = fields.Datetime.now() - timedelta(days=30)
        for kind in ("call", "message_out", "order", "visit", "note"):
            cls._touch(
                cls.many, LONG // 5, start=long_ago, kind=kind, res_model="crm.lead"
            )
        for firm in (cls.many, cls.few):
            cls._fill(firm)
        others = cls.env["res.partner"].create(
            [{"name": f"Other {number}", "is_company": True} for number in range(50)]
        )
        for other in others:
            cls._touch(other, 40, kind="call")
        cls.env.flush_all()
        cls.env.cr.execute("ANALYZE gift_touchpoint")

    @classmethod
    def _fill(cls, firm):
        """Leave a newest page with a document of each usual model."""
        user = cls.users["sales"]
        team = cls.env["crm.team"].create({"name": f"Team of {firm.name}"})
        order = cls._order(firm, [(cls.product, 1, 10)], user_id=user.id)
        lead = cls.env["crm.lead"].create(
            {"name": "Lead", "partner_id": firm.id, "company_id": cls.company.id}
        )
        message = firm.message_post(body="Hello")
        soon = fields.Datetime.now() + timedelta(hours=1)
        for document in (order, lead, message, order.picking_ids, firm):
            cls._touch(
                firm,
                1,
                start=soon,
                kind="price_told",
                document=document,
                user_id=user.id,
                team_id=team.id,
            )

    def _queries(self, record, **options):
        """Return the number of queries of a warm page."""
        for _warm_up in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            page = self._page(record, **options)
        self.assertTrue(page["rows"])
        return self.env.cr.sql_log_count - before

    def _standing(self, firm):
        return self.env["gift.customer"]._ensure(firm, self.company)

    def test_queries_do_not_grow_with_the_trail(self):
        few, many = self._standing(self.few), self._standing(self.many)
        first = self._queries(few)
        self.assertEqual(first, self._queries(many))
        self.assertLessEqual(first, 18)
        # the line of a document costs nothing either: only its model does
        self.assertEqual(first, self._queries(many, limit=100))
        self.assertEqual(self._queries(self.few), self._queries(self.many))

    def _nodes(self, plan):
        yield plan
        for child in plan.get("Plans", ()):
            yield from self._nodes(child)

    def _plan(self, record, before=None, limit=31, kinds=None):
        user = self.users["manager"]
        touchpoints = self.Touchpoint.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )
        query = touchpoints._get_trail_query(record, before, limit, kinds)
        self.env.cr.execute(SQL("EXPLAIN (ANALYZE, FORMAT JSON) %s", query))
        answer = self.env.cr.fetchone()[0]
        answer = json.loads(answer) if isinstance(answer, str) else answer
        return list(self._nodes(answer[0]["Plan"]))

    def _assert_index(self, nodes, index, limit=31):
        on_table = [n for n in nodes if n.get("Relation Name") == "gift_touchpoint"]
        self.assertTrue(on_table)
        for node in on_table:
            self.assertIn(node["Node Type"], ("Index Scan", "Index Only Scan"), node)
            self.assertLessEqual(node["Actual Rows"], limit, node)
        self.assertIn(index, {node["Index Name"] for node in on_table})

    def test_first_and_last_page_read_the_index_in_its_order(self):
        customer = self._standing(self.many)
        index = "gift_touchpoint_trail_customer_idx"
        self._assert_index(self._plan(customer), index)
        oldest = self.Touchpoint.search(
            [("commercial_partner_id", "=", self.many.id)],
            order="date, id",
            limit=1,
            offset=20,
        )
        deep = (oldest.date, oldest.id)
        nodes = self._plan(customer, before=deep)
        self._assert_index(nodes, index)
        # it starts after the last line seen instead of passing over what was seen
        removed = sum(node.get("Rows Removed by Filter", 0) for node in nodes)
        self.assertLess(removed, 100)

    def test_contact_and_lead_have_their_index(self):
        person = self._make_partner("Person", parent_id=self.firm.id)
        person_touches = self._touch(person, 2000)
        person.parent_id = self.many
        lead = self.env["crm.lead"].create(
            {"name": "Long", "company_id": self.company.id}
        )
        self._touch(None, 2000, lead=lead)
        self.assertEqual(len(person_touches), 2000)
        self.env.cr.execute("ANALYZE gift_touchpoint")
        self._assert_index(self._plan(person), "gift_touchpoint_trail_contact_idx")
        self._assert_index(self._plan(lead), "gift_touchpoint_trail_lead_idx")
