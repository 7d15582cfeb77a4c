"""What waits for a decision today, who is away, and what was decided before."""

from datetime import timedelta

# (who asks, customer's place in the list, what, why, hours, urgent)
_QUESTIONS = (
    (
        "sales",
        0,
        "茶具九二折 8 % off for 120 tea sets",
        "竞争对手报价低 6 %，客户第三年订货。A rival offers 6 % less; third year.",
        8,
        False,
    ),
    (
        "sales2",
        3,
        "免费刻字 Engraving for free, 300 pieces",
        "首单三百份，希望做成长期客户。First order of 300; may become a regular.",
        16,
        False,
    ),
    (
        "service",
        5,
        "补发一套，不等退回 Send a new set before the broken one is back",
        "明天开业典礼，收到时一箱破损。Their opening is tomorrow; a box came broken.",
        2,
        True,
    ),
    (
        "clerk",
        8,
        "店里先留 40 份 Keep 40 sets for a week without a deposit",
        "老客户口头确认，周末来付款。A regular promised it; pays at the weekend.",
        0,
        False,
    ),
)
_DECIDED = (
    ("sales", 1, "礼盒加印 Logo Logo on the boxes, our cost", "approved", None),
    ("clerk2", 6, "货到付款 Pay on delivery", "refused", "talk_first"),
)


def build(story):
    """Ask through ``gift.request``, as people do; decide some of it.

    :param Story story: the build with users and customers.
    """
    env = story.env
    for login, place, what, why, hours, urgent in _QUESTIONS:
        _ask(story, login, place, what, note=why, hours=hours, is_urgent=urgent)
    manager = story.users["manager"]
    for login, place, what, decision, reason in _DECIDED:
        approval = _ask(story, login, place, what)
        approval.with_user(manager).action_decide(decision, reason_key=reason)
    env["gift.deputy"].create(
        {
            "user_id": story.users["sales2"].id,
            "deputy_id": story.users["sales"].id,
            "date_from": story.today + timedelta(days=5),
            "date_to": story.today + timedelta(days=12),
            "reason": "年假 Annual leave",
        }
    )


def _ask(story, login, place, what, **values):
    user = story.users[login]
    customer = story.customers[place % len(story.customers)]
    request = (
        story.env["gift.request"]
        .with_user(user)
        .create({"name": what, "partner_id": customer.partner.id, **values})
    )
    return request.sudo().gift_approval_ids.with_context(
        allowed_company_ids=story.company.ids
    )
