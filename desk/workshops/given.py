"""A plan, or what is usual, as the fields of the form that would say the same (see desk.workshops.form)."""

from desk.workshops.form import USUAL, WORDS, Bounds
from desk.workshops.location import written
from desk.workshops.series import ONCE, Repeat, repeat_of
from storage.times import zone_of
from storage.workshops.rows import Plan


def given_by(plan: Plan) -> dict[str, list[str]]:
    """The fields of a form that would say the same."""
    repeat = repeat_of(plan.rule, plan.starts, plan.minutes, zone_of(plan.zone), plan.without)
    words = {f"{word}:{code}": [getattr(one, word)] for code, one in plan.words.items() for word in WORDS}
    return {
        **words,
        "owner": [f"{plan.programme}/{plan.centre}" if plan.centre else plan.programme],
        "kind": [plan.kind],
        "languages": list(plan.languages),
        "interpreters": list(plan.interpreters),
        "trainer": [plan.trainer],
        "place": [plan.spot.name],
        "address": [plan.spot.address],
        "point": [written(plan.spot.point)] if plan.spot.point else [],
        "link": [plan.link],
        "zone": [plan.zone],
        "day": [plan.starts.date().isoformat()],
        "time": [f"{plan.starts:%H:%M}"],
        "minutes": [str(plan.minutes)],
        "without": [f"{one:%Y-%m-%dT%H:%M}" for one in plan.without],
        **_repeated(repeat),
        "whole": ["whole" if plan.whole else "each"],
        "capacity": [str(plan.capacity)],
        "queues": ["1"] if plan.queues else [],
        "hours": [str(plan.hours)],
        "discreet": ["1"] if plan.discreet else [],
        "enough": [str(plan.enough)],
        "form": [plan.form],
        "feedback": [plan.feedback],
    }


def _repeated(repeat: Repeat) -> dict[str, list[str]]:
    return {
        "repeat": [repeat.how],
        "every": [str(repeat.every)],
        "days": list(repeat.days),
        "ends": ["until" if repeat.until else "times"],
        "until": [repeat.until.isoformat() if repeat.until else ""],
        "times": [str(repeat.times or USUAL["times"])],
        "rule": [repeat.rule],
        "to": [f"{repeat.to:%H:%M}" if repeat.to else ""],
    }


def empty(bounds: Bounds) -> dict[str, list[str]]:
    """A form that nobody has filled in: it asks what is usually asked."""
    owner = next(iter(bounds.owners), "")
    asked = {name: next(iter(forms), "") for name, forms in bounds.steps.items()}
    chosen = {"owner": owner, "kind": "group", "zone": bounds.zone(owner), "repeat": ONCE, "ends": "times", "whole": "each"}
    return {**{name: [value] for name, value in {**USUAL, **asked, **chosen}.items()}, "queues": ["1"], "time": ["10:00"]}
