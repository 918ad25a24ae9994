"""Whatever a person does, in whatever order, whatever happens meanwhile: answered, never stuck, nothing lost, left in peace."""

import asyncio
import shutil
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bot.channels.base import Incoming
from bot.clock import Clock
from bot.workbooks.reading import load
from dialogs.answers.sheet import AnswerSheet, Surroundings
from dialogs.events import Called, Event, File, Left, Opened, Place, Returned, Said, Shared, Tapped, Typed
from dialogs.form import Question
from dialogs.known import Prompt, Sheet
from dialogs.reading import clean
from dialogs.turn import length
from storage.schema import answer, quarantine
from storage.speaking.loading import Loaded
from tests.answered import KEY, loaded, rows
from tests.conversations import FORMS, SHIPPED, House, Phone, house, world

T = TypeVar("T")
Row = dict[str, Any]
MOST_STEPS = 150  # to the end of both forms, from wherever

# A release that adds a question of every kind, leaves one out, and offers one choice less.
_WELCOME = (FORMS / "welcome.md").read_text()
_KINDS = ("text", "time", "dateTime", "range", "rank level", "image", "audio", "file", "geopoint", "barcode", "acknowledge")
_EMPTY = " |" * 10
_NEW = [f"| | {kind} | new_{kind.split()[0].lower()} | One more: {kind}? |{_EMPTY}\n" for kind in _KINDS]
_LINES = [
    line for line in _WELCOME.splitlines(keepends=True) if not line.startswith(("| | select_one hours", "| | gender | other"))
]
_AFTER_NAME = next(i for i, line in enumerate(_LINES) if line.startswith("| | date | birth_year")) + 1
RELEASED = load("".join([*_LINES[:_AFTER_NAME], *_NEW, *_LINES[_AFTER_NAME:]]).encode(), name="welcome")
WORLDS = (world(), world({"welcome": RELEASED, "skills_short": SHIPPED["skills_short"]}))

# --- what people may do -----------------------------------------------------------------------------------------------------

WORDS = """yes no done skip back change pause repeat help language menu stop start continue person hello ok 1 2 3 7 12 1990 1369 2-3 ۱۳۶۹ ٣
так ні стоп нет назад توقف نعم لا رجوع بلی نخیر arrêter oui Syria Niger Amal أمل
English Dari other nothing Building 👍 ✅ 1️⃣ mentors""".split()
STRANGE = [
    "",
    " ",
    "\x00",
    "\u202e\u2066",
    "\ud800",
    "﷽",
    "x" * 5000,
    "😀" * 2500,
    "1" * 400,
    "=1+1",
    "<b>",
    "${name}",
    "{name}",
    "%s",
    "|",
]
TEXTS = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(STRANGE),
    st.text(max_size=20),
    st.text(st.characters(categories=["Nd"]), min_size=1, max_size=6),
    st.text(st.characters(categories=["Cc", "Cf", "So"]), max_size=5),
)
COMMANDS = "back skip change pause repeat help language menu data stop start continue digest nonsense".split()
ACTIONS = """menu answers language help person privacy data download consents delete delete_yes keep stop start go: go:1 go:2 form:welcome
form:skills_short form:x lang:ar lang:xx edit:1 edit:2 edit:9 consent:programme consent:mentors consent:x x""".split()
TAILS = "0 1 2 9 p0 p1 p9 done ok keep dont_know rather_not later more back skip change pause yes no on x".split()
TOKENS = st.builds("{}.{}:{}".format, st.integers(0, 3), st.integers(0, 30), st.sampled_from(TAILS))
FORGED = st.one_of(st.sampled_from(ACTIONS).map("do:{}".format), TOKENS, st.text(max_size=16))
PAYLOADS = st.sampled_from(
    ["", "test", "test-skills_short", "test-skills_short-esch", "test-welcome", "x-y-z", "c_expired", "-"]
)
MINUTES = st.sampled_from([1, 60, 24 * 60, 3 * 24 * 60 + 60, 9 * 24 * 60])


FILES = {
    "photo": File("p1", "", "image/jpeg", 10),
    "voice": File("v1", "", "audio/ogg"),
    "document": File("d1", "a.pdf", "application/pdf"),
}
SENT = {"image": "photo", "audio": "voice", "file": "document"}
WRITTEN = {
    "integer": "3",
    "range": "3",
    "date": "1990",
    "time": "15:30",
    "datetime": "21.07.2026 15:30",
    "geopoint": "49.61 6.13",
    "acknowledge": "ok",
}


# --- what may be asked: written down once more, by hand -------------------------------------------------------------------------


def may_be_asked(path: str, given: dict[str, str]) -> bool:
    """Whether a question of the shipped forms makes sense after these answers."""
    place, _, key = path.rpartition("].")
    mine = f"{place}]." if place else ""
    area, occupation = given.get(f"{mine}work_area", ""), given.get(f"{mine}occupation", "")
    if path.startswith("work["):
        in_own_words = area == "own" or occupation == "other"
        sensible = {"occupation": area not in ("", "own"), "occupation_words": in_own_words}
        return given.get("worked") == "yes" and sensible.get(key, True)
    if path.startswith("other_languages["):
        language = given.get(f"{mine}spoken_language", "")
        sensible = {"spoken_language_name": language == "other", "spoken_level": language != ""}
        return given.get("more_languages") == "yes" and sensible.get(key, True)
    if key in SHIPPED["skills_short"].questions or key in ("language", "consent_programme"):
        return True
    return given.get("consent_programme") == "yes"


def given(sheet: Sheet) -> dict[str, str]:
    latest = {one.path: one for one in sheet.answers}
    return {path: one.value for path, one in latest.items() if one.status == "answered"}


# --- the machine ----------------------------------------------------------------------------------------------------------------


@dataclass
class Ground:
    """An event loop, and an empty database to copy."""

    runner: asyncio.Runner
    template: Path
    folder: Path
    count: int = 0

    def database(self) -> Path:
        self.count += 1
        return Path(shutil.copy(self.template, self.folder / f"{self.count}.db"))


class Conversation(RuleBasedStateMachine):
    """One person, one house. Every rule checks what follows from it; the teardown goes on to the end of both forms."""

    ground: Ground

    def __init__(self) -> None:
        super().__init__()
        self.database = self.ground.database()
        self.release = 0
        self.phone: Phone
        self.open(None)
        self.last: tuple[str, Event] | None = None
        self.who: Loaded | None = None
        self.rows: list[Row] = []

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.ground.runner.run(work)

    def open(self, before: House | None) -> None:
        self.context = house(f"sqlite:///{self.database}", WORLDS[self.release], KEY)
        self.home = self.run(self.context.__aenter__())
        phone = self.home.phone("somebody")
        if before:
            self.home.now, self.home._ids = before.now, before._ids
            phone.messages = self.phone.messages
        self.phone = phone

    def close(self) -> None:
        self.run(self.context.__aexit__(None, None, None))

    def teardown(self) -> None:
        try:
            self.run(self.to_the_end())
        finally:
            self.close()
            self.database.unlink()

    # --- rules ----------------------------------------------------------------------------------------------------------

    @initialize(numbers=st.lists(st.integers(0, 5), max_size=30))
    def has_come_some_way(self, numbers: list[int]) -> None:
        self.answers_well_for_a_while(numbers)

    @rule(text=TEXTS)
    def writes(self, text: str) -> None:
        self.happens(Typed(at=self.home.now, text=text))

    @rule(number=st.integers(0, 30))
    def taps_what_is_shown(self, number: int) -> None:
        self.taps(number, [said for said in self.phone.messages if said.options][-1:])

    @rule(number=st.integers(0, 500))
    def taps_what_was_shown_before(self, number: int) -> None:
        self.taps(number, [said for said in self.phone.messages if said.options][:-1])

    @rule(numbers=st.lists(st.integers(0, 5), min_size=1, max_size=12))
    def answers_well_for_a_while(self, numbers: list[int]) -> None:
        for number in numbers:
            self.run(self.one_step(number))
        self.check()

    @rule(times=st.integers(2, 6))
    def goes_back_several_times(self, times: int) -> None:
        for _ in range(times):
            self.happens(Called(at=self.home.now, command="back"))

    @rule(data=FORGED)
    def forges_a_button(self, data: str) -> None:
        self.happens(Tapped(at=self.home.now, data=data, message="0"), may_be_silent=True)

    @rule(command=st.sampled_from(COMMANDS))
    def gives_a_command(self, command: str) -> None:
        self.happens(Called(at=self.home.now, command=command))

    @rule(kind=st.sampled_from(["photo", "voice", "document", "location", "sticker"]), fetched=st.booleans())
    def sends_something_else(self, kind: str, fetched: bool) -> None:
        self.happens(self.shared(kind) if fetched else Shared(at=self.home.now, kind=kind))

    @rule(payload=PAYLOADS)
    def opens_a_link(self, payload: str) -> None:
        self.happens(Opened(at=self.home.now, payload=payload))

    @rule(event=st.sampled_from([Left, Returned]))
    def blocks_or_unblocks(self, event: type[Left | Returned]) -> None:
        self.happens(event(at=self.home.now), may_be_silent=True)

    @precondition(lambda self: self.last)
    @rule()
    def is_delivered_again(self) -> None:
        number, event = self.last or ("", Returned(at=self.home.now))
        assert self.run(self.phone.happen(event, number)) == []
        assert self.check() == 0

    @rule(texts=st.lists(TEXTS, min_size=2, max_size=3))
    def does_several_things_at_once(self, texts: list[str]) -> None:
        self.home.later(seconds=10)
        events = [Typed(at=self.home.now, text=text) for text in texts]
        ids = [self.home.next_id() for _ in events]
        arrived = [
            Incoming(id=i, channel="telegram", account="1", external="somebody", event=e)
            for i, e in zip(ids, events, strict=True)
        ]

        async def together() -> None:
            await asyncio.gather(*map(self.home.turnstile.receive, [*arrived, arrived[0]]))

        self.run(together())
        assert self.phone.look()  # of several questions the newest is put
        assert self.check() <= len(texts)

    @rule(minutes=MINUTES)
    def lets_time_pass(self, minutes: int) -> None:
        self.home.later(minutes=minutes)
        clock = Clock(self.home.store, self.home.turnstile, lambda: self.home.now)
        before = self.who
        self.run(clock.tick())
        unasked = self.phone.look()
        opened = [sheet for sheet in before.sheets if sheet.state == "open"] if before else []
        status = before.person.status if before else "new"
        if status == "leaving":
            assert len(unasked) <= 1
        else:
            assert len(unasked) <= (len(opened) if status == "active" else 0)
            assert all(said.text and said.lane == "notice" for said in unasked)
        assert self.check() == 0

    @rule()
    def the_bot_is_restarted(self) -> None:
        before = self.home
        self.close()
        self.open(before)
        assert self.check() == 0

    @rule()
    def a_release_comes(self) -> None:
        self.release = 1 - self.release
        self.the_bot_is_restarted()

    # --- doing and checking -----------------------------------------------------------------------------------------------

    def taps(self, number: int, messages: list[Said]) -> None:
        buttons = [(said, option) for said in messages for option in said.options]
        if buttons:
            said, option = buttons[number % len(buttons)]
            self.happens(Tapped(at=self.home.now, data=option.data, message=str(self.phone.messages.index(said))))

    def happens(self, event: Event, *, may_be_silent: bool = False) -> None:
        """The person does something; they are answered, and at the most one answer is written down: to what was asked."""
        self.home.later(seconds=10)  # slower than a double tap
        number = self.home.next_id()
        before, self.last = self.who, (number, event)
        reply = self.run(self.phone.happen(event, number))
        assert reply or may_be_silent, f"silence after {event}"
        fresh = self.check()
        assert fresh <= 1
        if fresh:
            self.fits(event, self.rows[-1], before)

    def fits(self, event: Event, row: Row, before: Loaded | None) -> None:
        """The new answer belongs to the question that was put, and is what was written or tapped."""
        sheet = next(sheet for sheet in before.sheets if sheet.number == row["sheet"]) if before else Sheet(number=0, form="")
        prompt = sheet.prompt or Prompt(kind="")
        if row["status"] == "retracted":
            return
        assert row["path"] == prompt.path
        question = WORLDS[self.release].forms[sheet.form].questions.get(row["path"].rpartition("].")[2])
        value = self.value(row)
        if isinstance(event, Tapped) and question and question.kind == "select_one" and row["status"] == "answered":
            assert value == prompt.shown[int(event.data.rpartition(":")[2])]
        if isinstance(event, Typed) and question and question.kind == "text" and row["status"] == "answered":
            assert value == clean(event.text)

    def value(self, row: Row) -> str:
        assert self.who
        sheet = next(sheet for sheet in self.who.sheets if sheet.number == row["sheet"])
        return next(one.value for one in sheet.answers if one.seq == row["seq"])

    def check(self) -> int:
        """What must hold at any moment; how many answers are new."""
        broken = self.run(rows(self.home, quarantine))
        assert not broken, broken[0]["reason"]
        before = self.who
        self.who = self.run(loaded(self.phone))
        if before and before.id != self.who.id:  # forgotten, and met again
            assert before.person.status == "leaving"
            before, self.rows = None, []
        self.nothing_is_lost(before)
        fresh = self.run(self.answer_rows())
        assert fresh[: len(self.rows)] == self.rows
        new, self.rows = len(fresh) - len(self.rows), fresh
        self.only_what_makes_sense_is_asked(self.who)
        for said in self.phone.messages:
            assert 0 < length(said.text) <= 4096
            assert all(option.label and len(option.data.encode()) <= 64 for option in said.options)
        return new

    async def answer_rows(self) -> list[Row]:
        """Without whether each is the latest of its question, which another one after it changes."""
        found = await rows(self.home, answer, person=self.who.id if self.who else 0)
        found = [{name: value for name, value in row.items() if name != "latest"} for row in found]
        return sorted(found, key=lambda row: (row["at"], row["sheet"], row["seq"]))

    def nothing_is_lost(self, before: Loaded | None) -> None:
        """Answers are only added; and each that stands and makes sense is among those that a summary shows."""
        assert self.who
        for old in before.sheets if before else ():
            new = next(sheet for sheet in self.who.sheets if sheet.number == old.number)
            assert new.answers[: len(old.answers)] == old.answers
        known = WORLDS[self.release]
        around = Surroundings(now=self.home.now, lists=known.lists, instances=known.instances)
        for sheet in self.who.sheets:
            answers, stands = AnswerSheet(known.forms[sheet.form], sheet.answers, around), given(sheet)
            asked = {path for path in stands if path.rpartition("].")[2] in known.forms[sheet.form].questions}
            assert all(answers.find(path) for path in asked if may_be_asked(path, stands)), stands

    def only_what_makes_sense_is_asked(self, who: Loaded) -> None:
        opened = [sheet for sheet in who.sheets if sheet.state == "open"]
        current = max(opened, key=lambda sheet: sheet.raised, default=None)
        if current and current.prompt and current.prompt.kind == "question":
            path, known = current.prompt.path, WORLDS[self.release].forms[current.form]
            gone = (
                path.rpartition("].")[2] not in known.questions
            )  # by a release; whatever they do next, they are asked something else
            assert gone or may_be_asked(path, given(current)), path
            assert current.form == "welcome" or who.person.consents.get("programme"), "asked without consent"
        if who.person.status in ("stopped", "leaving", "new") and self.phone.messages:
            assert not self.phone.last.question or who.person.status == "new" or not self.last, "asked after stop"

    # --- to the end -------------------------------------------------------------------------------------------------------

    async def to_the_end(self) -> None:
        """From wherever they are: menu, and answering what is asked, hands both forms in."""
        for _ in range(MOST_STEPS):
            if not await self.one_step(0):
                break
        else:
            raise AssertionError(f"stuck at:\n{self.phone.screen}")
        handed_in = {sheet.form for sheet in (await loaded(self.phone)).sheets if sheet.state == "handed_in"}
        assert handed_in == {"welcome", "skills_short"}
        assert not await rows(self.home, quarantine)

    async def one_step(self, number: int) -> bool:
        """What a willing person does next; False when all is done."""
        self.home.later(seconds=10)
        who = await loaded(self.phone)
        opened = [sheet for sheet in who.sheets if sheet.state == "open"]
        current = max(opened, key=lambda sheet: sheet.raised, default=None)
        if who.person.status in ("new", "stopped"):
            await self.phone.start()
        elif who.person.status == "leaving":
            await self.tap("do:keep")
        elif current is None or current.prompt is None:
            return await self.begin_something()
        else:
            await self.answer_prompt(current, current.prompt, number)
        return True

    async def begin_something(self) -> bool:
        await self.phone.command("menu")
        ways = [option.data for option in self.phone.last.options if option.data.startswith(("do:go:", "do:form:"))]
        if ways:
            await self.tap(ways[0])
        return bool(ways)

    async def answer_prompt(self, sheet: Sheet, prompt: Prompt, number: int) -> None:
        """Something sensible, by tapping where there are buttons. What is asked is put on the screen if it is not there."""
        if not any(option.data.startswith(f"{prompt.token}:") for option in self.phone.last.options):
            await self.phone.command("repeat")
            prompt = next(one.prompt for one in (await loaded(self.phone)).sheets if one.number == sheet.number and one.prompt)
        question = WORLDS[self.release].forms[sheet.form].questions.get(prompt.path.rpartition("].")[2])
        tails = {"review": "yes", "another": "yes" if number > 3 else "no", "readings": "0", "change": "on"}
        if prompt.kind in tails:
            await self.tap(f"{prompt.token}:{tails[prompt.kind]}")
        elif question:
            await self.answer_question(question, prompt, number)
        else:
            await self.phone.say("Amal")  # a release has taken the question away, but they still see it

    def shared(self, kind: str) -> Shared:
        place = Place(49.61, 6.13) if kind == "location" else None
        return Shared(at=self.home.now, kind=kind, file=FILES.get(kind), place=place)

    async def answer_question(self, question: Question, prompt: Prompt, number: int) -> None:
        match question.kind:
            case kind if kind in SENT:
                await self.phone.happen(self.shared(SENT[kind]))
            case "rank":
                await self.phone.say(" ".join(map(str, range(1, len(prompt.shown) + 1))))
            case "select_multiple":
                if not prompt.draft:
                    await self.tap(f"{prompt.token}:0")
                for i, name in enumerate(prompt.shown):
                    if name in prompt.draft[1:]:  # several may not fit together
                        await self.tap(f"{prompt.token}:{i}")
                await self.tap(f"{prompt.token}:done")
            case "select_one":
                on_page = [one.data for one in self.phone.last.options if one.role == "choice"]
                yes = question.extras.get("sets") == "consent:programme"
                await self.tap(on_page[0 if yes else number % len(on_page)])
            case kind:
                await self.phone.say(WRITTEN.get(kind, "Amal"))

    async def tap(self, data: str) -> None:
        assert data in [option.data for option in self.phone.last.options], f"no {data} on:\n{self.phone.screen}"
        await self.phone.happen(Tapped(at=self.home.now, data=data, message=str(len(self.phone.messages) - 1)))


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with asyncio.Runner() as runner:

        async def empty() -> None:
            async with house(f"sqlite:///{tmp_path}/empty.db", WORLDS[0], KEY):
                pass

        runner.run(empty())
        yield Ground(runner, tmp_path / "empty.db", tmp_path)


def run_many(ground: Ground, *, people: int, steps: int, phases: list[Phase]) -> None:
    machine = type("Conversation", (Conversation,), {"ground": ground})
    chosen = settings(
        max_examples=people,
        stateful_step_count=steps,
        phases=phases,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=chosen)


def test_any_person_is_answered_gets_to_the_end_and_loses_nothing(ground: Ground) -> None:
    run_many(ground, people=25, steps=25, phases=[Phase.reuse, Phase.generate])  # shrinking takes longer than a test may


@pytest.mark.soak
def test_the_same_for_very_many_people(ground: Ground) -> None:
    run_many(ground, people=1500, steps=60, phases=list(Phase))
