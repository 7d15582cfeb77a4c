"""Puts the chapters of the story together, in their order."""

import json
import logging
import time
from datetime import datetime

import pytz

from odoo.exceptions import UserError

from . import (
    approval,
    books,
    caller,
    claims,
    clients,
    couriers,
    goods,
    house,
    leads,
    orders,
    packing,
    past,
    population,
    prices,
    proofs,
    proposals,
    rights,
    samples,
    shop,
    shopping,
    talks,
    trail,
    variants,
    warmth,
    wishes,
)
from .context import TIMEZONE, Story
from .festivals import next_festival

_logger = logging.getLogger(__name__)
MARKER = "crm_gift_retail.demo_story"


def build_story(env, scale=1.0):
    """Build the demo company once; a second call only finds it.

    :param env: superuser environment.
    :param float scale: 1.0 is the full story; tests build a small one.
    :return: the demo company.
    :rtype: res.company
    :raise UserError: when an earlier build was left half done.
    """
    found = _existing(env)
    if found:
        return found
    started = time.monotonic()
    today = datetime.now(pytz.timezone(TIMEZONE)).date()
    company = books.choose_company(env)
    _mark(env, company, "building")
    if scale == 1.0:
        house.set_up_languages(env)
    books.set_up_company(env, company, house.company_values(env), "CN", "CNY")
    env = env(
        context=dict(
            env.context,
            allowed_company_ids=company.ids,
            lang="en_US",
            tz=TIMEZONE,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            tracking_disable=True,
            no_reset_password=True,
        )
    )
    story = Story(env, company.with_env(env), today, scale)
    story.festival = next_festival(today)
    for name, chapter in _CHAPTERS:
        begun = time.monotonic()
        chapter(story)
        env.flush_all()
        _logger.info("Demo story: %s in %.1f s", name, time.monotonic() - begun)
    _mark(env, company, "done")
    _logger.info("Demo story: built in %.1f s", time.monotonic() - started)
    return company


def rank(env, company):
    """Compute standing, and tiers from the company's own history.

    :param env: superuser environment.
    :param res.company company: root company with its history in place.
    """
    env.flush_all()
    customer_model = env["gift.customer"]
    ladder_model = env["gift.tier.ladder"]
    ladder_model._gift_setup_company(company)
    ladders = ladder_model.search([("company_id", "=", company.id)])
    _say_in_chinese(env, company, ladders)
    customer_model._refresh(company)
    for ladder in ladders:
        if ladder._gift_proposed_bounds():  # else too few customers: the defaults
            ladder.action_propose_bounds()
    customer_model._refresh(company)
    env.invalidate_all()


def _say_in_chinese(env, company, ladders):
    """Translate what the install named before Chinese was there."""
    if not house.has_lang(env, "zh_CN"):
        return
    ladders._gift_translate_names("zh_CN")
    rules = env["gift.care.rule"].with_context(lang="zh_CN")
    for rule in rules.search([("company_id", "=", company.id)]):
        rule.name = rule._gift_default_name()


def care_for(env, company):
    """Plan the care that is due and put today's part on people's desks.

    :param env: superuser environment.
    :param res.company company: root company with standing and contacts in place.
    """
    env.flush_all()
    env["gift.customer"]._refresh(company)
    env.invalidate_all()
    care = env["gift.care.action"]
    care._plan(company)
    care._dispatch_batch(care._get_dispatchable(company))


def _existing(env):
    text = env["ir.config_parameter"].get_param(MARKER)
    if not text:
        return env["res.company"]
    mark = json.loads(text)
    company = env["res.company"].browse(mark["company_id"]).exists()
    if mark["state"] == "done" and company:
        return company
    raise UserError(
        env._(
            "The demo company in this database was left half built. Drop the"
            " database and build it again (make clean, make demo)."
        )
    )


def _mark(env, company, state):
    env["ir.config_parameter"].set_param(
        MARKER, json.dumps({"company_id": company.id, "state": state})
    )


_CHAPTERS = (
    ("house", house.build),
    ("goods", goods.build),
    ("customers", population.invent),
    ("contacts", clients.build),
    ("shopping", shopping.shop),
    ("past", past.build),
    ("orders", orders.build),
    ("variants", variants.build),
    ("wishes", wishes.build),
    ("leads", leads.build),
    ("lost", warmth.lose),
    ("trail", trail.build),
    ("tiers", lambda story: rank(story.env, story.company)),
    ("talks", talks.build),
    ("warmth", warmth.build),
    ("proposals", proposals.build),
    ("shop", shop.build),
    ("samples", samples.build),
    ("claims", claims.build),
    ("telephones", caller.build),
    ("proofs", proofs.build),
    ("rights", rights.build),
    ("prices", prices.build),
    ("couriers", couriers.build),
    ("packing", packing.build),
    ("care", lambda story: care_for(story.env, story.company)),
    ("approvals", approval.build),
)
