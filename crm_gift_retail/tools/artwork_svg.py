"""Is a vector drawing only a drawing? SVG may hold programs and call other servers."""

import re

from lxml import etree

#: More nodes than any logo has; keeps the walk short.
MAX_NODES = 200_000
#: Encodings that drawing programs write; others could hide what we look for.
ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "gbk"})
#: Elements that run, embed a page, or change an address later.
FORBIDDEN = frozenset(
    "script handler listener foreignobject iframe frame embed object applet audio "
    "video set".split()
)
_DATA_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,", re.I)
_ADDRESS = frozenset({"href", "src", "action", "formaction", "data", "poster", "ping"})
_CSS_ADDRESS = re.compile(r"url\s*\(\s*[\"']?\s*([^\"')\s]*)", re.I)
_CSS_ACTIVE = re.compile(r"@import|expression\s*\(|-moz-binding|behavior\s*:", re.I)
_DECLARED = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)", re.I)


class SvgError(ValueError):
    """What is wrong with a drawing.

    :param str code: ``script``, ``external``, ``entities`` or ``broken``
    :param str detail: the element or attribute, for the message
    """

    def __init__(self, code, detail=""):
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def check_svg(data):
    """Refuse a drawing that is more than a drawing.

    Nothing is cleaned: a file that is changed silently is no longer the customer's
    artwork. It may still only be served as a download.

    :param bytes data: the file
    :raise SvgError: with the reason
    """
    _check_head(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SvgError("broken", str(error)[:80]) from error
    if _local(root.tag) != "svg":
        raise SvgError("broken", _local(root.tag))
    for before in root.itersiblings(preceding=True):
        _check_node(before)
    for number, node in enumerate(root.iter()):
        if number >= MAX_NODES:
            raise SvgError("broken", f"> {MAX_NODES}")
        _check_node(node)


def looks_like_svg(data):
    """Return whether the first thing in the file is a drawing's element.

    :param bytes data: the file, or its beginning
    """
    head = data[:65536].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"<") and bool(
        re.search(rb"<(?:[\w.-]+:)?svg[\s>/]", head, re.I)
    )


def _check_head(data):
    """Refuse what must not reach the parser: entities and hidden encodings."""
    if b"\0" in data:
        raise SvgError("broken", "UTF-16")
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf").lstrip())
    if declared and declared[1].decode("latin-1").lower() not in ENCODINGS:
        raise SvgError("broken", declared[1].decode("latin-1")[:40])
    if re.search(rb"<!ENTITY", data, re.I) or re.search(
        rb"<!DOCTYPE[^>\[]*\[", data, re.I
    ):
        raise SvgError("entities", "<!ENTITY>")


def _check_node(node):
    if isinstance(node, etree._Comment):
        return
    if isinstance(node, etree._ProcessingInstruction):
        if node.target.lower().startswith("xml-stylesheet"):
            raise SvgError("external", node.target)
        return
    if isinstance(node, etree._Entity):
        raise SvgError("entities", node.name)
    name = _local(node.tag)
    if name in FORBIDDEN or "xhtml" in _namespace(node.tag):
        raise SvgError("script", f"<{name}>")
    if name == "style":
        _check_css("".join(node.itertext()), "<style>")
    for attribute, value in node.attrib.items():
        _check_attribute(name, _local(attribute), value)


def _check_attribute(element, name, value):
    where = f"{element} {name}"
    squeezed = re.sub(r"[\s\x00-\x20]+", "", value).lower()
    if name.startswith("on"):
        raise SvgError("script", where)
    if re.match(r"(?:java|vb|live)script:", squeezed):
        raise SvgError("script", where)
    if name in ("attributename", "attributetype") and (
        _local(squeezed.rpartition(":")[2]) in _ADDRESS or squeezed.startswith("on")
    ):
        raise SvgError("script", where)
    if (
        name in _ADDRESS
        and squeezed
        and not (squeezed.startswith("#") or _DATA_PICTURE.match(squeezed))
    ):
        raise SvgError("external", where)
    _check_css(value, where)


def _check_css(text, where):
    # escapes can spell any word: a drawing has no use for them
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    if "\\" in plain and where.endswith(("style", "<style>")):
        raise SvgError("external", where)
    if _CSS_ACTIVE.search(plain):
        raise SvgError("external", where)
    for address in _CSS_ADDRESS.findall(plain):
        if address and not address.startswith("#") and not _DATA_PICTURE.match(address):
            raise SvgError("external", where)


def _local(tag):
    return str(tag).rpartition("}")[2].lower()


def _namespace(tag):
    return str(tag).rpartition("}")[0].lower()
