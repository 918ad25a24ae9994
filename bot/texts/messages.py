"""The catalogues that translators work in: gathered from the texts and forms, merged with what is translated already.

One message is one context (a text's name, or `form:question:column`). A file says the same twice when nothing has
changed: no dates, no line numbers, no wrapping, the order of the sources.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from bot.texts.catalogue import DOMAINS, CatalogueError, parse, path_of
from bot.texts.languages import DESK, ENGLISH, LOCALES, PEOPLE, Language, read
from bot.workbooks import reading
from dialogs.checks.forms import TITLE_EXTRA
from dialogs.form import Form
from dialogs.labels import Shown, labels
from dialogs.texts import BUTTON, ROW, Text

FORMS = Path(__file__).parents[2] / "dialogs" / "forms"
TEXTS = {
    PEOPLE: ("dialogs.texts", "dialogs.workshops.texts", "bot.forms.lists"),
    DESK: ("dialogs.stafftexts", "dialogs.faulttexts", "bot.workbooks.texts", "desk.texts", "bot.forms.lists"),
}
READ = (":label", ":title")  # ends of the names of what the desk shows of a form
TITLE = BUTTON - TITLE_EXTRA
FEW = 3  # so many choices become reply buttons, which are shorter than the rows of a list
Key = tuple[str | None, str]  # context, English
Gathered = Mapping[str, Sequence[Message]]  # by whom they are for


def main(*, check: bool) -> int:
    """`lotse messages`: bring the catalogues up to date or, to check, only say whether they are; 1 if they are not."""
    try:
        changed = run(write=not check)
    except CatalogueError as error:
        sys.stderr.write(f"lotse: {error}\n")
        return 1
    said = "is not up to date: run `make messages`, and translate what is new" if check else "brought up to date"
    for path in changed:
        sys.stdout.write(f"{path.relative_to(LOCALES.parent)} {said}\n")
    return 1 if check and changed else 0


def run(*, write: bool) -> tuple[Path, ...]:
    """The files in locales/ that are not up to date; where `write`, they are now. Raises FormError, CatalogueError."""
    forms = reading.load_folder(FORMS).values()
    return refresh({whom: [*gather(all_texts(whom), forms, whom)] for whom in TEXTS}, write=write)


def all_texts(whom: str) -> Iterator[Text]:
    """Every text outside of forms that is for people (the bot's, those of its live lists), or for coordinators, at the desk and in chat."""
    for module in filter(find_spec, TEXTS[whom]):
        for value in vars(import_module(module)).values():
            found = value.values() if isinstance(value, dict) else [value]
            yield from (text for text in found if isinstance(text, Text))


def refresh(gathered: Gathered, folder: Path = LOCALES, *, write: bool = True) -> tuple[Path, ...]:
    """Bring the catalogues of `folder` up to date; the files that were not. Raises CatalogueError."""
    wanted = {folder / f"{DOMAINS[whom]}.pot": _template(messages) for whom, messages in gathered.items()}
    for language in read(folder).values():
        for whom in (one for one in gathered if one in language.serves and language.code != ENGLISH):
            path = path_of(language.code, folder, whom)
            wanted[path] = _catalogue(language, _own(gathered, whom, language), path)
    changed = tuple(path for path, content in wanted.items() if not path.exists() or path.read_bytes() != content)
    if write:
        for path in changed:
            _replace(path, wanted[path])
    return changed


def _own(gathered: Gathered, whom: str, language: Language) -> Sequence[Message]:
    """What a catalogue holds: what the desk says as people are told it, is translated for them where the language serves both."""
    if whom == PEOPLE or PEOPLE not in language.serves:
        return gathered[whom]
    told = {message.context for message in gathered.get(PEOPLE, ())}
    return [message for message in gathered[whom] if message.context not in told]


# --- What there is to translate -------------------------------------------------------------------------------------


def gather(texts: Iterable[Text], forms: Iterable[Form], whom: str = PEOPLE) -> Iterator[Message]:
    """The messages of the sources, in their order. Of forms the desk says titles, questions and choices only, no hints."""
    yield from map(_of_text, texts)
    shown = (one for form in forms for one in labels(form))
    yield from (_of_label(one) for one in shown if whom == PEOPLE or one.label.key.endswith(READ))


def _of_text(text: Text) -> Message:
    english = (text.english, text.plural) if text.plural else text.english
    return Message(english, context=text.context, auto_comments=_comments(text.note, text.limit))


def _of_label(shown: Shown) -> Message:
    if shown.title:
        comments = _comments("Title of a form.", TITLE)
    elif shown.choices:
        comments = _comments("A choice.", BUTTON if shown.choices <= FEW else ROW)
    else:
        comments = []
    return Message(shown.label.source, context=shown.label.key, auto_comments=comments)


def _comments(note: str, limit: int) -> list[str]:
    return [*filter(None, [note]), *([f"At most {limit} characters."] if limit else [])]


# --- The files ------------------------------------------------------------------------------------------------------


def _template(messages: Sequence[Message]) -> bytes:
    catalogue = Catalog()
    for message in messages:
        catalogue[message.id] = message.clone()
    return _file(catalogue, "Every text to translate. Made by `make messages`.", {})


def _catalogue(language: Language, messages: Sequence[Message], path: Path) -> bytes:
    """A language's file: translations stay, those of changed English become fuzzy, those of nothing go last."""
    headers = {"Language": language.code, "Language-Team": language.english, "Plural-Forms": plural_forms(language)}
    catalogue = Catalog()
    catalogue.mime_headers = [("Plural-Forms", headers["Plural-Forms"])]
    known = _known(path)
    by_context = {message.context: message for message in known.values()}
    used = set()
    for message in messages:
        used.add(message.context)
        old = known.get(_key(message)) or by_context.get(message.context)
        catalogue[message.id] = _merged(message.clone(), old, language.nplurals)
    catalogue.obsolete.update({str(key): old for key, old in known.items() if old.context not in used and _done(old)})
    return _file(catalogue, f"{language.english} ({language.name}): {language.review}.", headers)


def plural_forms(language: Language) -> str:
    """The header by which translators' tools know the plural rule: ours, as theirs differ."""
    return f"nplurals={language.nplurals}; plural=({language.plural});"


def _known(path: Path) -> Mapping[Key, Message]:
    """What a catalogue says so far, with what was put aside in it. Raises CatalogueError."""
    return {_key(message): message for message in parse(path, obsolete=True)}


def _merged(message: Message, old: Message | None, nplurals: int) -> Message:
    """The message with its translation, fuzzy if that was made for other English or has no form for every number."""
    if old is None or not _done(old) or isinstance(old.string, str) == message.pluralizable:
        return message
    message.string, message.user_comments = old.string, old.user_comments
    missing = isinstance(old.string, tuple) and len(old.string) != nplurals
    if old.fuzzy or missing or _key(old) != _key(message):
        message.flags.add("fuzzy")
    return message


def _done(message: Message) -> bool:
    return any(message.string) if message.string else False


def _key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def _file(catalogue: Catalog, title: str, headers: Mapping[str, str]) -> bytes:
    """The file's bytes. The header is written here: Babel's would carry the time of the run."""
    fixed = {
        "Project-Id-Version": "Lotse",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    header = [f"# {title}", 'msgid ""', 'msgstr ""']
    header += [f'"{name}: {value}\\n"' for name, value in (fixed | dict(headers)).items()]
    body = BytesIO()
    write_po(body, catalogue, width=0, omit_header=True)
    return "\n".join([*header, "", ""]).encode() + body.getvalue().rstrip() + b"\n"


def _replace(path: Path, content: bytes) -> None:
    """Write a file as a whole or not at all: a translator may have it open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(path)
