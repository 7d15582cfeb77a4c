"""Who is hot, who was lost to whom, who writes on WeChat, and who brought whom."""

from datetime import timedelta

from .house import translate

_BRANDS = ("Lotus Gifts 莲礼", "Red Ribbon 红缎带", "Guangdong Porcelain House 粤瓷坊")
_MESSAGES = (
    ("wechat", "茶具什么时候到？When do the tea sets arrive?"),
    ("wechat", "能不能刻字？Can you engrave the names?"),
    ("wecom", "请发一份报价。Please send us an offer."),
    ("taobao", "这款杯子还有货吗？Is this mug still in stock?"),
)
_STRANGERS = (
    (
        "xiaohongshu",
        "小红书用户 Momo",
        "看到礼盒，怎么订？Saw your box; how to order?",
    ),
    ("douyin", "抖音 阿May", "婚礼要 80 份回礼。80 wedding favours, please."),
)


def lose(story):
    """Say which brand the lost leads went to, and when to try again.

    Runs before the tiers, so that class D is there.

    :param Story story: the build with its leads.
    """
    env = story.env
    reason = env.ref("crm_gift_retail.crm_lost_reason_competitor")
    translate(reason, {"name": "选择了其他品牌"})
    brands = env["gift.competitor"]
    for name in _BRANDS:
        known = brands.search([("name", "=", name)], limit=1)
        brands |= known or brands.create({"name": name})
    lost = (
        env["crm.lead"]
        .with_context(active_test=False)
        .search(
            [
                ("company_id", "=", story.company.id),
                ("won_status", "=", "lost"),
                ("lost_reason_id", "=", reason.id),
            ],
            order="id",
        )
    )
    for number, lead in enumerate(lost):
        lead.write(
            {
                "gift_competitor_id": brands[number % len(brands)].id,
                "gift_winback_date": story.today + timedelta(days=number * 20 - 10),
            }
        )


def build(story):
    """Let customers write, be hot, and bring each other.

    Runs after the past talks.

    :param Story story: the build with customers and their standing.
    """
    _write(story)
    _bring(story)
    story.env["gift.customer"]._refresh(story.company)
    story.env.invalidate_all()


def _write(story):
    env = story.env
    identities = env["gift.platform.identity"]
    people = [c for c in story.customers if not (c.silent_days or c.is_due_soon)]
    people = people[: story.scaled(12)]
    codes = [code for code, _words in _MESSAGES]
    platforms = {
        platform.code: platform
        for platform in env["gift.platform"].search([("code", "in", codes)])
    }
    names = [
        {
            "platform_id": platforms[codes[number % len(codes)]].id,
            "value": f"{codes[number % len(codes)]}_{customer.code}",
            "partner_id": customer.buyer.id,
        }
        for number, customer in enumerate(people)
    ]
    identities.create(names)
    receive = env["gift.platform"].receive
    for number, name in enumerate(names[:4]):
        code, words = _MESSAGES[number]
        receive(code, f"demo-{name['value']}", name["value"], words)
    for code, name, words in _STRANGERS:
        receive(code, f"demo-{code}", f"demo_{code}", words, sender_name=name)
    if people:
        env["gift.heat.override"].create(
            {
                "partner_id": people[-1].partner.id,
                "company_id": story.company.id,
                "heat": "hot",
                "reason": "说下周定下来 Says they decide next week",
            }
        )


def _bring(story):
    """Three customers bring somebody; one of those is a lead."""
    env = story.env
    bringing = [c for c in story.customers if not c.silent_days][: story.scaled(3)]
    referrals = env["gift.referral"]
    leads = env["crm.lead"].search(
        [
            ("company_id", "=", story.company.id),
            ("partner_id", "=", False),
            ("won_status", "=", "pending"),
        ],
        limit=len(bringing),
        order="id desc",
    )
    for customer, lead in zip(bringing, leads, strict=False):
        referrals.create({"referrer_id": customer.buyer.id, "lead_id": lead.id})
