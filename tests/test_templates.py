"""Templates: the right one for everybody in a language that Meta takes, by Meta's rules, and kept true at the account."""

import asyncio
import re
import tomllib
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.channels.base import Meaning, Refused
from bot.channels.whatsapp import Session, WhatsApp
from bot.commands.approving import UNTIED, pushed, standings
from bot.sending import templates
from bot.sending.templates import NEWS, OVERVIEW, REMINDER, WAITING, Wording, Written, knock, template, wordings
from bot.texts import languages, speech
from bot.texts.bidi import FSI, PDI
from bot.texts.cldr import Tongue
from bot.texts.languages import LOCALES
from bot.texts.speech import Voices
from bot.world import World
from dialogs.events import Said
from dialogs.known import Programme
from dialogs.texts import TEMPLATE_ANSWERS, TEMPLATE_OPEN, TEMPLATES, Text
from phone import FakeWhatsApp
from storage.crypt import Keyring
from storage.messages.outbox import Message
from tests.catalogues import LIST, bare
from tests.people import PROGRAMME

WORDS = {
    "uk": ("📬 Щось чекає на вас. Програма: {programme}. Торкніться кнопки.", "Читати"),
    "fa": ("📬 چیزی در انتظار شماست. برنامه: {programme}. دکمه را بزنید.", "بخوانید"),
}

ANSWERS = tuple(TEMPLATE_ANSWERS.values())
REMINDING = {"uk": "", "fa": "⏰ روز: {day}، ساعت: {time}. برنامه: {programme}. می‌آیید؟"}


def catalogue(folder: Path, code: str, *messages: tuple[str, str, str]) -> None:
    """Write a catalogue of (context, English, translation)."""
    entries = (f'msgctxt "{context}"\nmsgid "{english}"\nmsgstr "{text}"\n' for context, english, text in messages)
    path = folder / code / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    path.write_text("\n".join([header, *entries]), encoding="utf-8")


@pytest.fixture
def voices(tmp_path: Path) -> Voices:
    """English, Ukrainian and Persian have their templates; nobody has translated them into Dari."""
    (tmp_path / "languages.toml").write_text(
        f'{LIST}\n[templates.instead]\nps = ["fa_AF", "fa"]\nti = ["en"]\n', encoding="utf-8"
    )
    for code, (body, button) in WORDS.items():
        texts = [(text.context, text.english, body) for name, text in TEMPLATES.items() if name != REMINDER]
        buttons = [(text.context, text.english, button) for text in (TEMPLATE_OPEN, *(REMINDING[code] and ANSWERS))]
        reminder = [(TEMPLATES[REMINDER].context, TEMPLATES[REMINDER].english, REMINDING[code])] if REMINDING[code] else []
        catalogue(tmp_path, code, *texts, *reminder, *buttons)
    found = speech.load(tmp_path)
    found.learn({code: Tongue(code, code, False, "en") for code in ("ps", "ti", "so")})
    return found


# --- In which language ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "language"),
    [
        ("uk", "uk"),
        ("fa", "fa"),
        ("fa_AF", "fa"),  # whose own is not translated: its fallback
        ("ps", "fa"),  # learned from a workbook: what its speakers read
        ("ti", "en"),
        ("so", "en"),  # of which the list says nothing
        ("uk_UA", "uk"),
        ("", "en"),
        ("xx", "en"),
    ],
)
def test_a_template_comes_in_the_language_that_somebody_reads_best_of_those_that_meta_takes(
    voices: Voices, person: str, language: str
) -> None:
    found = template((WAITING,), person, "Harbour", voices)
    assert found
    assert (found.name, found.language, found.data) == ("lotse_waiting", language, ("do:open",))


def test_what_meta_does_not_let_through_goes_in_the_next_language_and_at_last_not_at_all(voices: Voices) -> None:
    closed = {("lotse_waiting", "fa")}
    assert template((WAITING,), "fa_AF", "Harbour", voices, closed).language == "en"  # type: ignore[union-attr]
    assert template((WAITING,), "fa_AF", "Harbour", voices, closed | {(WAITING, "en")}) is None


@pytest.mark.parametrize(
    ("about", "programme", "name", "language", "value"),
    [
        ("nudge:3", "north", "lotse_waiting", "uk", "Harbour North"),
        ("", "harbour", "lotse_waiting", "uk", "Harbour"),
        ("digest:1763750000000", "north", "lotse_overview", "en", "Harbour North"),  # Ukrainian is none of the desk
        ("nudge:3", "gone", "lotse_waiting", "uk", "Harbour"),
    ],
)
def test_what_goes_out_for_a_message_names_its_programme_and_a_coordinators_overview_has_its_own(
    voices: Voices, about: str, programme: str, name: str, language: str, value: str
) -> None:
    programmes = {one.code: one for one in (PROGRAMME, Programme(code="north", name="Harbour North"))}
    world = World(forms={}, voices=voices, lists={}, programmes=programmes)
    key = Keyring(bytes(32)).house
    message = Message(
        address="a",
        external="1",
        account="whatsapp:1",
        person=1,
        key=key,
        said=Said(text="", about=about),
        kind="template",
        language="uk",
        programme=programme,
    )
    found = knock(message, world)
    assert found
    assert (found.name, found.language, found.values) == (name, language, (value,))


MOMENT = ("Tuesday, 1 December 2026", "18:30", "Harbour")
SOLAR = ("سهشنبه 1 دسامبر 2026 (Solar Hijri: 1405-09-10)", "18:30", "Harbour")


@pytest.mark.parametrize(
    ("about", "language", "closed", "expected"),
    [
        ("reminder:1.a.b.0", "en", "", (REMINDER, "en", MOMENT)),
        ("reminder:1.a.b.0", "fa_AF", "", (REMINDER, "fa", SOLAR)),
        ("reminder:1.a.b.0", "fa", REMINDER, (WAITING, "fa", ("Harbour",))),  # Meta has not approved it yet
        ("reminder:1.a.b.0", "uk", "", (WAITING, "uk", ("Harbour",))),  # nobody has translated it
        ("workshop:a.0.1.moved", "fa", "", (NEWS, "fa", ("Harbour",))),
        ("seat:a.b", "fa", NEWS, (WAITING, "fa", ("Harbour",))),
    ],
)
def test_who_is_reminded_of_an_appointment_reads_when_it_is_and_answers_by_a_button(
    voices: Voices, about: str, language: str, closed: str, expected: tuple[str, str, tuple[str, ...]]
) -> None:
    world = World(forms={}, voices=voices, lists={}, programmes={PROGRAMME.code: PROGRAMME})
    message = Message(
        address="a",
        external="1",
        account="whatsapp:1",
        person=1,
        key=Keyring(bytes(32)).house,
        said=Said(text="", about=about),
        language=language,
        starts=datetime(2026, 12, 1, 18, 30, tzinfo=UTC) if about.startswith("reminder") else None,
    )
    found = knock(message, world, without={(closed, language)})
    assert found
    assert (found.name, found.language, tuple(bare(value) for value in found.values)) == expected
    answers = tuple(f"do:workshop:{verb}:a.b" for verb in ("coming", "cannot", "help"))
    assert found.data == (answers if expected[0] == REMINDER else ("do:open",))
    message.shared = True
    theirs = knock(message, world, without={(closed, language)})
    assert theirs
    assert theirs.data == ("do:open",), "whose appointment it is stands in the reminder itself"


@pytest.mark.parametrize(
    ("reader", "people", "desk"),
    [
        ("fr", "fr", "fr"),
        ("lt", "en", "lt"),
        ("sr_Latn", "en", "sr"),
        ("ro", "en", "ro"),
        ("uk", "uk", "en"),
        ("fa_AF", "prs_AF", "en"),
        ("ps", "prs_AF", "en"),
        ("ku", "tr", "ar"),  # Turkish is none of the desk
    ],
)
def test_people_get_templates_in_their_languages_and_coordinators_in_those_of_the_desk(
    reader: str, people: str, desk: str
) -> None:
    ours = speech.load()
    waiting, overview = (template((name,), reader, "Harbour", ours) for name in (WAITING, OVERVIEW))
    assert waiting
    assert overview
    assert (waiting.language, overview.language) == (people, desk)


def test_each_template_is_submitted_in_the_languages_of_those_who_get_it() -> None:
    found = [(one.name, one.code) for one in wordings(speech.load())]
    assert {code for name, code in found if name == WAITING} == {
        *("en", "fr", "uk", "ar", "prs_AF", "fa", "tr", "ru", "de", "es"),
    }
    assert {code for name, code in found if name == OVERVIEW} == {"en", "fr", "ar", "de", "lt", "sr", "ro"}


@pytest.mark.parametrize(
    ("programme", "language", "value"),
    [
        ("Harbour", "en", "Harbour"),
        ("Harbour", "fa", f"{FSI}Harbour{PDI}"),
        ("بندر", "en", f"{FSI}بندر{PDI}"),
        ("Har\n\tbour     North", "en", "Har bour North"),  # Meta takes no line breaks, tabs, or four spaces in a row
        ("H" * 200, "en", "H" * 59 + "…"),
    ],
)
def test_the_programmes_name_is_a_value_that_meta_takes(voices: Voices, programme: str, language: str, value: str) -> None:
    found = template((WAITING,), language, programme, voices)
    assert found
    assert found.values == (value,)


def test_every_language_of_ours_is_one_that_meta_takes_and_the_list_says_since_when_it_is_true() -> None:
    offer = languages.templates()
    assert {one.whatsapp for one in languages.read().values() if one.whatsapp} <= offer.offered
    assert len(offer.offered) > 100
    table = tomllib.loads((LOCALES / "languages.toml").read_text(encoding="utf-8"))["templates"]
    assert len(set(table["offered"])) == len(table["offered"])
    assert table["source"].startswith("developers.facebook.com")
    assert table["read"].year >= 2026


@pytest.mark.parametrize("code", ["ps", "ti", "ckb", "ku", "kmr", "so", "am"])
def test_somebody_whose_language_we_do_not_speak_gets_one_that_we_do(code: str) -> None:
    first, *_ = languages.templates().for_speakers_of(code)
    assert languages.read()[first].whatsapp


@pytest.mark.parametrize(
    ("added", "complaint"),
    [
        ('[templates]\noffered = ["en", "uk", "fa"]', "fa_AF"),
        ('[templates.instead]\nps = ["tg"]', "ps.*tg"),
    ],
)
def test_a_wrong_table_of_templates_is_refused_by_name(tmp_path: Path, added: str, complaint: str) -> None:
    (tmp_path / "languages.toml").write_text(f"{LIST}\n{added}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        languages.templates(tmp_path)


# --- By Meta's rules --------------------------------------------------------------------------------------------------


def test_a_template_is_built_as_meta_takes_it(voices: Voices) -> None:
    found = next(one for one in wordings(voices) if (one.name, one.code) == ("lotse_waiting", "uk"))
    assert found.written("Harbour") == {
        "name": "lotse_waiting",
        "language": "uk",
        "category": "UTILITY",
        "components": [
            {
                "type": "BODY",
                "text": "📬 Щось чекає на вас. Програма: {{1}}. Торкніться кнопки.",
                "example": {"body_text": [["Harbour"]]},
            },
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Читати"}]},
        ],
    }


def test_there_is_none_in_a_language_whose_words_are_missing(voices: Voices) -> None:
    assert {one.code for one in wordings(voices)} == {"en", "uk", "fa"}


def test_our_own_templates_keep_metas_rules_in_every_language() -> None:
    assert [str(fault) for fault in templates.faults(speech.load())] == []


def test_our_own_templates_name_the_programme_and_how_to_stop() -> None:
    for name, text in templates.BODIES.items():
        assert re.fullmatch(r"[a-z_]{1,512}", name)
        assert "{programme}" in text.english
    assert "write: stop" in TEMPLATES["lotse_waiting"].english


@pytest.mark.parametrize(
    ("body", "button", "words"),
    [
        ("{programme} has something for you.", "Read it", "begin or end"),
        ("Something is waiting at: {programme}.", "Read it", "begin or end"),
        ("📬 From: {programme} {programme}. Tap.", "Read it", "side by side"),
        (f"📬 {'words ' * 90}from: {{programme}}. Tap.", "Read it", "takes 550"),
        ("📬 From: {programme}. Tap.", "▶ Read it", "pictogram"),
        ("📬 From: {programme}. Tap.", "*Read it*", "mark of style"),
        ("📬 From: {programme}. Tap.", "Read it here and now, please", "takes|shows 20"),
        ("📬 From: {programme}. Tap.", "Read it", ""),
    ],
)
def test_what_meta_would_refuse_is_found_before_it_is_submitted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, button: str, words: str
) -> None:
    (tmp_path / "languages.toml").write_text(LIST, encoding="utf-8")
    monkeypatch.setattr(templates, "BODIES", {"lotse_waiting": Text("template:waiting", body)})
    monkeypatch.setattr(templates, "TEMPLATE_OPEN", Text("template:open", button))
    found = [str(fault.cause) for fault in templates.faults(speech.load(tmp_path))]
    assert len(found) == bool(words)
    assert all(re.search(words, cause) for cause in found)


# --- At the account ---------------------------------------------------------------------------------------------------


class Account:
    """A business account that approves nothing by itself."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, Any]] = {}
        self.refuses: set[str] = set()
        self.tired_after = 100  # submissions

    async def templates(self) -> list[Mapping[str, Any]]:
        return list(self.known.values())

    async def submit(self, template: Written, /) -> Mapping[str, Any]:
        if template["language"] in self.refuses:
            raise Refused(Meaning.OURS, "132000")
        if len(self.known) >= self.tired_after:
            raise Refused(Meaning.SLOW_DOWN, "80008", 60)
        number = str(len(self.known) + 1)
        self.known[number] = {**template, "id": number, "status": "PENDING"}
        return {"id": number, "status": "PENDING"}

    async def change(self, number: str, template: Written, /) -> Mapping[str, Any]:
        self.known[number] |= {"components": template["components"], "status": "PENDING"}
        return {"success": True}

    def decide(self, state: str, *languages: str, **more: str) -> None:
        for one in self.known.values():
            if not languages or one["language"] in languages:
                one |= {"status": state, **more}


@pytest.fixture
def ours(voices: Voices) -> list[Wording]:
    return [one for one in wordings(voices) if one.name == "lotse_waiting"]


async def lines(account: Account, ours: list[Wording]) -> list[str]:
    return [" ".join(line.split()) + (" ✓" if worked else " ✗") async for line, worked in pushed(account, ours, "Harbour")]


async def states(account: Account, ours: list[Wording]) -> dict[str, str]:
    return {one.wording.code: one.state for one in standings(ours, await account.templates())}


async def test_what_is_missing_is_submitted_once_and_what_is_there_stays(ours: list[Wording]) -> None:
    account = Account()
    assert await lines(account, ours) == [f"lotse_waiting {code} submitted: PENDING ✓" for code in ("en", "uk", "fa")]
    account.decide("APPROVED")
    assert await lines(account, ours) == [f"lotse_waiting {code} unchanged: APPROVED ✓" for code in ("en", "uk", "fa")]
    assert len(account.known) == 3


async def test_other_words_than_ours_are_changed_but_not_while_meta_looks_at_them(ours: list[Wording]) -> None:
    account = Account()
    await lines(account, ours)
    newer = [replace(one, body=f"{one.body} {{{{1}}}}!") for one in ours]
    assert {line.split(" ", 2)[2] for line in await lines(account, newer)} == {"unchanged: PENDING ✓"}
    account.decide("APPROVED")
    assert set((await states(account, newer)).values()) == {"DIFFERENT"}
    assert {line.split(" ", 2)[2] for line in await lines(account, newer)} == {"changed: Meta looks at it again ✓"}
    account.decide("APPROVED")
    assert set((await states(account, newer)).values()) == {"APPROVED"}


async def test_what_was_rejected_is_submitted_again_and_one_refusal_does_not_stop_the_others(ours: list[Wording]) -> None:
    account = Account()
    account.refuses = {"en"}
    first = await lines(account, ours)
    assert first[0] == "lotse_waiting en not taken: 132000 ✗"
    assert len(account.known) == 2
    account.decide("REJECTED", "uk", rejected_reason="INVALID_FORMAT")
    assert "lotse_waiting uk changed: Meta looks at it again ✓" in await lines(account, ours)


async def test_too_many_calls_stop_a_push_and_the_next_one_goes_on_there(ours: list[Wording]) -> None:
    account = Account()
    account.tired_after = 1
    with pytest.raises(Refused, match="80008"):
        await lines(account, ours)
    account.tired_after = 100
    assert [line.split(" ", 2)[2] for line in await lines(account, ours)] == [
        "unchanged: PENDING ✓",
        "submitted: PENDING ✓",
        "submitted: PENDING ✓",
    ]


async def test_the_state_of_each_is_told_with_its_reason(ours: list[Wording]) -> None:
    account = Account()
    await lines(account, [one for one in ours if one.code != "en"])
    account.decide("APPROVED", "fa", category="MARKETING", rejected_reason="NONE")
    account.decide("PAUSED", "uk", rejected_reason="too many reports")
    told = {one.wording.code: " ".join(str(one).split()) for one in standings(ours, await account.templates())}
    assert told == {
        "en": "lotse_waiting en MISSING lotse templates push submits it",
        "uk": "lotse_waiting uk PAUSED too many reports – people complained of it: Meta lets it go out again within hours",
        "fa": "lotse_waiting fa APPROVED Meta counts it as MARKETING",
    }


async def test_what_meta_adds_and_how_it_writes_types_makes_no_difference(ours: list[Wording]) -> None:
    account = Account()
    await lines(account, ours)
    account.decide("APPROVED")
    for one in account.known.values():
        body, buttons = one["components"]
        one["components"] = [{**buttons, "type": "buttons"}, {"type": "body", "text": body["text"]}]
    assert set((await states(account, ours)).values()) == {"APPROVED"}


def test_nothing_that_a_person_reads_hides_in_a_template(voices: Voices) -> None:
    """Marks of direction do not count; all else of our words arrives at Meta."""
    found = next(one for one in wordings(voices) if one.code == "fa")
    assert bare(found.body) == WORDS["fa"][0].replace("{programme}", "{{1}}")


# --- From the command line, against the pretended Graph API ---------------------------------------------------------------


@pytest.fixture
async def meta(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, read_here: None) -> AsyncIterator[FakeWhatsApp]:
    """The account that lotse.toml and the environment name."""
    async with FakeWhatsApp() as found:
        given = {
            "TOKEN": found.token,
            "PHONE_NUMBER_ID": found.numbers[0],
            "BUSINESS_ACCOUNT_ID": found.business,
            "APP_SECRET": found.secret,
            "VERIFY_TOKEN": found.verify_token,
            "API": found.api,
        }
        for name, value in given.items():
            monkeypatch.setenv(f"LOTSE_WHATSAPP_{name}", value)
        monkeypatch.chdir(tmp_path)
        yield found


async def lotse(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str]]:
    """The exit code, and the lines that were said."""
    code = await asyncio.to_thread(main, words)
    return code, [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("state", ["REJECTED", "PAUSED", "DISABLED"])
async def test_one_that_may_not_be_sent_fails_the_status(
    meta: FakeWhatsApp, capsys: pytest.CaptureFixture[str], state: str
) -> None:
    await lotse(capsys, "templates", "push")
    found = meta.account.templates.find("lotse_waiting", "en")
    assert found
    meta.account.templates.review(found, state)
    code, told = await lotse(capsys, "templates", "status")
    assert code == 1
    assert next(line for line in told if line.startswith("lotse_waiting en")).split()[2] == state


async def test_a_template_of_ours_is_one_that_may_be_sent_and_is_read_as_it_was_written(
    meta: FakeWhatsApp, capsys: pytest.CaptureFixture[str]
) -> None:
    await lotse(capsys, "templates", "push")
    session = Session(meta.token, meta.api)
    try:
        sent = template((WAITING,), "en", "Harbour", speech.load())
        assert sent
        amal = meta.phone("Amal")
        await WhatsApp(meta.numbers[0], session).send_template(amal.chat.person.phone_number, sent, 7)
    finally:
        await session.close()
    (message,) = [one for one in amal.chat.messages.values() if one.kind == "template"]
    assert "with: Harbour." in message.shown["text"]
    assert [(button["id"]) for button in message.shown["buttons"]] == ["do:open"]


async def test_check_names_what_has_no_approved_template(meta: FakeWhatsApp, capsys: pytest.CaptureFixture[str]) -> None:
    _, told = await lotse(capsys, "check")
    assert [line for line in told if line.startswith("WhatsApp: no approved template: lotse_waiting en MISSING")]
    await lotse(capsys, "templates", "push")
    _, told = await lotse(capsys, "check")
    assert [line for line in told if line.startswith("WhatsApp:")] == []
    meta.account.subscribed = False  # then the handshake works, and no message ever comes
    _, told = await lotse(capsys, "check")
    assert [line for line in told if line.startswith("WhatsApp:")] == [f"WhatsApp: {UNTIED}"]


def test_without_whatsapp_the_command_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["templates", "status"]) == 78
    assert "LOTSE_WHATSAPP_TOKEN" in capsys.readouterr().err
