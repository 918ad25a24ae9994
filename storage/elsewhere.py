"""Work done in a Python of its own, so that the memory it takes goes with it.

Not multiprocessing: that keeps a process of its own, of 12 MB, for as long as we live.
"""

import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
THERE = "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from storage.elsewhere import answer; answer()"


def elsewhere(function: Callable[..., T], *arguments: Any) -> T:
    """What a function of ours returns there, or raises. It stands at the top of a module; what goes in and out can be pickled."""
    call = pickle.dumps(sys.path) + pickle.dumps((function, arguments))
    done = subprocess.run([sys.executable, "-c", THERE], input=call, stdout=subprocess.PIPE, check=True)  # noqa: S603 - ourselves
    result: T
    result, problem = pickle.loads(done.stdout)  # noqa: S301 - our own
    if problem is not None:
        raise problem
    return result


def answer() -> None:
    """The other side: the call comes by standard input, what comes of it goes to standard output."""
    out, sys.stdout = sys.stdout.buffer, sys.stderr  # whatever is printed there must not come between
    function, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own
    try:
        out.write(pickle.dumps((function(*arguments), None)))
    except Exception as problem:  # noqa: BLE001 - it is raised where the call came from
        out.write(pickle.dumps((None, problem)))
