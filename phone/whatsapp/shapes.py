"""Small checks of JSON that say what is wrong as the Graph API does. A check takes a value and the name it goes by."""

from collections.abc import Callable
from typing import Any

from phone.whatsapp.errors import GraphError, invalid, missing

Json = dict[str, Any]
Check = Callable[[Any, str], None]


def text(most: int, least: int = 1) -> Check:
    """A string of so many characters, not of blanks alone."""

    def check(value: Any, name: str) -> None:
        if not isinstance(value, str):
            raise GraphError(100, f"Param {name} must be a string.")
        if not least <= len(value) <= most or (least and not value.strip()):
            raise invalid(f"{name} length invalid. Min length: {least}, Max length: {most}")

    return check


def flag(value: Any, name: str) -> None:
    if not isinstance(value, bool):
        raise GraphError(100, f"Param {name} must be a boolean.")


def number(low: float, high: float) -> Check:
    """A number, or a string that is one."""

    def check(value: Any, name: str) -> None:
        try:
            found = float(value)
        except (TypeError, ValueError):
            raise GraphError(100, f"Param {name} must be a number.") from None
        if isinstance(value, bool) or not low <= found <= high:
            raise invalid(f"{name} must lie between {low:g} and {high:g}")

    return check


def one_of(*values: str) -> Check:
    def check(value: Any, name: str) -> None:
        if value not in values:
            raise GraphError(100, f"Param {name} must be one of {{{', '.join(values).upper()}}} - got {value!r}.")

    return check


def anything(_value: Any, _name: str) -> None:
    """Not looked at."""


def record(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """An object with these keys and no others."""
    known = required | (optional or {})

    def check(value: Any, name: str) -> None:
        if not isinstance(value, dict):
            raise GraphError(100, f"Param {name} must be a JSON object.")
        for key in required:
            if value.get(key) is None:
                raise missing(f"{name}['{key}']")
        for key, inner in value.items():
            if key not in known:
                raise GraphError(100, f'Unexpected key "{key}" on param "{name}".')
            known[key](inner, f"{name}['{key}']")

    return check


def listing(each: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, name: str) -> None:
        if not isinstance(value, list):
            raise GraphError(100, f"Param {name} must be an array.")
        if not least <= len(value) <= most:
            raise invalid(f"Invalid {name} count. Min allowed {name}: {least}, Max allowed {name}: {most}")
        for at, one in enumerate(value):
            each(one, f"{name}[{at}]")

    return check


def distinct(values: list[Any], what: str) -> None:
    if len(set(values)) != len(values):
        raise invalid(f"Duplicated {what}: each must be unique within the message")
