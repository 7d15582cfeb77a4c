"""Writes the invented customers as contacts: firms with buyers, and families."""

from . import names, people
from .population import greeting, person_name


def build(story):
    """Create partners for ``story.customers`` and the buyers of the firms.

    :param Story story: the build; fills ``partner`` and ``buyer`` of each.
    """
    env, rng = story.env, story.rng
    tags = {
        key: env["res.partner.category"].create({"name": name, "color": color})
        for key, name, color in (
            ("firm", "企业客户 Corporate", 4),
            ("private", "个人客户 Private", 10),
            ("no_gifts", "不收礼 Staff accept no gifts", 1),
        )
    }
    for customer in story.customers:
        if not customer.is_firm:
            customer.greeting = greeting(rng, customer.name, False)
    partners = env["res.partner"].create(
        [
            _partner_values(story, customer, number, tags)
            for number, customer in enumerate(story.customers, 1)
        ]
    )
    for customer, partner in zip(story.customers, partners, strict=True):
        customer.partner = customer.buyer = partner
    _buyers(story)


def _buyers(story):
    rng, taken, values, first = story.rng, set(), [], []
    for number, customer in enumerate(story.customers, 1):
        if not customer.is_firm:
            continue
        job = customer.greeting
        for second in range(2 if customer.rank % 3 == 0 else 1):
            name = person_name(rng, taken)
            called = greeting(rng, name, True)
            values.append(
                {
                    "parent_id": customer.partner.id,
                    "type": "contact",
                    "name": name,
                    "function": "财务" if second else job,
                    "comment": called,
                    "phone": mobile(4000 + number * 2 + second),
                    "email": f"{customer.code.lower()}.{second}@customers.example.com",
                    "lang": _lang(story.env),
                    "tz": "Asia/Shanghai",
                    "company_id": story.company.id,
                }
            )
            first.append(None if second else customer)
            if not second:
                customer.greeting = called
    for contact, customer in zip(
        story.env["res.partner"].create(values), first, strict=True
    ):
        if customer:
            customer.buyer = contact


def _partner_values(story, customer, number, tags):
    env = story.env
    city, district, streets, postal = customer.place
    street = story.rng.choice(streets)
    tag = [tags["firm" if customer.is_firm else "private"].id]
    strict = any(
        trade in customer.name and no_gifts
        for trade, _form, _job, no_gifts in names.FIRM_TRADES
    )
    if strict:
        tag.append(tags["no_gifts"].id)
    phone = mobile(number)
    if customer.is_firm:
        area, exchange = names.LANDLINES[city]
        phone = f"+86 {area} {exchange} {(number * 7919) % 10000:04d}"
    return {
        "name": customer.name,
        "is_company": customer.is_firm,
        "ref": customer.code,
        "phone": phone,
        "email": f"{customer.code.lower()}@customers.example.com",
        "street": f"{street}{story.rng.randint(3, 588)}号",
        "street2": district,
        "city": city,
        "zip": postal,
        "state_id": story.company.state_id.id,
        "country_id": story.company.country_id.id,
        "lang": _lang(env),
        "tz": "Asia/Shanghai",
        "user_id": story.users[customer.owner].id if customer.owner else False,
        "category_id": [(6, 0, tag)],
        "company_id": story.company.id,
        "comment": False if customer.is_firm else customer.greeting,
    }


def mobile(number):
    """Build a mainland mobile number that is valid and ours alone in the story.

    :param int number: running number below 10000; it gives the last digits.
    :rtype: str
    """
    tail = f"{(number * 7919) % 10000:04d}"  # looks scattered, stays unique
    return f"+86 199 0020 {tail}"


def _lang(env):
    codes = [code for code, _name in env["res.lang"].get_installed()]
    return "zh_CN" if "zh_CN" in codes else "en_US"


def shop_team(story, customer):
    """Return the sales team, medium and source of a customer's purchases.

    :param Customer customer: one customer of the story.
    :return: records of ``crm.team``, ``utm.medium`` and ``utm.source``.
    :rtype: tuple
    """
    medium = people.TEAMS[customer.team][3]
    return (
        story.teams[customer.team],
        story.mediums[medium],
        story.sources[customer.source],
    )
