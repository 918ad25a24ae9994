"""The staff: who lets whom in, as what; how somebody who has lost a phone gets in again; and what nobody can do alone."""

import base64
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from storage.answers.review import public
from storage.staff import coordinators, passkeys
from tests.doors import Browser, Door, door_of
from tests.terminal import Said, lotse, process

ANNA, BEN = "anna@example.org", "ben@example.org"
SIDES = {"name": "Ben", "email": BEN, "role": "coordinator", "scope": ""}


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with door_of(f"sqlite+aiosqlite:///{tmp_path}/one.db") as found:
        yield found


@pytest.fixture
async def anna(door: Door) -> Browser:
    """An administrator who is in."""
    return await door.signed_in("Anna")


async def page_of(door: Door, name: str) -> str:
    keyring = door.house.store.keyring
    found = await door.house.store.read(lambda connection: coordinators.members(connection, keyring))
    return next(f"/staff/{public(one.id)}" for one in found if one.name == name)


# --- Letting somebody in ------------------------------------------------------------------------------------------------


async def test_an_invited_person_signs_in_by_mail_and_chooses_a_second_factor(door: Door, anna: Browser) -> None:
    assert "There is only one administrator" in await anna.see("/staff")
    answer = await anna.post("/staff", **SIDES)
    assert answer.status_code == 200
    assert re.search(r"/start c_[\w-]{22}", answer.text)
    assert door.letters[-1][:2] == (BEN, "You are invited to the desk")
    assert "http://localhost:8080/desk/" in door.letters[-1][2]
    assert re.search("Ben Coordinator All Invited no no", await anna.see("/staff"))
    ben = door.browser()
    await ben.sign_in(BEN)
    assert await ben.is_in()
    assert re.search("Ben Coordinator All Active yes no", await anna.see("/staff"))
    assert "c_" not in await anna.see("/staff"), "the code is shown once"
    assert [action for action, _ in await door.audit()] == ["signed_in", "invited", "signed_in"]


async def test_two_administrators_are_enough(door: Door, anna: Browser) -> None:
    await anna.post("/staff", **SIDES | {"role": "admin"})
    assert "There is only one administrator" not in await anna.see("/staff")


@pytest.mark.parametrize(
    ("sides", "status", "said"),
    [
        ({"email": ANNA.upper()}, 400, "has this address already"),
        ({"email": "no address"}, 400, "This is no e-mail address"),
        ({"email": "ben@example.org\r\nBcc: eve@example.org"}, 400, "This is no e-mail address"),
        ({"name": " "}, 400, "cannot be understood"),
        ({"role": "owner"}, 400, "cannot be understood"),
        ({"scope": "nowhere"}, 400, "cannot be understood"),
    ],
)
async def test_what_is_wrong_is_said_and_nobody_is_invited(
    door: Door, anna: Browser, sides: dict[str, str], status: int, said: str
) -> None:
    answer = await anna.post("/staff", **SIDES | sides)
    assert (answer.status_code, said in answer.text, len(door.letters)) == (status, True, 1)
    assert "Ben" not in await anna.see("/staff")


async def test_a_name_is_text_and_nothing_else(anna: Browser) -> None:
    await anna.post("/staff", **SIDES | {"name": "<script>alert(1)</script>"})
    assert "<script>alert" not in (await anna.get("/staff")).text


# --- Changing -----------------------------------------------------------------------------------------------------------


async def test_another_role_ends_the_session_and_the_old_cookie_opens_nothing(door: Door, anna: Browser) -> None:
    ben = await door.signed_in("Ben", "admin")
    cookie = ben.cookie
    assert "Staff" in await ben.see("/staff")
    page = await page_of(door, "Ben")
    answer = await anna.post(page, **SIDES | {"role": "viewer", "scope": "harbour"})
    assert answer.headers["location"] == f"/desk{page}"
    assert ben.cookie == cookie
    assert not await ben.is_in()
    door.house.now += timedelta(minutes=2)
    await ben.sign_in(BEN)
    await ben.see("/staff", 403)
    assert (await door.audit())[-2][0] == "signed_in"
    assert ("changed", f"{page.rpartition('/')[2]} viewer harbour") in await door.audit()


async def test_whoever_is_suspended_is_out_at_once_and_stays_out(door: Door, anna: Browser) -> None:
    ben, page = await door.signed_in("Ben", "viewer"), await page_of(door, "Ben")
    token = await ben.ask(BEN)
    await anna.post(f"{page}/suspend")
    assert not await ben.is_in()
    assert (await ben.follow(token)).status_code == 403
    assert await ben.ask(BEN) == ""
    await anna.post(f"{page}/suspend")
    assert await ben.ask(BEN)


async def test_somebody_can_be_signed_out_everywhere(door: Door, anna: Browser) -> None:
    ben, page = await door.signed_in("Ben"), await page_of(door, "Ben")
    await anna.post(f"{page}/out")
    assert not await ben.is_in()
    assert await anna.is_in()
    await anna.post("/account/out")
    assert not await anna.is_in()


@pytest.mark.parametrize(("path", "sides"), [("", SIDES | {"name": "Anna", "email": ANNA}), ("/suspend", {})])
async def test_the_last_administrator_stays_one(door: Door, anna: Browser, path: str, sides: dict[str, str]) -> None:
    page = await page_of(door, "Anna")
    answer = await anna.post(page + path, **sides)
    assert (answer.status_code, "This is the last administrator" in answer.text) == (409, True)
    assert "Staff" in await anna.see("/staff")


# --- A phone is lost ----------------------------------------------------------------------------------------------------


async def test_another_administrator_resets_the_second_factor_and_nobody_their_own(door: Door, anna: Browser) -> None:
    ben, page, own = await door.signed_in("Ben"), await page_of(door, "Ben"), await page_of(door, "Anna")
    answer = await anna.post(f"{own}/reset")
    assert (answer.status_code, "another administrator has to do that" in answer.text) == (409, True)
    await anna.post(f"{page}/reset")
    assert not await ben.is_in()
    assert ("reset", page.rpartition("/")[2]) in await door.audit()
    old, ben.secret = ben.secret, b""
    await ben.sign_in(BEN)
    assert await ben.is_in()
    assert ben.secret != old


async def test_a_second_second_factor_can_be_added_while_signed_in(door: Door, anna: Browser) -> None:
    number = int((await page_of(door, "Anna")).rpartition("/")[2], 16)
    page = await anna.see("/account")
    assert "Codes of an app are set up." in page
    assert "type this into the app" not in page
    assert (await anna.post("/account/code", code="000000")).headers["location"] == "/desk/account?wrong=1"
    await door.do(lambda connection: passkeys.reset(connection, number))
    typed = re.findall(r"type this into the app: ((?:[A-Z2-7]{4} ?){8})", await anna.see("/account"))[0]
    anna.secret = base64.b32decode(typed.replace(" ", ""))
    assert (await anna.post("/account/code", code=anna.shown())).headers["location"] == "/desk/account"
    assert (await door.audit())[-1] == ("factor", "code")


# --- On the server ------------------------------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path) -> Path:
    wanted = ("Clara", "--email", "clara@example.org", "--role", "admin")
    assert lotse("coordinator", "invite", *wanted, folder=tmp_path, data=tmp_path).code == 0
    return tmp_path


def test_the_command_lists_changes_and_helps_back_in(server: Path) -> None:
    def ask(*words: str) -> Said:
        return lotse("coordinator", *words, folder=server, data=server)

    code, said, _ = ask("list")
    assert (code, bool(re.search(r"^ *[0-9a-f]+  admin +invited +lotse +no second factor +Clara  clara@", said))) == (0, True)
    desk = "https://desk.example"
    code, said, complained = process("coordinator", "link", "Clara", folder=server, data=server, desk_url=desk)
    assert (code, complained) == (0, "")
    assert re.search(r"https://desk\.example/desk/signin/link/[\w-]{22}\n", said)
    assert ask("role", "clara@example.org", "auditor") == (0, "Clara is now: auditor.\n", "")
    assert ask("reset", "Clara").code == 0
    assert ask("off", "Clara").code == 0
    assert re.search("auditor +off", ask("list").out)


def command(*words: str) -> int:
    return main(["coordinator", *words])


@pytest.fixture
def clara(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> pytest.CaptureFixture[str]:
    """What the commands of a server say on which Clara is invited to one of two programmes; in this process."""
    table = '[programmes.harbour]\nforms = ["welcome"]\ncentres = { esch = "Esch" }\n[programmes.mill]\nforms = ["welcome"]\n'
    (tmp_path / "lotse.toml").write_text(table)
    monkeypatch.setenv("LOTSE_CONFIG", str(tmp_path / "lotse.toml"))
    monkeypatch.setenv("LOTSE_DATA", str(tmp_path))
    assert command("invite", "Clara", "--email", "clara@example.org", "--hour", "07:30") == 0
    capsys.readouterr()
    return capsys


def test_what_somebody_is_told_is_seen_and_changed_on_the_server(clara: pytest.CaptureFixture[str]) -> None:
    assert command("digest", "Clara") == 0
    told = clara.readouterr().out
    assert re.search("--days +mon,tue,wed,thu,fri,sat,sun\n +--hours +07:30\n +--zone +UTC\n", told)
    given = ["--days", "Mon, fri", "--hours", "13:30,08:00", "--zone", "Europe/Vilnius", "--language", "lt"]
    more = [
        "--programme",
        "harbour",
        "--centre",
        "esch",
        "--mine",
        "yes",
        "--waiting",
        "5",
        "--stuck",
        "7",
        "--urgent",
        "always",
    ]
    assert command("digest", "clara@example.org", *given, *more) == 0
    assert clara.readouterr().out.split("\n")[1:-1] == [
        "  --channels   telegram,whatsapp,email (they have: email)",
        "  --days       mon,fri",
        "  --hours      08:00,13:30",
        "  --zone       Europe/Vilnius",
        "  --language   lt",
        "  --programme  harbour",
        "  --centre     esch",
        "  --mine       yes",
        "  --waiting    5",
        "  --stuck      7",
        "  --urgent     always",
    ]
    assert command("digest", "Clara", "--channels", "email", "--programme", "all") == 0
    told = clara.readouterr().out
    assert ("email (they have: email)" in told, "Europe/Vilnius" in told, "esch" in told) == (True, True, False)


def test_what_nobody_can_be_told_is_one_line_and_changes_nothing(clara: pytest.CaptureFixture[str]) -> None:
    odd = "channels fax|days mon,holiday|hours 08:00,25:00|hours 01:00,02:00,03:00,04:00,05:00|zone Atlantis|language xx|programme mill|"
    odd += "programme nowhere|centre nowhere|waiting many|stuck 0|urgent never"
    for option, value in (one.split() for one in odd.split("|")):
        assert command("digest", "Clara", f"--{option}", value) == 78, option
        said = clara.readouterr().err
        assert (said.count("\n"), said.startswith("lotse: ")) == (1, True)
    command("digest", "Clara")
    assert "--hours      07:30" in clara.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ("link", "Nobody"),
        ("invite", "Dora", "--email", "CLARA@example.org"),
        ("invite", "Dora", "--email", "dora"),
        ("invite", "Dora", "--programme", "nowhere"),
        ("invite", "Dora", "--centre", "nowhere"),
        ("invite", "Dora", "--hour", "25"),
    ],
)
def test_what_cannot_be_is_one_line_and_nothing_happens(server: Path, words: tuple[str, ...]) -> None:
    code, said, complained = lotse("coordinator", *words, folder=server, data=server)
    assert (code, said, complained.count("\n"), complained.startswith("lotse: ")) == (78, "", 1, True)
    assert lotse("coordinator", "list", folder=server, data=server).out.count("\n") == 1
