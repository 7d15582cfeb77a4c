"""Claims of customers that become one, and keys that follow the contact's data."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.claim_identity import partner_key


class GiftClaimMerge(models.AbstractModel):
    """The part of ``gift.claim`` that keeps one claim per customer.

    Of several the oldest valid one stays (decision 17, behaviour 3); the others are
    transferred to it, with their history, and their owners have an assist.
    """

    _name = "gift.claim.merge"
    _description = "Consolidation of claims"

    @api.model
    def _gift_merge(self, sources, target):
        """Give the target of a merge one active claim per company, before Odoo merges.

        :param sources: ``res.partner`` records that go away
        :param target: ``res.partner`` that stays
        """
        # sudo: whoever may merge contacts merges what hangs on them
        self = self.sudo()
        customer = target.commercial_partner_id
        if customer in sources:
            customer = target
        everybody = sources | target | customer
        self.env.flush_all()
        claims = self.search([("partner_id", "in", everybody.ids)])
        for company in claims.company_id:
            group = claims.filtered(lambda claim, c=company: claim.company_id == c)
            group._gift_consolidate(customer)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE gift_claim SET partner_id = %s WHERE partner_id = ANY(%s)",
            [customer.id, (sources | target).ids],
        )
        self.env["gift.claim"].invalidate_model(flush=False)
        self.env["gift.claim.queue"]._gift_add("partner", customer.ids)

    @api.model
    def _gift_merge_leads(self, gone, kept):
        """Let claims of leads that are merged away belong to the one that stays.

        :param gone: ``crm.lead`` records that go away
        :param kept: ``crm.lead`` that stays
        """
        self.env.cr.execute(
            "UPDATE gift_claim SET lead_id = %s WHERE lead_id = ANY(%s)",
            [kept.id, gone.ids],
        )
        self.env["gift.claim"].invalidate_model(flush=False)
        self.env["gift.claim.queue"]._gift_add("lead", kept.ids)

    def _gift_consolidate(self, customer):
        """Make one claim of these active claims of one company.

        :param customer: ``res.partner`` (commercial) that it belongs to; empty while
            there is only a lead
        :return: the claim that stays
        """
        kept = self.sorted(lambda claim: claim._gift_merge_rank())[:1]
        gone = self - kept
        rivals = gone.filtered(lambda c: c.owner_id and c.owner_id != kept.owner_id)
        gone._gift_end(
            "transferred",
            self.env._("Merged with an older claim"),
            successor=kept,
            keep_keys=True,
        )
        if kept.partner_id != customer:
            kept.partner_id = customer
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(
            "UPDATE gift_claim_key SET claim_id = %s "
            "WHERE claim_id = ANY(%s) AND active",
            [kept.id, gone.ids],
        )
        if customer:
            kind, value = partner_key(customer.id)
            cr.execute(
                """UPDATE gift_claim_key SET active = FALSE
                    WHERE claim_id = %s AND active AND kind = %s AND value != %s""",
                [kept.id, kind, value],
            )
            cr.execute(
                """SELECT 1 FROM gift_claim_key
                    WHERE claim_id = %s AND active AND kind = %s AND value = %s""",
                [kept.id, kind, value],
            )
            if not cr.fetchone():
                rows = [(kept.id, kept.company_id.id, kind, value)]
                self.env["gift.claim.key"]._gift_insert(rows)
        self.env["gift.claim.key"].invalidate_model(flush=False)
        kept._gift_note_rivals(rivals)
        return kept

    def _gift_merge_rank(self):
        """Sort key: valid before overdue, of somebody present, then the oldest."""
        self.ensure_one()
        overdue = bool(self.until and self.until < self.company_id._gift_today())
        left = bool(self.owner_id and not self.owner_id.active)
        return (overdue, left, self.since, self.id)

    def _gift_note_rivals(self, rivals):
        """Write down that owners of claims merged into this one helped.

        :param rivals: the claims that went into this one
        """
        now = fields.Datetime.now()
        self.env["gift.claim.assist"]._gift_add(
            [
                (
                    self.id,
                    rival.owner_id.id,
                    None,
                    rival.team_id.id or None,
                    now,
                    self.company_id.gift_assist_share,
                )
                for rival in rivals
            ]
        )

    # ------------------------------------------------------------------
    # Keys follow the data
    # ------------------------------------------------------------------

    @api.model
    def _gift_rekey(self, partner_ids, lead_ids):
        """Bring claims in line with contacts and leads that changed.

        A contact that joined a firm takes its claim there; a lead that has a customer
        now hands over its claim; numbers and addresses are held or let go.

        :param iterable partner_ids: ids of ``res.partner``, maybe gone
        :param iterable lead_ids: ids of ``crm.lead``, maybe gone
        """
        self = self.sudo()
        if not partner_ids and not lead_ids:
            return
        self.env.flush_all()
        leads = self.env["crm.lead"].browse(sorted(lead_ids)).exists()
        partners = self.env["res.partner"].browse(sorted(partner_ids)).exists()
        partners |= leads.partner_id
        customers = partners.commercial_partner_id
        identities, _leads = self.env["gift.claim.key"]._gift_identities(customers.ids)
        found = self.search(
            [
                "|",
                ("partner_id", "in", (partners | customers).ids),
                ("lead_id", "in", leads.ids),
            ]
        )
        found |= self._gift_nameless_of(identities)
        groups = defaultdict(self.browse)
        owners = self._gift_key_owners(identities)
        for claim in found:
            customer = (
                claim.partner_id.commercial_partner_id
                or claim.lead_id.partner_id.commercial_partner_id
                or owners(claim)
            )
            key = customer.id or -claim.id
            groups[key, claim.company_id.id] |= claim
        kept = self.browse()
        for (customer_id, _company_id), claims in groups.items():
            customer = self.env["res.partner"].browse(max(customer_id, 0) or [])
            if len(claims) > 1 or claims.partner_id != customer:
                claims = claims._gift_consolidate(customer)
                claims._gift_touch_customers()
            kept |= claims
        kept._gift_renew_keys()
        for company in kept.company_id:
            mine = kept.filtered(lambda claim, c=company: claim.company_id == c)
            self._gift_show(mine.partner_id, company)

    @api.model
    def _gift_nameless_of(self, identities):
        """Return active claims on a mere number or address of these customers.

        :param dict identities: of ``gift.claim.key._gift_identities``
        """
        keys = {key for identity in identities.values() for key in identity.own}
        if not keys:
            return self.browse()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT c.id
                  FROM gift_claim_key k
                  JOIN gift_claim c ON c.id = k.claim_id
                 WHERE k.active AND c.partner_id IS NULL AND (k.kind, k.value) IN %s
                """,
                tuple(keys),
            )
        )
        return self.browse([row[0] for row in rows])

    @api.model
    def _gift_key_owners(self, identities):
        """Return a function that tells which customer a nameless claim belongs to."""
        by_key = {
            key: partner_id
            for partner_id, identity in identities.items()
            for key in identity.own
        }

        def owner(claim):
            ids = [
                by_key[key.kind, key.value]
                for key in claim.key_ids
                if key.active and (key.kind, key.value) in by_key
            ]
            return self.env["res.partner"].browse(ids[:1])

        return owner

    def _gift_renew_keys(self):
        """Hold the keys that these customers and leads have now, let go the others.

        A key that another claim holds stays there: both customers share the number,
        which merging the contacts or a manager settles.
        """
        keys = self.env["gift.claim.key"]
        partners, leads = keys._gift_identities(self.partner_id.ids, self.lead_id.ids)
        held = defaultdict(set)
        for key in keys.search([("claim_id", "in", self.ids)]):
            held[key.claim_id.id].add((key.kind, key.value))
        drop, add = [], []
        for claim in self:
            if not claim.partner_id and not claim.lead_id:
                continue  # a mere number: it is what somebody claimed
            lookup, own = set(), set()
            for identity in (
                partners.get(claim.partner_id.id),
                leads.get(claim.lead_id.id),
            ):
                if identity:
                    lookup.update(identity.lookup)
                    own.update(identity.own)
            company_id = claim.company_id.id
            drop += [(claim.id, *key) for key in held[claim.id] - lookup]
            add += [(claim.id, company_id, *key) for key in own - held[claim.id]]
        if drop:
            self.env.cr.execute(
                SQL(
                    """UPDATE gift_claim_key SET active = FALSE
                        WHERE active AND (claim_id, kind, value) IN %s""",
                    tuple(drop),
                )
            )
        if add:
            taken = set(
                self.env.execute_query(
                    SQL(
                        """SELECT company_id, kind, value FROM gift_claim_key
                            WHERE active AND (company_id, kind, value) IN %s""",
                        tuple(row[1:] for row in add),
                    )
                )
            )
            unique = {row[1:]: row for row in add if row[1:] not in taken}
            keys._gift_insert(unique.values())
        if drop or add:
            keys.invalidate_model(flush=False)
