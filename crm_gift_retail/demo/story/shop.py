"""The shops of the story: walk-ins in every state, guests expected today."""

from datetime import timedelta
from typing import NamedTuple

from odoo import fields

from .context import TIMEZONE
from .house import translate

_SHOPS = ("beijing_road", "tianhe")
_SENTENCE = (
    "May we call you or send you a message on WeChat about greetings, news and offers? "
    "You can say no at any time."
)
_SENTENCE_ZH = (
    "今后有新品、节日问候和优惠，可以打电话或发微信告诉您吗？您随时可以说不。"
)


class _WalkIn(NamedTuple):
    """One walk-in; ``state`` is what head office made of it, "" without handover."""

    shop: str
    clerk: str
    days: int  # ago
    name: str
    phone: str
    wechat: str
    firm: str
    category: int
    note: str
    consent: str
    state: str
    facts: dict


def _facts(kind, use, stage, budget=0):
    return {
        "buyer_kind": kind,
        "use": use,
        "need_stage": stage,
        "budget_head": budget,
    }


# One walk-in a line, as a clerk would say it.
# fmt: off
_WALK_INS = (
    _WalkIn("beijing_road", "clerk", 0, "王总", "138 2213 5501", "wang_zs",
            "越秀诚达物流", 0,
            "给客户的中秋礼，大约 200 份，要印标。200 gifts for clients, with logo.",
            "all", "new", {}),
    _WalkIn("beijing_road", "clerk", 2, "李老师", "135 7011 2098", "", "",
            1, "教师节想订 45 份。45 for Teachers' Day.", "service", "new", {}),
    _WalkIn("tianhe", "clerk2", 0, "欧阳女士", "", "ouyang_tea", "",
            0, "送婆婆的生日礼。A birthday present.", "all", "", {}),
    _WalkIn("tianhe", "clerk2", 1, "陈先生", "139 2650 7714", "", "天河启明律师事务所",
            2, "客户答谢会，人均 300，下个月。Thank-you party, 300 a head.",
            "all", "classified", _facts("firm", "event", "dated", 300)),
    _WalkIn("beijing_road", "clerk", 3, "刘经理", "136 0288 4419", "liu_hr",
            "荔湾宏远置业", 3, "员工福利，还在比较。Staff gifts, still comparing.",
            "all", "following", _facts("firm", "staff", "comparing", 180)),
    _WalkIn("beijing_road", "clerk", 6, "赵小姐", "137 1960 3350", "", "",
            1, "婚礼回礼 80 份。80 wedding favours.",
            "none", "done", _facts("private", "event", "urgent", 60)),
    _WalkIn("tianhe", "clerk2", 5, "黄先生", "159 8901 7726", "", "",
            0, "当场就买了。Bought at once.", "service", "closed", {}),
)
_GUESTS = (
    ("beijing_road", "sales", 0,
     "看新款青花茶具，选客户礼。To choose tea sets for clients.", "expected"),
    ("beijing_road", "caller", 0,
     "电话里约好来看样品。Agreed by phone to see samples.", "expected"),
    ("beijing_road", "service", 0, "来取定制样品。Collects a sample.", "arrived"),
    ("tianhe", "sales", 0, "看节日礼盒。Festival boxes.", "expected"),
    ("beijing_road", "sales", -1, "看丝巾新花色。New scarves.", "missed"),
    ("tianhe", "caller", 1, "带同事来选员工礼。Chooses staff gifts.", "expected"),
)
# fmt: on


def build(story):
    """Let the clerks capture walk-ins, and everybody invite.

    :param Story story: the build with customers, users, teams and products.
    """
    for key in _SHOPS:
        story.teams[key].gift_is_shop = True
    company = story.company
    company.resource_calendar_id.tz = TIMEZONE  # else "by 17:00" is one at night
    company.gift_consent_sentence = _SENTENCE
    translate(company, {"gift_consent_sentence": _SENTENCE_ZH})
    categories = (
        story.env["product.product"]
        .browse([product.id for product in story.products])
        .categ_id
    )
    for number, walk_in in enumerate(_WALK_INS):
        _capture(story, number, walk_in, categories)
    _invite(story)


def _capture(story, number, walk_in, categories):
    env = story.env
    clerk = story.users[walk_in.clerk]
    day = story.today - timedelta(days=walk_in.days)
    answer = (
        env["gift.capture"]
        .with_user(clerk)
        .register(
            f"walk-in-of-the-story-{number:02}",
            {
                "team_id": story.teams[walk_in.shop].id,
                "served_by_id": clerk.id,
                "name": walk_in.name,
                "phone": walk_in.phone,
                "wechat": walk_in.wechat,
                "firm": walk_in.firm,
                "date": fields.Datetime.to_string(story.moment(day)),
                "category_ids": categories[walk_in.category % len(categories)].ids,
                "note": walk_in.note,
                "consent": walk_in.consent,
                "sentence": story.company.with_context(
                    lang=clerk.lang
                )._gift_consent_words(),
                "hand_over": bool(walk_in.state),
            },
        )
    )
    handover = env["gift.capture"].browse(answer["id"]).handover_id
    if handover:
        _answer(story, handover, walk_in, day)


def _answer(story, handover, walk_in, day):
    """Let head office do what the story says, on the days that it says."""
    asked = story.moment(day)
    handover.write(
        {
            "date_asked": asked,
            "deadline": handover._gift_deadline(story.company, asked, 8),
            **walk_in.facts,
        }
    )
    desk = handover.with_user(story.users["service_lead"])
    if walk_in.state == "closed":
        handover.with_user(story.users[walk_in.clerk]).action_close(
            "当场成交 Bought at once"
        )
    elif walk_in.state != "new":
        desk.action_classify()
    if walk_in.state in ("following", "done"):
        desk.action_follow()
    if walk_in.state == "done":
        desk.action_done()
    elif walk_in.state in ("classified", "following"):
        # those who are at work are in time; the one that nobody looked at is late
        handover.deadline = fields.Datetime.now() + timedelta(hours=6)
    handover._gift_schedule()


def _invite(story):
    invitations = story.env["gift.invitation"]
    chosen = [
        one
        for one in story.customers
        if one.is_firm and one.owner and not one.is_due_soon
    ]
    for (shop, login, ahead, reason, state), customer in zip(
        _GUESTS, chosen, strict=False
    ):
        day = story.today + timedelta(days=ahead)
        invitation = invitations.browse(
            invitations.with_user(story.users[login]).invite(
                story.teams[shop].id,
                max(day, story.today),
                reason,
                partner_id=customer.buyer.id,
            )
        )
        if state == "missed":
            invitation.write({"day": day, "state": state})
        elif state == "arrived":
            clerk = story.users["clerk" if shop == "beijing_road" else "clerk2"]
            invitation.with_user(clerk).action_arrived()
