"""Claims whatever happens in whatever order: what the rules promise, fuzzed."""

from copy import deepcopy
from datetime import date, datetime, time, timedelta

from odoo.tests import BaseCase, tagged

from ..tools import claim_identity, claim_rules
from ..tools.claim_rules import ClaimState, Terms, Touch, settle
from .fuzz import HealthCheck, fuzzed, given, settings, st

TODAY = date(2026, 3, 8)
USERS = (1, 2, 3)
TEAMS = (7, 8)
MEMBERS = {7: {1}, 8: {2, 3}}
DEPUTIES = {2: 3}
KEYS = [("partner", str(n)) for n in range(3)] + [("phone", str(n)) for n in range(3)]
NO_NUMBERS = (
    "138****8000",
    "1.38E+10",
    "13800138000-1234",
    "138001380001234",
    "020-38881234转801",
    "(020) 3888 1234 ext. 801",
    "400-800-8820",
    "95588",
)

if st:
    FAST = settings(
        max_examples=100, deadline=None, suppress_health_check=list(HealthCheck),
        derandomize=True, database=None,
    )  # fmt: skip
    KIND = st.sampled_from([*sorted(claim_rules.KIND_BASIS), "call", "message_in"])
    SOMEBODY = st.one_of(st.none(), st.sampled_from(USERS))
    SOME_TEAM = st.one_of(st.none(), st.sampled_from(TEAMS))
    TERMS = st.builds(
        Terms,
        enquiry=st.integers(0, 60),
        sample=st.integers(0, 90),
        quotation_extra=st.integers(0, 30),
        purchase=st.integers(0, 400),
        extensions=st.integers(0, 3),
    )

    @st.composite
    def draw_touches(draw, days=80):
        """Draw touches as the settling job prepares them, oldest first."""
        touches = []
        for number in range(draw(st.integers(1, 7))):
            day = TODAY - timedelta(days=draw(st.integers(0, days)))
            keys = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=3))
            keys.sort(key=claim_identity.find_order)
            touches.append(
                Touch(
                    id=number + 1,
                    kind=draw(KIND),
                    day=day,
                    date=datetime.combine(day, time(draw(st.integers(0, 23)))),
                    keys=keys,
                    own_keys=[key for key in keys if draw(st.booleans())],
                    partner_id=draw(st.one_of(st.none(), st.integers(1, 3))),
                    private=draw(st.booleans()),
                    outsider=draw(st.integers(0, 4)) == 0,
                    user_id=draw(SOMEBODY),
                    may_own=draw(st.booleans()),
                    helper_id=draw(SOMEBODY),
                    team_id=draw(SOME_TEAM),
                    shop=draw(st.booleans()),
                    is_contact=draw(st.booleans()),
                    validity=draw(
                        st.one_of(
                            st.none(),
                            st.integers(-20, 60).map(lambda n: TODAY + timedelta(n)),
                        )
                    ),
                    salesperson_id=draw(SOMEBODY),
                    fallback_team_id=draw(SOME_TEAM),
                )
            )
        return sorted(touches, key=lambda touch: touch.date)

    @st.composite
    def draw_claims(draw):
        """Draw active claims by key: none shares a key with another."""
        claims = {}
        for number in range(draw(st.integers(0, 2))):
            owner_id = draw(SOMEBODY)
            claim = ClaimState(
                id=100 + number,
                partner_id=None,
                lead_id=None,
                owner_id=owner_id,
                team_id=draw(SOME_TEAM) if owner_id else draw(st.sampled_from(TEAMS)),
                basis=draw(st.sampled_from(sorted(claim_rules.RANK))),
                until=draw(
                    st.one_of(
                        st.none(),
                        st.integers(-80, 90).map(lambda n: TODAY + timedelta(n)),
                    )
                ),
                touch_id=900 + number,
                keys=[KEYS[number], KEYS[number + 3]],
            )
            claims.update((key, claim) for key in claim.keys)
        return claims


def run(touches, claims, terms, today=TODAY):
    return settle(touches, claims, terms, today, MEMBERS, DEPUTIES)


def states(claims):
    """Return what counts of claims, by key."""
    return {
        key: (c.owner_id, c.team_id, c.basis, c.until, c.extensions, c.last_contact)
        for key, c in claims.items()
    }


@fuzzed
@tagged("at_install")
class TestClaimFuzz(BaseCase):
    def test_new_claims(self):
        """No key twice, no outsiders, nobody who may not own, nothing over already."""

        @FAST
        @given(draw_touches(), draw_claims(), TERMS)
        def check(touches, claims, terms):
            before = dict(claims)
            new = run(touches, claims, terms).new
            held = [key for claim in new for key in claim.keys]
            self.assertEqual(len(held), len(set(held)), "one key, one claim")
            self.assertFalse(set(held) & set(before), "somebody else's key")
            self.assertLessEqual(before.items(), claims.items(), "claims keep keys")
            for claim in new:
                touch = claim.touch
                self.assertFalse(touch.outsider)
                self.assertTrue(claim.keys)
                self.assertIn(touch.kind, claim_rules.KIND_BASIS)
                self.assertGreaterEqual(claim.until, TODAY)
                if claim.owner_id:
                    self.assertTrue(touch.may_own or touch.salesperson_id)
                else:
                    self.assertTrue(claim.team_id, "nobody's claim is the team's")

        check()

    def test_owner_and_end_stay(self):
        """Touches neither move a claim to others nor shorten it."""

        @FAST
        @given(draw_touches(), draw_claims(), TERMS)
        def check(touches, claims, terms):
            for touch in touches:
                before = {key: (c, deepcopy(c)) for key, c in claims.items()}
                run([touch], claims, terms)
                for claim, old in before.values():
                    self.assertEqual(claim.owner_id, old.owner_id)
                    self.assertEqual(claim.team_id, old.team_id)
                    self.assertGreaterEqual(
                        claim_rules.RANK[claim.basis], claim_rules.RANK[old.basis]
                    )
                    self.assertLessEqual(
                        claim.extensions, max(old.extensions, terms.extensions)
                    )
                    if old.until is None:
                        self.assertIsNone(claim.until, "an open one stays open")
                    else:
                        self.assertGreaterEqual(claim.until, old.until)
                    if claim.extensions > old.extensions:
                        self.assertGreater(claim.until, old.until, "for nothing")

        check()

    def test_extension(self):
        """A contact wins days or costs nothing, up to the limit."""

        @FAST
        @given(
            TERMS,
            st.sampled_from(sorted(claim_rules.RANK)),
            st.lists(st.integers(0, 400), max_size=30),
        )
        def check(terms, basis, days):
            until, count = claim_rules.claim_until(terms, basis, TODAY), 0
            for day in sorted(days):
                day = TODAY + timedelta(day)
                proposed, number = claim_rules.extended(terms, basis, until, day, count)
                self.assertIn(number - count, (0, 1))
                self.assertEqual(number > count, proposed > until)
                if day > until:
                    self.assertEqual(proposed, until, "what is over stays over")
                until, count = proposed, number
            self.assertLessEqual(count, terms.extensions)

        check()

    def test_order_of_one_day(self):
        """Who holds a customer does not depend on the order of one day's touches."""

        @FAST
        @given(draw_touches(days=0), draw_claims(), TERMS, st.randoms())
        def check(touches, claims, terms, random):
            held = set(claims)
            touches = [touch for touch in touches if set(touch.keys) & held]
            other, mixed = deepcopy(claims), list(touches)
            random.shuffle(mixed)
            first, second = run(touches, claims, terms), run(mixed, other, terms)
            self.assertFalse(first.new or second.new)
            for key in claims:
                self.assertEqual(claims[key].owner_id, other[key].owner_id)
                self.assertEqual(claims[key].team_id, other[key].team_id)
                self.assertEqual(claims[key].basis, other[key].basis)

        check()

    def test_again_changes_nothing(self):
        """A touch that is settled again, or a batch after its first repetition."""

        @FAST
        @given(draw_touches(), draw_claims(), TERMS)
        def check(touches, claims, terms):
            once, twice = claims, deepcopy(claims)
            self._number(run(touches, once, terms))
            self._number(run([t for t in touches for _twice in "ab"], twice, terms))
            self.assertEqual(states(once), states(twice))
            self.assertFalse(run(touches, once, terms).new)
            settled = states(once)
            again = run(touches, once, terms)
            self.assertEqual(states(once), settled)
            self.assertFalse(again.new)

        check()

    def _number(self, outcome):
        """Do what writing does: new claims get their ids."""
        for number, claim in enumerate(outcome.new):
            claim.id, claim.changed = 500 + number, False

    def test_assists_are_somebody_elses(self):
        @FAST
        @given(draw_touches(), draw_claims(), TERMS)
        def check(touches, claims, terms):
            outcome = run(touches, claims, terms)
            for claim, touch, user_id in outcome.assists:
                self.assertIn(touch.kind, claim_rules.KIND_BASIS)
                self.assertFalse(
                    claim_rules.is_own(claim, user_id, MEMBERS, DEPUTIES), touch
                )
                self.assertIn(user_id, (0, touch.user_id, touch.helper_id))
            rows = [(id(a.claim), a.touch.id, a.user_id) for a in outcome.assists]
            self.assertEqual(len(rows), len(set(rows)))

        check()


@fuzzed
@tagged("at_install")
class TestClaimIdentityFuzz(BaseCase):
    def test_numbers_that_identify_nobody(self):
        @FAST
        @given(
            st.sampled_from(NO_NUMBERS), st.sampled_from(["", " ", "电话:", "Tel. "])
        )
        def check(number, label):
            self.assertEqual(claim_identity.phone_keys(label + number), [])

        check()

    def test_masked_digit(self):
        @FAST
        @given(
            st.from_regex(r"1[3-9]\d{9}", fullmatch=True),
            st.integers(1, 9),
            st.sampled_from("*＊•×✕□"),
        )
        def check(number, position, mask):
            text = number[:position] + mask * 2 + number[position + 2 :]
            self.assertEqual(claim_identity.phone_keys(text), [])

        check()

    def test_tail_of_a_platform(self):
        @FAST
        @given(
            st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
            st.sampled_from(["-", "转", " ext. ", ",", "#", "_", ""]),
            st.from_regex(r"[0-9]{4}", fullmatch=True),
        )
        def check(number, joint, tail):
            self.assertEqual(claim_identity.phone_keys(number + joint + tail), [])

        check()

    def test_one_number_however_it_is_written(self):
        @FAST
        @given(
            st.from_regex(r"138[0-9]{8}", fullmatch=True),
            st.sampled_from(["", "+86", "0086", "+86 ", "手机: "]),
            st.sampled_from(["", " ", "-"]),
        )
        def check(number, prefix, joint):
            text = prefix + joint.join((number[:3], number[3:7], number[7:]))
            self.assertEqual(
                claim_identity.phone_keys(text), [("phone", f"+86{number}")]
            )

        check()

    def test_email_case_and_tag(self):
        local = st.from_regex(r"[a-z][a-z0-9._-]{0,12}", fullmatch=True)
        tag = st.from_regex(r"[A-Za-z0-9+.-]{0,8}", fullmatch=True)

        @FAST
        @given(local, tag, st.sampled_from(["firm.cn", "mail.firm.example"]))
        def check(local, tag, domain):
            key = ("email", f"{local}@{domain}")
            for text in (
                f"{local}@{domain}",
                f" {local.upper()}@{domain.upper()} ",
                f"{local}+{tag}@{domain}",
                f"Ms Wang <{local.title()}+{tag}@{domain}.>",
            ):
                self.assertEqual(claim_identity.email_key(text), key, text)

        check()

    def test_whatever_comes_in(self):
        """A key that is made is clean, and makes itself again."""
        chars = "0123456789+-*转 ext.,()<>@;=王aA@.＠\0\n٣"
        text = st.one_of(st.text(chars, max_size=30), st.text(max_size=30))

        @FAST
        @given(st.one_of(st.none(), text))
        def check(value):
            for kind, number in claim_identity.phone_keys(value):
                self.assertEqual(
                    claim_identity.phone_keys(number), [(kind, number)], value
                )
            key = claim_identity.email_key(value)
            if key:
                self.assertEqual(claim_identity.email_key(key[1]), key, value)
                self.assertNotIn("\0", key[1])
                self.assertNotIn("+", key[1].partition("@")[0])

        check()
