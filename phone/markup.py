"""parse_mode=HTML, as strict as the real parser and with its sentences (MessageEntity.cpp, parse_html)."""

import re
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from phone.errors import ApiError, bad_request
from phone.formatting import Formatted, Json, utf16_length

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
ARGUMENTS = {("a", "href"), ("code", "class"), ("span", "class"), ("tg-emoji", "emoji-id")}
LITERALS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]{1,7})|#([0-9]{1,7})|([A-Za-z]+));?")
TAG_NAME = re.compile(r"[^\s>]*")
TAG_END = re.compile(r"\s*>")
END_TAG = re.compile(r"</([^\s>]*)\s*>")
ATTRIBUTE = re.compile(r"\s*([^\s=>/\"']*)\s*(=\s*)?")
QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*(?=[\s>])")


def parse_html(source: str) -> Formatted:
    """Raises ApiError (400, can't parse entities) where the server would."""
    return _Reader(source).read()


@dataclass
class _Open:
    tag: str
    argument: str
    offset: int
    text_from: int


class _Reader:
    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.text: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []
        self.code_language = ""

    def read(self) -> Formatted:
        while self.at < len(self.source):
            if self.source[self.at] != "<":
                self._character()
            elif self.source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise _refusal(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return Formatted("".join(self.text), self.entities)

    def _character(self) -> None:
        char, self.at = _decoded(self.source, self.at)
        self.text.append(char)
        self.offset += utf16_length(char)

    def _start_tag(self) -> None:
        begin = self.at
        name = _always(TAG_NAME, self.source, begin + 1)
        if name.end() == len(self.source):
            raise _refusal(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        tag, self.at = name.group().lower(), name.end()
        if tag not in TAGS:
            raise _refusal(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        argument = self._attributes(tag, begin)
        if tag == "span" and argument != "tg-spoiler":
            raise _refusal(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}')
        self.open.append(_Open(tag, argument, self.offset, len(self.text)))

    def _attributes(self, tag: str, begin: int) -> str:
        """Reads up to and including ">"; the one attribute that matters for this tag, or ""."""
        argument = ""
        while not TAG_END.match(self.source, self.at):
            name, value = self._attribute(tag, begin)
            if (tag, name) in ARGUMENTS:
                argument = value
            elif (tag, name) == ("blockquote", "expandable"):
                argument = "expandable"
        self.at = self.source.index(">", self.at) + 1
        return argument

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        match = _always(ATTRIBUTE, self.source, self.at)
        if match.end() == len(self.source):
            raise _refusal(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
        if not match.group(1):
            raise _refusal(f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}')
        self.at = match.end()
        return match.group(1), self._value(begin) if match.group(2) else ""

    def _value(self, begin: int) -> str:
        start = self.at
        quoted = QUOTED.match(self.source, start)
        token = quoted or NAME_TOKEN.match(self.source, start)
        if token is None:
            if self.source[start] in "\"'":
                raise _refusal(f"Unclosed start tag at byte offset {self._bytes(begin)}")
            raise _refusal(f"Unexpected end of name token at byte offset {self._bytes(start)}")
        self.at = token.end()
        return _unescaped(quoted.group(1) or quoted.group(2) or "") if quoted else token.group().lower()

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise _refusal(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        match = END_TAG.match(self.source, begin)
        if match is None:
            raise _refusal(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        opened, found = self.open.pop(), match.group(1).lower()
        if found and found != opened.tag:
            where = self._bytes(begin)
            raise _refusal(f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{found}>"')
        self.at = match.end()
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        span = {"offset": opened.offset, "length": self.offset - opened.offset}
        entity: Json = {**span, "type": TAGS[opened.tag]}
        if opened.tag == "a":
            entity["url"] = _checked_link(opened.argument or "".join(self.text[opened.text_from :]))
            if not entity["url"]:
                return
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.argument
        elif opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "code":
            self.code_language = opened.argument.partition("language-")[2]
        elif opened.tag == "pre" and self.code_language and self.entities[-1:] == [{**span, "type": "code"}]:
            self.entities.pop()
            entity["language"] = self.code_language
        self.entities.append(entity)

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode())


def _always(pattern: re.Pattern[str], source: str, at: int) -> re.Match[str]:
    """A match of a pattern that also matches nothing at all, hence everywhere."""
    return cast("re.Match[str]", pattern.match(source, at))


def _decoded(source: str, at: int) -> tuple[str, int]:
    """The character at `at`, a reference decoded, and where the next one starts."""
    match = REFERENCE.match(source, at)
    if match is None:
        return source[at], at + 1
    hexadecimal, decimal, literal = match.groups()
    if literal:
        char = LITERALS.get(literal, "")
    else:
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        char = chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""
    return (char, match.end()) if char else (source[at], at + 1)


def _unescaped(value: str) -> str:
    chars, at = [], 0
    while at < len(value):
        char, at = _decoded(value, at)
        chars.append(char)
    return "".join(chars)


def _checked_link(link: str) -> str:
    """A link the server keeps, else "" (then the words stay and the link is silently dropped)."""
    parts = urlsplit(link if "://" in link else f"http://{link}")
    if parts.scheme not in {"http", "https", "tg", "ton"} or not parts.netloc or " " in parts.netloc:
        return ""
    if "://" not in link and "." not in parts.netloc:
        return ""
    return parts._replace(path=parts.path or "/").geturl() if parts.scheme.startswith("http") else link


def _refusal(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
