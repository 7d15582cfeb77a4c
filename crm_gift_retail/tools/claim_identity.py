"""What identifies a customer for a claim, without the ORM.

A claim holds keys: the customer itself, private telephone numbers and e-mail
addresses. Two claims can never hold the same key, so that a buyer who comes through
another door is recognised although the contact is a new one.
"""

import unicodedata

from .phone_cn import PhoneError, parse_phone, parse_phones, split_numbers

#: order in which keys are looked for: what is surest comes first
KEY_KINDS = ("partner", "phone", "email")


def partner_key(partner_id):
    """Return the key of a commercial partner, by its id."""
    return ("partner", str(partner_id))


def phone_keys(text, region="CN"):
    """Return the keys of all private numbers in a field.

    Numbers of platforms, of switchboards with an extension and of services reach
    somebody but identify nobody (decision 19); masked and wrong ones are nothing.

    :param str text: what somebody typed, maybe several numbers, maybe nothing
    :param str region: ISO country code for numbers without a prefix
    :return: list of ``("phone", E.164)``
    """
    phones, _errors = parse_phones(text, region)
    return [("phone", phone.e164) for phone in phones if phone.identity]


def email_key(text):
    """Return the key of an e-mail address, or None when it is none.

    Letters count in lower case, on both sides of the @: no provider of today tells
    ``Wang@`` from ``wang@``. What follows a plus sign names a folder of the same
    mailbox (RFC 5233), so ``wang+gifts@`` is ``wang@``: an address with another tag
    must not walk around a claim.

    :param str text: one address, bare or as ``Name <address>``
    :return: ``("email", address)`` or None
    """
    text = unicodedata.normalize("NFKC", text or "").strip()
    if text.endswith(">") and "<" in text:
        text = text[text.rindex("<") + 1 : -1].strip()
    local, at, domain = text.lower().rpartition("@")
    local = local.partition("+")[0]
    if not at or not local or "@" in local or "." not in domain.strip("."):
        return None
    if any(char.isspace() or char in ",;<>()" for char in text):
        return None
    return ("email", f"{local}@{domain.rstrip('.')}")


def single_phone(text, region="CN"):
    """Return the one number that somebody names, to find or claim by it.

    :raise PhoneError: masked, rounded, not valid, or (``phone_several``) more than one
    """
    parts = split_numbers(text or "")
    if len(parts) > 1:
        raise PhoneError("phone_several", text)
    return parse_phone(text or "", region)


def find_order(key):
    """Sort key: the surest kinds first, then by value (decision 19: sorted order)."""
    kind, value = key
    return KEY_KINDS.index(kind), value


def masked(kind, value):
    """Return a key so that one recognises it and cannot call it.

    :return: ``+86 •••• 8000``, ``w•••@firm.cn``
    """
    if kind == "phone":
        return f"{value[:3]} •••• {value[-4:]}"
    if kind == "email":
        local, _at, domain = value.partition("@")
        return f"{local[:1]}•••@{domain}"
    return ""
