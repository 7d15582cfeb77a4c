"""Contacts logged in the past, so that every colour occurs on the lists."""

from datetime import timedelta

_TALKS = (
    ("call", "来电询问交期，已回复。Asked about delivery; answered."),
    ("call", "电话回访，茶具很满意。Called back: happy with the tea set."),
    ("call", "确认了下次节日的份数。Confirmed the count for the next festival."),
    ("visit", "到店看新款瓷器，喜欢青花。Came to see new porcelain, likes blue."),
    ("message_in", "微信发来新的收货地址。Sent a new address by WeChat."),
    ("message_out", "微信发送了新品图片。Sent pictures of new items by WeChat."),
    ("meeting", "上门洽谈年度礼品计划。Met at their office about the year's gifts."),
)
# How long ago the last talk was, as parts of the tier's interval.
_FRESH, _OVERDUE = (0.05, 0.7), (1.05, 1.9)
# Or in how many days the next one is due: amber in any time zone, whatever the tier.
_SOON = (2, 5)
_NO_INTERVAL = 240  # tiers without an interval: somebody speaks now and then


def build(story):
    """Log past talks with ``gift.touchpoint`` and a note on the contact.

    The tiers are known by now; their intervals say what is late.

    :param Story story: the build with customers, users and standing.
    """
    standing = story.env["gift.customer"].search(
        [("company_id", "=", story.company.id)]
    )
    intervals = {
        row.partner_id.id: row.tier_id.contact_interval_days for row in standing
    }
    planned = []
    for number, customer in enumerate(story.customers):
        interval = intervals.get(customer.partner.id) or _NO_INTERVAL
        days = _days(story, customer, number, interval)
        planned += [(customer, day) for day in days]
    planned.sort(key=lambda item: (item[1], item[0].code))
    _log(story, planned)


def _days(story, customer, number, interval):
    """Choose the days on which somebody spoke with the customer."""
    rng = story.rng
    if number % 17 == 16:
        return []  # nobody ever did
    part = (_FRESH, _FRESH, _FRESH, _SOON, _OVERDUE, _FRESH, _OVERDUE)[number % 7]
    drawn = rng.uniform(*part)
    ago = round(interval - drawn if part is _SOON else interval * drawn)
    customer.is_due_soon = part is _SOON and not customer.silent_days
    ago = customer.silent_days or ago
    days, limit = [], min(customer.since_days, 500)
    while ago < limit and len(days) < 5:
        days.append(story.today - timedelta(days=ago))
        ago += round(interval * rng.uniform(0.8, 1.6)) + 5
    return days


def _log(story, planned):
    env, rng = story.env, story.rng
    subtype = env.ref("mail.mt_note")
    messages, touches = [], []
    for customer, day in planned:
        kind, words = rng.choice(_TALKS)
        user = story.users.get(customer.owner) or story.users["service"]
        moment = story.moment(day)
        messages.append(
            {
                "model": "res.partner",
                "res_id": customer.buyer.id,
                "message_type": "comment",
                "subtype_id": subtype.id,
                "author_id": user.partner_id.id,
                "email_from": user.email_formatted,
                "date": moment,
                "body": words,
            }
        )
        touches.append(
            {
                "partner_id": customer.buyer.id,
                "commercial_partner_id": customer.partner.id,
                "company_id": story.company.id,
                "kind": kind,
                "is_contact": True,
                "direction": {"message_in": "in"}.get(kind, "out"),
                "date": moment,
                "user_id": user.id,
                "team_id": story.teams[customer.team].id,
                "res_model": "mail.message",
                "summary": words,
            }
        )
    notes = env["mail.message"].with_context(tracking_disable=True).create(messages)
    for note, touch in zip(notes, touches, strict=True):
        touch["res_id"] = note.id
    env["gift.touchpoint"]._gift_register(touches)
