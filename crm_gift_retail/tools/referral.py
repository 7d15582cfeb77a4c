"""May this person count as brought by that one? Pure rules, no database.

Nobody brings themselves (same customer, telephone, e-mail or address), nobody who buys
already is brought, and nobody is brought, however far around, by whom they brought.
"""

import re
import unicodedata
from dataclasses import dataclass, field

#: Why a referral is refused, the first that applies.
REFUSALS = (
    "same_entity",
    "existing",
    "same_phone",
    "same_email",
    "same_address",
    "taken",
    "circle",
)


@dataclass(frozen=True)
class Party:
    """One side of a referral.

    :param firm: id of the customer (commercial partner), None for a lead of nobody yet
    :param frozenset phones: E.164 numbers of the customer and its people
    :param frozenset emails: keys of ``email_key``
    :param frozenset addresses: keys of ``address_key``
    """

    firm: int | None
    phones: frozenset = field(default_factory=frozenset)
    emails: frozenset = field(default_factory=frozenset)
    addresses: frozenset = field(default_factory=frozenset)


def email_key(email):
    """Return what makes two addresses one mailbox: case and plus signs do not.

    :param email: address or falsy
    :return: key, '' when it is no address
    """
    email = unicodedata.normalize("NFKC", email or "").strip().casefold()
    name, at, domain = email.rpartition("@")
    name = name.split("+", 1)[0]
    return f"{name}@{domain}" if at and name and domain else ""


def address_key(street, city, postcode=""):
    """Return what makes two addresses one door: blanks, case and width do not.

    :return: key, '' when street or town is missing: half an address is no proof
    """
    street, city, postcode = (
        re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", part or "").casefold())
        for part in (street, city, postcode)
    )
    return f"{city}|{postcode}|{street}" if street and city else ""


def closes_circle(referrer, referred, brought_by):
    """Return whether ``referred`` stands somewhere above ``referrer``.

    :param referrer: id of who brings
    :param referred: id of who is brought
    :param dict brought_by: customer -> who brought it, so far; may hold circles
    """
    seen = set()
    above = referrer
    while above is not None and above not in seen:
        if above == referred:
            return True
        seen.add(above)
        above = brought_by.get(above)
    return False


def refusal(referrer, referred, brought_by, is_customer=False):
    """Return why a referral cannot count, or None when it may.

    :param Party referrer: who brings
    :param Party referred: who is brought
    :param dict brought_by: as for ``closes_circle``, without this referral
    :param bool is_customer: the referred bought before
    :return: one of ``REFUSALS`` or None
    """
    known = referred.firm is not None
    if known and referrer.firm == referred.firm:
        return "same_entity"
    if is_customer:
        return "existing"
    for name, ours, theirs in (
        ("same_phone", referrer.phones, referred.phones),
        ("same_email", referrer.emails, referred.emails),
        ("same_address", referrer.addresses, referred.addresses),
    ):
        if (ours & theirs) - {"", None, False}:
            return name
    if known and referred.firm in brought_by:
        return "taken"
    if known and closes_circle(referrer.firm, referred.firm, brought_by):
        return "circle"
    return None
