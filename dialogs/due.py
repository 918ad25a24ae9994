"""What happens because its time has come: reminders, broadcasts, deletion."""

from dialogs import again, broadcast, family, linking, reopening, texts
from dialogs.ending import resume
from dialogs.events import Due
from dialogs.outcomes import Erased, Planned
from dialogs.turn import QUIET_BEFORE_NUDGE, Turn
from dialogs.workshops import reminders as workshop_reminders


def happens(t: Turn, event: Due) -> None:
    if event.kind == "erase" and t.person.status == "leaving" and t.person.delete_at and t.person.delete_at <= event.at:
        t.say(texts.DELETED)
        t.outcomes.append(Erased(farewell=t.farewell()))
    elif event.kind == "nudge":
        _nudge(t, event)
    elif event.kind == again.AGAIN:
        again.due(t, event)
    elif event.kind == broadcast.KIND:
        broadcast.tell(t, event.subject)
    elif event.kind in workshop_reminders.KINDS:
        workshop_reminders.happens(t, event)
    elif event.kind == family.STOPPED_TOO:
        family.stopped_too(t)
    elif event.kind in linking.FOLLOWING:
        linking.follows(t, event.kind)


def _nudge(t: Turn, event: Due) -> None:
    """Once, after three quiet days in an open form. Somebody who went on meanwhile is not disturbed: the plan moves on."""
    sheet = t.sheets.get(int(event.subject)) if event.subject.isdecimal() else None
    if sheet is None or sheet.state != "open" or t.person.status != "active":
        return
    quiet_until = (sheet.active_at or event.at) + QUIET_BEFORE_NUDGE
    if event.at < quiet_until:
        t.outcomes.append(Planned(kind="nudge", subject=event.subject, at=quiet_until))
        return
    t.notice, t.about = True, f"{reopening.NUDGE}{sheet.number}"
    family.named(t)
    t.say(texts.NUDGE)
    resume(t, sheet)
