"""Turns that take whatever somebody sends, and show what they are told to: for tests of the road that files go."""

from collections.abc import Sequence

import pytest

from bot.files.jpeg import placeless
from dialogs import engine
from dialogs.events import Answer, Event, Opened, Said, Shared, Tapped, Typed
from dialogs.known import Known, Sheet
from dialogs.outcomes import Answered, FileShared, Outcome, SheetChanged
from phone.acts import sample
from phone.parameters import Upload
from tests.test_jpeg import block, exif, photo

HERE = Upload(photo(block(exif())), "IMG_20261123.jpg", "image/jpeg")  # with the place where it was taken
CLEAN = placeless(HERE.data)
VOICE = sample("voice")


def take(known: Known, event: Event, _: object) -> Sequence[Outcome]:
    """A file is the answer to the question `photo`, named by its number; words are shown with the files that they name."""
    sheet = next(iter(known.sheets), Sheet(number=1, form="short"))
    match event:
        case Opened():
            return [SheetChanged(sheet=sheet), Said(text="Send it.")]
        case Shared() if event.file:
            number = len(sheet.answers) + 1
            answer = Answer("photo", number, f"{event.kind}-{number}", language="en")
            shared = FileShared(sheet=1, path="photo", name=answer.value, file=event.file)
            return [
                Answered(sheet=1, form=sheet.form, answer=answer, clear=False),
                shared,
                Said(text=f"Thank you for {number}."),
            ]
        case Typed():
            files, _, text = event.text.rpartition(" ")
            return [Said(text=text, files=tuple(files.split()), question=True)]
        case Tapped():
            return [Said(text="changed", edits=event.message, files=("short/map.jpg",))]
    return []


@pytest.fixture
def taking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "turn", take)
