"""`make judge`: WhatsApp's judge is asked about everything that we send and that the pretended phones emit; its verdicts are written down.

`--check`: nothing is written; where the judge cannot be asked that is said aloud, and is no fault.
"""

import asyncio
import sys
from collections.abc import Sequence
from typing import Any

from bot.texts.speech import load
from tests.conversations import SHIPPED
from tests.judge.edges import edges
from tests.judge.emitted import bodies, understood, webhooks
from tests.judge.judging import SAME, VERDICTS, accepted, ask, distinct, fair, missing, pinned, recorded, ruled, written
from tests.judge.ours import Outgoing, submitted


def main(words: Sequence[str]) -> int:
    checking = "--check" in words
    if why := missing():
        say(f"WHATSAPP'S JUDGE IS SKIPPED: {why}. What it said before stands in {VERDICTS.name}.")
        return 0 if checking else 1
    found, faults = asyncio.run(judged())
    if checking and any(found[part] != recorded()[part] for part in ("judge", "edges")):
        faults.append(f"{VERDICTS.name} is not what it says today: run make judge")
    if not checking and not faults:
        VERDICTS.write_text(written(found), encoding="utf-8")
    for fault in faults:
        say(f"judge: {fault}")
    return 1 if faults else 0


async def judged() -> tuple[dict[str, Any], list[str]]:
    """Everything that is written down, and what is wrong with it."""
    voices, sides = load(), list(edges())
    outgoing = Outgoing()
    payloads = distinct(await outgoing.everything(SHIPPED, voices))
    await outgoing.close()
    templates = submitted(voices)
    limits = [payload for edge in sides for payload in (edge.within, edge.beyond)]
    told = await webhooks()
    said = ask({"payloads": [*payloads, *limits], "templates": templates, "webhooks": told})
    about, beside = said["payloads"][: len(payloads)], said["payloads"][len(payloads) :]
    read = [SAME if understood(one) == found else f"read as {found}" for one, found in zip(told, said["webhooks"], strict=True)]
    shapes, kinds = ruled(payloads, about), ruled(bodies(told), read)
    sys.stdout.write(
        f"judged {len(payloads)} payloads of {len(shapes)} shapes, {len(templates)} templates, {len(told)} webhooks of {len(kinds)} shapes\n"
    )
    found: dict[str, Any] = {
        "judge": f"@kapso/whatsapp-cloud-api {pinned()}",
        "edges": [[edge.name, *beside[2 * i : 2 * i + 2]] for i, edge in enumerate(sides)],
        "templates": [
            [one["name"], one["language"], verdict] for one, verdict in zip(templates, said["templates"], strict=True)
        ],
        "payloads": [shapes[name] for name in sorted(shapes)],
        "webhooks": [kinds[name] for name in sorted(kinds)],
    }
    pairs = [*zip(payloads, about, strict=True), *zip(told, read, strict=True)]
    faults = [f"{verdict}: {one}" for one, verdict in pairs if not accepted(verdict)]
    return found, [*faults, *(f"template {one}" for one in found["templates"] if one[-1] != fair(one[1]))]


def say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
