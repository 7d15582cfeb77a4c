"""Moving thousands of customers: a fixed number of statements per kind of record."""

from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.claim_identity import partner_key
from ..tools.claim_rules import claim_until


class GiftReassignWork(models.AbstractModel):
    """Part of ``gift.reassign``; all of it in sudo, for a manager."""

    _name = "gift.reassign.work"
    _description = "Work of a reassignment"

    def _gift_unclaimed(self):
        """Return customers that are the person's by name only, without a claim.

        ``res.partner.user_id`` stays as it is (decision 22); the new person gets a
        claim.

        :return: ids of commercial ``res.partner``
        """
        self.ensure_one()
        self.env.flush_all()
        partners = self.env["res.partner"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id
                  FROM gift_customer g
                  JOIN res_partner p ON p.id = g.partner_id
                 WHERE g.company_id = %(root)s AND p.user_id = %(user)s AND p.active
                   AND NOT EXISTS (
                       SELECT 1 FROM gift_claim c
                        WHERE c.partner_id = p.id AND c.company_id = g.company_id
                          AND c.active)
                   AND NOT %(outsider)s
                """,
                root=self.company_id.id,
                user=self.user_id.id,
                outsider=partners._gift_outsider_sql(SQL("p")),
            )
        )
        return [row[0] for row in rows]

    # ------------------------------------------------------------------
    # Doing it
    # ------------------------------------------------------------------

    def _gift_apply(self):
        """Move everything and write down what moved."""
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset()
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "%(name)s: done already by %(who)s.",
                    name=self.name,
                    who=self.done_by_id.name,
                )
            )
        found = {
            model: self.env[model].search(domain)
            for model, domain in self._gift_domains().items()
        }
        unclaimed = self._gift_unclaimed()
        if not unclaimed and not any(found.values()):
            raise UserError(
                self.env._(
                    "%(user)s has no customers, leads, quotations or tasks in "
                    "%(company)s. There is nothing to reassign.",
                    user=self.user_id.name,
                    company=self.company_id.name,
                )
            )
        claims = found.pop("gift.claim")
        given = self._gift_share_out(claims, unclaimed)
        self._gift_move_claims(claims, unclaimed, given)
        for model, records in found.items():
            self._gift_move_records(model, records, given)
        self.write(
            {
                "state": "done",
                "done_by_id": self.env.uid,
                "date_done": fields.Datetime.now(),
            }
        )
        self.env.flush_all()
        self.env["gift.customer"]._refresh(self.company_id, list(given))
        self.env.invalidate_all()
        self._gift_give_tasks(given)

    def _gift_share_out(self, claims, unclaimed):
        """Return whom each customer goes to: best first, in turn.

        :return: ``{commercial partner id: res.users}``, best customers first; an empty
            user means the pool
        """
        ids = [*claims.partner_id.ids, *unclaimed]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id FROM unnest(%s::int[]) AS p(id)
                  LEFT JOIN gift_customer g
                    ON g.partner_id = p.id AND g.company_id = %s
                  LEFT JOIN gift_tier t ON t.id = g.tier_id
                 ORDER BY t.priority DESC NULLS LAST, g.revenue_12m DESC NULLS LAST,
                          p.id
                """,
                ids,
                self.company_id.id,
            )
        )
        targets = self._gift_targets()
        return {
            row[0]: targets[position % len(targets)]
            for position, row in enumerate(rows)
        }

    def _gift_targets(self):
        """Return the people in turn; one empty user for the pool."""
        if self.mode == "pool":
            return [self.env["res.users"]]
        return list(self.target_ids.sorted("id"))

    def _gift_reason(self):
        return self.env._("%(user)s left", user=self.user_id.name)

    def _gift_move_claims(self, claims, unclaimed, given):
        """Give claims on, or back to the pool; claim what was somebody's by name."""
        targets = self._gift_targets()
        groups = defaultdict(claims.browse)
        for position, claim in enumerate(claims):
            target = given.get(claim.partner_id.id, targets[position % len(targets)])
            groups[target] |= claim
        values = []
        for target, mine in groups.items():
            if not target:
                mine._gift_release(self._gift_reason())
                pairs = [(claim, claim.browse()) for claim in mine]
            else:
                new = mine._gift_transfer(target, self._gift_reason())
                pairs = [(claim.previous_id, claim) for claim in new]
            values += [
                (claim.id, claim.partner_id.id, new_claim.id, target.id)
                for claim, new_claim in pairs
            ]
        by_target = defaultdict(list)
        for partner_id in unclaimed:
            if given[partner_id]:
                by_target[given[partner_id]].append(partner_id)
        for target, partner_ids in by_target.items():
            new = self._gift_claim_many(partner_ids, target)
            values += [
                (claim.id, claim.partner_id.id, claim.id, target.id) for claim in new
            ]
        self._gift_write_lines("gift.claim", values)

    def _gift_claim_many(self, partner_ids, owner):
        """Claim customers for a person, set-based; those claimed meanwhile are not.

        :param list partner_ids: of commercial ``res.partner``
        :param owner: ``res.users``
        :return: new ``gift.claim`` records
        """
        company = self.company_id
        keys = self.env["gift.claim.key"]
        identities, _leads = keys._gift_identities(partner_ids)
        wanted = {key for identity in identities.values() for key in identity.own}
        taken = set()
        if wanted:
            taken = set(
                self.env.execute_query(
                    SQL(
                        """SELECT kind, value FROM gift_claim_key
                            WHERE company_id = %s AND active
                              AND (kind, value) IN %s""",
                        company.id,
                        tuple(wanted),
                    )
                )
            )
        free = [
            partner_id
            for partner_id in partner_ids
            if partner_key(partner_id) not in taken
        ]
        until = claim_until(
            company._gift_claim_terms(), "manual", company._gift_today(), None
        )
        claims = self.env["gift.claim"].create(
            [
                {
                    "partner_id": partner_id,
                    "company_id": company.id,
                    "owner_id": owner.id,
                    "team_id": owner.sale_team_id.id,
                    "basis": "manual",
                    "since": fields.Datetime.now(),
                    "until": until,
                }
                for partner_id in free
            ]
        )
        keys._gift_insert(
            [
                (claim.id, company.id, *key)
                for claim in claims
                for key in identities[claim.partner_id.id].own
                if key not in taken
            ]
        )
        claims._gift_touch_customers()
        return claims

    def _gift_move_records(self, model, records, given):
        """Give leads, quotations or tasks to whoever has their customer now.

        What belongs to no customer that moves goes in turn; a task on a contact that
        does not move stays. One UPDATE, whatever the number.
        """
        customers = self._gift_customers_of(model, records)
        if model == "mail.activity":
            records = records.filtered(lambda record: record.id in customers)
        targets = self._gift_targets()
        moves = []
        for position, record in enumerate(records):
            partner_id = customers.get(record.id)
            target = given.get(partner_id, targets[position % len(targets)])
            if model == "mail.activity":
                target = target._gift_desk(self.company_id)
            moves.append((record.id, partner_id or None, target.id or None))
        if not moves:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE %s d SET user_id = v.user_id, write_uid = %s,
                       write_date = now() AT TIME ZONE 'UTC'
                  FROM unnest(%s::int[], %s::int[]) AS v (id, user_id)
                 WHERE d.id = v.id
                """,
                SQL.identifier(self.env[model]._table),
                self.env.uid,
                [move[0] for move in moves],
                [move[2] for move in moves],
            )
        )
        if model == "mail.activity":
            self._gift_move_care(moves)
        self.env[model].invalidate_model(flush=False)
        self._gift_follow(model, moves)
        self._gift_write_lines(
            model, [(move[0], move[1], None, move[2]) for move in moves]
        )

    def _gift_customers_of(self, model, records):
        """Return the customer of each record: ``{id: commercial partner id}``.

        Tasks on documents of other companies, and on contacts without a customer in
        this one, are left out.
        """
        if model != "mail.activity":
            return {
                record.id: record.partner_id.commercial_partner_id.id
                for record in records
                if record.partner_id
            }
        rows = self.env.execute_query(
            SQL(
                """
                SELECT a.id, COALESCE(p.commercial_partner_id, lp.commercial_partner_id,
                                      op.commercial_partner_id)
                  FROM mail_activity a
                  LEFT JOIN res_partner p
                    ON a.res_model = 'res.partner' AND p.id = a.res_id
                   AND EXISTS (SELECT 1 FROM gift_customer g
                                WHERE g.partner_id = p.commercial_partner_id
                                  AND g.company_id = %(root)s)
                  LEFT JOIN crm_lead l ON a.res_model = 'crm.lead' AND l.id = a.res_id
                   AND (l.company_id IS NULL OR l.company_id = ANY(%(branches)s))
                  LEFT JOIN res_partner lp ON lp.id = l.partner_id
                  LEFT JOIN sale_order o
                    ON a.res_model = 'sale.order' AND o.id = a.res_id
                   AND o.company_id = ANY(%(branches)s)
                  LEFT JOIN res_partner op ON op.id = o.partner_id
                 WHERE a.id = ANY(%(ids)s)
                   AND COALESCE(p.id, l.id, o.id) IS NOT NULL
                """,
                root=self.company_id.id,
                branches=self.env["res.company"]
                .search([("id", "child_of", self.company_id.id)])
                .ids,
                ids=records.ids,
            )
        )
        return dict(rows)

    def _gift_move_care(self, moves):
        """Care goes along with its task."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE gift_care_action c SET user_id = v.user_id,
                       given_to_id = v.user_id
                  FROM unnest(%s::int[], %s::int[]) AS v (id, user_id)
                 WHERE c.activity_id = v.id
                """,
                [move[0] for move in moves],
                [move[2] for move in moves],
            )
        )
        self.env["gift.care.action"].invalidate_model(flush=False)

    def _gift_follow(self, model, moves):
        """Let the new people follow: they hear what the customer writes."""
        if model == "mail.activity":
            return
        by_user = defaultdict(list)
        for res_id, _partner_id, user_id in moves:
            if user_id:
                by_user[user_id].append(res_id)
        for user_id, res_ids in by_user.items():
            partner = self.env["res.users"].browse(user_id).partner_id
            self.env["mail.followers"]._insert_followers(model, res_ids, partner.ids)

    def _gift_write_lines(self, model, rows):
        """Write down what moved: (id, customer id, new claim id, new user id)."""
        if not rows:
            return
        self.env.flush_all()
        columns = [list(column) for column in zip(*rows, strict=True)]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO gift_reassign_line
                       (reassign_id, res_model, res_id, partner_id, new_claim_id,
                        new_user_id)
                SELECT %s, %s, v.*
                  FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[]) AS v
                """,
                self.id,
                model,
                *[[value or None for value in column] for column in columns],
            )
        )
        self.env["gift.reassign.line"].invalidate_model(flush=False)
        self.invalidate_recordset(["line_ids"])
