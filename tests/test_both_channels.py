"""The same conversation on Telegram and on WhatsApp: other buttons, other messages, the same answers."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.channels.whatsapp import messages as whatsapp
from dialogs import texts
from dialogs.engine import turn
from dialogs.events import Called, Event, Option, Said, Tapped, Typed
from dialogs.form import Form, Limits
from dialogs.known import Prompt
from dialogs.linking import CHANNELS
from dialogs.outcomes import Answered
from dialogs.questions.pressed import LABELS
from dialogs.reading import fold
from dialogs.turn import length
from tests.answered import form
from tests.conversations import SHIPPED, TELEGRAM, VOICES, WHATSAPP
from tests.oracles.walking import Walk
from tests.scripts import FOLDER, kept, played, read, visible

SCRIPTS = {path.stem: read(path.read_text()) for path in sorted(FOLDER.glob("*.md"))}
FOOTER = 60  # characters, as the Cloud API has it
MOST_PAGES = 60
NO_MARKS = str.maketrans("", "", "\u2068\u2069\u200f")  # of direction


def test_the_limits_are_those_of_the_channel() -> None:
    assert whatsapp.LIMITS == WHATSAPP


@pytest.mark.parametrize("name", SCRIPTS)
async def test_a_transcript_gives_the_same_answers_on_both(name: str, tmp_path: Path) -> None:
    key, found = os.urandom(32), []
    for i, limits in enumerate((TELEGRAM, WHATSAPP)):
        url = f"sqlite:///{tmp_path}/{i}.db"
        assert "→ BROKEN" not in await played(SCRIPTS[name], url, key, limits)
        found.append(await kept(SCRIPTS[name], url, key))
    assert found[0] == found[1]


# --- random walks -----------------------------------------------------------------------------------------------------------


class Beside(Walk):
    """The same person with the same wishes, whatever their phone shows; each message is one that the channel can carry."""

    def __init__(self, asked: Form, language: str, seed: int, limits: Limits) -> None:
        super().__init__(asked, VOICES, language, seed)
        self.adverse, self.narrow = 0.0, limits.together > 0
        self.known = replace(self.known, limits=limits)
        self.counts: list[tuple[str, int]] = []  # (what was waited for, messages it took)

    def answer(self, prompt: Prompt) -> None:
        """In their language, and agreeing, so that there is something to ask."""
        settled = {"language": self.language, "consent_programme": "yes"}
        if prompt.path in settled:
            return self.tap(prompt, str(prompt.shown.index(settled[prompt.path])))
        return super().answer(prompt)

    def tap(self, prompt: Prompt, tail: str) -> None:
        """By a button that is there: on another page, or on the message before."""
        wanted = f"{prompt.token}:{tail}"
        for _ in range(MOST_PAGES if self.narrow else 0):
            shown = visible(self.seen[-1])
            ways = [option.data for option in shown if option.data.startswith(f"{prompt.token}:p")]
            if any(option.data == wanted for option in shown) or not ways:
                break
            first = int(next(option.data for option in shown if option.role == "choice").rpartition(":")[2])
            backwards = tail.isdecimal() and int(tail) < first
            self.happen(Tapped(at=self.now, data=ways[0] if backwards else ways[-1]))
        if self.narrow:
            assert wanted in [option.data for said in self.seen[-3:] for option in visible(said)], (wanted, self.seen[-1])
        super().tap(prompt, tail)

    def happen(self, event: Event) -> None:
        before = len(self.seen)
        super().happen(event)
        sheet = self.sheet
        self.counts.append((sheet.prompt.kind if sheet and sheet.prompt else "", len(self.seen) - before))

    def carried(self, said: Said) -> None:
        super().carried(said)
        if self.narrow:
            assert list(faults(said)) == []

    @property
    def given(self) -> list[Any]:
        return [(one.form, [(a.path, a.value, a.status, a.how) for a in one.answers]) for one in self.known.sheets]


def faults(said: Said) -> Iterator[str]:
    """What WhatsApp would not show of a message."""
    choices = [option for option in said.options if option.role != "verb"]
    if len(choices or said.options) > WHATSAPP.together:
        yield f"{len(said.options)} options"
    if length(said.text) > (WHATSAPP.body if said.options else WHATSAPP.text):
        yield f"{length(said.text)} characters"
    if said.edits or length(said.footer) > FOOTER:
        yield f"an edit, or the footer {said.footer!r}"
    hidden = set(said.options) - set(visible(said))
    if any(option.role != "verb" for option in hidden) or (hidden and said.question and not said.footer):
        yield f"out of sight: {hidden}"


MANY = form(
    """| | type | name | label | required |
| | select_multiple many | several | Which ones? | yes |
| | select_one many | one | Which one? | yes |
| | rank few | order | In which order? | yes |
| | text | words | Why? | |
| | range | much | How much? | yes |""",
    "\n".join(
        f"| | {name} | {name}{i} | {words} {i} |"
        for name, words, count in (("many", "Of a long list of things number", 33), ("few", "Thing", 12))
        for i in range(1, count + 1)
    ),
)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("asked", [*SHIPPED.values(), MANY], ids=[*SHIPPED, "many"])
def test_whoever_chooses_the_same_gives_the_same_answers(asked: Form, seed: int) -> None:
    language = Random(seed).choice(VOICES.languages)
    walks = [Beside(asked, language, seed, limits) for limits in (TELEGRAM, WHATSAPP)]
    for walk in walks:
        walk.to_the_end()
    assert walks[0].given == walks[1].given


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("asked", [*SHIPPED.values(), MANY], ids=[*SHIPPED, "many"])
def test_whatever_a_difficult_person_does_whatsapp_can_carry_it(asked: Form, seed: int) -> None:
    walk = Beside(asked, VOICES.languages[seed % len(VOICES.languages)], seed, WHATSAPP)
    walk.adverse = 0.4
    walk.tap = super(Beside, walk).tap  # type: ignore[method-assign]
    walk.to_the_end()


@pytest.mark.parametrize("language", VOICES.languages)
@pytest.mark.parametrize("name", SHIPPED)
def test_every_question_is_one_message(name: str, language: str) -> None:
    """Only what is looked over at the end may be longer than one."""
    walks = [Beside(SHIPPED[name], language, seed, WHATSAPP) for seed in range(4)]
    for walk in walks:
        walk.to_the_end()
    counts = [one for walk in walks for one in walk.counts]
    asked = [count for kind, count in counts if kind in ("question", "another", "readings")]
    assert len(asked) > 2 * len(walks)
    assert set(asked) == {1}
    assert all(count <= 2 for _, count in counts)


# --- written instead of tapped ----------------------------------------------------------------------------------------------


def at(path: str, language: str, seed: int = 1) -> Beside:
    """Somebody whom the question is put to just now."""
    name = next(name for name, one in SHIPPED.items() if path in one.questions)
    walk = Beside(SHIPPED[name], language, seed, WHATSAPP)
    walk.happen(Tapped(at=walk.now, data=f"do:form:{name}"))
    while not (walk.sheet and walk.sheet.prompt and walk.sheet.prompt.path.endswith(path)):
        if "consent_programme" in ((walk.sheet and walk.sheet.prompt and walk.sheet.prompt.path) or ""):
            walk.happen(Typed(at=walk.now, text="1"))
        else:
            walk.step()
    return walk


def said(walk: Beside, event: Event) -> list[tuple[str, tuple[str, ...]]]:
    """What would be said to something, without its having happened."""
    found = [one for one in turn(walk.known, event, VOICES) if isinstance(one, Said)]
    return [(one.text, tuple(option.label for option in one.options)) for one in found]


@pytest.mark.parametrize("language", VOICES.languages)
def test_the_words_in_the_footer_are_understood(language: str) -> None:
    """In a list that leaves no room for verbs, in their own words, and where the answers are looked over."""
    places = [at(path, language) for path in ("country", "town", "work_area", "consents")]
    shown = [(walk, walk.seen[-1].footer) for walk in places]
    assert all(0 < length(footer) <= FOOTER for _, footer in shown)
    before = VOICES[language].say(texts.WRITE, words="|").translate(NO_MARKS).partition("|")[0]
    for walk, footer in shown:
        words = footer.translate(NO_MARKS).removeprefix(before).split(" · ")
        assert len(words) in (4, 5)
        verbs = [said(walk, Called(at=walk.now, command=verb)) for verb in ("back", "skip", "help", "menu", "stop")]
        for word in words:
            assert said(walk, Typed(at=walk.now, text=word)) in verbs, (language, word)


@pytest.mark.parametrize("language", VOICES.languages)
@pytest.mark.parametrize("path", ["country", "town"])
def test_a_button_may_be_written(path: str, language: str) -> None:
    """With its pictogram everywhere; without it where people do not answer in their own words."""
    walk, speech = at(path, language), VOICES[language]
    for label, name in LABELS:
        if (name == "next" and path == "town") or name == "previous":
            continue
        written = speech.say(label)
        meant = said(walk, Called(at=walk.now, command=name))
        assert said(walk, Typed(at=walk.now, text=written)) == meant, (language, written)
        bare = "".join(one for one in written if one.isalnum() or one in " '’-?").strip()
        same_word = fold(bare) == fold(speech.say(texts.NEXT_PAGE)).strip(" ▶◀") and name == "more"
        if path == "country" and not same_word:
            assert said(walk, Typed(at=walk.now, text=bare)) == meant, (language, bare)


def test_a_name_that_is_called_like_a_button_is_a_name() -> None:
    walk = at("name", "en")
    outcomes = turn(walk.known, Typed(at=walk.now, text="More"), VOICES)
    assert [one.answer.value for one in outcomes if isinstance(one, Answered)] == ["More"]


@pytest.mark.parametrize("language", VOICES.languages)
def test_an_answer_of_ours_may_be_written_as_its_button_says(language: str) -> None:
    for path, label, status in (("town", texts.DONT_KNOW, "unknown"), ("work_area", texts.RATHER_NOT, "declined")):
        walk = at(path, language)
        outcomes = turn(walk.known, Typed(at=walk.now, text=VOICES[language].say(label)), VOICES)
        assert [one.answer.status for one in outcomes if isinstance(one, Answered)] == [status]


def test_what_has_no_button_for_want_of_room_is_named() -> None:
    walk = at("work_area", "en")
    assert len(visible(walk.seen[-1])) == WHATSAPP.together
    assert walk.seen[-1].footer == "Write: back · skip · help · menu · stop"


def test_who_can_see_that_somebody_writes_is_named_rightly() -> None:
    for channel, other in (("whatsapp", "Telegram"), ("telegram", "WhatsApp")):
        walk = at("town", "en")
        walk.known = replace(walk.known, channel=channel)
        walk.happen(Tapped(at=walk.now, data="do:privacy"))
        assert other not in walk.seen[-1].text
        assert f"{CHANNELS[channel]} itself can see that you write" in "".join(one.text for one in walk.seen[-2:])


# --- several, and more than there is room for -------------------------------------------------------------------------------


def test_several_are_written_as_numbers_or_tapped_one_after_the_other() -> None:
    walk = at("licence", "en")
    assert "write their numbers, for example: 1 3\n\n1. 🚗 Car\n2. 🛵 Motorbike" in walk.seen[-1].text
    token = walk.seen[-1].options[0].data.partition(":")[0]
    for tail in ("1", "3"):
        walk.happen(Tapped(at=walk.now, data=f"{token}:{tail}", message="1"))
    assert "1. 🚗 Car\n2. ☑ 🛵 Motorbike\n3. 🚚 Lorry\n4. ☑ 🚌 Bus" in walk.seen[-1].text
    assert not walk.seen[-1].edits
    walk.happen(Typed(at=walk.now, text="1"))
    assert {one.path: one.value for one in walk.known.sheets[0].answers}["licence"] == "car motorbike bus"


def test_the_list_of_answers_to_change_has_pages_with_their_own_answers() -> None:
    walk = Beside(
        form("| | type | name | label |\n" + "\n".join(f"| | text | q{i} | Q{i}? |" for i in range(20))), "en", 1, WHATSAPP
    )
    walk.happen(Tapped(at=walk.now, data="do:form:test"))
    for i in range(19):
        walk.happen(Typed(at=walk.now, text=f"word {i}"))
    walk.happen(Called(at=walk.now, command="change"))
    for numbers in (range(8), range(8, 16), range(16, 19)):
        shown = visible(walk.seen[-1])
        assert [option.label for option in shown if option.role == "choice"] == [f"{i + 1}. Q{i}" for i in numbers]
        assert walk.seen[-1].text.splitlines()[: len(numbers)] == [f"{i + 1}. Q{i} — word {i}" for i in numbers]
        walk.happen(Typed(at=walk.now, text="More ▶"))
    walk.happen(Typed(at=walk.now, text="3"))  # as the answers are numbered, whichever page is shown
    assert walk.seen[-1].text == "Q2?"


def test_more_languages_than_there_are_rows_come_in_pages() -> None:
    walk = at("town", "en")
    languages = [replace(walk.known.lists["languages"][0], name=f"l{i}") for i in range(25)]
    walk.known = replace(walk.known, lists={**walk.known.lists, "languages": languages})
    walk.happen(Called(at=walk.now, command="language"))
    met: list[Option] = []
    for _ in range(4):
        shown = visible(walk.seen[-1])
        assert len(shown) <= WHATSAPP.together
        met += [option for option in shown if option.data.startswith("do:lang:")]
        walk.happen(Typed(at=walk.now, text="More ▶"))
    assert [option.data for option in met[:25]] == [f"do:lang:l{i}" for i in range(25)]


def test_a_number_means_what_stands_on_the_page_of_a_pick() -> None:
    walk = at("town", "en")
    languages = [replace(walk.known.lists["languages"][0], name=f"l{i}") for i in range(25)]
    walk.known = replace(walk.known, lists={**walk.known.lists, "languages": languages})
    walk.happen(Called(at=walk.now, command="language"))
    walk.happen(Tapped(at=walk.now, data="do:page:1"))
    walk.happen(Typed(at=walk.now, text="2"))
    assert walk.known.person.language == "l9"
