"""Whose customers they are: claims from what happened, a pool, some help."""

from datetime import timedelta

from odoo import fields

_ENDING, _POOL, _HELPED = 5, 8, 4


def build(story):
    """Settle what the story left behind, then let a little time pass.

    :param Story story: the build with orders, leads, tiers and talks.
    """
    _settle(story)
    claims = story.env["gift.claim"].search(
        [
            ("company_id", "=", story.company.id),
            ("owner_id", "!=", False),
            ("partner_id", "!=", False),
        ],
        order="last_contact, since, id",
    )
    kept = claims.filtered(lambda claim: not _is_best(claim))
    gone = kept[: story.scaled(_POOL)]
    ending = (kept - gone)[: story.scaled(_ENDING)]
    _let_go(story, gone)
    _let_end_soon(story, ending)
    soon = {one.partner for one in story.customers if one.is_due_soon}
    others = (claims - gone - ending).filtered(lambda c: c.partner_id not in soon)
    _help(story, others[: story.scaled(_HELPED)])


def _settle(story):
    """Do what the job does within a minute."""
    env = story.env
    env.cr.flush()
    while env["gift.claim"]._gift_settle_batch()[0]:
        env.cr.flush()
    env.invalidate_all()


def _is_best(claim):
    customer = claim.env["gift.customer"].search(
        [
            ("partner_id", "=", claim.partner_id.id),
            ("company_id", "=", claim.company_id.id),
        ],
        limit=1,
    )
    return customer.tier_code == "A"


def _let_go(story, claims):
    """Claims that ended some days ago: their customers are in the pool."""
    ended = claims._gift_end("expired", story.env._("The time was over"))
    for number, claim in enumerate(ended):
        claim.until = story.today - timedelta(days=1 + number % 6)
        claim.ended_on = fields.Datetime.now() - timedelta(days=number % 6)


def _let_end_soon(story, claims):
    """Claims whose owners are warned this week."""
    for number, claim in enumerate(claims):
        claim.until = story.today + timedelta(days=2 + number % 5)


def _help(story, claims):
    """Somebody else served a claimed customer: an assist, no rival lead."""
    team = story.teams.get("beijing_road") or story.env["crm.team"]
    env = story.env
    for claim in claims:
        helpers = [
            user
            for login, user in sorted(story.users.items())
            if login and user != claim.owner_id and user in team.member_ids
        ]
        env["gift.touchpoint"]._gift_register(
            [
                {
                    "partner_id": claim.partner_id.id,
                    "company_id": story.company.id,
                    "kind": "visit",
                    "is_contact": True,
                    "direction": "in",
                    "channel": "shop",
                    "team_id": team.id,
                    "user_id": helpers[0].id if helpers else False,
                    "date": story.moment(story.today - timedelta(days=1)),
                    "res_model": "gift.claim",
                    "res_id": claim.id,
                    "summary": "到店看样，想加订。Came to the shop, wants more.",
                }
            ]
        )
    _settle(story)
