"""Simple product pictures, drawn: a soft ground and one shape per category."""

import base64
import io
from functools import lru_cache

from PIL import Image, ImageColor, ImageDraw, ImageFilter

_SIZE = 300
_SCALE = 2  # drawn twice as large, then reduced: smooth edges


def picture(category, colour):
    """Draw the picture of a product.

    :param str category: key of ``catalog.CATEGORIES``.
    :param str colour: main colour as ``#rrggbb``.
    :return: PNG, base64, as Odoo's image fields take it.
    :rtype: bytes
    """
    side = _SIZE * _SCALE
    main = ImageColor.getrgb(colour)
    image = _ground(side, main)
    shadow = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    ImageDraw.Draw(shadow).ellipse(_box(side, 22, 77, 78, 86), fill=(40, 30, 25, 90))
    image.alpha_composite(shadow.filter(ImageFilter.GaussianBlur(side // 40)))
    shape = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    _SHAPES[category](ImageDraw.Draw(shape), side, main)
    image.alpha_composite(shape)
    image = image.convert("RGB").resize((_SIZE, _SIZE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.quantize(96).save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue())


def logo():
    """Draw the firm's mark: a red seal with a ribbon.

    :return: PNG, base64.
    :rtype: bytes
    """
    side = 512
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((24, 24, 488, 488), 84, fill="#a8201a")
    draw.rounded_rectangle((56, 56, 456, 456), 60, outline="#f4e3c1", width=10)
    draw.rectangle((232, 150, 280, 400), fill="#f4e3c1")
    draw.rectangle((120, 214, 392, 250), fill="#f4e3c1")
    draw.rounded_rectangle((136, 262, 376, 400), 14, outline="#f4e3c1", width=14)
    draw.ellipse((160, 108, 250, 212), outline="#f4e3c1", width=16)
    draw.ellipse((262, 108, 352, 212), outline="#f4e3c1", width=16)
    out = io.BytesIO()
    image.resize((256, 256), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue())


def _mix(colour, other, part):
    return tuple(
        round(a * (1 - part) + b * part) for a, b in zip(colour, other, strict=True)
    )


def _light(colour, part=0.45):
    return _mix(colour, (255, 255, 255), part)


def _dark(colour, part=0.35):
    return _mix(colour, (20, 14, 12), part)


def _box(side, *percent):
    return tuple(round(side * value / 100) for value in percent)


@lru_cache(maxsize=1)
def _fade(side):
    return Image.radial_gradient("L").resize((side, side))


def _ground(side, main):
    inner = Image.new("RGBA", (side, side), (*_light(main, 0.93), 255))
    outer = Image.new("RGBA", (side, side), (*_light(main, 0.68), 255))
    return Image.composite(outer, inner, _fade(side))


def _tea(draw, side, main):
    line = round(side * 0.035)
    draw.arc(_box(side, 62, 40, 88, 68), 250, 110, fill=_dark(main), width=line)
    draw.polygon(
        [_box(side, x, y) for x, y in ((34, 58), (12, 38), (17, 35), (38, 50))],
        fill=_dark(main, 0.2),
    )
    draw.ellipse(_box(side, 26, 38, 74, 80), fill=main)
    draw.chord(_box(side, 30, 38, 70, 58), 180, 360, fill=_light(main, 0.25))
    draw.rectangle(_box(side, 38, 78, 62, 82), fill=_dark(main))
    draw.ellipse(_box(side, 46, 28, 54, 36), fill=_dark(main))
    draw.arc(_box(side, 32, 44, 60, 74), 150, 220, fill=_light(main, 0.6), width=line)


def _porcelain(draw, side, main):
    pale = _light(main, 0.88)
    draw.polygon(
        [_box(side, x, y) for x, y in ((43, 16), (57, 16), (54, 36), (46, 36))],
        fill=pale,
    )
    draw.ellipse(_box(side, 30, 30, 70, 72), fill=pale)
    draw.polygon(
        [_box(side, x, y) for x, y in ((35, 62), (65, 62), (60, 82), (40, 82))],
        fill=pale,
    )
    draw.rectangle(_box(side, 43, 16, 57, 19), fill=main)
    draw.rectangle(_box(side, 40, 79, 60, 82), fill=main)
    draw.arc(_box(side, 30, 36, 70, 48), 0, 180, fill=main, width=round(side * 0.012))
    for turn in range(6):
        petal = (turn * 60, turn * 60 + 34)
        draw.pieslice(_box(side, 40, 44, 60, 64), *petal, fill=main)
    draw.ellipse(_box(side, 47, 51, 53, 57), fill=pale)


def _silk(draw, side, main):
    def sheet(points, fill):
        draw.polygon([_box(side, x, y) for x, y in points], fill=fill)

    sheet(((50, 14), (86, 48), (50, 82), (14, 48)), main)
    sheet(((50, 21), (79, 48), (50, 75), (21, 48)), _light(main, 0.3))
    sheet(((50, 25), (75, 48), (50, 71), (25, 48)), main)
    for turn in range(5):
        first = turn * 72 - 18
        draw.pieslice(
            _box(side, 36, 34, 64, 62), first, first + 44, fill=_light(main, 0.55)
        )
    draw.ellipse(_box(side, 46, 44, 54, 52), fill=(222, 188, 112))
    sheet(((14, 48), (50, 82), (44, 52)), _dark(main, 0.25))
    sheet(((18, 49), (46, 76), (42, 53)), _dark(main, 0.1))


def _pen(draw, side, main):
    def slanted(points, fill):
        draw.polygon([_box(side, x, y) for x, y in points], fill=fill)

    slanted(((24, 74), (66, 24), (76, 32), (34, 82)), main)
    slanted(((66, 24), (72, 17), (82, 25), (76, 32)), _dark(main))
    slanted(((24, 74), (34, 82), (18, 88)), (200, 164, 92))
    slanted(((40, 55), (43, 51), (53, 59), (50, 63)), (214, 182, 110))
    slanted(((30, 71), (64, 30), (66, 32), (32, 73)), _light(main, 0.45))


def _food(draw, side, main):
    draw.rounded_rectangle(_box(side, 18, 34, 82, 80), side // 30, fill=_dark(main))
    inside = _light(main, 0.7)
    draw.rounded_rectangle(_box(side, 21, 37, 79, 77), side // 40, fill=inside)
    for x, y in ((35, 47), (65, 47), (35, 67), (65, 67)):
        draw.ellipse(_box(side, x - 10, y - 8.5, x + 10, y + 8.5), fill=main)
        draw.ellipse(
            _box(side, x - 7, y - 6, x + 7, y + 6),
            outline=_dark(main, 0.3),
            width=side // 110,
        )
        draw.ellipse(_box(side, x - 2, y - 2, x + 2, y + 2), fill=_dark(main, 0.3))


def _gift_box(draw, side, main):
    draw.rectangle(_box(side, 22, 44, 78, 82), fill=main)
    draw.rectangle(_box(side, 18, 34, 82, 46), fill=_dark(main, 0.2))
    ribbon = (222, 188, 112)
    draw.rectangle(_box(side, 46, 34, 54, 82), fill=ribbon)
    width = side // 34
    draw.ellipse(_box(side, 30, 18, 50, 35), outline=ribbon, width=width)
    draw.ellipse(_box(side, 50, 18, 70, 35), outline=ribbon, width=width)


def _craft(draw, side, main):
    for step in range(9):
        first = 200 + step * 15.6
        tone = main if step % 2 else _light(main, 0.3)
        draw.pieslice(_box(side, 10, 26, 90, 126), first, first + 15.6, fill=tone)
    draw.pieslice(_box(side, 38, 62, 62, 90), 200, 340, fill=_dark(main))
    draw.ellipse(_box(side, 47, 72, 53, 78), fill=(222, 188, 112))


def _home(draw, side, main):
    draw.rounded_rectangle(_box(side, 32, 46, 68, 82), side // 28, fill=main)
    draw.ellipse(_box(side, 32, 41, 68, 52), fill=_light(main, 0.4))
    draw.line(_box(side, 50, 47, 50, 37), fill=(60, 50, 45), width=side // 90)
    draw.ellipse(_box(side, 45.5, 22, 54.5, 40), fill=(240, 170, 60))
    draw.ellipse(_box(side, 47.8, 29, 52.2, 39), fill=(255, 232, 160))
    draw.rectangle(_box(side, 38, 58, 62, 72), fill=_light(main, 0.75))


_SHAPES = {
    "tea": _tea,
    "porcelain": _porcelain,
    "silk": _silk,
    "pen": _pen,
    "food": _food,
    "box": _gift_box,
    "craft": _craft,
    "home": _home,
}
