"""Which characters of a text the printer's fonts cannot print. ORM-free.

What is printed goes through fontconfig, which takes a missing letter from any other
font that has it. So a letter can be printed when any font has it, colour fonts left
out: the PDF maker does not draw their pictures.
"""

import bisect
import functools
import shutil
import subprocess
import unicodedata

#: fontconfig is asked once per process; the answer is some hundred kilobytes
_FORMAT = "%{color}|%{charset}\n"
_SECONDS = 20
#: letters that are never drawn by themselves: controls, joiners, line ends
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


class Coverage:
    """The letters that some font has.

    :param spans: iterable of ``(first, last)`` code points; may overlap.
    """

    def __init__(self, spans):
        merged = []
        for first, last in sorted(spans):
            if merged and first <= merged[-1][1] + 1:
                merged[-1][1] = max(merged[-1][1], last)
            else:
                merged.append([first, last])
        self.firsts = [first for first, _last in merged]
        self.lasts = [last for _first, last in merged]

    def __bool__(self):
        return bool(self.firsts)

    def __contains__(self, letter):
        place = bisect.bisect_right(self.firsts, ord(letter)) - 1
        return place >= 0 and ord(letter) <= self.lasts[place]


def parse_fonts(text):
    """Read the answer of fontconfig.

    :param str text: a line per font: whether it is a colour font, a bar, its letters as
        hexadecimal code points and spans of them ("20-7e a0").
    :return: :class:`Coverage` of the fonts without colour.
    """
    spans = []
    for line in text.splitlines():
        colour, _bar, letters = line.partition("|")
        if colour.strip().lower() == "true":
            continue
        for part in letters.split():
            first, _dash, last = part.partition("-")
            try:
                spans.append((int(first, 16), int(last or first, 16)))
            except ValueError:
                continue  # a font whose answer is damaged covers nothing by it
    return Coverage(spans)


@functools.cache
def installed_fonts():
    """Return the coverage of this machine's fonts; empty when nobody can say."""
    command = shutil.which("fc-list")
    if not command:
        return Coverage(())
    try:
        answer = subprocess.run(
            [command, "--format", _FORMAT],
            capture_output=True,
            check=True,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return Coverage(())
    return parse_fonts(answer.stdout.decode("utf-8", "replace"))


def find_unprintable(text, coverage):
    """Return the letters that no font has, each once, in the order of the text.

    Without fonts to ask nothing is marked: not knowing is no fault of the text.

    :param str text: what shall be printed; None is empty.
    :param Coverage coverage: of the fonts.
    :return: list of letters.
    """
    if not text or not coverage:
        return []
    found = []
    for letter in unicodedata.normalize("NFC", text):
        if (
            letter not in found
            and letter not in coverage
            and unicodedata.category(letter) not in _UNSEEN
            and not 0xFE00 <= ord(letter) <= 0xFE0F  # how, not what, is drawn
        ):
            found.append(letter)
    return found
