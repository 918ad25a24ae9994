"""Labels in markdown or html are shown in style; what people write is shown as they wrote it; no word is lost."""

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.telegram.messages import payload
from bot.texts import speech
from bot.texts.messages import FORMS
from bot.workbooks import reading
from dialogs.events import Option, Said
from dialogs.form import Label
from dialogs.labels import labels
from dialogs.markup import MARKS, Span, plain, spans, styled, unstyled
from dialogs.reading.scripts import clean
from dialogs.turn import length, pack
from tests.bot_api import Call, judge

SIGNS = st.sampled_from(
    ["*", "**", "_", "__", "# ", "- ", "<b>", "</b>", "<br>", "<", ">", "&lt;", "[a](http://x.y)", "\\", "\n", " "]
)
WORDS = st.sampled_from(["word", "snake_case", "كلمة", "👩‍👩‍👧", "𝔘", "${name}", "5", "é", "."])
WRITTEN = st.one_of(st.text(), st.lists(SIGNS | WORDS, max_size=12).map("".join))


def told(label: str, **values: str) -> str:
    return speech.load()["en"].styled(Label(key="test:a:label", texts={"": label}), **values)


def units(text: str) -> bytes:
    return text.encode("utf-16-le")


def piece(text: str, span: Span) -> str:
    return units(text)[2 * span.start : 2 * (span.start + span.length)].decode("utf-16-le")


@pytest.mark.parametrize(
    ("label", "text", "styles"),
    [
        ("# Your work", "Your work", {"Your work": "bold"}),
        ("Read **all** of *this*, __please__ _now_", "Read all of this, please now", {"all": "bold", "this": "italic"}),
        (
            "<b>One</b><br>two <i>three</i> <u>four</u>",
            "One\ntwo three four",
            {"One": "bold", "three": "italic", "four": "underline"},
        ),
        ('<span style="color:red; font-weight: bold">Stop</span> here', "Stop here", {"Stop": "bold"}),
        ("<p>One</p><p>Two</p>", "One\n\nTwo", {}),
        ("<ul><li>tea</li><li>milk</li></ul>", "• tea\n\n• milk", {}),
        ("- tea\n* milk\n+ bread", "• tea\n• milk\n• bread", {}),
        ("👩‍👩‍👧 **عائلة** 𝔘", "👩‍👩‍👧 عائلة 𝔘", {"عائلة": "bold"}),
        ("See [our page](https://lotse.org/a_b_c?d=1).", "See our page.", {"our page": "link"}),
        ("Fish &amp; chips &lt;b&gt;", "Fish & chips <b>", {}),
        ("Say \\*nothing\\*", "Say *nothing*", {}),
    ],
)
def test_markdown_and_html_are_shown_in_style(label: str, text: str, styles: dict[str, str]) -> None:
    words, found = spans(styled(label))
    assert words == text == unstyled(label)
    assert styles.items() <= {piece(words, span): span.style for span in found}.items()


@pytest.mark.parametrize(
    "label",
    [
        "2 * 3 * 4",
        "2*3*4",
        "snake_case_name and _private",
        "I <3 you",
        "5 < 6 > 4",
        "**never closed",
        "a * b",
        "- 5 degrees",
        "#1 of 2",
        "R&D",
        "[note] (see below)",
        "[here](javascript:alert)",
        "${first_name} and ${last_name}",
        "Name: ____",
        "***",
    ],
)
def test_what_only_looks_like_it_stays_as_it_is(label: str) -> None:
    assert styled(label) == label


def test_only_addresses_that_are_safe_become_links() -> None:
    for url in ("http://x.org", "https://x.org/ä".replace("ä", "a"), "mailto:a@b.org", "tel:+352123"):
        assert spans(styled(f"[go]({url})"))[1] == [Span("link", 0, 2, url)] == spans(styled(f'<a href="{url}">go</a>'))[1]
    for url in ("javascript:x", "data:x", "tg://user?id=1", "//x.org", "http://x.org/\u202e"):
        assert spans(styled(f"[go]({url}) <a href='{url}'>go</a>"))[1] == []


@given(WRITTEN, WRITTEN)
def test_nothing_that_a_person_wrote_becomes_markup(name: str, more: str) -> None:
    words, found = spans(told("**Hello** ${name}, ${more}!", name=clean(name), more=clean(more)))
    assert [piece(words, span) for span in found] == ["Hello"]
    bare = re.sub("[\u2066-\u2069]", "", words)
    assert bare == f"Hello {clean(name)}, {clean(more)}!"


@given(st.text(st.characters(categories=["Co", "L"])))
def test_nobody_can_type_a_mark(text: str) -> None:
    assert not MARKS.search(clean(text))
    assert not MARKS.search(plain(text))


@given(WRITTEN)
def test_no_word_is_lost_and_no_text_grows(label: str) -> None:
    source = plain(label)
    words, found = spans(styled(label))
    assert words == unstyled(label)
    assert length(words) <= length(source) + source.lower().count("<li")
    letters = re.compile(r"[^\W_]")
    shown = re.sub(r"<[^<>]*>|\]\([^()\s]*\)|&\w+;", "", source)
    assert set(letters.findall(shown)) <= set(letters.findall(words))
    for span in found:
        assert 0 <= span.start < span.start + span.length <= length(words)
        assert piece(words, span)


@given(WRITTEN)
def test_a_label_without_signs_is_left_alone(label: str) -> None:
    bare = re.sub(r"[*_<&\[\\#+-]", "", plain(label))
    assert styled(bare) == bare


@given(st.lists(WRITTEN, min_size=1, max_size=4))
@example(["00000000000000000000000000000𐀀𐀀𐀀𐀀𐀀𐀀"])
def test_messages_keep_their_limits_and_their_words_when_they_are_split(written: list[str]) -> None:
    parts = [styled(f"**{label}** and [page](https://lotse.org/long) {label}") for label in written]
    pieces = pack(parts, 40)
    assert all(length(spans(one)[0]) <= 40 for one in pieces)
    kept = "".join("".join(spans(one)[0] for one in pieces).split())
    assert kept == "".join("".join(map(plain, parts)).split())


@given(WRITTEN.filter(lambda text: bool(plain(text).strip())))
def test_telegram_takes_what_comes_out(label: str) -> None:
    text = styled(f"**Read** {label} [this](https://lotse.org)")
    _, parameters = payload("7", Said(text=text, options=(Option(text, "1.1:0"),)))
    (((button,),),) = parameters["reply_markup"].values()
    assert not MARKS.search(parameters["text"] + button["text"])
    entities: list[dict[str, Any]] = parameters["entities"]
    assert {entity["type"] for entity in entities} <= {"bold", "italic", "underline", "text_link"}
    assert all(entity["offset"] + entity["length"] <= length(parameters["text"]) for entity in entities)


def test_the_strict_judge_takes_the_entities() -> None:
    text = styled("# Title\n\n<u>Read</u> **this** _now_: [page](https://lotse.org) or [call](tel:+352123) 👍")
    method, parameters = payload("7", Said(text=text))
    judge(Call(token="1:a", method=method, parameters=parameters, files={}))


def test_a_heading_in_a_language_that_runs_from_the_right_is_one_too() -> None:
    words, found = spans(styled("\u200f# 2026\n\u200f- اسم"))
    assert words == "\u200f2026\n\u200f• اسم"
    assert [piece(words, span) for span in found] == ["2026"]


def test_the_shipped_forms_say_what_they_say() -> None:
    voices = speech.load()
    for form in reading.load_folder(FORMS).values():
        for shown in labels(form):
            for language in voices.languages:
                for text in voices[language].own(shown.label) or ():
                    assert styled(text) == text


def test_long_and_odd_labels_take_no_time() -> None:
    for sign in ("**a ", "_a ", "[a](", "<b ", "<span style='", "&a", "# a\n", "*_"):
        assert plain(styled(sign * 3000))
