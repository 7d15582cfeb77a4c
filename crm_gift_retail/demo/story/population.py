"""Invents the customers: a few large firms, many small buyers, some forgotten."""

from . import names, people
from .context import Customer

PRIVATE = 180
FIRMS = 120
# Ranks of good customers that nobody spoke to: the manager's sentence.
SILENT_FIRMS = {
    3: 152,
    6: 131,
    9: 188,
    12: 126,
    15: 240,
    19: 143,
    24: 205,
    28: 134,
    33: 171,
}
SILENT_PRIVATE = {2: 150, 9: 210, 20: 165, 33: 300, 60: 260, 85: 330}


def invent(story):
    """Fill ``story.customers``, best first, without touching the database.

    :param Story story: the build; reads ``scale`` and ``rng``.
    """
    story.customers = _firms(story) + _private(story)


def _firms(story):
    count, rng, taken = story.scaled(FIRMS), story.rng, set()
    silent = _spread(SILENT_FIRMS, FIRMS, count)
    sellers = ("sales", "sales2", "sales", "sales2", "caller")
    customers = []
    for rank in range(1, count + 1):
        # a small story keeps the shape of the curve
        share = 1 + (rank - 1) * (FIRMS / count) ** 0.5
        place = rng.choice(names.PLACES)
        name, job = _firm_name(rng, place[0], taken)
        owner = sellers[rank % len(sellers)] if share < 95 else ""
        team = {"caller": "phone", "": "online"}.get(owner, "corporate")
        customers.append(
            Customer(
                rank=rank,
                is_firm=True,
                code=f"F{rank:04d}",
                yearly=2_300_000 / (share + 2) ** 1.35 * rng.uniform(0.85, 1.15),
                owner=owner,
                team=team,
                source=rng.choice(people.TEAMS[team][4]),
                name=name,
                greeting=job,
                place=place,
                silent_days=silent.get(rank, 0),
                since_days=rng.choice((730, 730, 730, 600, 420, 200)),
            )
        )
    return customers


def _private(story):
    count, rng, taken = story.scaled(PRIVATE), story.rng, set()
    silent = _spread(SILENT_PRIVATE, PRIVATE, count)
    customers = []
    for rank in range(1, count + 1):
        share = 1 + (rank - 1) * (PRIVATE / count) ** 0.5
        team, owner = rng.choice(
            (
                ("beijing_road", "clerk"),
                ("tianhe", "clerk2"),
                ("online", ""),
                ("online", "service"),
                ("beijing_road", "clerk"),
            )
        )
        customers.append(
            Customer(
                rank=rank,
                is_firm=False,
                code=f"P{rank:04d}",
                yearly=17_000 / share**0.72 * rng.uniform(0.8, 1.2),
                owner=owner,
                team=team,
                source=rng.choice(people.TEAMS[team][4]),
                name=person_name(rng, taken),
                place=rng.choice(names.PLACES),
                silent_days=silent.get(rank, 0),
                since_days=rng.choice((730, 730, 540, 365, 150)),
            )
        )
    return customers


def _spread(ranks, full, count):
    """Move the chosen ranks along when the story is smaller."""
    return {max(1, round(rank * count / full)): days for rank, days in ranks.items()}


def person_name(rng, taken):
    """Invent a full name that nobody in ``taken`` has yet.

    :param random.Random rng: the story's chance.
    :param set taken: names in use; the new one is added.
    :return: surname and given name, without a space.
    :rtype: str
    """
    while True:
        given = rng.choice((names.GIVEN_FEMALE, names.GIVEN_MALE))
        name = rng.choice(names.SURNAMES) + rng.choice(given)
        if name not in taken:
            taken.add(name)
            return name


def greeting(rng, name, is_firm):
    """Say how a person is addressed: surname and title (王总, 欧阳女士).

    :param str name: full name.
    :param bool is_firm: buyer of a firm, else a private customer.
    :rtype: str
    """
    surname = name[:2] if name[:2] in names.SURNAMES else name[0]
    if is_firm:
        return surname + rng.choice(names.TITLES_FIRM)
    female = name[len(surname) :] in names.GIVEN_FEMALE
    return surname + rng.choice(
        names.TITLES_PRIVATE_FEMALE if female else names.TITLES_PRIVATE_MALE
    )


def _firm_name(rng, city, taken):
    while True:
        trade, form, job, _strict = rng.choice(names.FIRM_TRADES)
        prefix = rng.choice(names.FIRM_PREFIXES)
        name = rng.choice((city, city, "广东")) + prefix + trade + form
        if prefix + trade not in taken:
            taken.add(prefix + trade)
            return name, job
