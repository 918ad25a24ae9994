"""What stands in the address of a list of people: who, in what order, with which columns."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from desk import texts
from desk.fields import page_number
from desk.forms.questions import CHOOSING, asked_once, choices
from desk.staff import Staff
from dialogs.form import Form, Question
from storage.answers.cells import Place
from storage.answers.filters import FORM_STATES, REVIEWS, SORTS, STATES, Chosen, Filters

if TYPE_CHECKING:
    from desk.app import Desk

COLUMNS = {  # what may stand in a column beside the name
    "state": texts.STATE,
    "forms": texts.FORMS,
    "review": texts.REVIEW_STATE,
    "language": texts.LANGUAGE,
    "programme": texts.PROGRAMME,
    "centre": texts.CENTRE,
    "active": texts.ACTIVE,
    "since": texts.HERE_SINCE,
}
USUAL = ("state", "forms", "review", "language", "active")
NARROWING = ("programme", "centre", "language", "state", "form", "form_state", "review", "needs")
KNOWN = frozenset({*NARROWING, "sort", "down", "c", "page", "lang", "approved"})
MOST_COLUMNS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What stands in the address. `answers`: columns of forms, beside those of COLUMNS."""

    filters: Filters
    sort: str
    down: bool
    page: int
    columns: tuple[str, ...]
    answers: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Narrowing:
    desk: "Desk"

    def wanted(self, query: QueryParams, staff: Staff, programmes: Mapping[str, str], houses: Mapping[str, str]) -> Wanted:
        """Raises HTTPException 400 for what cannot be meant, 403 for answers where the reader may see none."""
        self._check(query, programmes, houses)
        columns, asked = query.getlist("c"), {name: query.get(name, "") for name in NARROWING if name != "needs"}
        answers = {name: value for name, value in query.items() if name not in KNOWN}
        places = [self.place(one) for one in columns if one not in COLUMNS]
        if (places or answers) and not staff.works:
            raise HTTPException(403)
        usual = USUAL if len(programmes) < 2 else (*USUAL, "programme")
        chosen = tuple(self.chosen(name, value) for name, value in answers.items() if value)
        return Wanted(
            filters=Filters(scope=staff.scope, needs_person=bool(query.get("needs")), answers=chosen, **asked),
            sort=query.get("sort", "active"),
            down=query.get("down", "1") == "1",
            page=page_number(query.get("page", "1")),
            columns=tuple(one for one in columns if one in COLUMNS) if columns else usual,
            answers=tuple(dict.fromkeys(places)),
        )

    def _check(self, query: QueryParams, programmes: Mapping[str, str], houses: Mapping[str, str]) -> None:
        """Raises HTTPException 400 for what is not among what can be chosen."""
        known: dict[str, Collection[str]] = {
            "programme": programmes,
            "centre": houses,
            "language": self.desk.voices.languages,
            "state": STATES,
            "form": self.desk.forms,
            "form_state": FORM_STATES,
            "review": REVIEWS,
            "needs": ("1",),
        }
        fits = all(not (asked := query.get(name)) or asked in known[name] for name in NARROWING)
        fits = fits and query.get("sort", "active") in SORTS and query.get("down", "1") in {"0", "1"}
        if not fits or not page_number(query.get("page", "1")) or len(query.getlist("c")) > MOST_COLUMNS:
            raise HTTPException(400)

    def place(self, name: str) -> Place:
        """`a.<form>.<question>` in the address. Raises HTTPException 400 where there is no such question."""
        for form in self.desk.forms.values():
            for question in asked_once(form):
                if name == column_name(form, question):
                    return form.name, question.key
        raise HTTPException(400)

    def chosen(self, name: str, value: str) -> Chosen:
        form, key = self.place(name)
        question = self.desk.forms[form].questions[key]
        if question.kind not in CHOOSING or value not in {one.name for one in choices(question, self.desk.lists)}:
            raise HTTPException(400)
        return Chosen(form=form, path=key, value=value, several=question.kind == "select_multiple")


def column_name(form: Form, question: Question) -> str:
    return f"a.{form.name}.{question.key}"
