"""Other people's test cases, run against ours: `python -m tests.oracles KIND FILE`.

Each kind is a module here with `run(path) -> Outcome`. Cases are read in place and never copied into the project; those that we
leave out, with the reason, are listed by id in `left_out.toml` under their kind.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "shared" / "oracles"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file of cases. `failures` and `left_out` are {case id: reason}."""

    total: int  # with those left out
    failures: Mapping[str, str]
    left_out: Mapping[str, str]

    @property
    def judged(self) -> int:
        return self.total - len(self.left_out)

    @property
    def passed(self) -> int:
        return self.judged - len(self.failures)

    def __str__(self) -> str:
        lines = [f"{self.passed} of {self.judged}"]
        lines += [f"  failed {case}: {reason}" for case, reason in self.failures.items()]
        if self.left_out:
            lines.append(f"{len(self.left_out)} of {self.total} cases left out:")
            lines += [f"  left out {case}: {reason}" for case, reason in self.left_out.items()]
        return "\n".join(lines)


def left_out(kind: str) -> Mapping[str, str]:
    """{case id: reason} of one kind."""
    groups = tomllib.loads((Path(__file__).parent / "left_out.toml").read_text()).get(kind, [])
    return {case: group["reason"] for group in groups for case in group["cases"]}
