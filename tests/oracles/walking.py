"""A person who walks through one form, without database or channel: `dialogs.engine.turn` and what follows from it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from bot.forms.lists import live_lists
from bot.texts.speech import Voices
from dialogs.engine import turn
from dialogs.events import Called, Event, File, Place, Said, Shared, Tapped, Typed, WorkshopTold
from dialogs.form import MEDIA, Form, Limits, Question
from dialogs.known import Known, Person, Programme, Prompt, Sheet
from dialogs.nodes import list_node
from dialogs.outcomes import Answered, Outcome, PersonChanged, SheetChanged, WorkshopAsked
from dialogs.turn import length

LIMITS = Limits(text=4096, options=10, label=64)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TURN_MOST = 2.0  # seconds for one turn, on a machine that is busy with other things
TURNS_EACH = 25  # for one question, however often it is asked, changed and misunderstood
TURNS_MOST = 6_000
ADVERSE = {1: 0.0, 2: 0.25, 3: 0.5}  # how much of what happens is no answer, by seed
GARBAGE = [
    "", " ", "\x00", "\u202e\u2066", "﷽", "x" * 5000, "😀" * 300, "1" * 400, "-1e308", "99999999999999999999", "=1+1", "<b>&amp;", "${name}",
    "{name}", "%s", "|", "' or \"", "مرحبا", "۱۳۶۹", "0", "-5", "3.14159", "31.02.1990", "25:61", "ok", "yes", "no", "1 2 3", "1-99",
]  # fmt: skip
COMMANDS = ("back", "skip", "change", "repeat", "help", "pause", "language", "menu", "nonsense")
KINDS = ("photo", "voice", "video", "document", "location", "contact", "sticker")
VALID = {
    "integer": ("3", "1", "0", "12", "25", "50", "100", "1990", "2020", "12345", "-1"),
    "decimal": ("2.5", "1", "0", "0.5", "40", "100", "-1", "36.6", "1000"),
    "range": ("3", "1", "0", "5", "10", "50", "0.5", "100"),
    "date": ("21.03.1990", "20.11.2026", "21.11.2026", "01.01.2020", "01.12.2026", "15.06.2015", "05.05.2030"),
    "time": ("10:30", "08:00", "23:15"),
    "datetime": ("21.03.1990 10:30", "20.11.2026 08:00", "01.12.2026 09:00", "1990-03-21 10:30"),
    "phone": ("+352 621 123 456",),
    "geopoint": ("49.61 6.13", "49.61, 6.13"),
    "text": ("Amal", "abc", "A1", "12345", "123456789", "0612345678", "amal@example.org", "A-12", "Amal Haddad", "x"),
    "barcode": ("4006381333931", "abc"),
    "acknowledge": ("ok",),
}  # fmt: skip
SHARED = {"image": "photo", "audio": "voice", "video": "video", "file": "document", "geopoint": "location"}
MIME = {"image": "image/jpeg", "audio": "audio/ogg", "video": "video/mp4", "file": "application/pdf"}
LITERAL = re.compile(r"'([^']*)'|\"([^\"]*)\"|(\d+(?:\.\d+)?)")
REGEX = re.compile(r"\[\^?[^\]]+\]|\\.|\(|\)|.")


class Broken(Exception):
    """A walk that did not come to its end, or that a channel could not have carried."""


class Walk:
    """One person, one form, one language. `seed` 1 is willing; the others are more and more difficult."""

    def __init__(self, form: Form, voices: Voices, language: str, seed: int) -> None:
        self.form, self.voices, self.language = form, voices, language
        self.random = Random(f"{form.name} {language} {seed}")
        self.adverse = ADVERSE.get(seed, 0.3)
        live = live_lists({code: about.name for code, about in voices.about.items()})
        self.known = Known(
            person=Person(language=voices.nearest(language) or language, status="active", consents={"programme": True}),
            programme=Programme(code="test", name="Test", start=form.name, forms=(form.name,), region="LU"),
            forms={form.name: form},
            limits=LIMITS,
            lists=live,
            instances={name: list_node(choices) for name, choices in live.items()},
        )
        self.now, self.turns = NOON, 0
        self.seen: list[Said] = []
        self.place = "the start"
        self.tried: dict[str, int] = {}  # how often each question was answered validly so far

    # --- the way ------------------------------------------------------------------------------------------------------

    def to_the_end(self) -> None:
        """Raises Broken."""
        self.happen(Tapped(at=self.now, data=f"do:form:{self.form.name}"))
        most = 200 + TURNS_EACH * max(self.form.size, 1)
        while not self.handed_in:
            if self.turns > min(most + TURNS_EACH * len(self.tried), TURNS_MOST):
                raise Broken(f"not at the end after {self.turns} turns")
            self.step()

    @property
    def handed_in(self) -> bool:
        return any(sheet.state == "handed_in" for sheet in self.known.sheets)

    @property
    def sheet(self) -> Sheet | None:
        opened = [sheet for sheet in self.known.sheets if sheet.state == "open"]
        return max(opened, key=lambda sheet: sheet.raised, default=None)

    def step(self) -> None:
        self.now += timedelta(seconds=10)
        difficult = self.adverse and self.turns < 40 + 6 * self.form.size
        if difficult and self.random.random() < self.adverse:
            return self.happen(self.something())
        sheet = self.sheet
        if sheet is None or sheet.prompt is None:
            return self.happen(Tapped(at=self.now, data=f"do:form:{self.form.name}"))
        return self.answer(sheet.prompt)

    def something(self) -> Event:
        """No answer, or none that anybody could foresee. Nothing that ends the conversation: that is for other tests."""
        match self.random.randrange(5):
            case 0 | 1:
                return Typed(at=self.now, text=self.random.choice(GARBAGE))
            case 2:
                return Called(at=self.now, command=self.random.choice(COMMANDS))
            case 3:
                return self.share(self.random.choice(KINDS))
            case _:
                return Tapped(at=self.now, data=self.a_button(), message="1")

    def a_button(self) -> str:
        """Of any message so far; forged where there is none."""
        ends = ("do:stop", "do:delete", "do:data", "do:lang", "do:consent")
        shown = [one.data for said in self.seen[-30:] for one in said.options if not one.data.startswith(ends)]
        return self.random.choice([*shown, "1.1:0", "do:nonsense"])

    def share(self, kind: str, mime: str = "image/jpeg") -> Shared:
        place = Place(49.61, 6.13) if kind == "location" else None
        file = File("f1", "file.bin", mime, 1000) if kind in ("photo", "voice", "video", "document") else None
        return Shared(at=self.now, kind=kind, file=file, place=place)

    # --- answering ----------------------------------------------------------------------------------------------------

    def answer(self, prompt: Prompt) -> None:
        key = prompt.path.rpartition("].")[2]
        self.place = f"{prompt.kind} {prompt.path}".strip()
        question = self.form.questions.get(key)
        tails = {"review": "yes", "another": "no", "readings": "0", "change": "on"}
        if prompt.kind == "another" and self.tried.get(prompt.path, 0) < 2 and self.random.random() < 0.4:
            tails["another"] = "yes"
        tries = self.tried[prompt.path] = self.tried.get(prompt.path, 0) + 1
        if prompt.kind in tails:
            return self.tap(prompt, tails[prompt.kind])
        if question is None:
            raise Broken(f"something is asked that is no question: {prompt}")
        if prompt.misses >= 6 or tries % 12 == 0:
            return self.leave(prompt)
        return self.answer_question(question, prompt, tries)

    def leave(self, prompt: Prompt) -> None:
        """No answer will do: there must be a button to leave it."""
        self.happen(Called(at=self.now, command="repeat"))
        offered = [one.data for one in self.seen[-1].options]
        for tail in ("dont_know", "later"):
            if f"{prompt.token}:{tail}" in offered:
                return self.tap(prompt, tail)
        if prompt.misses >= 12:
            raise Broken(f"no answer will do, and it cannot be left: {self.seen[-1].text[:200]!r}")
        return self.happen(Typed(at=self.now, text="\x00"))

    def answer_question(self, question: Question, prompt: Prompt, tries: int) -> None:
        match question.kind:
            case "select_one":
                if not prompt.shown:
                    return self.leave(prompt) if prompt.misses >= 3 else self.happen(Typed(at=self.now, text="?"))
                return self.tap(prompt, str(self.random.randrange(len(prompt.shown))))
            case "select_multiple":
                return self.choose_several(prompt, tries)
            case "rank":
                order = list(range(1, len(prompt.shown) + 1))
                self.random.shuffle(order)
                return self.happen(Typed(at=self.now, text=" ".join(map(str, order)) or "1"))
            case "acknowledge":
                return self.tap(prompt, "ok")
            case kind if kind in MEDIA:
                return self.happen(self.share(SHARED[kind], MIME[kind]))
            case "geopoint" if tries % 2:
                return self.happen(self.share("location"))
            case _:
                return self.happen(Typed(at=self.now, text=self.written(question, prompt.misses)))

    def choose_several(self, prompt: Prompt, tries: int) -> None:
        """One, at times two; the first alone after a refusal, for several may not fit together."""
        if prompt.misses > 2 and prompt.draft:
            return self.leave(prompt)
        if prompt.draft and (len(prompt.draft) > 1 or self.random.random() < 0.6):
            return self.tap(prompt, "done")
        if not prompt.shown:
            return self.leave(prompt) if prompt.misses >= 3 else self.tap(prompt, "done")
        return self.tap(prompt, str(self.random.randrange(len(prompt.shown)) if tries % 3 else 0))

    def written(self, question: Question, misses: int) -> str:
        """What the form itself names first, then what is usual for the kind; after each refusal something else."""
        found = question.constraint.source if question.constraint else ""
        literals = [next(filter(None, match), "") for match in LITERAL.findall(found)]
        sampled = [matching(literal, self.random) for literal in literals if "[" in literal or "\\" in literal]
        numbers = [str(int(float(one)) + by) for one in literals if re.fullmatch(r"\d+(\.\d+)?", one) for by in (0, 1, -1)]
        usual: list[str] = list(VALID.get(question.kind, ("Amal",)))
        if "year" in question.appearance:
            usual = ["1990", "2020", "2026"]
        candidates: list[str] = [
            *usual[:2],
            *sampled,
            *(numbers if question.kind in ("integer", "decimal", "range") else ()),
            *usual[2:],
        ]
        if not misses and self.random.random() < 0.5:
            return self.random.choice(usual)
        return candidates[misses % len(candidates)]

    def tap(self, prompt: Prompt, tail: str) -> None:
        self.happen(Tapped(at=self.now, data=f"{prompt.token}:{tail}", message="1"))

    # --- one turn -----------------------------------------------------------------------------------------------------

    def happen(self, event: Event) -> None:
        self.turns += 1
        outcomes = turn(self.known, event, self.voices)
        for outcome in outcomes:
            self.follow(outcome)
        said = [outcome for outcome in outcomes if isinstance(outcome, Said)]
        if not said and not isinstance(event, Tapped) and not any(isinstance(one, WorkshopAsked) for one in outcomes):
            raise Broken(f"silence after {event}")
        for one in said:
            self.carried(one)
        self.seen += said
        for wish in [one for one in outcomes if isinstance(one, WorkshopAsked)]:  # there are none here
            self.happen(WorkshopTold(at=self.now, verb=wish.verb))

    def follow(self, outcome: Outcome) -> None:
        match outcome:
            case Answered(sheet=number, answer=answer):
                self.keep(self.numbered(number)._replace(answers=(*self.numbered(number).answers, answer)))
            case SheetChanged(sheet=sheet):
                self.keep(sheet._replace(answers=self.numbered(sheet.number).answers))
            case PersonChanged(person=person):
                self.known = replace(self.known, person=person)

    def numbered(self, number: int) -> Sheet:
        return next((sheet for sheet in self.known.sheets if sheet.number == number), Sheet(number=number, form=self.form.name))

    def keep(self, sheet: Sheet) -> None:
        others = tuple(one for one in self.known.sheets if one.number != sheet.number)
        self.known = replace(self.known, sheets=(*others, sheet))

    def carried(self, said: Said) -> None:
        """What a channel takes: text within its length, labels that say something, data of at the most 64 bytes."""
        if not 0 < length(said.text) <= LIMITS.text:
            raise Broken(f"a message of {length(said.text)} characters")
        for option in said.options:
            if not option.label.strip() or len(option.data.encode()) > 64:
                raise Broken(f"a button that cannot be shown: {option}")


def matching(pattern: str, random: Random) -> str:
    """A text that a simple regular expression may match: enough for the patterns of identity and telephone numbers."""
    made, last = "", ""
    for piece in re.findall(r"\[\^?[^\]]+\]|\\.|\{\d+(?:,\d*)?\}|.", pattern):
        if counted := re.fullmatch(r"\{(\d+)(?:,\d*)?\}", piece):
            made += last * (int(counted[1]) - 1)
        elif piece in "^$()|?*+":
            continue
        else:
            last = _one(piece, random)
            made += last
    return made


def _one(piece: str, random: Random) -> str:
    if piece in (r"\d", "[0-9]"):
        return str(random.randrange(1, 10))
    if piece.startswith("["):
        inside = piece.strip("[]^")
        return inside[0] if inside[:1] != "\\" else "1"
    return {r"\w": "a", r"\s": " ", r"\.": ".", ".": "a"}.get(piece, piece.removeprefix("\\"))
