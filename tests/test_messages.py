"""The catalogues follow the texts and forms, and lose no translator's work."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from bot.texts import messages
from bot.texts.catalogue import CatalogueError, parse, path_of
from bot.texts.languages import DESK, LOCALES, PEOPLE
from bot.workbooks import reading
from dialogs.texts import Text

ASK = Text("t:ask", "What is your name?", "A question.")
SEND = Text("t:send", "Send", limit=20)
CASES = Text("t:cases", "{n} case", plural="{n} cases")

FORM = b"""
| settings |
| | form_id | form_title |
| | tea | Tea or coffee |
| survey |
| | type | name | label | hint | required | required_message | constraint | constraint_message |
| | select_one drinks | drink | What would you like? | Both are hot. | yes | Please choose. | | |
| | begin_group | more | More about it | | | | | |
| | integer | cups | How many cups of ${drink}? | | | | . > 0 | At least one, please. |
| | end_group | | | | | | | |
| choices |
| | list_name | name | label |
| | drinks | tea | Tea |
| | drinks | coffee | Coffee |
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of locales with our list of languages and no catalogues."""
    (tmp_path / "languages.toml").write_bytes((LOCALES / "languages.toml").read_bytes())
    return tmp_path


def refresh(folder: Path, *texts: Text, desk: Sequence[Text] = (), write: bool = True) -> list[str]:
    """The names of the files that were not up to date."""
    gathered = {PEOPLE: [*messages.gather(texts, [])], DESK: [*messages.gather(desk, [])]}
    return [path.relative_to(folder).as_posix() for path in messages.refresh(gathered, folder, write=write)]


def edit(path: Path, old: str, new: str) -> None:
    """Do a translator's work."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def by_context(path: Path) -> dict[str | None, Message]:
    return {message.context: message for message in parse(path)}


def test_the_shipped_catalogues_are_up_to_date() -> None:
    stale = [path.relative_to(LOCALES).as_posix() for path in messages.run(write=False)]
    assert stale == [], "run `make messages`"


@pytest.mark.parametrize("whom", [PEOPLE, DESK])
def test_no_two_texts_share_a_context(whom: str) -> None:
    contexts = [text.context for text in messages.all_texts(whom)]
    assert sorted(set(contexts)) == sorted(contexts)


def test_a_context_of_people_and_the_desk_is_the_same_text() -> None:
    people = {text.context: text for text in messages.all_texts(PEOPLE)}
    assert [text for text in messages.all_texts(DESK) if people.get(text.context, text) != text] == []


def test_every_text_and_every_label_of_a_form_is_gathered_in_its_order() -> None:
    gathered = messages.gather([ASK, SEND], [reading.load(FORM)])
    assert [(message.context, message.id) for message in gathered] == [
        ("t:ask", "What is your name?"),
        ("t:send", "Send"),
        ("tea::title", "Tea or coffee"),
        ("tea:drink:label", "What would you like?"),
        ("tea:drink:hint", "Both are hot."),
        ("tea:drink:required_message", "Please choose."),
        ("tea:drinks/tea:label", "Tea"),
        ("tea:drinks/coffee:label", "Coffee"),
        ("tea:more:label", "More about it"),
        ("tea:cups:label", "How many cups of ${drink}?"),
        ("tea:cups:constraint_message", "At least one, please."),
    ]


def test_of_a_form_the_desk_says_what_it_shows() -> None:
    gathered = messages.gather([], [reading.load(FORM)], DESK)
    assert [message.context for message in gathered] == [
        *(
            "tea::title",
            "tea:drink:label",
            "tea:drinks/tea:label",
            "tea:drinks/coffee:label",
            "tea:more:label",
            "tea:cups:label",
        ),
    ]


def test_translators_are_told_how_long_a_label_may_be() -> None:
    few = [*messages.gather([SEND], [reading.load(FORM)])]
    many = FORM + b"| | drinks | juice | Juice |\n| | drinks | water | Water |\n"
    told = {m.context: m.auto_comments for m in [*few, *messages.gather([], [reading.load(many, name="many")])]}
    assert told["t:send"] == ["At most 20 characters."]
    assert told["tea:drink:label"] == []
    assert {m.context: m.auto_comments[-1] for m in few if "drinks" in str(m.context)} == {
        "tea:drinks/tea:label": "At most 20 characters.",
        "tea:drinks/coffee:label": "At most 20 characters.",
    }
    assert told["tea:drinks/tea:label"][-1] == "At most 24 characters."


def test_a_new_language_gets_a_catalogue_with_its_plural_rule(folder: Path) -> None:
    assert "ar/LC_MESSAGES/messages.po" in refresh(folder, ASK, CASES)
    text = path_of("ar", folder).read_text(encoding="utf-8")
    assert "nplurals=6" in text
    assert text.count("msgstr[") == 6
    assert "not reviewed by a native speaker" in text
    assert not path_of("en", folder).exists()


def test_a_text_for_the_desk_goes_into_the_languages_of_the_desk_only(folder: Path) -> None:
    assert {*refresh(folder, ASK, desk=[SEND])} >= {"desk.pot", "lt/LC_MESSAGES/desk.po", "fr/LC_MESSAGES/desk.po"}
    assert not path_of("uk", folder, DESK).exists()
    assert not path_of("lt", folder).exists()
    assert [*by_context(path_of("fr", folder, DESK))] == ["t:send"]
    assert [*by_context(path_of("fr", folder))] == ["t:ask"]


def test_what_people_are_told_and_the_desk_says_too_is_translated_once(folder: Path) -> None:
    refresh(folder, ASK, SEND, desk=[SEND, CASES])
    assert [*by_context(path_of("fr", folder, DESK))] == ["t:cases"], "for people it is in messages.po"
    assert [*by_context(path_of("lt", folder, DESK))] == ["t:send", "t:cases"], "for people nothing is"


def test_a_new_text_waits_in_every_catalogue_with_a_blank_translation(folder: Path) -> None:
    refresh(folder, desk=[SEND])
    edit(path_of("lt", folder, DESK), 'msgid "Send"\nmsgstr ""', 'msgid "Send"\nmsgstr "Siųsti"')
    refresh(folder, desk=[SEND, ASK, CASES])
    found = by_context(path_of("lt", folder, DESK))
    assert (found["t:send"].string, found["t:ask"].string, found["t:cases"].string) == ("Siųsti", "", ("", "", ""))


def test_a_second_run_changes_nothing_and_no_file_tells_the_time(folder: Path) -> None:
    refresh(folder, ASK, SEND, CASES)
    assert refresh(folder, ASK, SEND, CASES) == []
    assert not re.search(r"20\d\d-", (folder / "messages.pot").read_text(encoding="utf-8"))


def test_a_check_finds_what_is_stale_and_writes_nothing(folder: Path) -> None:
    refresh(folder, ASK)
    before = path_of("fr", folder).read_bytes()
    assert "fr/LC_MESSAGES/messages.po" in refresh(folder, ASK, SEND, write=False)
    assert path_of("fr", folder).read_bytes() == before


def test_translations_and_translators_notes_stay_when_texts_come_and_go(folder: Path) -> None:
    refresh(folder, ASK, SEND)
    edit(path_of("fr", folder), 'msgid "Send"\nmsgstr ""', 'msgid "Send"\nmsgstr "Envoyer"')
    edit(path_of("fr", folder), "#. At most 20", "# Vérifié.\n#. At most 20")
    refresh(folder, CASES, SEND)
    found = by_context(path_of("fr", folder))
    assert found["t:send"].string == "Envoyer"
    assert found["t:send"].user_comments == ["Vérifié."]


def test_a_text_that_comes_back_finds_its_translation_again(folder: Path) -> None:
    refresh(folder, ASK, SEND)
    edit(path_of("fr", folder), 'msgid "Send"\nmsgstr ""', 'msgid "Send"\nmsgstr "Envoyer"')
    refresh(folder, ASK)
    assert "t:send" not in by_context(path_of("fr", folder))
    assert refresh(folder, ASK) == []
    refresh(folder, ASK, SEND)
    assert by_context(path_of("fr", folder))["t:send"].string == "Envoyer"


def test_a_text_with_new_english_keeps_its_translation_as_a_draft(folder: Path) -> None:
    refresh(folder, SEND)
    edit(path_of("fr", folder), 'msgid "Send"\nmsgstr ""', 'msgid "Send"\nmsgstr "Envoyer"')
    refresh(folder, Text("t:send", "Send it", limit=20))
    found = by_context(path_of("fr", folder))["t:send"]
    assert (found.id, found.string, found.fuzzy) == ("Send it", "Envoyer", True)
    assert refresh(folder, Text("t:send", "Send it", limit=20)) == []


def test_a_text_that_gets_a_plural_is_translated_anew(folder: Path) -> None:
    refresh(folder, Text("t:cases", "{n} case"))
    edit(path_of("fr", folder), 'msgid "{n} case"\nmsgstr ""', 'msgid "{n} case"\nmsgstr "{n} cas"')
    refresh(folder, CASES)
    assert by_context(path_of("fr", folder))["t:cases"].string == ("", "")


def test_a_catalogue_that_cannot_be_read_is_named_and_nothing_is_written(folder: Path) -> None:
    refresh(folder, ASK)
    path = path_of("uk", folder)
    path.write_text(path.read_text(encoding="utf-8") + "\nrubbish\n", encoding="utf-8")
    before = {file: file.read_bytes() for file in folder.rglob("*.po*")}
    with pytest.raises(CatalogueError, match="uk"):
        refresh(folder, ASK, SEND)
    assert {file: file.read_bytes() for file in folder.rglob("*.po*")} == before
