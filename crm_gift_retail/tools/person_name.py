"""Names of persons and firms in China's gift trade, without the ORM.

A name is never split by spaces. Surname and title are only separated when the
text is a known surname followed by a known title (王总, 李老师, 欧阳女士), and then
only to know how to address the person; the name itself is stored as written.
"""

import re
import unicodedata
from typing import NamedTuple

COMPOUND_SURNAMES = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 "
    "皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 "
    "子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 "
    "段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 "
    "左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 "
    "褚师 欧陽 諸葛 司馬".split()
)
# Titles by which a person may be addressed, with the sex they tell (or none).
TITLES = {
    "先生": "m",
    "女士": "f",
    "小姐": "f",
    "太太": "f",
    "夫人": "f",
    "阿姨": "f",
    "大姐": "f",
    "姐": "f",
    "哥": "m",
    "大哥": "m",
    "叔叔": "m",
    "叔": "m",
    **dict.fromkeys(
        "总 总经理 副总 经理 老师 教授 副教授 医生 大夫 护士长 主任 副主任 局长 处长 "
        "科长 部长 厂长 院长 校长 园长 会长 秘书长 秘书 书记 行长 董事长 董事 董 "
        "老板 店长 师傅 律师 工 工程师 博士 会计 主管 总监 助理 站长 所长 队长 站 导 "
        "编辑 记者 警官 法官 同学 老".split(),
        "",
    ),
}
LATIN_TITLE = re.compile(
    r"^(?P<title>mr|mrs|ms|miss|dr|prof)\.?\s+(?P<rest>\S.*)$", re.I
)
LATIN_SEX = {"mr": "m", "mrs": "f", "ms": "f", "miss": "f"}
FIRM = re.compile(
    r"公司|集团|有限|股份|商行|商社|商店|超市|酒店|宾馆|饭店|餐厅|银行|支行|分行|医院|诊所|学校|学院|"
    r"大学|中学|小学|幼儿园|工厂|[\u4e00-\u9fff]{2}厂$|门店|旗舰店|专卖店|中心$|协会|商会|研究[院所]|"
    r"事务所|工作室|政府|委员会|管理局|合作社|基金会|俱乐部|\b(?:co|ltd|limited|inc|llc|"
    r"gmbh|corp|corporation|company|plc|group|hotel|bank|university|school|hospital)\b",
    re.I,
)
CJK = re.compile(r"^[\u3400-\u9fff·•]+$")
MALE = frozenset({"男", "男性", "m", "male", "先生", "mr"})
FEMALE = frozenset({"女", "女性", "f", "female", "女士", "ms", "mrs", "小姐"})
NEUTRAL_GREETING = "您好"


class PersonName(NamedTuple):
    """A name as written and what can be said for certain about it."""

    full: str
    surname: str
    title: str
    sex: str  # "m", "f" or "" when nobody said
    salutation: str  # 王总, 欧阳女士; 您好 when nothing is known


def clean_name(text):
    """Return ``text`` in NFC with full-width letters, odd and doubled spaces mended."""
    text = unicodedata.normalize("NFKC", str(text)) if text else ""
    text = "".join(
        c for c in text if unicodedata.category(c) not in ("Cf", "Cc") or c in "\t\n"
    )
    return re.sub(r"\s+", " ", text).strip()


def is_firm(text):
    """Return whether ``text`` reads like the name of a firm or an institution."""
    return bool(FIRM.search(clean_name(text)))


def parse_sex(text):
    """Return ``"m"``, ``"f"`` or ``""`` for a cell such as 男, Female, 保密."""
    text = clean_name(text).lower().rstrip(".")
    return "m" if text in MALE else "f" if text in FEMALE else ""


def surname_of(text):
    """Return the Chinese surname of ``text`` (compound ones too) or ``""``."""
    text = clean_name(text)
    if not text or not CJK.match(text) or "·" in text or "•" in text:
        return ""
    return text[:2] if text[:2] in COMPOUND_SURNAMES else text[0]


def parse_name(text, sex=""):
    """Return the :class:`PersonName` of ``text``.

    :param text: a name as typed: 王小明, 王总, 欧阳女士, 李 明, "Ms Wang"
    :param sex: ``"m"``, ``"f"`` or ``""`` from a column of its own; it wins over
        what a title suggests
    :returns: a name whose ``full`` is the cleaned text; it is never cut
    """
    full = clean_name(text)
    if not full or is_firm(full):
        return PersonName(full, "", "", "", NEUTRAL_GREETING)
    if match := LATIN_TITLE.match(full):
        title = match["title"].lower().rstrip(".")
        return PersonName(
            full, "", match["title"], sex or LATIN_SEX.get(title, ""), full
        )
    compact = full.replace(" ", "") if CJK.match(full.replace(" ", "")) else full
    surname, title = _split_title(compact)
    sex = sex or TITLES.get(title, "")
    if title:
        return PersonName(full, surname, title, sex, f"{surname}{title}")
    if compact[:1] in "小老阿" and len(compact) == 2 and CJK.match(compact):
        return PersonName(full, compact[1], "", sex, compact)
    surname = surname_of(compact) if 2 <= len(compact) <= 4 else ""
    if surname and sex:
        salutation = surname + ("先生" if sex == "m" else "女士")
        return PersonName(full, surname, "", sex, salutation)
    return PersonName(full, surname, "", sex, NEUTRAL_GREETING)


def contradicts(one, other):
    """Return whether two names cannot mean the same person or firm.

    Used before a shared phone number is taken for identity. A surname with a title
    (王总) agrees with every name of that surname; an empty name agrees with all;
    otherwise the names must be equal without spaces and case, or, of a firm, one
    contain the other (its short name).
    """
    left, right = _comparable(one), _comparable(other)
    if not left or not right or left == right:
        return False
    if (is_firm(one) or is_firm(other)) and (left in right or right in left):
        return False
    first, second = parse_name(one), parse_name(other)
    if (first.title or second.title) and first.surname and second.surname:
        return first.surname != second.surname or (
            bool(first.sex and second.sex) and first.sex != second.sex
        )
    return True


def _comparable(text):
    text = clean_name(text).casefold()
    return re.sub(r"[\s.,()·•'\"-]|有限公司|有限责任公司|股份|公司", "", text)


def _split_title(text):
    if not CJK.match(text):
        return "", ""
    surname = surname_of(text)
    if surname and text[len(surname) :] in TITLES:
        return surname, text[len(surname) :]
    # 王小明先生: a whole name with a title; only titles of two or more characters,
    # since 王小工 or 李哥 may be a given name.
    for size in (4, 3, 2):
        title, name = text[-size:], text[:-size]
        if title in TITLES and len(surname) < len(name) <= len(surname) + 2:
            return surname, title
    return "", ""
