"""The job that turns touchpoints into claims, renewals and assists."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.claim_rules import KIND_BASIS, ClaimState, Touch, settle
from .gift_job_run import logged_job

#: queue rows per transaction
BATCH = 500
#: people whose duty is to sell; what they enter for a colleague is an assist
HELPER_GROUPS = (
    "crm_gift_retail.crm_gift_retail_group_clerk",
    "crm_gift_retail.crm_gift_retail_group_caller",
    "crm_gift_retail.crm_gift_retail_group_sales",
)


class GiftClaimSettle(models.AbstractModel):
    """The part of ``gift.claim`` that consumes ``gift.claim.queue`` (decision 19)."""

    _name = "gift.claim.settle"
    _description = "Settling of claims"

    @api.model
    @logged_job("crm_gift_retail.ir_cron_gift_claim_settle")
    def _cron_settle(self):
        """Settle what happened, in batches; what fails is left for the next run."""
        cron = self.env["ir.cron"]
        queue = self.env["gift.claim.queue"]
        cron._commit_progress(remaining=queue.search_count([], limit=100000))
        done, notices = 0, defaultdict(list)
        while True:
            result = self._gift_retried(self._gift_settle_batch)
            if not result or not result[0]:
                break
            done += result[0]
            for user_id, claim_ids in result[1].items():
                notices[user_id] += claim_ids
            if not cron._commit_progress(result[0]):
                break
        if notices:
            self._gift_tell_assists(notices)
            cron._commit_progress()
        if not done:
            cron._commit_progress(remaining=0)
        return done

    @api.model
    def _gift_settle_batch(self):
        """Take the oldest part of the queue, settle it and delete it.

        :return: (number of queue rows done, ``{user id: claim ids, one per assist}``)
        """
        cr = self.env.cr
        cr.execute(
            """SELECT id, kind, target_id FROM gift_claim_queue
                ORDER BY id LIMIT %s""",
            [BATCH],
        )
        rows = cr.fetchall()
        if not rows:
            return 0, {}
        targets = defaultdict(set)
        for _id, kind, target_id in rows:
            targets[kind].add(target_id)
        self._gift_rekey(targets["partner"], targets["lead"])
        notices = self._gift_settle_touches(sorted(targets["touch"]))
        cr.execute(
            "DELETE FROM gift_claim_queue WHERE id = ANY(%s)",
            [[row[0] for row in rows]],
            log_exceptions=False,
        )
        return len(rows), notices

    @api.model
    def _gift_settle_touches(self, touch_ids):
        """Settle touchpoints, each company by its own rules.

        :param list touch_ids: ids of ``gift.touchpoint``, oldest first
        :return: ``{user id: claim ids, one per assist}``
        """
        self = self.sudo()
        by_company = defaultdict(list)
        for row in self._gift_read_touches(touch_ids):
            by_company[row["company_id"]].append(row)
        notices = defaultdict(list)
        for company_id, rows in by_company.items():
            company = self.env["res.company"].browse(company_id)
            touches = self._gift_prepare_touches(company, rows)
            claims = self._gift_read_claims(company, touches)
            outcome = settle(
                touches,
                claims,
                company._gift_claim_terms(),
                company._gift_today(),
                self._gift_members(claims, touches),
                self.env["res.users"]._gift_deputies(company._gift_today()),
            )
            self._gift_write_outcome(company, outcome)
            told = self._gift_write_assists(company, outcome)
            for user_id, claim_ids in told.items():
                notices[user_id] += claim_ids
        return notices

    @api.model
    def _gift_read_touches(self, touch_ids):
        """Read touchpoints with what settling asks of customer, team and offer."""
        if not touch_ids:
            return []
        self.env.flush_all()
        partners = self.env["res.partner"]
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT t.id, t.kind, t.date, t.company_id, t.lead_id,
                       t.user_id AS maker,
                       CASE WHEN t.kind = 'lead' THEN l.user_id
                            WHEN t.res_model = 'sale.order' THEN o.user_id
                       END AS seller_id,
                       t.team_id, t.create_uid, t.channel, t.res_model, t.res_id,
                       t.is_contact AND NOT COALESCE(t.is_mass, FALSE) AS is_contact,
                       p.id AS partner_id, NOT COALESCE(p.is_company, FALSE) AS private,
                       COALESCE(%(outsider)s, FALSE) AS outsider,
                       pu.id AS salesperson_id, tm.gift_is_shop AS shop,
                       o.validity_date AS validity,
                       EXISTS (SELECT 1 FROM gift_claim h
                                WHERE h.partner_id = p.id
                                  AND h.company_id = t.company_id) AS was_claimed
                  FROM gift_touchpoint t
                  LEFT JOIN crm_lead l ON l.id = t.lead_id
                  LEFT JOIN res_partner s
                         ON s.id = COALESCE(t.commercial_partner_id, l.partner_id)
                  LEFT JOIN res_partner p ON p.id = s.commercial_partner_id
                  LEFT JOIN res_users pu
                         ON pu.id = p.user_id AND pu.active AND NOT pu.share
                  LEFT JOIN crm_team tm ON tm.id = t.team_id
                  LEFT JOIN sale_order o
                         ON t.res_model = 'sale.order' AND o.id = t.res_id
                 WHERE t.id = ANY(%(ids)s)
                   AND (t.is_contact OR t.kind = ANY(%(kinds)s))
                 ORDER BY t.id
                """,
                outsider=partners._gift_outsider_sql(SQL("p")),
                ids=list(touch_ids),
                kinds=list(KIND_BASIS),
            )
        )

    @api.model
    def _gift_prepare_touches(self, company, rows):
        """Return the kernel's touches of one company.

        :param company: root ``res.company``
        :param list rows: dicts of ``_gift_read_touches``
        """
        identities, leads = self.env["gift.claim.key"]._gift_identities(
            {row["partner_id"] for row in rows if row["partner_id"]},
            {row["lead_id"] for row in rows if row["lead_id"]},
        )
        people = self._gift_people(
            {row[name] for row in rows for name in ("seller_id", "maker", "create_uid")}
            - {None}
        )
        zone = self.with_context(tz=company._gift_tz())
        touches = []
        for row in rows:
            lookup, own = identities.get(row["partner_id"], ([], []))
            lead_lookup, lead_own = leads.get(row["lead_id"], ([], []))
            # The document's salesperson has it; who wrote it for a colleague helped.
            maker = row["maker"] or row["create_uid"]
            found = [u for u in (row["seller_id"], row["maker"]) if u in people]
            user_id = found[0] if found else None
            is_helper = maker != user_id and people.get(maker, {}).get("helps")
            at = fields.Datetime.context_timestamp(zone, row["date"])
            touches.append(
                Touch(
                    id=row["id"],
                    kind=row["kind"],
                    day=at.date(),
                    date=row["date"],
                    keys=list(dict.fromkeys([*lookup, *lead_lookup])),
                    own_keys=list(dict.fromkeys([*own, *lead_own])),
                    partner_id=row["partner_id"],
                    lead_id=row["lead_id"],
                    private=row["private"],
                    outsider=row["outsider"],
                    user_id=user_id,
                    may_own=bool(user_id and people[user_id]["owns"]),
                    helper_id=maker if is_helper else None,
                    team_id=row["team_id"],
                    shop=bool(row["shop"]),
                    is_contact=row["is_contact"],
                    validity=row["validity"],
                    salesperson_id=(
                        None if row["was_claimed"] else row["salesperson_id"]
                    ),
                    fallback_team_id=company.gift_service_team_id.id or None,
                )
            )
        return touches

    @api.model
    def _gift_people(self, user_ids):
        """Return those of these users who are people at work here.

        :param set user_ids: ids of ``res.users``
        :return: ``{user id: {"owns": may own customers, "helps": is a helper}}``
        """
        people = {}
        for user in self.env["res.users"].browse(sorted(user_ids)):
            if not user.active or user.share or user._is_superuser():
                continue
            manager = user.has_group("crm_gift_retail.crm_gift_retail_group_manager")
            people[user.id] = {
                "owns": user.has_group("sales_team.group_sale_salesman"),
                "helps": not manager and any(map(user.has_group, HELPER_GROUPS)),
            }
        return people

    @api.model
    def _gift_read_claims(self, company, touches):
        """Return the active claims that these touches could belong to, by key."""
        keys = {key for touch in touches for key in touch.keys}
        if not keys:
            return {}
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT k.kind AS key_kind, k.value AS key_value, c.id, c.partner_id,
                       c.lead_id, c.owner_id, c.team_id, c.basis, c.until,
                       c.extension_count, c.last_contact, c.touchpoint_id
                  FROM gift_claim_key k
                  JOIN gift_claim c ON c.id = k.claim_id
                 WHERE k.company_id = %s AND k.active AND (k.kind, k.value) IN %s
                """,
                company.id,
                tuple(keys),
            )
        )
        states, claims = {}, {}
        for row in rows:
            claim = states.get(row["id"])
            if claim is None:
                claim = states[row["id"]] = ClaimState(
                    id=row["id"],
                    partner_id=row["partner_id"],
                    lead_id=row["lead_id"],
                    owner_id=row["owner_id"],
                    team_id=row["team_id"],
                    basis=row["basis"],
                    until=row["until"],
                    extensions=row["extension_count"] or 0,
                    last_contact=row["last_contact"],
                    touch_id=row["touchpoint_id"],
                )
            claims[row["key_kind"], row["key_value"]] = claim
        return claims

    @api.model
    def _gift_members(self, claims, touches):
        """Return who speaks for the teams: ``{team id: set of user ids}``."""
        team_ids = {claim.team_id for claim in claims.values()}
        team_ids |= {touch.team_id for touch in touches}
        team_ids |= {touch.fallback_team_id for touch in touches}
        members = defaultdict(set)
        for team_id, user_id in self.env.execute_query(
            SQL(
                """
                SELECT crm_team_id, user_id FROM crm_team_member
                 WHERE active AND crm_team_id = ANY(%(ids)s)
                 UNION
                SELECT id, user_id FROM crm_team
                 WHERE id = ANY(%(ids)s) AND user_id IS NOT NULL
                """,
                ids=sorted(team_ids - {None}),
            )
        ):
            members[team_id].add(user_id)
        return members

    @api.model
    def _gift_write_outcome(self, company, outcome):
        """Write new and changed claims; hold the keys of the new ones.

        :param company: root ``res.company``
        :param outcome: of the kernel
        """
        touchpoints = self.env["gift.touchpoint"]
        for claim in outcome.changed:
            self.browse(claim.id).write(
                {
                    "partner_id": claim.partner_id,
                    "basis": claim.basis,
                    "until": claim.until,
                    "extension_count": claim.extensions,
                    "last_contact": claim.last_contact,
                }
            )
        vals_list = []
        for claim in outcome.new:
            touchpoint = touchpoints.browse(claim.touch_id)
            vals_list.append(
                {
                    "partner_id": claim.partner_id,
                    "lead_id": claim.lead_id,
                    "company_id": company.id,
                    "owner_id": claim.owner_id,
                    "team_id": claim.team_id
                    or self.env["res.users"].browse(claim.owner_id).sale_team_id.id,
                    "basis": claim.basis,
                    "channel": touchpoint.channel,
                    "since": claim.touch.date,
                    "until": claim.until,
                    "extension_count": claim.extensions,
                    "last_contact": claim.last_contact,
                    "touchpoint_id": touchpoint.id,
                    "res_model": touchpoint.res_model,
                    "res_id": touchpoint.res_id,
                }
            )
        new = self.create(vals_list)
        for claim, record in zip(outcome.new, new, strict=True):
            claim.id = record.id
        keys = [
            (claim.id, company.id, kind, value)
            for claim in outcome.new
            for kind, value in claim.keys
        ]
        self.env["gift.claim.key"]._gift_insert(keys)
        self._gift_show(new.partner_id, company)

    @api.model
    def _gift_show(self, customers, company):
        """Have these customers on the list of standings, with their owner."""
        if customers:
            self.env["gift.customer"]._ensure(customers, company)

    @api.model
    def _gift_write_assists(self, company, outcome):
        """Write assists; return whom to tell of how many.

        :return: ``{user id: claim ids, one per assist}``: of owner, whoever stands in,
            or the team leader
        """
        share = company.gift_assist_share
        added = self.env["gift.claim.assist"]._gift_add(
            [
                (
                    assist.claim.id,
                    assist.user_id or None,
                    assist.touch.id,
                    assist.touch.team_id,
                    assist.touch.date,
                    share if assist.user_id else 0,
                )
                for assist in outcome.assists
            ]
        )
        notices = defaultdict(list)
        for claim in self.browse(added):
            user = claim._gift_person_in_charge()
            if user:
                notices[user.id].append(claim.id)
        return notices
