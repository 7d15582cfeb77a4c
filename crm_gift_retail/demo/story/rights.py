"""Whose customer: an agent for four firms, and a dispute that waits."""

from datetime import timedelta

_AGENT_NOTE = "四家公司的采购都找他。Buys for four firms."
_DISPUTE = (
    "客户上周到店指名找我，礼盒样品也是我寄的。"
    "The customer asked for me in the shop; I sent the samples."
)


def build(story):
    """Add roles of people at firms and an open dispute.

    :param Story story: the build with customers, users, standing and talks.
    """
    firms = [customer for customer in story.customers if customer.is_firm]
    if len(firms) < 8:
        return
    _agent(story, firms)
    _dispute(story, firms)


def _agent(story, firms):
    """One private buyer who orders for four firms, and dated roles of others."""
    agent = next(
        (customer.partner for customer in story.customers if not customer.is_firm), None
    )
    roles = [
        (agent, firm.partner, "agent", 200 + 10 * number)
        for number, firm in enumerate(firms[2:6])
        if agent
    ]
    roles += [
        (firm.buyer, firm.partner, "buyer", 400)
        for firm in firms[:12]
        if firm.buyer != firm.partner
    ]
    story.env["gift.partner.role"].create(
        [
            {
                "partner_id": person.id,
                "firm_id": firm.id,
                "role": role,
                "date_from": story.today - timedelta(days=days),
                "note": _AGENT_NOTE if role == "agent" else False,
            }
            for person, firm, role, days in roles
        ]
    )


def _dispute(story, firms):
    """The second salesperson contests a customer of the first."""
    claims = story.env["gift.claim"]
    owner, claimant = story.users["sales"], story.users["sales2"]
    mine = next((firm for firm in firms if firm.owner == "sales"), firms[0])
    claim = claims._gift_active(mine.partner, story.company).get(mine.partner.id)
    if not claim:
        claim = claims._gift_claim(
            mine.partner, story.company, owner=owner, basis="quotation"
        )
    if claim.owner_id == claimant:
        return
    reasons = story.env["gift.claim.dispute.reason"].search([], limit=2)
    story.env["gift.claim.dispute"].with_user(claimant)._gift_raise(
        claim, "transfer", reasons.with_user(claimant), _DISPUTE
    )
