"""The demo's own pages: where to begin, and an app for codes, pretended as the phones are."""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from html import escape
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from bot.seeding.staff import STAFF
from storage.staff.passkeys import STEP, generator

MOST = 20  # keys that the app remembers
LONGEST = 200
FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">{head}
<title>Lotse: demo</title>
<link rel="icon" href="/desk/static/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/desk/static/desk.css"></head>
<body><header class="top"><a class="brand" href="/"><img src="/desk/static/icon.svg" alt="" width="28" height="28">Lotse</a></header>
<main>{main}</main></body></html>
"""
HOME = """<h1>The whole product, pretended</h1>
<p>A bot, people with phones, and the desk of their coordinators. Nothing leaves this machine, and nothing is kept.
Three hundred invented people have talked with the bot for weeks.</p>
<ul class="numbers">
<li class="card"><h2><a href="/phone/">Phones</a></h2><p>Be Amal from Syria, Bashir from Afghanistan, Olena from Ukraine or somebody new,
on Telegram (blue) or WhatsApp (green). Amal has both: begin on one, link the other, go on there.
Move the clock on, block the bot, let messages arrive twice. Write <i>workshops</i>: one is tomorrow, and nearly full.</p></li>
<li class="card"><h2><a href="/desk/">Desk</a></h2>
<p>See who needs a person. Read what they answered, in your language beside theirs; ask again, take over, write to many.
Look after workshops: a course with a waiting list, who comes tomorrow and what they need, who was there.</p></li>
<li class="card"><h2><a href="/phone/mail/">Mailbox</a></h2><p>Everybody's letters: links to sign in, and the digests.</p></li>
<li class="card"><h2><a href="/demo/codes">Codes</a></h2><p>An app that shows codes of six digits, for whoever has none at hand.</p></li>
</ul>
<h2>Who works here</h2>
<ul>{staff}</ul>
<h2>How to sign in</h2>
<ol><li>Open the <a href="/desk/">desk</a>, write the e-mail address of one of them, and choose to get the link by e-mail.</li>
<li>Open the <a href="/phone/mail/">mailbox</a> in this browser, and the link in the latest letter. Clara can do without:
she writes /desk to the bot, on her phone.</li>
<li>The first time, make a passkey; or put the key that is shown there into <a href="/demo/codes">Codes</a> and write down the code.</li></ol>
"""
CODES = """<h1>Codes</h1>
<p>As an app on your phone would show them; the demo's clock is theirs, too. The keys stay here until the demo ends.</p>
<form class="card search" method="post" action="/demo/codes">
<label>Key, as the desk shows it <input name="key" maxlength="200" autocomplete="off" dir="ltr" required></label>
<button class="strong">Remember it</button></form>
{wrong}<ul>{codes}</ul>
"""
WRONG = '<p class="warning" role="alert">This is no such key. It has letters and the digits 2 to 7, in groups of four.</p>'


def home(_: Request) -> Response:
    told = "".join(f"<li><strong>{one.name}</strong> ({one.email}): {escape(one.about)}</li>" for one in STAFF)
    return _page(HOME.format(staff=told))


class Codes:
    """What an authenticator app does: remembers keys, and shows the code of each for half a minute (RFC 6238). Only for this machine."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now, self.keys = now, list[bytes]()

    async def show(self, request: Request) -> Response:
        wrong = ""
        if request.method == "POST":
            if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
                return PlainTextResponse("another site may not do that", 403)
            if self.remember((await request.body()).decode("ascii", "replace")):
                return RedirectResponse("/demo/codes", 303)
            wrong = WRONG
        codes = "".join(f"<li><code>{self.code(key)}</code></li>" for key in reversed(self.keys))
        return _page(CODES.format(wrong=wrong, codes=codes), head='<meta http-equiv="refresh" content="15">' if codes else "")

    def remember(self, body: str) -> bool:
        """The key in a form that was sent; False where it is none."""
        written = "".join(parse_qs(body).get("key", [""])[0].upper().split())[:LONGEST]
        try:
            key = base64.b32decode(written)
        except binascii.Error:
            return False
        if key and key not in self.keys:
            self.keys = [*self.keys, key][-MOST:]
        return bool(key)

    def code(self, key: bytes) -> str:
        seconds = int(self.now().timestamp())
        return generator(key).generate(seconds // STEP * STEP).decode()


def _page(main: str, head: str = "") -> Response:
    return HTMLResponse(FRAME.format(main=main, head=head), headers={"Cache-Control": "no-store"})
