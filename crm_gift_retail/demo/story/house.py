"""The firm itself: company, money, languages, warehouses, teams, staff."""

from odoo.exceptions import UserError
from odoo.tools import SQL

from . import people, pictures
from .context import TIMEZONE

LANGUAGES = ("en_US", "zh_CN")


def set_up_languages(env):
    """Switch on English and Chinese with the terms of all installed addons.

    :param env: superuser environment.
    """
    langs = (
        env["res.lang"]
        .with_context(active_test=False)
        .search([("code", "in", LANGUAGES), ("active", "=", False)])
    )
    if langs:
        wizard = env["base.language.install"].create(
            {"lang_ids": [(6, 0, langs.ids)], "overwrite": False}
        )
        wizard.lang_install()


def build(story):
    """Build the house: warehouses, teams, sources and staff.

    :param Story story: the build; fills users, teams, warehouses, UTM.
    """
    _warehouses(story)
    _staff(story)
    _teams(story)
    _origins(story)


def _warehouses(story):
    env, company = story.env, story.company
    warehouse_model = env["stock.warehouse"]
    existing = warehouse_model.search([("company_id", "=", company.id)], limit=1)
    for code, (name, district, street) in people.WAREHOUSES.items():
        address = company.partner_id
        if code != "GZ":
            address = env["res.partner"].create(
                {
                    "name": name,
                    "parent_id": company.partner_id.id,
                    "type": "delivery",
                    "street": street,
                    "street2": district,
                    "city": "广州",
                    "state_id": company.state_id.id,
                    "country_id": company.country_id.id,
                    "phone": f"+86 20 3800 {120 + len(story.warehouses):04d}",
                    "company_id": company.id,
                }
            )
        values = {
            "name": name,
            "code": code,
            "partner_id": address.id,
            "company_id": company.id,
        }
        if code == "GZ" and existing:
            existing.write(values)
            story.warehouses[code] = existing
        else:
            story.warehouses[code] = warehouse_model.create(values)


def _staff(story):
    env, company = story.env, story.company
    logins = [person.login for person in people.STAFF]
    taken = (
        env["res.users"]
        .with_context(active_test=False)
        .search([("login", "in", logins)])
    )
    if taken:
        raise UserError(
            env._(
                "The demo company needs the logins %(logins)s, which exist already."
                " Build it in a database of its own.",
                logins=", ".join(taken.mapped("login")),
            )
        )
    company_links = [(4, company.id)]
    for person in people.STAFF:
        group = env.ref(f"crm_gift_retail.crm_gift_retail_group_{person.role}")
        groups = [(4, group.id)]
        if person.role == "manager":
            groups += [
                (4, env.ref("account.group_account_invoice").id),
                (4, env.ref("base.group_partner_manager").id),
            ]
        story.users[person.login] = env["res.users"].create(
            {
                "name": person.name,
                "login": person.login,
                "lang": person.lang if has_lang(env, person.lang) else "en_US",
                "tz": TIMEZONE,
                "email": f"{person.login}@lingnan-gifts.example.com",
                "company_id": company.id,
                "company_ids": company_links,
                "group_ids": groups,
                "notification_type": "inbox",
                **no_bot(env),
            }
        )
    _passwords(story)
    _profile(story)


def no_bot(env):
    """Value that keeps OdooBot's chat window out of a first look.

    :rtype: dict
    """
    known = "odoobot_state" in env["res.users"]._fields  # of mail_bot
    return {"odoobot_state": "disabled"} if known else {}


def _passwords(story):
    """All staff of the demo share one password: hash it once (half a second)."""
    first, *others = story.users.values()
    first.password = people.PASSWORD
    story.env.flush_all()
    story.env.cr.execute(
        SQL(
            "UPDATE res_users SET password ="
            " (SELECT password FROM res_users WHERE id = %s) WHERE id IN %s",
            first.id,
            tuple(user.id for user in others),
        )
    )


def _profile(story):
    for person in people.STAFF:
        story.users[person.login].partner_id.write(
            {"function": person.job, "company_id": story.company.id}
        )
    # Odoo's administrator looks in as well
    admin = story.env.ref("base.user_admin", raise_if_not_found=False)
    if admin:
        admin.write({"company_ids": [(4, story.company.id)], "tz": TIMEZONE})


def has_lang(env, code):
    """Tell whether a language is switched on."""
    return any(lang == code for lang, _name in env["res.lang"].get_installed())


def _teams(story):
    env, company = story.env, story.company
    members = {}
    for person in people.STAFF:
        members.setdefault(person.team, []).append(story.users[person.login].id)
    for key, (name, zh, leader, _medium, _sources) in people.TEAMS.items():
        team = env["crm.team"].create(
            {
                "name": name,
                "company_id": company.id,
                "user_id": story.users[leader].id,
                "use_leads": True,
                "use_opportunities": True,
                "sequence": 5 + len(story.teams),
                "member_ids": [(6, 0, members.get(key, [story.users[leader].id]))],
            }
        )
        translate(team, {"name": zh})
        story.teams[key] = team
    if "gift_service_team_id" in company._fields:
        company.gift_service_team_id = story.teams["service"]


def _origins(story):
    env = story.env
    for _name, _zh, _leader, medium, sources in people.TEAMS.values():
        story.mediums[medium] = _by_name(env["utm.medium"], medium)
        for source in sources:
            story.sources[source] = _by_name(env["utm.source"], source)


def _by_name(model, name):
    return model.search([("name", "=", name)], limit=1) or model.create({"name": name})


def translate(record, chinese):
    """Store the Chinese of translatable fields, when Chinese is installed.

    :param record: one record.
    :param dict chinese: field name to text.
    """
    if has_lang(record.env, "zh_CN"):
        for name, text in chinese.items():
            record.update_field_translations(name, {"zh_CN": text})


def backdate(records, moments):
    """Move ``create_date`` into the past, which the ORM does not allow.

    :param records: records of one model.
    :param moments: naive UTC moment per record, in the same order.
    """
    records.flush_recordset()
    env = records.env
    pairs = SQL(", ").join(
        SQL("(%s, %s::timestamp)", record.id, moment)
        for record, moment in zip(records, moments, strict=True)
    )
    if records:
        env.cr.execute(
            SQL(
                "UPDATE %s t SET create_date = v.moment"
                " FROM (VALUES %s) AS v(id, moment) WHERE t.id = v.id",
                SQL.identifier(records._table),
                pairs,
            )
        )
        records.invalidate_recordset(["create_date"])


def company_values(env):
    """Collect what the gift firm writes about itself.

    :rtype: dict
    """
    state = env["res.country.state"].search(
        [("country_id.code", "=", "CN"), ("name", "ilike", "广东")], limit=1
    )
    return dict(people.COMPANY, state_id=state.id, logo=pictures.logo())
