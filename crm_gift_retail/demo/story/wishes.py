"""What customers really asked for: wishes as they were said, and one that changed."""

from datetime import timedelta

from odoo import Command

from .house import backdate, translate

_OCCASIONS = {
    "birthday": "生日", "wedding": "婚礼", "baby": "添丁", "engagement": "订婚",
    "anniversary": "结婚纪念日", "housewarming": "乔迁", "opening": "开业",
    "promotion": "升职", "farewell": "送别", "jubilee": "公司周年庆",
    "graduation": "毕业", "spring_festival": "春节", "dragon_boat": "端午节",
    "mid_autumn": "中秋节", "teachers_day": "教师节", "mothers_day": "母亲节",
    "valentine": "情人节", "christmas": "圣诞节", "thanks": "答谢",
    "staff": "员工福利", "customers": "客户赠礼",
}  # fmt: skip
_WRAPPINGS = {
    "none": "不包装", "paper": "礼品纸加丝带", "box": "礼盒", "bag": "礼品袋",
    "festive": "喜庆红包装",
}  # fmt: skip
# For whom (a firm or not), product, pieces, days ago, deliver in days, confirmed,
# occasion, wrapping, way and text to put on, card, said.
_WISHES = (
    (
        True, 0, 50, 6, 12, True, "jubilee", "box",
        "engraving", "创立十五周年 · 1 号至 50 号",
        "十五载同行，感谢有您。",
        "蓝色盒子，我们的标志烫金，12 号之前一定要放到每个人桌上。",
    ),
    (
        False, 2, 1, 3, 5, True, "birthday", "paper",
        "engraving", "给妈妈",
        "妈妈，生日快乐！女儿 小雨",
        "她不喜欢红色，丝带要浅蓝色的。盒子里千万别放价格。",
    ),
    (
        True, 1, 20, 2, 9, True, "customers", "festive",
        "print", "With compliments, Pearl River Shipping",
        "Thank you for a good year. We look forward to the next one.",
        "Twenty sets for our clients in Hamburg: the card in English, please, and no "
        "tape on the boxes.",
    ),
    (
        False, 3, 2, 1, 14, False, "wedding", "festive",
        "none", "", "百年好合，永结同心",
        "两份要一模一样，一份给新郎家，一份给新娘家。",
    ),
    (
        True, 2, 30, 1, 20, False, "staff", "bag",
        "sticker", "同心同行", "",
        "Like last year, but the bag has to close: they take it home on the metro.",
    ),
)  # fmt: skip
#: place in ``_WISHES`` of the order whose wish changes after its confirmation
_CHANGED = 0


def build(story):
    """Note wishes on orders and quotations; one changes and waits for the warehouse.

    :param Story story: the build with customers, users, products and warehouses.
    """
    env = story.env
    _say_in_chinese(env)
    able = [c for c in story.customers if not c.silent_days and not c.is_due_soon]
    orders = []
    for number, row in enumerate(_WISHES):
        buyers = [c for c in able if c.is_firm == row[0]] or able or story.customers
        orders.append(_order(story, buyers[number % len(buyers)], row))
    changed = orders[_CHANGED].gift_requirement_ids
    changed._gift_change(
        {
            "engraving_text": "创立十五周年 · 1 号至 60 号",
            "wrapping_id": env.ref("crm_gift_retail.gift_wrapping_festive").id,
        },
        "客户来电：又多了十位同事，盒子改用红色。",
    )
    env["gift.requirement.preset"].create(
        {
            "name": "Mid-Autumn, red box · 中秋红盒",
            "company_id": story.company.id,
            "occasion_id": env.ref("crm_gift_retail.gift_occasion_mid_autumn").id,
            "wrapping_id": env.ref("crm_gift_retail.gift_wrapping_festive").id,
            "card_text": "月圆人团圆，中秋快乐！",
        }
    )


def _order(story, customer, row):
    _firm, product, pieces, ago, ahead, confirmed, *content = row
    occasion, wrapping, way, text, card, said = content
    env = story.env
    owner = story.users.get(customer.owner) or story.users["service"]
    order = env["sale.order"].create(
        {
            "partner_id": customer.partner.id,
            "partner_shipping_id": customer.buyer.id,
            "company_id": story.company.id,
            "user_id": owner.id,
            "warehouse_id": story.warehouses["GZ"].id,
            "order_line": [
                Command.create(
                    {
                        "product_id": story.products[product].id,
                        "product_uom_qty": pieces,
                    }
                )
            ],
        }
    )
    env["gift.requirement"].create(
        {
            "order_id": order.id,
            "line_id": order.order_line.id,
            "occasion_id": env.ref(f"crm_gift_retail.gift_occasion_{occasion}").id,
            "wrapping_id": env.ref(f"crm_gift_retail.gift_wrapping_{wrapping}").id,
            "deliver_by": story.today + timedelta(days=ahead),
            "engraving_kind": way,
            "engraving_text": text,
            "card_text": card,
            "said": said,
        }
    )
    if confirmed:
        order.action_confirm()
    moment = story.moment(story.today - timedelta(days=ago))
    order.date_order = moment
    backdate(order, [moment])
    return order


def _say_in_chinese(env):
    """Name the ready-made occasions and wrappings in Chinese as well."""
    for kind, words in (("occasion", _OCCASIONS), ("wrapping", _WRAPPINGS)):
        for key, chinese in words.items():
            record = env.ref(
                f"crm_gift_retail.gift_{kind}_{key}", raise_if_not_found=False
            )
            if record:
                translate(record, {"name": chinese})
