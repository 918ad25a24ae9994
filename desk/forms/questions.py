"""Questions of a form as the desk lists, filters and counts by them."""

from collections.abc import Mapping, Sequence

from dialogs.form import Choice, Form, Question, Repeat, walk

CHOOSING = ("select_one", "select_multiple")


def choices(question: Question, lists: Mapping[str, Sequence[Choice]]) -> Sequence[Choice]:
    """What can be chosen now; `lists` are the live lists."""
    found = question.choices
    return () if found is None else lists.get(found.list, ()) if found.live else found.static


def asked_once(form: Form) -> list[Question]:
    """Those that are asked, and once only: none of a repeat."""
    within = _repeats(form)
    return [one for one in form.questions.values() if one.asked and not one.ref.startswith(within)]


def choosable(form: Form) -> list[Question]:
    """Questions whose answers can be counted: choices; within a repeat only one of each."""
    found = [one for one in form.questions.values() if one.kind in CHOOSING and one.asked and one.label and one.choices]
    return [one for one in found if one.kind == "select_one" or not is_repeated(form, one)]


def asked_about(form: Form, key: str) -> Question | None:
    """The question of that key; without it the first with more than yes and no to it."""
    found = choosable(form)
    usual = next((one for one in found if one.choices and len(one.choices.static) > 2), found[0] if found else None)
    return next((one for one in found if one.key == key), usual)


def asks_consent(form: Form) -> bool:
    """Without the programme's consent nothing else is asked: newcomers begin with a form that asks for it."""
    return any(question.extras.get("sets") == "consent:programme" for question in form.questions.values())


def is_repeated(form: Form, question: Question) -> bool:
    return question.ref.startswith(_repeats(form))


def _repeats(form: Form) -> tuple[str, ...]:
    """How the references begin of what is inside them."""
    return tuple(f"{part.ref}/" for part in walk(form.root) if isinstance(part, Repeat))
