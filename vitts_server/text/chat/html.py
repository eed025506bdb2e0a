"""Tags and entities of HTML, told from signs that only look like them. Pure functions on the text at a place."""

import html
import re

MOST = 2000
"""A longer tag, such as a picture within the text, is passed over without being looked at."""

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big button center cite code data del details dfn em font i img input ins kbd label mark "
    "meta nobr picture q rp rt ruby s samp small source span strike strong sub sup time tt u var video wbr".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body br caption dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr html legend li main nav ol option p pre section summary table tbody tfoot thead tr ul".split()
)
_CELLS = frozenset({"td", "th"})
SILENT = frozenset({"script", "style", "head", "template", "svg", "think", "thinking"})
"""What is between these tags is not for people, or is not the answer."""
_KNOWN = _INLINE | _BLOCKS | _CELLS | SILENT
_FLAGS = frozenset("checked disabled hidden open reversed selected controls autoplay loop muted required".split())

_NAME = r"[A-Za-z][A-Za-z0-9-]{0,24}"
_VALUE = r"""(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+)"""
_FLAG = rf"\s++(?:{'|'.join(sorted(_FLAGS))})(?=[\s/>])"
_PAIR = rf"\s++[\w:.@-]++\s*+=\s*+{_VALUE}"
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{_NAME})(?P<rest>(?:{_PAIR}|{_FLAG})*+)\s*+/?>")
_UNFINISHED_TAG = re.compile(
    rf"""</?(?:{_NAME})?\Z
      | </?(?P<name>{_NAME})(?:{_PAIR}(?=[\s/>])|{_FLAG})*+
        (?:\s++(?:[\w:.@-]++(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s"'=<>`]++)?)?)?)?\s*+/?\Z""",
    re.VERBOSE,
)
_ALT = re.compile(r"""\salt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_UNFINISHED_ENTITY = re.compile(r"&(?:#?[0-9A-Za-z]{0,32})\Z")

Tag = re.Match[str]


def tag(text: str, at: int) -> Tag | None:
    """The tag of a known name that begins at `at`."""
    found = _TAG.match(text, at, at + MOST)
    return found if found and found["name"].lower() in _KNOWN else None


def may_be_tag(text: str, at: int) -> bool:
    """Whether what begins at `at` may become a tag when more of it arrives."""
    found = _UNFINISHED_TAG.match(text, at, at + MOST)
    return found is not None and (found["name"] is None or found["name"].lower() in _KNOWN)


def is_picture(text: str, at: int) -> bool:
    """Whether a tag that seems endless holds a picture within the text."""
    return "data:" in text[at : at + MOST]


def name(found: Tag) -> str:
    """The tag's name in small letters."""
    return found["name"].lower()


def is_block(found: Tag) -> bool:
    """Whether a sentence ends there."""
    return name(found) in _BLOCKS


def is_cell_end(found: Tag) -> bool:
    """Whether a table's cell ends there."""
    return name(found) in _CELLS and bool(found["end"])


def alternative(found: Tag) -> str:
    """What an image says to those who can't see it."""
    alt = _ALT.search(found["rest"]) if name(found) == "img" else None
    return html.unescape(alt[1] or alt[2] or "") if alt else ""


def entity(text: str, at: int) -> tuple[int, str] | None:
    """Length and meaning of the entity that begins at `at`."""
    found = _ENTITY.match(text, at)
    if found is None:
        return None
    meaning = html.unescape(found.group())
    return (len(found.group()), meaning) if meaning != found.group() else None


def may_be_entity(text: str, at: int) -> bool:
    """Whether what begins at `at` may become an entity when more of it arrives."""
    return _UNFINISHED_ENTITY.match(text, at) is not None
