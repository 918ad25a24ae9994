"""`python -m tests.oracles KIND FILE` prints `N of M` and each failure with its reason."""

import sys
from importlib import import_module
from pathlib import Path

if len(sys.argv) != 3:
    sys.exit("usage: python -m tests.oracles KIND FILE")
kind, file = sys.argv[1:]
outcome = import_module(f"tests.oracles.{kind}").run(Path(file))
sys.stdout.write(f"{outcome}\n")
