"""Names of sources from outside, and doors that a name says for certain.

Plain functions without the ORM. UTM values come from links, forms and files: anybody
may write anything into them, and staff reads them.
"""

import re
import unicodedata

#: longest name that is kept; real campaigns are shorter, attacks are longer
MAX_NAME = 100
#: what a name may consist of, beside letters, digits and marks of any script
ALLOWED = frozenset(" -_.,:;+&/'()[]#@!?%|*=~·•—–’（）【】、，。：；！？＆")
#: words that no name of a source contains
SUSPICIOUS = re.compile(
    r"javascript:|data:|vbscript:|://|\bunion\s+select\b|\.\./|\b(?:on\w+)\s*=",
    re.IGNORECASE,
)

#: names (case-folded, without spaces and hyphens) whose door is certain
CHANNEL_NAMES = {
    "shop": "shop store retailstore physicalstore pointofsale pos 门店 店铺 实体店",
    "online": (
        "website onlineshop onlinestore webshop ecommerce livechat banner "
        "shoppingplatform googleadwords 网店 网站 官网 商城 小程序 电商 在线客服 "
        "taobao tmall jd jd.com douyin pinduoduo xiaohongshu "
        "淘宝 天猫 京东 抖音 拼多多 小红书"
    ),
    "outbound": "outboundcall coldcall telemarketing 外呼 电话外呼 电销 电话销售",
    "referral": "referral wordofmouth recommendation 转介绍 老客户介绍 推荐",
    "event": "event tradefair tradeshow exhibition 展会 活动 沙龙",
    "other": (
        "email x twitter facebook linkedin television sms newsletter wechat wecom "
        "微信 企业微信 邮件 短信 电视"
    ),
}
_CHANNEL_BY_NAME = {
    name: channel for channel, names in CHANNEL_NAMES.items() for name in names.split()
}


def clean_name(text):
    """Return a source's name that came from outside as it may be kept.

    Full-width forms and odd spaces become plain ones. What is too long, holds control
    or invisible characters, markup or code is refused as a whole: half of an attack is
    no name either.

    :param str text: anything
    :return: name of 1 to ``MAX_NAME`` characters, or None for junk and empty text
    """
    if not isinstance(text, str) or len(text) > 4 * MAX_NAME:
        return None
    name = unicodedata.normalize("NFKC", text)
    name = " ".join(name.split())
    if not name or len(name) > MAX_NAME:
        return None
    if SUSPICIOUS.search(name):
        return None
    if not any(char.isalnum() for char in name):
        return None
    for char in name:
        if char not in ALLOWED and unicodedata.category(char)[0] not in "LNM":
            return None
    return name


def channel_of_name(name):
    """Return the door that a medium's name says for certain, else ``unknown``.

    "Phone" may be a call to us or by us: unknown. Never a guess.

    :param str name: of a ``utm.medium``
    :return: key of ``GIFT_CHANNELS``
    """
    key = unicodedata.normalize("NFKC", name or "").casefold()
    return _CHANNEL_BY_NAME.get(re.sub(r"[\s_\-]+", "", key), "unknown")
