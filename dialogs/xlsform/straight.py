"""References of an XForm made alike: absolute, without blanks, binds found by their id. pyxform writes them so, other tools do not."""

from xml.etree.ElementTree import Element

XF = "{http://www.w3.org/2002/xforms}"
CONTROLS = frozenset("input secret select select1 rank range upload trigger group repeat".split())


def straighten(model: Element, body: Element, top: str) -> None:
    """Rewrite the references of all binds and controls. `top` is the path of the root element, against which relative ones are read."""
    binds: dict[str, str] = {}
    for bind in model.iter(f"{XF}bind"):
        path = absolute(bind.get("nodeset") or bind.get("ref") or "", top)
        bind.set("nodeset", path)
        binds[bind.get("id", "")] = path
    _controls(body, top, binds)


def _controls(parent: Element, around: str, binds: dict[str, str]) -> None:
    for child in parent:
        kind, path = child.tag.rsplit("}", 1)[-1], around
        if kind in CONTROLS:
            named = child.get("nodeset") if kind == "repeat" else child.get("ref")
            path = _path(named or child.get("ref") or child.get("nodeset"), child.get("bind"), around, binds)
            if path != around or named:
                child.set("nodeset" if kind == "repeat" else "ref", path)
        _controls(child, path, binds)


def _path(named: str | None, bind: str | None, around: str, binds: dict[str, str]) -> str:
    if named:
        return absolute(named, around)
    return binds.get(bind, around) if bind else around


def absolute(path: str, around: str) -> str:
    """`../name` within `/data/group` is `/data/name`. A blank path is what is around. Names of two namespaces are not told apart."""
    path = "".join(path.split())
    names = [] if path.startswith("/") else around.split("/")[1:]
    for name in path.split("/"):
        if name == "..":
            names = names[:-1]
        elif name not in ("", ".", "current()"):
            names.append(name.rpartition(":")[2])
    return "/" + "/".join(names)
