"""Answers that are no words: photos, recordings, films, files, places."""

import re

from dialogs import texts
from dialogs.answers.sheet import SheetNode
from dialogs.events import File, Shared
from dialogs.form import MEDIA, Question
from dialogs.known import Prompt, Sheet
from dialogs.outcomes import FileShared
from dialogs.questions.answering import misunderstood, take
from dialogs.questions.understanding import Given, constraint
from dialogs.reading.places import point
from dialogs.turn import Turn

MOST_BYTES = 10 << 20  # what the bot fetches and keeps of one file
FITTING = {  # the kinds of message that answer a question, and the beginning of a document's media type that does
    "image": (frozenset({"photo"}), "image/"),
    "audio": (frozenset({"voice", "audio"}), "audio/"),
    "video": (frozenset({"video"}), "video/"),
    "file": (frozenset({"photo", "voice", "audio", "video"}), ""),
}
USUAL = {"photo": "jpg", "voice": "ogg", "audio": "mp3", "video": "mp4"}
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/svg+xml": "svg",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "video/quicktime": "mov",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/plain": "txt",
}
EXTENSION = re.compile(r"\.([a-z0-9]{1,5})$")
SUBTYPE = re.compile(r"\w+/([a-z0-9]{1,5})")
UNSAFE = re.compile(r"[^\w.-]+")


def received(turn: Turn, sheet: Sheet, prompt: Prompt, node: SheetNode, event: Shared) -> None:
    """Somebody sent something that is not text while this question was put."""
    kind = node.question.kind
    if kind == "geopoint" and event.place:
        place = point(event.place.latitude, event.place.longitude, event.place.altitude, event.place.accuracy)
        return _taken(turn, sheet, prompt, node, place, None)
    if kind not in MEDIA and kind != "geopoint":
        return misunderstood(turn, sheet, prompt, turn.speech.say(texts.NOT_TEXT))
    if event.file is None or not _fits(node.question, event, event.file):
        return misunderstood(turn, sheet, prompt, turn.speech.say(texts.WRONG_KIND))
    if event.file.size > MOST_BYTES:
        return misunderstood(turn, sheet, prompt, turn.speech.say(texts.TOO_BIG, most=MOST_BYTES >> 20))
    key = UNSAFE.sub("_", node.question.key)
    name = f"{key}-{turn.answers(sheet).next_seq}.{extension(event.kind, event.file)}"
    return _taken(turn, sheet, prompt, node, name, event.file)


def _taken(turn: Turn, sheet: Sheet, prompt: Prompt, node: SheetNode, value: str, file: File | None) -> None:
    if not turn.answers(sheet).allows(node, value):
        return misunderstood(turn, sheet, prompt, constraint(turn, sheet, node))
    if file:
        turn.outcomes.append(FileShared(sheet=sheet.number, path=node.path, name=value, file=file))
    return take(turn, sheet, node, Given(value=value))


def _fits(question: Question, event: Shared, file: File) -> bool:
    kinds, media_type = FITTING.get(question.kind, (frozenset(), "-"))
    return event.kind in kinds or (event.kind == "document" and file.mime.startswith(media_type))


def extension(kind: str, file: File) -> str:
    """By its media type; else as its own name ends, or as such things usually do."""
    if file.mime in EXTENSIONS:
        return EXTENSIONS[file.mime]
    named = EXTENSION.search(file.name.lower())
    typed = SUBTYPE.fullmatch(file.mime)
    found = named or typed
    return found[1] if found else USUAL.get(kind, "bin")
