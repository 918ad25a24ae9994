"""XPath, as pyxform writes it, becomes what authors write: `${name}`."""

import re
from collections import Counter
from collections.abc import Mapping

from dialogs.form import Form, Repeat, walk

NAME = r"[^\W\d][\w.\-]*"
# Text in quotation marks is passed over. What follows a path must not belong to it: a step, a predicate without a space, a call.
TOKEN = re.compile(
    rf""" '[^']*' | "[^"]*"
      | [ ]?(?<![\w)\]])(?P<path> (?P<current>current\(\)/)? (?P<up>\.\.(?:/\.\.)*) (?:/{NAME})+ | (?:/{NAME})+ )(?![\w./\-\[(:*])[ ]?
      | (?P<bracket>[\[\]]) """,
    re.VERBOSE,
)


class Names:
    """What the names of a form stand for."""

    def __init__(self, form: Form) -> None:
        parts = [part for part in walk(form.root) if part is not form.root]
        names = Counter(part.name for part in parts)
        self._names: Mapping[str, str] = {part.ref: part.name for part in parts if names[part.name] == 1}
        self._repeats = frozenset(part.ref for part in parts if isinstance(part, Repeat))

    def back(self, source: str, context: str, *, is_filter: bool = False) -> str:
        """An expression in its author's spelling. `context` is the ref of the part it belongs to.

        A path stays as it is where `${name}` would not become the same path again: where its name stands twice in the form.
        """
        anywhere = "indexed-repeat(" in source  # in its arguments paths are absolute, or not, by their place
        in_lists, depth, parts, end = is_filter or "instance(" in source, int(is_filter), [], 0
        for token in TOKEN.finditer(source):
            depth += {"[": 1, "]": -1}.get(token["bracket"] or "", 0)
            ref = self._resolved(token, context) if token["path"] else ""
            name = self._names.get(ref)
            if name and (anywhere or self._spelled(ref, context, current=in_lists and depth > 0) == token["path"]):
                parts += [source[end : token.start()], f"${{{name}}}"]
                end = token.end()
        return "".join([*parts, source[end:]]).strip()

    def _resolved(self, token: re.Match[str], context: str) -> str:
        if not token["up"]:
            return token["path"]
        steps = token["up"].count("..")
        below = token["path"][len(token["current"] or "") + len(token["up"]) :]
        return context.rsplit("/", steps)[0] + below

    def _spelled(self, ref: str, context: str, *, current: bool) -> str:
        """The path that pyxform makes of a name: relative within the same repeat, otherwise absolute."""
        shared = _shared(ref, context)
        if not any(shared == repeat or shared.startswith(f"{repeat}/") for repeat in self._repeats):
            return ref
        steps = context[len(shared) :].count("/")
        return ("current()/" if current else "") + "/".join([".."] * steps) + ref[len(shared) :]


def _shared(one: str, other: str) -> str:
    """The ref of the nearest part that both are in: a part is not in itself."""
    shared = []
    for a, b in zip(one.split("/")[:-1], other.split("/")[:-1], strict=False):
        if a != b:
            break
        shared.append(a)
    return "/".join(shared)
