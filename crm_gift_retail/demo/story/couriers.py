"""Parcels under way: waybills that went out, numbers that came back, who signed."""

import base64
from datetime import datetime, time, timedelta

#: courier: which of the parcels it carries, of every three
_COURIERS = ("sf", "sf", "yto")
#: shipped so many days ago at most: what is older came before couriers were told
_RECENT_DAYS = 45
#: a signature comes back for so many of ten parcels; the rest is assumed
_SIGNED_OF_TEN = 7
_SHEET = 8
_HEADINGS = ("客户订单号", "运单号", "签收时间")


def build(story):
    """Play out the warehouse's papers: sheets, numbers, signatures, arrivals.

    :param Story story: the build with orders shipped and orders to ship.
    """
    _propose_dates(story)
    shipped = _shipped(story)
    for code in sorted(set(_COURIERS)):
        mine = [p for n, p in enumerate(shipped) if _COURIERS[n % 3] == code]
        _take_back(story, code, mine)
    while story.env["stock.picking"]._gift_assume_arrived(story.company):
        pass
    _waiting_sheet(story)
    _promise_for_the_festival(story)


def _propose_dates(story):
    """The manager lets the festivals' last days be proposed."""
    wizard = story.env["gift.last.ship.propose"].with_user(story.users["manager"])
    wizard.create({"company_id": story.company.id}).action_propose()


def _shipped(story):
    """Return the parcels that left lately, the oldest first."""
    since = datetime.combine(story.today - timedelta(days=_RECENT_DAYS), time())
    return story.env["stock.picking"].search(
        [
            ("company_id", "=", story.company.id),
            ("state", "=", "done"),
            ("picking_type_code", "=", "outgoing"),
            ("date_done", ">=", since),
        ],
        order="date_done, id",
    )


def _courier(story, code):
    return story.env.ref(f"crm_gift_retail.gift_courier_{code}")


def _number(story, code):
    digits = story.rng.randrange(10**12)
    return f"{'SF' if code == 'sf' else 'YT'}1{digits:012d}"


def _take_back(story, code, pickings):
    """The courier's file of these parcels is taken over, exceptions and all."""
    if not pickings:
        return
    numbers = {picking: _number(story, code) for picking in pickings}
    rows = [
        (picking.name, numbers[picking], _signed(story, picking))
        for picking in pickings
    ]
    rows.append(("WH/OUT/88888", _number(story, code), ""))
    record = _upload(story, code, rows, f"{code}-回单.csv")
    record.action_check()
    record.action_take_over()


def _signed(story, picking):
    """Return when somebody signed, as the courier writes it; often nobody says."""
    day = picking.gift_arrival_due  # one day inside the province
    if day >= story.today or story.rng.randrange(10) >= _SIGNED_OF_TEN:
        return ""
    return f"{day:%Y-%m-%d} {story.rng.randint(9, 18):02d}:30"


def _upload(story, code, rows, filename):
    text = "\n".join(",".join(row) for row in (_HEADINGS, *rows))
    packer = story.users["warehouse"]
    return (
        story.env["gift.tracking.file"]
        .with_user(packer)
        .create(
            {
                "data": base64.b64encode(text.encode("gb18030")),
                "filename": filename,
                "courier_id": _courier(story, code).id,
            }
        )
    )


def _waiting_sheet(story):
    """This morning's sheet went out; its numbers are checked and not yet taken."""
    pickings = story.env["stock.picking"].search(
        [
            ("company_id", "=", story.company.id),
            ("picking_type_code", "=", "outgoing"),
            ("state", "=", "assigned"),
        ],
        limit=story.scaled(_SHEET),
    )
    if not pickings:
        return
    courier = _courier(story, "sf")
    packer = story.users["warehouse"]
    story.env["gift.waybill"].with_user(packer)._make(
        pickings.with_user(packer), courier
    )
    rows = [(picking.name, _number(story, "sf"), "") for picking in pickings]
    rows.append((pickings[:1].name, rows[-1][1], ""))  # a number that came twice
    _upload(story, "sf", rows, "顺丰-今日.csv").action_check()


def _promise_for_the_festival(story):
    """A draft promises its goods for the festival, and is told the last day."""
    draft = story.env["sale.order"].search(
        [("company_id", "=", story.company.id), ("state", "=", "draft")], limit=1
    )
    draft.commitment_date = story.moment(story.festival.day, 17)
