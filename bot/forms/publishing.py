"""Forms that come in at the desk: read, looked through, kept in every process's folder, and offered where the desk says so."""

import asyncio
import fcntl
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import structlog
from sqlalchemy import Connection

from bot.channels.telegram import messages as telegram
from bot.channels.whatsapp import messages as whatsapp
from bot.commands import checking
from bot.forms import shelf
from bot.forms.lists import live_lists
from bot.texts import speech
from bot.texts.speech import Voices
from bot.workbooks import bundles, reading, writing
from bot.workbooks.converting import Converted
from bot.workbooks.reading import SUFFIXES, Source
from bot.workbooks.texts import OTHER_NAME
from bot.world import World
from desk.forms.publishing import CURED, FAULT, STOP, WARNING, Bubble, Draft, Finding, Key, Unreadable
from dialogs import faults
from dialogs.checks.forms import Fault
from dialogs.events import Said
from dialogs.form import Form, Limits
from dialogs.known import Programme
from dialogs.labels import labels
from dialogs.markup import plain
from dialogs.phrase import phrase
from dialogs.xlsform.reader import FormError
from storage import corrections, editions, offers
from storage.offers import START, USED, WITHDRAWN, Offer
from storage.store import Store

EVERY = 2.0  # seconds between two looks at what other processes have changed
MOST_DRAFTS = 8  # kept in memory
MARK = ".workbook"  # beside the workbook of an imported form: its number in the database
CHANNELS: Mapping[str, Limits] = {"telegram": telegram.LIMITS, "whatsapp": whatsapp.LIMITS}

log = structlog.get_logger()


class Publisher:
    """`world` is what every turn reads; `base` are the programmes as lotse.toml has them, `folder` is where imported forms lie."""

    limits = CHANNELS

    def __init__(self, store: Store, world: World, folder: Path, shipped: Path) -> None:
        self.store, self.world, self.folder = store, world, folder
        self._shipped = frozenset(path.stem for path in shipped.iterdir())
        self._base: Mapping[str, Programme] = dict(world.programmes)
        self._numbers: Mapping[str, int] = {}
        self._at_start = dict(_marked(folder))
        self._taken: dict[str, int] = {}  # {form: the workbook that it was made of}
        self._drafts: OrderedDict[int, Draft] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    # --- reading -----------------------------------------------------------------------------------------------------

    async def read(self, content: bytes, name: str) -> Draft:
        return await asyncio.to_thread(self._read, content, name)

    async def draft(self, number: int) -> Draft | None:
        if number in self._drafts:
            self._drafts.move_to_end(number)
            return self._drafts[number]
        kept = await self.store.read(lambda connection: _content(connection, number))
        if kept is None:
            return None
        found = self._drafts[number] = await self.read(*kept)
        if len(self._drafts) > MOST_DRAFTS:
            self._drafts.popitem(last=False)
        return found

    def look(self, form: Form) -> Sequence[Finding]:
        return list(self._found(form, None, self.world.voices))

    def _read(self, content: bytes, name: str) -> Draft:
        try:
            form, book = reading.read_one(opened(content, name))
        except FormError as problem:
            raise Unreadable([_told(fault, STOP) for fault in problem.faults]) from problem
        voices = self.world.voices.knowing(speech.strange(self.world.voices, form))
        cured = [_told(notice, CURED) for notice in form.notices]
        return Draft(form=form, findings=[*self._found(form, book, voices), *cured], files=book.files, voices=voices)

    def _found(self, form: Form, book: Converted | None, voices: Voices) -> Iterator[Finding]:
        others = {**self.world.forms, form.name: form}
        for fault in checking.faults({form.name: form}, voices, others, texts=False):
            yield _finding(fault, form, book)
        for fault in checking.warnings({form.name: form}, voices):
            yield _finding(fault, form, book)

    def origin(self, name: str) -> str:
        if (self.folder / name).is_dir():
            return "imported"
        return "shipped" if name in self._shipped else "folder"

    # --- drawing -----------------------------------------------------------------------------------------------------

    def bubble(self, channel: str, said: Said) -> Bubble:
        return _on_whatsapp(said) if channel == "whatsapp" else _on_telegram(said)

    async def workbook(self, form: Form) -> bytes:
        return await asyncio.to_thread(_as_workbook, form, self.world.voices)

    # --- taking up what was changed -----------------------------------------------------------------------------------

    async def watch(self) -> None:
        """What other processes' desks have changed."""
        while True:
            await asyncio.sleep(EVERY)
            await self.refresh()

    async def refresh(self) -> None:
        """One query; more only where a number is another one than before."""
        async with self._one_at_a_time:
            numbers = await self.store.read(editions.numbers)
            if numbers.get(editions.FORMS) != self._numbers.get(editions.FORMS):
                await self._take_up_forms()
            if numbers.get(editions.TEXTS) != self._numbers.get(editions.TEXTS):
                await self._take_up_texts()
            self._numbers = numbers

    async def _take_up_forms(self) -> None:
        used, offered = await self.store.read(lambda connection: (offers.workbooks(connection), offers.offers(connection)))
        for one in used:
            if one.state == USED and self._taken.get(one.form) != one.id:
                try:
                    await self._take_up(one)
                except (FormError, Unreadable, OSError) as problem:
                    log.error("a published form cannot be taken up", form=one.form, problem=type(problem).__name__)
        programmes = self.world.programmes
        for code, base in self._base.items():
            programmes[code] = overlaid(base, offered, self.world.forms)

    async def _take_up(self, one: offers.Workbook) -> None:
        if one.form not in self._taken and self._was_here(one):
            self._meet(await asyncio.to_thread(speech.strange, self.world.voices, self.world.forms[one.form]))
            self._taken[one.form] = one.id
            return
        kept = await self.store.read(lambda connection: _content(connection, one.id))
        if kept is None:
            return
        form, strange = await asyncio.to_thread(self._install, one, kept)
        self._meet(strange)
        self.world.forms[form.name] = form
        self._taken[one.form] = one.id

    def _was_here(self, one: offers.Workbook) -> bool:
        """Whether what was read at the start is this workbook, or one that somebody has imported on the server since."""
        mark, at = self._at_start.get(one.form, ("", 0.0))
        return one.form in self.world.forms and (mark == f"{one.id:x}" if mark else at > one.at)

    def _install(self, one: offers.Workbook, kept: tuple[bytes, str]) -> tuple[Form, speech.Strange]:
        """Read it, and keep it in the folder, unless another process on this machine has done so already."""
        source = opened(*kept)
        form, book = reading.read_one(source)
        strange = speech.strange(self.world.voices, form)
        self.folder.mkdir(parents=True, exist_ok=True)
        with _alone(self.folder / ".lock"):
            mark = self.folder / form.name / MARK
            if not mark.exists() or mark.read_text(encoding="utf-8") != f"{one.id:x}":
                marks = {MARK: f"{one.id:x}"}
                shelf.put(self.folder / form.name, PurePosixPath(source.name).suffix.lower(), source, book.files, marks)
        return form, strange

    def _meet(self, strange: speech.Strange) -> None:
        """The languages that a form brings along are offered to people from now on."""
        if not strange:
            return
        self.world.voices.meet(strange)
        self.world.relist(live_lists(self.world.voices.own_names(), self._base.values()))

    async def _take_up_texts(self) -> None:
        self.world.voices.correct(await self.store.read(corrections.said))
        for form in list(self.world.forms.values()):  # labels remember how they were said by speeches that are gone
            for shown in labels(form):
                shown.label.known.clear()


def opened(content: bytes, name: str) -> Source:
    """A workbook or a zip of one, as it is to be read: `name` with its ending. Raises FormError."""
    files: Mapping[str, bytes] = {}
    if bundles.is_bundle(content):
        try:
            content, name, files = bundles.unbundled(content)
        except bundles.Refused as refused:
            raise FormError(name, [faults.whole(refused.why)]) from refused
    ending = PurePosixPath(name).suffix.lower()
    if ending == ".xlsm":
        ending = ".xlsx"  # what it holds is looked at, not what it is called
    if ending not in SUFFIXES:
        raise FormError(name, [faults.whole(phrase(OTHER_NAME, name=name[-60:]))])
    return Source(content=content, name=f"{PurePosixPath(name).stem[:60]}{ending}", files=files, called=None)


def overlaid(base: Programme, found: Iterable[Offer], known: Mapping[str, Form]) -> Programme:
    """A programme as lotse.toml has it, with what the desk has decided since."""
    mine = [one for one in found if one.programme == base.code and one.form in known]
    start = next((one.form for one in mine if one.state == START), base.start)
    withdrawn = frozenset(one.form for one in mine if one.state == WITHDRAWN) - {start}
    names = dict.fromkeys([*base.forms, *(one.form for one in mine)])
    forms = tuple(name for name in names if name not in withdrawn)
    review = {**base.review, **{one.form: one.review == "yes" for one in mine if one.review}}
    return replace(base, start=start, forms=forms, withdrawn=withdrawn, review=review)


def _content(connection: Connection, number: int) -> tuple[bytes, str] | None:
    one = offers.one(connection, number)
    return (offers.content(connection, number), one.file) if one else None


def _marked(folder: Path) -> Iterator[tuple[str, tuple[str, float]]]:
    """(form, (the number of its workbook, when its folder was made)) of all that were imported; "" = not at the desk."""
    for one in folder.iterdir() if folder.is_dir() else ():
        if reading.is_imported(one):
            mark = one / MARK
            yield one.name, (mark.read_text(encoding="utf-8") if mark.exists() else "", one.stat().st_mtime * 1000)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Processes that share a folder write into it one after the other."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _as_workbook(form: Form, voices: Voices) -> bytes:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "form.xlsx"
        writing.export(form, voices, out)
        return out.read_bytes()


# --- Findings ---------------------------------------------------------------------------------------------------------------


def _told(one: faults.Fault, weight: str) -> Finding:
    """What the importer says."""
    return Finding(weight=weight, sheet=one.sheet, row=one.row, column=one.column, question=one.question, said=one.what)


def _finding(fault: Fault, form: Form, book: Converted | None) -> Finding:
    question, _, choice = fault.question.partition(", ")
    sheet, row = _row(question, choice, form, book)
    return Finding(
        weight=WARNING if fault.warning else FAULT,
        sheet=sheet,
        row=row,
        question=fault.question,
        language=fault.language,
        said=fault.cause,
        cure=fault.cure,
    )


def _row(question: str, choice: str, form: Form, book: Converted | None) -> tuple[str, int]:
    if book is None or not question:
        return "", 0
    if question == "title":
        return "settings", 2
    rows = {ref.rsplit("/", 1)[-1]: row for ref, row in book.rows.items()}
    known = form.questions.get(question)
    if choice and known and known.choices:
        return "choices", book.choices.get(f"{known.choices.list}/{choice}", 0)
    return "survey", rows.get(question, 0)


# --- Bubbles ----------------------------------------------------------------------------------------------------------------


def _on_telegram(said: Said) -> Bubble:
    rows = telegram.rows(said.options, rtl=False)  # the page turns them round by itself
    keys = [[Key(one["text"], one["callback_data"]) for one in row] for row in rows]
    return Bubble(text=plain(said.text), rtl=said.rtl, rows=keys, files=_files(said))


def _on_whatsapp(said: Said) -> Bubble:
    kind, content = whatsapp.message(replace(said, text=plain(said.text)))
    if kind == "text":
        return Bubble(text=content["body"], rtl=said.rtl, files=_files(said))
    action = content["action"]
    if content["type"] == "button":
        keys = [[Key(one["reply"]["title"], one["reply"]["id"])] for one in action["buttons"]]
        opener = ""
    else:
        rows = [row for section in action["sections"] for row in section["rows"]]
        keys = [[Key(row["title"], row["id"], row.get("description", ""))] for row in rows]
        opener = action["button"]
    footer = content.get("footer", {}).get("text", "")
    return Bubble(text=content["body"]["text"], rtl=said.rtl, rows=keys, opener=opener, footer=footer, files=_files(said))


def _files(said: Said) -> Sequence[str]:
    return [name.partition("/")[2] for name in said.files]
