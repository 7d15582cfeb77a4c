"""By which letters a name is found, without the ORM.

People at the counter type ``wz`` or ``wangzhi`` for 王芷. Characters with several
readings are read as pypinyin reads the words; the surname, where the reading of a name
differs from the word's (单 is *shan*, not *dan*), comes from a list.
"""

import re
from typing import NamedTuple

from pypinyin import lazy_pinyin

from .person_name import clean_name, is_firm

#: surnames that are read otherwise than the word
SURNAME_READINGS = {
    "万俟": ("mo", "qi"),
    "单于": ("chan", "yu"),
    "尉迟": ("yu", "chi"),
    "澹台": ("tan", "tai"),
    "宓": ("mi",),
    "仇": ("qiu",),
    "任": ("ren",),
    "冼": ("xian",),
    "区": ("ou",),
    "华": ("hua",),
    "卜": ("bu",),
    "单": ("shan",),
    "召": ("shao",),
    "员": ("yun",),
    "哈": ("ha",),
    "尹": ("yin",),
    "尉": ("wei",),
    "折": ("she",),
    "曾": ("zeng",),
    "朴": ("piao",),
    "查": ("zha",),
    "洗": ("xian",),
    "燕": ("yan",),
    "盖": ("ge",),
    "种": ("chong",),
    "秘": ("bi",),
    "繁": ("po",),
    "缪": ("miao",),
    "翟": ("zhai",),
    "臧": ("zang",),
    "解": ("xie",),
    "逄": ("pang",),
    "那": ("na",),
    "长孙": ("zhang", "sun"),
    "隗": ("wei",),
    "黑": ("he",),
}
CJK_RUN = re.compile(r"[\u3400-\u9fff]+")
WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
INITIALS_SIZE = 32
FULL_SIZE = 96
NAME_SIZE = 120


class NameKeys(NamedTuple):
    """The name in small letters, its initials (wz) and its letters (wangzhi)."""

    name: str
    initials: str
    full: str


def name_keys(text):
    """Return the :class:`NameKeys` of a name as people wrote it.

    :param text: 王芷, 广州白云酒店, "Ms Wang", or nothing
    """
    name = clean_name(text).casefold()
    syllables = []
    for match in WORD.finditer(name):
        word = match[0]
        if CJK_RUN.fullmatch(word):
            syllables += _read(word, surname=match.start() == 0 and not is_firm(name))
        else:
            syllables.append(word)
    syllables = [syllable for syllable in syllables if syllable]
    return NameKeys(
        name[:NAME_SIZE],
        "".join(syllable[0] for syllable in syllables)[:INITIALS_SIZE],
        "".join(syllables)[:FULL_SIZE],
    )


def _read(characters, surname):
    """Return the letters of each character, the surname read as a surname."""
    head = ()
    if surname and len(characters) <= 4:
        for size in (2, 1):
            if characters[:size] in SURNAME_READINGS:
                head = SURNAME_READINGS[characters[:size]]
                characters = characters[len(head) :]
                break
    # characters that nobody can read are left out
    return [*head, *lazy_pinyin(characters, errors="ignore", v_to_u=False)]
