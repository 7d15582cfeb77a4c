"""How long a claim lasts, whose it is, and who merely helped; without the ORM.

The rules of behaviour 1 and retail's defaults as plain functions: the settling job
reads what it needs in a few queries, :func:`settle` decides, the job writes.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

#: kind of touchpoint -> what it bases a claim on
KIND_BASIS = {
    "lead": "enquiry",
    "visit": "enquiry",
    "sample": "sample",
    "quotation": "quotation",
    "order": "purchase",
}
#: the stronger basis stays
RANK = {"enquiry": 0, "manual": 0, "sample": 1, "quotation": 2, "purchase": 3}
#: bases that a document of the owner renews; an enquiry alone never does
RENEWING = frozenset({"sample", "quotation", "purchase"})


class Terms(NamedTuple):
    """A company's periods in days."""

    enquiry: int = 30
    sample: int = 60
    quotation_extra: int = 15
    purchase: int = 365
    extensions: int = 2

    def period(self, basis):
        """Days that a claim of this basis lasts without anything happening."""
        return {"sample": self.sample, "purchase": self.purchase}.get(
            basis, self.enquiry
        )


def claim_until(terms, basis, day, validity=None):
    """Return the last day of a claim.

    :param Terms terms: the company's periods
    :param str basis: key of :data:`RANK`
    :param datetime.date day: the company's day of what happened
    :param datetime.date validity: until when an offer holds, if it says
    """
    if basis == "quotation" and validity:
        return max(validity, day) + timedelta(days=terms.quotation_extra)
    return day + timedelta(days=terms.period(basis))


def extended(terms, basis, until, day, count):
    """Return (until, count) after a logged contact of the owner.

    A contact gives another period from its day. One that wins less than a quarter of
    it is no extension: talking twice in the first week costs nothing. Purchases and
    offers are extended by the period of an enquiry, they renew by themselves.

    :param datetime.date until: present end, None for an open one
    :param datetime.date day: company's day of the contact
    :param int count: extensions so far
    """
    if until is None or count >= terms.extensions or day > until:
        return until, count
    days = terms.period("sample" if basis == "sample" else "enquiry")
    proposed = day + timedelta(days=days)
    if proposed <= until or (proposed - until).days * 4 < days:
        return until, count
    return proposed, count + 1


@dataclass
class Touch:
    """What the kernel needs to know of one touchpoint."""

    id: int
    kind: str
    day: date
    date: datetime
    keys: list  # to look for a claim with, in the order to look
    own_keys: list = field(default_factory=list)  # that a new claim would hold
    partner_id: int | None = None
    lead_id: int | None = None
    private: bool = False
    outsider: bool = False
    user_id: int | None = None
    may_own: bool = False
    helper_id: int | None = None
    team_id: int | None = None
    shop: bool = False
    is_contact: bool = False
    validity: date | None = None
    salesperson_id: int | None = None  # of a contact that was never claimed
    fallback_team_id: int | None = None


@dataclass
class ClaimState:
    """A claim while a batch is settled."""

    id: int | None
    partner_id: int | None
    lead_id: int | None
    owner_id: int | None
    team_id: int | None
    basis: str
    until: date | None
    extensions: int = 0
    last_contact: datetime | None = None
    touch: Touch | None = None  # that a new claim comes from
    touch_id: int | None = None
    keys: list = field(default_factory=list)
    changed: bool = False


class Assist(NamedTuple):
    """Somebody else's touch on a claimed customer; user 0 is a channel alone."""

    claim: ClaimState
    touch: Touch
    user_id: int


class Outcome(NamedTuple):
    """What :func:`settle` decided."""

    new: list
    changed: list
    assists: list


def holder(touch):
    """Return (owner, team) of a claim that begins with this touch, or None.

    A contact that has a salesperson and was never claimed is that salesperson's;
    private walk-ins belong to their shop; then who did it, then the team, then the
    service team. Clerks and systems own nobody.
    """
    if touch.salesperson_id:
        return touch.salesperson_id, None
    if touch.private and touch.shop and touch.team_id:
        return None, touch.team_id
    if touch.user_id and touch.may_own:
        return touch.user_id, touch.team_id
    team_id = touch.team_id or touch.fallback_team_id
    return (None, team_id) if team_id else None


def is_own(claim, user_id, members, deputies):
    """Tell whether a user acts for the claim: its owner, deputy, or the team's people.

    :param dict members: team id -> set of user ids, leader included
    :param dict deputies: owner id -> id of who stands in today
    """
    if not user_id:
        return False
    if claim.owner_id:
        return user_id in (claim.owner_id, deputies.get(claim.owner_id))
    return user_id in members.get(claim.team_id, ())


def settle(touches, claims, terms, today, members=None, deputies=None):
    """Settle touches in the order given: claims, renewals, extensions, assists.

    Settling a touch again changes nothing.

    :param list touches: :class:`Touch`, oldest first
    :param dict claims: key -> active :class:`ClaimState`; new ones are added
    :param Terms terms: of the company
    :param datetime.date today: the company's day
    :return: :class:`Outcome`
    """
    members, deputies = members or {}, deputies or {}
    new, touched, assists = [], {}, []
    for touch in touches:
        basis = KIND_BASIS.get(touch.kind)
        claim = next((claims[key] for key in touch.keys if key in claims), None)
        if claim is None:
            claim = basis and _begin(touch, basis, terms, today)
            if not claim:
                continue
            new.append(claim)
            claims.update((key, claim) for key in claim.keys)
        elif claim.touch_id != touch.id:
            _go_on(claim, touch, basis, terms, members, deputies)
        if claim.changed and claim.id:
            touched[claim.id] = claim
        if basis:
            users = _helpers(claim, touch, members, deputies)
            assists += [Assist(claim, touch, user_id) for user_id in users]
    return Outcome(new, list(touched.values()), assists)


def _begin(touch, basis, terms, today):
    """Return the claim that a first touch makes, or None."""
    until = claim_until(terms, basis, touch.day, touch.validity)
    who = holder(touch)
    if touch.outsider or not touch.own_keys or not who or until < today:
        return None
    return ClaimState(
        id=None,
        partner_id=touch.partner_id,
        lead_id=touch.lead_id,
        owner_id=who[0],
        team_id=who[1],
        basis=basis,
        until=until,
        last_contact=touch.date if touch.is_contact else None,
        touch=touch,
        touch_id=touch.id,
        keys=list(touch.own_keys),
    )


def _go_on(claim, touch, basis, terms, members, deputies):
    """Extend and renew an active claim."""
    own = is_own(claim, touch.user_id, members, deputies)
    if own and touch.is_contact:
        if claim.last_contact is None or touch.date > claim.last_contact:
            claim.last_contact, claim.changed = touch.date, True
        until, count = extended(
            terms, claim.basis, claim.until, touch.day, claim.extensions
        )
        if count != claim.extensions:
            claim.until, claim.extensions, claim.changed = until, count, True
    # A purchase counts whoever wrote it down; an offer only the owner's own.
    if basis == "purchase" or (own and basis in RENEWING):
        until = claim_until(terms, basis, touch.day, touch.validity)
        if claim.until and until > claim.until:
            claim.until, claim.changed = until, True
        if RANK[basis] > RANK[claim.basis]:
            claim.basis, claim.changed = basis, True
    if touch.partner_id and not claim.partner_id:
        claim.partner_id, claim.changed = touch.partner_id, True


def _helpers(claim, touch, members, deputies):
    """Return who assisted with this touch: user ids, 0 for a channel without a person.

    The touch that a claim began with is an assist only of somebody else, as when a
    colleague enters an enquiry for a customer who has a salesperson; a clerk who
    writes down a walk-in for the shop is no assistant of the shop.
    """
    first = claim.touch_id == touch.id
    if first and not claim.owner_id:
        return []
    people = {touch.user_id, touch.helper_id} - {None, 0}
    strangers = sorted(
        user for user in people if not is_own(claim, user, members, deputies)
    )
    if strangers or first or touch.user_id:
        return strangers
    return [0]
