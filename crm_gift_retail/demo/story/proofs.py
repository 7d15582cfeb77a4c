"""Logos to engrave, and what customers said to the proofs of them."""

import io
from datetime import timedelta

from PIL import Image, ImageDraw, ImageFont

from odoo import Command, fields

from .clients import shop_team

# initials of the logo, its colour, the piece's colour, text to engrave, answer, comment
_PROOFS = (
    (
        "HX",
        "#b8872e",
        "#23395b",
        "华兴二十周年 · 1998-2018",
        "approve",
        "很好，就这样做。Very good, make it like this.",
        9,
    ),
    (
        "MR",
        "#d9d2c3",
        "#5b2333",
        "With thanks · 感谢有您",
        "refuse",
        "标志再小一点，离边缘远一些。The logo a little smaller, please.",
        4,
    ),
    ("YT", "#e8c15a", "#1f4d3a", "云腾科技 敬赠", None, None, 1),
)
_SIDE = 1200


def build(story):
    """Note three wishes with artwork and show a proof of each.

    :param Story story: the build with customers, products and users.
    """
    people = [
        one
        for one in story.customers
        if one.is_firm
        and one.owner in story.sellers
        and not (one.silent_days or one.is_due_soon)
    ]
    for customer, values in zip(people[6:], _PROOFS, strict=False):
        _show(story, customer, *values)


def _show(story, customer, initials, ink, ground, text, answer, comment, days):
    env = story.env
    owner = story.users[customer.owner]
    buyer = customer.buyer or customer.partner
    keep = env["gift.artwork"].with_user(owner)._gift_keep
    logo = keep(f"logo-{initials}.png", _logo(initials, ink), customer.partner)
    mockup = keep(
        f"proof-{initials}.jpg", _mockup(initials, ink, ground), customer.partner
    )
    team, medium, source = shop_team(story, customer)
    order = env["sale.order"].create(
        {
            "partner_id": customer.partner.id,
            "company_id": story.company.id,
            "user_id": owner.id,
            "team_id": team.id,
            "medium_id": medium.id,
            "source_id": source.id,
            "warehouse_id": story.warehouses["GZ"].id,
            "order_line": [
                Command.create(
                    {"product_id": story.products[2].id, "product_uom_qty": 60}
                ),
                Command.create(
                    {"product_id": story.services[0].id, "product_uom_qty": 60}
                ),
            ],
        }
    )
    wish = env["gift.requirement"].create(
        {
            "order_id": order.id,
            "line_id": order.order_line[0].id,
            "engraving_kind": "engraving",
            "engraving_text": text,
            "artwork_ids": [Command.set(logo.ids)],
            "deliver_by": story.today + timedelta(days=21 - days),
            "said": "“盒子上刻我们的标志，金色，不要太大。”\n"
            "Our logo on the box, in gold, not too big.",
        }
    )
    proof = (
        env["gift.proof"]
        .with_user(owner)
        .create(
            {
                "requirement_id": wish.id,
                "partner_id": buyer.id,
                "user_id": owner.id,
                "artwork_ids": [Command.set(mockup.ids)],
                "note": "金色激光雕刻，宽 4 cm。Laser engraving in gold, 4 cm wide.",
            }
        )
    )
    proof._gift_mark_sent("copy")
    proof = proof.sudo()
    if answer:
        link, __ = proof._gift_make_link("proof", buyer, channel="copy")
        post = {"answer": answer, "name": buyer.name, "comment": comment}
        link._gift_take_answer(post, "203.0.113.20")
    sent = fields.Datetime.now() - timedelta(days=days)
    proof.write(
        {
            "date_sent": sent,
            "date_answered": answer and sent + timedelta(hours=5),
            # what waits is reminded of tomorrow, not while somebody looks
            "date_remind": not answer and fields.Datetime.now() + timedelta(days=1),
        }
    )


def _png(image, kind="PNG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _draw_logo(draw, box, initials, ink):
    """A ring with two letters, as many firms have it."""
    left, top, right, bottom = box
    width = right - left
    draw.ellipse(box, outline=ink, width=max(3, width // 26))
    inner = width // 9
    draw.ellipse(
        (left + inner, top + inner, right - inner, bottom - inner),
        outline=ink,
        width=max(2, width // 60),
    )
    middle = ((left + right) // 2, (top + bottom) // 2)
    font = ImageFont.load_default(width // 3)
    draw.text(middle, initials, fill=ink, font=font, anchor="mm")


def _logo(initials, ink):
    image = Image.new("RGBA", (600, 600), (0, 0, 0, 0))
    _draw_logo(ImageDraw.Draw(image), (40, 40, 560, 560), initials, ink)
    return _png(image, optimize=True)


def _mockup(initials, ink, ground):
    """Draw the box as it will be: lid, ribbon, the logo in its place."""
    image = Image.new("RGB", (_SIDE, _SIDE * 3 // 4), "#efe9e1")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((150, 170, 1070, 800), 26, fill="#d8cfc4")
    draw.rounded_rectangle((130, 130, 1050, 770), 26, fill=ground)
    draw.rounded_rectangle((150, 150, 1030, 750), 18, outline=ink, width=3)
    draw.rectangle((790, 130, 850, 770), fill=ink)
    _draw_logo(draw, (300, 270, 620, 590), initials, ink)
    font = ImageFont.load_default(30)
    draw.text((460, 660), "4 cm", fill=ink, font=font, anchor="mm")
    draw.line((300, 630, 620, 630), fill=ink, width=2)
    return _png(image, "JPEG", quality=88)
