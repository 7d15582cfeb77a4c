"""Enquiries: every stage in every selling team, lost ones with their reason."""

from datetime import timedelta

from . import names, people
from .clients import mobile, shop_team
from .house import backdate, translate
from .population import person_name

_WISHES = (
    # Chinese and English title, pieces, CNY a piece
    ("员工{festival}礼品 {n} 份", "{fest_en} gifts for staff, {n}", 260),
    ("客户答谢礼 {n} 套", "Thank-you gifts for clients, {n}", 420),
    ("刻字保温杯 {n} 个", "Engraved flasks, {n}", 150),
    ("周年庆茶具 {n} 套", "Anniversary tea sets, {n}", 440),
    ("新员工礼包 {n} 份", "Welcome kits, {n}", 220),
    ("开业贺礼 {n} 份", "Opening-day gifts, {n}", 480),
    ("VIP 答谢会伴手礼 {n} 份", "Favours for a VIP evening, {n}", 330),
)
_SHOP_WISHES = (
    ("婚礼回礼 {n} 份", "Wedding favours, {n}", 120),
    ("送老师的钢笔 {n} 支", "Pens for a teacher, {n}", 398),
    ("乔迁礼物：青花瓷瓶 {n} 件", "House-warming vase, {n}", 1280),
    ("寿宴茶具 {n} 套", "Tea set for a birthday feast, {n}", 468),
)
_SELLING = ("corporate", "phone", "online", "beijing_road", "tianhe")
_REASONS = (
    ("Chose another brand", "选择了其他品牌"),
    ("Budget was cut", "预算取消"),
    ("Could not deliver in time", "赶不上交期"),
)
_PER_STAGE = {"corporate": 3, "phone": 2, "online": 2, "beijing_road": 1, "tianhe": 1}


def build(story):
    """Create the leads and opportunities.

    :param Story story: the build with teams, customers and the coming festival.
    """
    env, taken = story.env, set()
    stages = env["crm.stage"].search([("team_ids", "=", False)], order="sequence")
    values, ages, fates = [], [], []
    for team in _SELLING:
        for position, stage in enumerate(stages):
            for _number in range(story.scaled(_PER_STAGE[team])):
                values.append(_values(story, team, stage, taken))
                ages.append(story.rng.randint(1, 12 + 14 * position))
                fates.append("won" if stage.is_won else "open")
    for number in range(story.scaled(6)):
        values.append(_values(story, _SELLING[number % 3], stages[1], taken))
        ages.append(story.rng.randint(20, 80))
        fates.append("lost")
    leads = env["crm.lead"].with_context(tracking_disable=True).create(values)
    moments = [story.moment(story.today - timedelta(days=age)) for age in ages]
    backdate(leads, moments)
    for lead, moment in zip(leads, moments, strict=True):
        lead.date_open = moment if lead.user_id else False
    _lose(
        story, [lead for lead, fate in zip(leads, fates, strict=True) if fate == "lost"]
    )
    _call_back(
        story, [lead for lead, fate in zip(leads, fates, strict=True) if fate == "open"]
    )


def _values(story, team, stage, taken):
    rng = story.rng
    shop = team in ("beijing_road", "tianhe")
    zh, english, price = rng.choice(_SHOP_WISHES if shop else _WISHES)
    pieces = rng.choice((1, 2, 6, 20)) if shop else rng.choice((30, 60, 120, 300, 500))
    if shop and price > 300:
        pieces = min(pieces, 2)
    words = {
        "n": pieces,
        "festival": story.festival.name_zh,
        "fest_en": story.festival.name,
    }
    name, title = person_name(rng, taken), people.TEAMS[team]
    values = {
        "name": f"{zh.format(**words)} · {english.format(**words)}",
        "type": "opportunity",
        "stage_id": stage.id,
        "team_id": story.teams[team].id,
        "user_id": story.users[title[2]].id,
        "company_id": story.company.id,
        "expected_revenue": pieces * price,
        "contact_name": name,
        "phone": mobile(8000 + len(taken)),
        "city": "广州",
        "country_id": story.company.country_id.id,
        "medium_id": story.mediums[title[3]].id,
        "source_id": story.sources[rng.choice(title[4])].id,
        "date_deadline": story.today + timedelta(days=rng.randint(3, 40)),
        "priority": rng.choice("0012"),
    }
    if team == "corporate" and rng.random() < 0.5:
        values["user_id"] = story.users["sales2"].id
    known = [c for c in story.customers if c.team == team and not c.silent_days]
    if known and rng.random() < 0.6:
        customer = rng.choice(known)
        _team, medium, source = shop_team(story, customer)
        values.update(
            partner_id=customer.buyer.id,
            contact_name=customer.buyer.name,
            phone=customer.buyer.phone,
            partner_name=customer.partner.name if customer.is_firm else False,
            user_id=story.users[customer.owner or title[2]].id,
            medium_id=medium.id,
            source_id=source.id,
        )
    elif not shop:
        trade = rng.choice(names.FIRM_TRADES)
        values["partner_name"] = "广州" + rng.choice(names.FIRM_PREFIXES) + trade[0]
        values["function"] = trade[2]
    return values


def _lose(story, leads):
    reasons = []
    for name, zh in _REASONS:
        if not reasons:  # the first is ready-made
            reasons.append(story.env.ref("crm_gift_retail.crm_lost_reason_competitor"))
            continue
        reason = story.env["crm.lost.reason"].create({"name": name})
        translate(reason, {"name": zh})
        reasons.append(reason)
    for number, lead in enumerate(leads):
        reason = reasons[number % len(reasons)]
        lead.action_set_lost(lost_reason_id=reason.id)


def _call_back(story, leads):
    """Half of the open enquiries have a next step, some of it overdue."""
    call = story.env.ref("mail.mail_activity_data_call")
    model = story.env["ir.model"]._get_id("crm.lead")
    story.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
        [
            {
                "res_model_id": model,
                "res_id": lead.id,
                "activity_type_id": call.id,
                "summary": "回电确认数量 Call back about the quantity",
                "date_deadline": story.today + timedelta(days=story.rng.randint(-2, 5)),
                "user_id": lead.user_id.id,
            }
            for lead in leads[::2]
        ]
    )
