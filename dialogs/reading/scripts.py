"""Letters and digits of every script brought to one form.

`clean` gives what is stored: the person's own words without the marks that nobody sees. `flat` and `fold` give what
is compared: one spelling for everything that people spell in several ways (the Arabic letters of five keyboards, the
homophones of the Ge'ez script, digits of any script, accents left out on a telephone).
"""

import re
import unicodedata

CACHE_LIMIT = 20_000  # characters whose folding is remembered: more than all scripts of our languages have

_ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
_INDIC = "\u0900-\u0dff"
_EMOJI = "\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff"

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]"  # the last two for private use: marks
)
# A joiner is spelling inside a word of a joining script and inside an emoji; anywhere else it is debris.
_JOINERS = re.compile(
    f"(?<=[{_ARABIC}])([\u200c\u200d])[\u200c\u200d]*(?=[{_ARABIC}])"
    f"|(?<=[{_INDIC}])([\u200c\u200d])[\u200c\u200d]*"
    f"|(?<=[{_EMOJI}])(\u200d)[\u200c\u200d]*(?=[{_EMOJI}])"
    "|[\u200c\u200d]+"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


def clean(text: str) -> str:
    """What is stored of a text: NFC, without control characters (new lines and tabs stay), lone surrogates, bidi
    controls and zero-width characters, ends stripped. ZWNJ and ZWJ stay where they are spelling."""
    if text.isascii() and text.isprintable():
        return text.strip()
    seen = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", _JOINERS.sub(r"\1\2\3", seen)).strip()


def _geez_rows(rows: tuple[tuple[int, int], ...]) -> dict[str, str]:
    """Each of the seven vowels of a row to the same vowel of the row that sounds alike."""
    return {chr(source + order): chr(target + order) for source, target in rows for order in range(7)}


def _pairs(sources: str, targets: str) -> dict[str, str]:
    return dict(zip(sources.split(), targets.split(), strict=True))


_ALIKE: dict[str, str] = {
    **_pairs("ي ى ۍ ې ێ ې ك ګ ڪ ة ہ ھ ە ۃ ٱ ۆ ۇ ۋ ڕ ڵ ڼ", "ی ی ی ی ی ی ک گ ک ه ه ه ه ه ا و و و ر ل ن"),
    **_pairs("ı đ ð ł ø æ œ ґ ӏ ँ", "i d d l o ae oe г l ं"),
    **_geez_rows(((0x1210, 0x1200), (0x1280, 0x1200), (0x1220, 0x1230), (0x12D0, 0x12A0), (0x1340, 0x1338))),
    **_pairs("ሃ ሓ ኃ ሐ ኀ ኣ ዓ", "ሀ ሀ ሀ ሀ ሀ አ አ"),  # "ha" and "a" are said alike in their first and fourth order
    **dict.fromkeys("ءـ'’‘ʼʻʿʾ`´′\u0981\ufffe\uffff", ""),  # hamza, tatweel, apostrophes, Bengali candrabindu: often left out
    "\U0001f51f": "10",
}
_FAINT = {"Cf", "Co", "Cs", "Me"}  # joiners and bidi controls, private use, lone surrogates, the keycap around a digit


def _mark_is_faint(mark: str) -> bool:
    """Accents, harakat and nukta are left out; vowel signs and viramas of Indic and Thai scripts are letters."""
    weight = unicodedata.combining(mark)
    return weight == 7 or 10 <= weight <= 36 or weight >= 200 or "\ufe00" <= mark <= "\ufe0f" or mark == "\u034f"


def _fold_letter(letter: str) -> str:
    if letter in _ALIKE:
        return _ALIKE[letter]
    category = unicodedata.category(letter)
    if category in _FAINT or (category == "Mn" and _mark_is_faint(letter)):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(letter))
    if category == "Pd" or letter == "\u2212":
        return "-"
    if letter.isspace():
        return " "
    return "" if category == "Cc" else letter


def _fold_character(character: str) -> str:
    character = unicodedata.normalize("NFC", character)
    if character in _ALIKE:
        return _ALIKE[character]
    spelled = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    folded = "".join(map(_fold_letter, spelled))
    return f" {folded}" if "\u2044" in folded[1:] else folded  # "2½" is two and a half, not 21⁄2


class _Folding(dict[int, str]):
    """str.translate's table, filled as characters are met: each one's folding stands alone."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < CACHE_LIMIT:
            self[code] = folded
        return folded


_FOLDING = _Folding()
MOST_SIGNS = 20  # of a Ge'ez numeral that is read as one: each may be four zeros, and there is no end to what somebody may type
_GEEZ_NUMERAL = re.compile(f"(?<![\u1369-\u137c])[\u1369-\u137c]{{1,{MOST_SIGNS}}}(?![\u1369-\u137c])")
PUNCTUATION = "".join(chr(code) for code in range(0x10000) if unicodedata.category(chr(code))[0] == "P")
_TRIMMED = PUNCTUATION + " "


def flat(text: str) -> str:
    """The text for reading: NFKC, casefolded, letters that count as one unified, digits (Ge'ez numerals too) in
    ASCII, marks that nobody sees dropped, white space single. Punctuation stays."""
    flattened = " ".join(text.translate(_FOLDING).split())
    if flattened.isascii():
        return flattened
    return _GEEZ_NUMERAL.sub(lambda match: str(geez_number(match[0])), flattened)


def fold(text: str) -> str:
    """The text for comparing: `flat`, and punctuation trimmed from its ends. Idempotent."""
    return trim(flat(text))


def trim(flattened: str) -> str:
    """Without the punctuation at its ends."""
    return flattened.strip(_TRIMMED)


def geez_number(numeral: str) -> int:
    """The value of a Ge'ez numeral: ፲፱፻፺ is (10 + 9) × 100 + 90; ፼ (10,000) closes a myriad, ፻ a hundred. Signs from
    one to nine in a row are read as digits, for so some type them: ፩፱፱፰ is 1998."""
    if max(numeral) <= "፱":
        return int("".join(str(unicodedata.digit(sign)) for sign in numeral))
    total = below_hundred = myriad = 0
    for sign in numeral:
        value = int(unicodedata.numeric(sign))
        if value == 100:
            myriad += (below_hundred or 1) * 100
            below_hundred = 0
        elif value == 10_000:
            total = (total + myriad + below_hundred or 1) * 10_000
            myriad = below_hundred = 0
        else:
            below_hundred += value
    return total + myriad + below_hundred
