"""The second company: somebody's real purchase history, in pounds."""

import json
from pathlib import Path

from odoo import Command
from odoo.exceptions import UserError

from . import books, house, people, pictures
from .builder import care_for, rank

MARKER = "crm_gift_retail.demo_second"
NAME = "Thames Gift Wholesale"
_COMPANY = {
    "name": NAME,
    "street": "12 Wharf Lane",
    "city": "London",
    "zip": "SE1 0AA",
    "email": "hello@thames-gifts.example.com",
    "website": "https://thames-gifts.example.com",
}


def build_second_company(env, path, commit=True):
    """Import a file in the Online Retail layout into a company of its own.

    Runs again where it stopped: a finished import adds nothing twice, a cut-off one
    goes on. Dates move by whole weeks, so that the last one is yesterday or just
    before; the shift stands on the import and is undone with it.

    :param env: superuser environment.
    :param str path: CSV or CSV.gz on this machine.
    :param bool commit: commit block by block; tests say no.
    :return: the second company.
    :rtype: res.company
    :raise UserError: no such file, or the importer refused it.
    """
    if not Path(path).is_file():
        raise UserError(
            env._(
                "There is no file “%(path)s”. Give the path of a purchase history in"
                " the Online Retail layout (CSV or CSV.gz).",
                path=path,
            )
        )
    company = _company(env)
    env = env(context=dict(env.context, allowed_company_ids=company.ids, lang="en_US"))
    company = company.with_env(env)
    import_model = env["gift.import"]
    record = import_model.search(
        [("company_id", "=", company.id), ("filename", "=", Path(path).name)], limit=1
    )
    if record.state == "running":
        record._run_to_end(commit=commit)
    elif record.state == "failed":
        record._start()
        record._run_to_end(commit=commit)
    elif record.state != "done":
        record = import_model.import_file(
            str(path),
            "online_retail",
            company=company,
            commit=commit,
            shift_mode="auto",
            file_currency_id=company.currency_id.id,
            tz="Europe/London",
        )
    if record.state != "done":
        raise UserError(
            env._(
                "“%(file)s” could not be imported: %(reason)s",
                file=Path(path).name,
                reason=record.error or record.state,
            )
        )
    rank(env, company)
    care_for(env, company)
    return company


def _company(env):
    text = env["ir.config_parameter"].get_param(MARKER)
    company = env["res.company"]
    if text:
        company = company.browse(json.loads(text)["company_id"]).exists()
    if company:
        return company
    company = books.new_company(env, NAME, "GB", "GBP")
    values = dict(_COMPANY, logo=pictures.logo())
    books.set_up_company(env, company, values, "GB", "GBP")
    company.partner_id.tz = "Europe/London"
    _people(env, company)
    env["ir.config_parameter"].set_param(MARKER, json.dumps({"company_id": company.id}))
    return company


def _people(env, company):
    """One person cares there; the managers of the story see both companies."""
    person = people.SECOND
    group = env.ref(f"crm_gift_retail.crm_gift_retail_group_{person.role}")
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": person.name,
                "login": person.login,
                "password": people.PASSWORD,
                "lang": person.lang,
                "tz": "Europe/London",
                "email": f"{person.login}@thames-gifts.example.com",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.link(group.id)],
                "notification_type": "inbox",
                **house.no_bot(env),
            }
        )
    )
    managers = [p.login for p in people.STAFF if p.role == "manager"]
    both = env["res.users"].search([("login", "in", managers)])
    both |= env.ref("base.user_admin", raise_if_not_found=False) or both
    both.write({"company_ids": [Command.link(company.id)]})
    company.gift_service_team_id = env["crm.team"].create(
        {
            "name": "Wholesale care",
            "company_id": company.id,
            "user_id": user.id,
            "member_ids": [Command.set(user.ids)],
        }
    )
