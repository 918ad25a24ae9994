"""A range: numbers from one to another in steps, as buttons where they are few."""

from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation

from dialogs.form import Question

FEW = 11  # as of a scale from 0 to 10
_EXACT = Context(prec=2 * 40)  # so many digits of the smallest steps fit into the largest range
USUAL = {"start": "1", "end": "10", "step": "1"}  # where nothing is said (XLSForm)


@dataclass(frozen=True, slots=True)
class Steps:
    """From the least to the most; counted from where the author begins, which may be the most."""

    start: Decimal
    end: Decimal
    step: Decimal

    @property
    def least(self) -> Decimal:
        return min(self.start, self.end)

    @property
    def most(self) -> Decimal:
        return max(self.start, self.end)

    def holds(self, value: str) -> bool:
        number = _number(value, "NaN")
        if number.is_nan() or not self.least <= number <= self.most:
            return False
        return _EXACT.remainder(_EXACT.subtract(number, self.start), self.step) == 0

    def few(self) -> tuple[str, ...]:
        """All of them in the author's order, or none where they are too many for buttons."""
        count = int((self.most - self.least) / self.step) + 1
        step = self.step if self.start <= self.end else -self.step
        return tuple(spelled(self.start + i * step) for i in range(count)) if count <= FEW else ()


def steps(question: Question) -> Steps:
    start, end, step = (_number(question.parameters.get(name, ""), usual) for name, usual in USUAL.items())
    return Steps(start, end, abs(step) or Decimal(1))


def spelled(number: Decimal) -> str:
    digits = f"{number:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _number(text: str, otherwise: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return Decimal(otherwise)
    return number if number.is_finite() and abs(number.adjusted()) < 16 else Decimal(otherwise)
