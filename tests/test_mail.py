"""E-mail: what leaves arrives once, says what was meant, and a mail server's refusals mean what they mean."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from bot.channels.base import Meaning, Refused
from bot.sending import mail
from bot.sending.mail import Mailer, Server, written
from dialogs.form import Form
from phone import FakeMail, FakeTelegram
from phone.mail import read
from phone.web import application
from storage.messages import letters
from storage.messages.letters import Letter, is_address
from storage.schema import outbox
from storage.times import ms
from tests.road import NOON, Road, forms, hurry, road
from tests.test_settings import problem, settings

TO = "clara@example.org"
ARABIC = Letter(
    subject="صباح الخير",
    text="ثلاثة ينتظرون\nhttps://desk.example.org/desk/",
    html='<html lang="ar" dir="rtl"><body><table><tr><td>ينتظرون</td><td>3</td></tr></table><script>1</script></body></html>',
    language="ar",
)
__all__ = ["forms"]


@pytest.fixture
async def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form]) -> AsyncIterator[Road]:
    """The whole bot beside a mail server; the mailbox hangs on the pretended Telegram's world."""
    hurry(monkeypatch, forms)
    monkeypatch.setattr("bot.sending.mail.COME_BACK", 0.05)
    async with FakeMail(password="secret") as post, FakeTelegram() as fake:
        fake.world.mailbox = post.mailbox
        async with road(tmp_path, fake=fake, **mail_settings(post.port)) as found:
            yield found


def mail_settings(port: int, password: str = "secret") -> dict[str, Any]:
    signed_in = {"mail_user": "lotse", "mail_password": password} if password else {}
    found = {"mail_host": "127.0.0.1", "mail_port": str(port), "mail_from": "lotse@example.org", "mail_tls": "none"}
    return found | signed_in


async def send(bot: Road, letter: Letter, to: str = TO) -> None:
    store, account = bot.app.store, bot.app.world.mail
    await bot.app.turnstile.write(lambda connection: letters.put(connection, store.keyring, account, [(to, letter)], ms(NOON)))


# --- A letter on its way -----------------------------------------------------------------------------------------------


async def test_a_link_to_sign_in_arrives(bot: Road) -> None:
    assert bot.app.post
    await bot.app.post(TO, "Your link", "https://desk.example.org/desk/in/abc")
    [came] = await bot.fake.world.mailbox.expect()
    assert (came.to, came.subject, came.text.strip()) == ((TO,), "Your link", "https://desk.example.org/desk/in/abc")
    assert came.sender == "lotse@example.org"
    assert came.date == "Mon, 23 Nov 2026 12:00:00 +0000"


async def test_arabic_arrives_as_it_was_written(bot: Road) -> None:
    await send(bot, ARABIC)
    [came] = await bot.fake.world.mailbox.expect()
    assert (came.subject, came.text.split(), came.language) == (ARABIC.subject, ARABIC.text.split(), "ar")
    assert 'dir="rtl"' in came.html
    assert "ينتظرون" in came.html


async def test_a_mail_server_that_is_away_gets_the_letter_when_it_is_back(bot: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    handed_over = Mailer._hand_over
    tries = 0

    async def away(mailer: Mailer, *given: object) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise mail.refused(ConnectionRefusedError())
        await handed_over(mailer, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Mailer, "_hand_over", away)
    await send(bot, ARABIC)
    await bot.fake.world.mailbox.expect()
    await bot.settled()
    assert await bot.rows(outbox, "state", "attempts") == [("sent", 0)]


async def test_a_letter_that_is_put_off_goes_later_and_one_that_nobody_takes_has_failed(
    bot: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sending.refusing.LONGEST_REST", 0.05)
    mailbox = bot.fake.world.mailbox
    mailbox.at_recipient.extend(["450 greylisted"])
    await send(bot, ARABIC)
    await bot.until(lambda: bot.waits("450"))
    bot.clock.later(seconds=2)
    await mailbox.expect()
    mailbox.at_recipient.extend(["550 no such person"])
    await send(bot, ARABIC, "nobody@example.org")
    await bot.settled()
    assert await bot.rows(outbox, "state", "reason") == [("sent", ""), ("failed", "550")]
    assert len(mailbox.mails) == 1


async def test_a_crash_after_the_mail_server_took_a_letter_sends_it_once_more_under_the_same_id(bot: Road) -> None:
    await send(bot, ARABIC)
    await bot.settled()
    sender = bot.app.senders[-1]
    await bot.app.turnstile.write(lambda connection: connection.execute(outbox.update().values(state="sending")))
    await bot.app.turnstile.write(sender._begin)
    first, second = await bot.fake.world.mailbox.expect(2)
    assert first.id == second.id != ""


async def test_a_wrong_password_stops_the_account_and_the_desk_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form]
) -> None:
    hurry(monkeypatch, forms)
    async with FakeMail(password="secret") as post, road(tmp_path, **mail_settings(post.port, "wrong")) as bot:
        await send(bot, ARABIC)
        await bot.until(lambda: not bot.app.senders[-1].on)
        assert (await bot.ready())["accounts_off"] == ["email:lotse@example.org"]
        assert await bot.rows(outbox, "state") == ["todo"], "it waits until the password is right"


# --- What cannot be smuggled in ---------------------------------------------------------------------------------------


@given(subject=st.text(), number=st.integers(1, 2**53))
def test_a_subject_never_becomes_another_header(subject: str, number: int) -> None:
    made = written(Letter(subject=subject, text="x"), to=TO, sender="a@b.org", number=number, at=NOON)
    again = message_from_bytes(made.as_bytes(), policy=default)
    assert sorted(again.keys()) == sorted(made.keys())
    assert again["To"] == TO
    assert again.get_content().strip() == "x"


@pytest.mark.parametrize(
    "to", ["", "a", "a@b\r\nBcc: c@d.org", "a@b.org,c@d.org", "A <a@b.org>", "a@b.org\n", "ä@b.org", "a@" + 80 * "b", "@b.org"]
)
def test_whom_a_letter_goes_to_is_one_address(to: str) -> None:
    assert not is_address(to)
    with pytest.raises(Refused) as refused:
        written(ARABIC, to=to, sender="a@b.org", number=1, at=NOON)
    assert refused.value.meaning is Meaning.OURS


@given(st.from_regex(letters.ADDRESS, fullmatch=True))
def test_every_address_that_we_take_can_be_written_into_a_mail_or_is_refused(to: str) -> None:
    if not is_address(to):
        return
    with suppress(Refused):
        written(ARABIC, to=to, sender="a@b.org", number=1, at=NOON).as_bytes()


async def test_nothing_of_an_address_or_a_letter_is_in_a_refusal() -> None:
    server = Server(host="127.0.0.1", port=9, user="", password="hidden", sender="a@b.org", tls="none")
    mailer = Mailer(server, lambda: datetime(2026, 1, 1, tzinfo=UTC))
    assert "hidden" not in repr(server)
    with pytest.raises(Refused) as refused:
        await mailer._hand_over(written(ARABIC, to=TO, sender="a@b.org", number=1, at=NOON), TO)
    assert refused.value.meaning is Meaning.SLOW_DOWN
    assert TO not in str(refused.value)
    assert refused.value.__context__ is None


# --- Settings ---------------------------------------------------------------------------------------------------------


def test_the_settings_of_mail(tmp_path: Path) -> None:
    assert settings(tmp_path).mail_from == ""
    found = settings(tmp_path, mail_host="mail.example.org", mail_from="lotse@example.org")
    assert (found.mail_port, found.mail_tls) == (587, "starttls")
    assert settings(tmp_path, mail_host="x.org", mail_from="a@b.org", mail_tls="tls").mail_port == 465


@pytest.mark.parametrize(
    "wrong",
    [
        {"mail_host": "x.org"},
        {"mail_from": "a@b.org"},
        {"mail_host": "x.org", "mail_from": "Lotse <a@b.org>"},
        {"mail_host": "x.org", "mail_from": "a@b.org", "mail_tls": "none"},
        {"mail_host": "x.org", "mail_from": "a@b.org", "mail_tls": "ssl"},
        {"mail_host": "x.org", "mail_from": "a@b.org", "mail_user": "u"},
    ],
)
def test_wrong_settings_of_mail_are_said_with_their_cure(tmp_path: Path, wrong: dict[str, str]) -> None:
    assert "LOTSE_MAIL" in problem(tmp_path, **wrong)


# --- The mailbox ------------------------------------------------------------------------------------------------------


def _posted(letter: Letter) -> FakeTelegram:
    fake = FakeTelegram()
    message = written(letter, to=TO, sender="a@b.org", number=7, at=NOON)
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="chart.png")
    fake.world.mailbox.mails.append(read(message.as_bytes(), 1, (TO,)))
    return fake


def test_the_mailbox_shows_a_mail_where_it_can_do_nothing() -> None:
    letter = Letter(subject="<b>x", text="Go to https://a.org/?x=1&y=2 <script>", html="<p>hello</p><script>alert(1)</script>")
    with TestClient(application(_posted(letter).world)) as client:
        page = client.get("/phone/mail/")
        assert "&lt;b&gt;x" in page.text
        shown = client.get("/phone/mail/1")
        assert '<a href="https://a.org/?x=1&amp;y=2" target="_blank" rel="noreferrer">' in shown.text
        assert "<script>" not in shown.text
        assert "frame-src 'self'" in shown.headers["content-security-policy"]
        inside = client.get("/phone/mail/1/html")
        assert "sandbox allow-popups" in inside.headers["content-security-policy"]
        assert client.get("/phone/mail/1/parts/0").headers["content-type"] == "image/png"
        assert client.get("/phone/mail/2").status_code == 404
        assert client.get("/phone/mail/mails.json").json()[0]["to"] == [TO]


@pytest.mark.browser
def test_an_arabic_mail_in_a_browser(chromium: str) -> None:
    from tests.demos import browser_page

    with TestClient(application(_posted(ARABIC).world)) as client, browser_page(chromium) as page:
        page.route("**/*", lambda route: _answer(client, route))
        page.goto("http://phones.localhost/phone/mail/")
        page.get_by_role("link", name=ARABIC.subject).click()
        table = page.frame_locator("iframe").locator("td").first
        assert table.text_content() == "ينتظرون"
        assert table.evaluate("cell => getComputedStyle(cell).direction") == "rtl"
        assert page.frame_locator("iframe").locator("html").get_attribute("lang") == "ar"


def _answer(client: TestClient, route: Any) -> None:
    request = route.request
    found = client.get(request.url.removeprefix("http://phones.localhost"))
    route.fulfill(status=found.status_code, headers=dict(found.headers), body=found.content)
