"""How many messages a form sends to one person, and what they may cost on WhatsApp: an estimate."""

from dataclasses import dataclass

from dialogs.form import Form, Label, Limits, Part, Question, Repeat
from dialogs.questions.buttons import SEVERAL, per_page, personal_room
from dialogs.turn import length

ROUNDS = 3  # a repeat at the most, for this estimate
AROUND = 2  # messages: the summary (where there is one), and the thanks
OPEN = 24  # hours after what a person wrote in which we may write freely; later only a template may be sent

# US dollars for one message, on the cheapest and the dearest market, as Meta's rates stood in April 2026 (a table of them:
# https://formbeep.pages.dev/whatsapp-api-pricing/). From October 2026 free-form messages cost what utility templates cost; before,
# they were free. The market is the country of the person's number. Meta changes the rates every quarter: look yours up in its rate card.
PRICES_OF = "April 2026"
CHEAPEST, DEAREST = 0.0008, 0.0550


@dataclass(frozen=True, slots=True)
class Walk:
    """Messages that one person gets, at the least and at the most; `freely` of them need no template if nobody pauses for a day."""

    least: int
    most: int

    @property
    def freely(self) -> int:
        """All of them: each answers something that the person has just written."""
        return self.most

    def __str__(self) -> str:
        many = str(self.most) if self.least == self.most else f"{self.least} to {self.most}"
        price = f"{self.least * CHEAPEST:.2f} to {self.most * DEAREST:.2f} US dollars"
        return (
            f"a person gets {many} messages, all without a template while they answer within {OPEN} hours;"
            f" on WhatsApp that is {price}, depending on the country (an estimate, with rates of {PRICES_OF});"
            " each reminder after a longer pause is one template more"
        )


def walk_of(form: Form, limits: Limits) -> Walk:
    """The shortest and the longest way through a form, in messages as a channel with these limits shows them.

    Conditions count as if each could hold by itself, so the longest way may be longer than any real one.
    """
    least, most = _messages(form.root, limits)
    early = any("ends" in question.extras for question in form.questions.values())  # whoever says no has nothing to look over
    if not form.summed_up:
        return Walk(least + AROUND - 1, most + AROUND - 1)
    beside = 1 if limits.body else 0  # a summary may be too long to have buttons
    return Walk(least + AROUND - early, most + AROUND + beside)


def _messages(part: Part, limits: Limits) -> tuple[int, int]:
    if isinstance(part, Question):
        least, most = (1, 1 + _further(part, limits)) if part.asked else (0, _before(part, limits) if part.said else 0)
    else:
        inner = [_messages(child, limits) for child in part.children]
        least, most = sum(one for one, _ in inner), sum(other for _, other in inner)
        if isinstance(part, Repeat):
            asks = part.count is None and not part.fixed  # add another?
            least, most = (least + 1, ROUNDS * (most + 1)) if asks else (0 if part.count else least, ROUNDS * most)
    return (0 if part.relevant else least), most


def _further(question: Question, limits: Limits) -> int:
    """Messages beside the question itself: pictures and sounds, words that have no room, and the further pages of a list."""
    count, done = len(question.choices.static) if question.choices else 0, int(question.kind in SEVERAL)
    ours = done + (personal_room(limits, count + done) if question.required is None else 0)
    pages = -(-count // per_page(limits, count, ours)) if count else 1
    return _before(question, limits) + pages - 1


def _before(question: Question, limits: Limits) -> int:
    """What may have to go before the question's own message: its files, and words beyond what stands beside options."""
    media = len(question.label.media) if question.label else 0
    words = sum(_longest(label) for label in (question.label, question.hint) if label)
    beyond = max(0, words - (limits.body or limits.text))
    return media + -(-beyond // limits.text)


def _longest(label: Label) -> int:
    return max(map(length, label.texts.values()), default=0)
