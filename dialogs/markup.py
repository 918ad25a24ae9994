"""Labels with markdown or html become plain text with marks in it, once; what a person wrote never does.

The marks are characters for private use, which `plain` and the cleaning of what people type take out: nobody can type one. A
channel makes of them what it can show: Telegram its entities, a terminal nothing. What is known is what ODK Collect and Enketo
know (https://docs.getodk.org/form-styling/): `#`, `*`, `**`, `_`, `__`, links, lists, and a few tags. Everything else is text:
`2 * 3 * 4`, `snake_case`, `<3`. Of html only the words stay.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

STYLES = ("bold", "italic", "underline", "link")
MARKS = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]+")  # every character for private use
URL_END = "\ue010"
HIDDEN = 0xF0000  # added to the characters of a link's address, so that they are marks as well
SAFE = re.compile(r"(?:https?://|mailto:|tel:)[!-;=?-~]{1,2000}", re.IGNORECASE)
LONGEST = 500  # characters between two signs that belong together


class Span(NamedTuple):
    """A stretch of text in a style. `start` and `length` in UTF-16 units, as Telegram counts; `url` of a link."""

    style: str
    start: int
    length: int
    url: str = ""


def plain(text: str) -> str:
    """The text without marks."""
    return text if text.isascii() or text.isprintable() else MARKS.sub("", text)  # no private use is printable


@lru_cache(maxsize=20_000)
def styled(label: str) -> str:
    """A label as its author wrote it, with marks instead of markdown and html. `${name}` stays as it is."""
    source = plain(label)
    if not SIGNS.search(source):
        return source
    found = _tidied(_balanced(_filled(_emphasised(*_set_aside(_lines(source))))))
    return found if plain(found).strip() else source


@lru_cache(maxsize=20_000)
def unstyled(label: str) -> str:
    """The words of a label, for buttons, tables and files."""
    return plain(styled(label))


def spans(text: str) -> tuple[str, list[Span]]:
    """The text without marks, and where its styles are; a style that is not closed reaches to the end."""
    if text.isascii() or not MARKS.search(text):
        return text, []
    kept: list[str] = []
    found: list[Span] = []
    opened: list[tuple[str, int, str]] = []
    at = 0
    for piece in PIECES.findall(text):
        if piece[0] in CLOSING:
            style = CLOSING[piece[0]]
            for one in [one for one in opened if one[0] == style][-1:]:
                opened.remove(one)
                found.append(Span(one[0], one[1], at - one[1], one[2]))
        elif piece[0] in OPENING:
            opened.append((OPENING[piece[0]], at, "".join(chr(ord(one) - HIDDEN) for one in piece[1:-1])))
        elif not MARKS.match(piece):
            kept.append(piece)
            at += len(piece) + sum(character > "\uffff" for character in piece)
    found += [Span(style, start, at - start, url) for style, start, url in opened]
    return "".join(kept), sorted((one for one in found if one.length), key=lambda one: (one.start, -one.length))


# --- the marks ----------------------------------------------------------------------------------------------------------

OPEN = {style: chr(0xE000 + 2 * i) for i, style in enumerate(STYLES)}
CLOSE = {style: chr(0xE001 + 2 * i) for i, style in enumerate(STYLES)}
OPENING, CLOSING = ({mark: style for style, mark in marks.items()} for marks in (OPEN, CLOSE))
PIECES = re.compile(
    f"{OPEN['link']}[\U000f0000-\U000ffffd]*{URL_END}|[\ue000-\uf8ff\U000f0000-\U0010ffff]|[^\ue000-\uf8ff\U000f0000-\U0010ffff]+"
)


def _link(url: str) -> str:
    return OPEN["link"] + "".join(chr(ord(one) + HIDDEN) for one in url) + URL_END


# --- reading ------------------------------------------------------------------------------------------------------------

TAGS = (
    "a abbr b big blockquote body br center code dd del div dl dt em font h1 h2 h3 h4 h5 h6 head hr html i iframe img ins kbd li"
    " mark ol p pre q s script small span strike strong style sub sup table tbody td th thead title tr tt u ul video"
)
STYLE_OF = {"b": "bold", "strong": "bold", "th": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline"}
STYLE_OF |= {f"h{level}": "bold" for level in range(1, 7)}
CSS = {
    "bold": re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE),
    "italic": re.compile(r"font-style\s*:\s*(italic|oblique)", re.IGNORECASE),
    "underline": re.compile(r"text-decoration[\w-]*\s*:[^;\"']*underline", re.IGNORECASE),
}
BLOCKS = frozenset("p div h1 h2 h3 h4 h5 h6 ul ol li table tr blockquote pre dl dt dd hr center".split())
SIGNS = re.compile(r"[*_<&\[\\]|^[\u200f\s]{0,4}(?:#{1,6}\s|[-+]\s)", re.MULTILINE)
TAG = rf"</?(?:{'|'.join(TAGS.split())})(?:\s[^<>]{{0,2000}})?/?>"
ASIDE = re.compile(
    r"(?P<place>\$\{[^{}]*\})"
    r"|\\(?P<escaped>[\\*_#\[\]()<>+-])"
    rf"|(?P<tag>{TAG})"
    r"|(?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    rf"|(?P<before>\[)(?=[^\[\]\n]{{1,{LONGEST}}}\]\((?P<url>[^()\s<>]{{1,2000}})\))"
    rf"|(?P<after>\]\([^()\s<>]{{1,2000}}\))",
    re.IGNORECASE,
)
HREF = re.compile(r"\shref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
HEADING = re.compile(r"^(\u200f?)[ \t]{0,3}\#{1,6}[ \t]+(.+?)[ \t]*\#*[ \t]*$", re.MULTILINE)
BULLET = re.compile(r"^(\u200f?[ \t]*)[-+*][ \t]+(?=[^\s\d])", re.MULTILINE)
KEPT = "\U00100000-\U0010ffff"  # what is set aside, each by a character
EMPHASIS = (
    ("bold", re.compile(rf"\*\*(?=[^\s*])([^\n]{{1,{LONGEST}}}?)(?<=[^\s*])\*\*(?!\*)")),
    ("bold", re.compile(rf"(?<![\w{KEPT}])__(?=[^\s_])([^\n]{{1,{LONGEST}}}?)(?<=[^\s_])__(?![\w{KEPT}])")),
    ("italic", re.compile(rf"(?<![\w*{KEPT}])\*(?=[^\s*])([^\n*]{{1,{LONGEST}}}?)(?<=\S)\*(?![\w*{KEPT}])")),
    ("italic", re.compile(rf"(?<![\w{KEPT}])_(?=[^\s_])([^\n]{{1,{LONGEST}}}?)(?<=[^\s_])_(?![\w{KEPT}])")),
)


def _lines(text: str) -> str:
    """Headings and lists: what stands at the beginning of a line."""
    return BULLET.sub(r"\1• ", HEADING.sub(lambda found: f"{found[1]}{OPEN['bold']}{found[2]}{CLOSE['bold']}", text))


def _set_aside(text: str) -> tuple[str, list[str]]:
    """The text with a character instead of each piece that is no matter of emphasis, and what these pieces become."""
    aside: list[str] = []
    links: list[str] = []

    def put(found: re.Match[str]) -> str:
        aside.append(_piece(found, links))
        return chr(0x100000 + len(aside) - 1)

    return ASIDE.sub(put, text), aside


def _piece(found: re.Match[str], links: list[str]) -> str:
    if found["tag"]:
        return _tag(found["tag"])
    if found["entity"]:
        return plain(unescape(found["entity"]))
    if found["before"]:
        links.append(found["url"])
        return _link(found["url"]) if SAFE.fullmatch(found["url"]) else found[0]
    if found["after"]:
        url = links.pop() if links else ""
        return CLOSE["link"] if SAFE.fullmatch(url) else found[0]
    return found["escaped"] or found[0]


def _tag(tag: str) -> str:
    name = re.findall(r"\w+", tag)[0].lower()
    opens, edge = tag[1] != "/", "\n" if name in BLOCKS else ""
    if name == "br":
        return "\n"
    if name == "a":
        url = "".join(next(iter(HREF.findall(tag)), ("",))) if opens else ""
        return (_link(url) if SAFE.fullmatch(url) else "") if opens else CLOSE["link"]
    if name == "span":
        wanted = [style for style, css in CSS.items() if css.search(tag)]
        return "".join(OPEN[style] for style in wanted) if opens else SPAN_ENDS
    style = STYLE_OF.get(name)
    mark = (OPEN if opens else CLOSE)[style] if style else ""
    bullet = "• " if name == "li" and opens else ""
    return edge + bullet + mark if opens else mark + edge


SPAN_ENDS = "\ue011"  # closes what was opened since the span began


def _emphasised(text: str, aside: list[str]) -> tuple[str, list[str]]:
    for style, signs in EMPHASIS:
        text = signs.sub(rf"{OPEN[style]}\1{CLOSE[style]}", text)
    return text, aside


def _filled(found: tuple[str, list[str]]) -> str:
    text, aside = found
    return re.sub(f"[{KEPT}]", lambda one: aside[ord(one[0]) - 0x100000], text)


def _balanced(text: str) -> str:
    """Every style that is opened is closed, the last first; what closes nothing is left out."""
    kept: list[str] = []
    opened: list[str] = []
    for piece in PIECES.findall(text):
        if piece[0] in OPENING:
            opened.append(OPENING[piece[0]])
            kept.append(piece)
        elif piece[0] in CLOSING or piece == SPAN_ENDS:
            kept += _closings(CLOSING.get(piece[0], ""), opened)
        else:
            kept.append(piece)
    return "".join(kept) + "".join(CLOSE[style] for style in reversed(opened))


def _closings(style: str, opened: list[str]) -> Iterator[str]:
    """What is to be closed with a style: those opened within it; without a style the last one."""
    style = style or next((one for one in reversed(opened) if one != "link"), "")
    while style in opened:
        last = opened.pop()
        yield CLOSE[last]
        if last == style:
            return


def _tidied(text: str) -> str:
    """As html would show it: no more than one blank line, none at the ends."""
    return re.sub(r"[ \t\xa0]*\n[ \t]*", "\n", re.sub(r"\n\s*\n\s*", "\n\n", text)).strip()
