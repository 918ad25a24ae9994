"""Signing in with the organisation's own provider, which really runs; and with one that lies."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from joserfc.jwk import RSAKey

from bot import oidc
from storage.staff import coordinators
from tests.doors import HERE, Browser, Door, door
from tests.oidc_provider import CLIENT, SECRET, Provider, provider
from tests.people import House, house

EMAIL = "clara@example.org"
VERIFIED = {"email": EMAIL, "email_verified": True, "amr": ["pwd", "mfa"]}


@pytest.fixture(scope="module")
def key() -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": "1"})


@pytest.fixture
async def idp() -> AsyncIterator[Provider]:
    async with provider(**VERIFIED) as found:
        yield found


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(f"sqlite+aiosqlite:///{tmp_path}/one.db") as found:
        yield found


@pytest.fixture
async def at_door(home: House, idp: Provider) -> AsyncIterator[Door]:
    async with door(home, HERE, oidc.Provider(idp.issuer, CLIENT, SECRET)) as found:
        await found.hire("Clara")
        yield found


async def there_and_back(browser: Browser, back: str = "/") -> tuple[str, str]:
    """To the provider; where it sends the browser."""
    going = await browser.get(f"/signin/openid?next={back}")
    assert going.status_code == 303
    async with httpx2.AsyncClient() as http:
        coming = (await http.get(going.headers["location"])).headers["location"]
    parts = urlsplit(coming)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "http://localhost:8080/desk/signin/openid/back"
    return parts.path.removeprefix("/desk"), parts.query


async def came_back(browser: Browser) -> httpx2.Response:
    path, query = await there_and_back(browser)
    return await browser.get(f"{path}?{query}")


async def test_whom_the_organisation_knows_with_several_factors_is_in(at_door: Door) -> None:
    browser = at_door.browser()
    assert "Sign in with your organisation" in await browser.see("/signin")
    path, query = await there_and_back(browser, "/account")
    answer = await browser.get(f"{path}?{query}")
    assert answer.headers["location"] == "/desk/account"
    assert await browser.is_in()
    assert await at_door.audit() == [("signed_in", "organisation")]


@pytest.mark.parametrize("amr", [None, ["pwd"], []])
async def test_with_one_factor_there_ours_is_asked_for(at_door: Door, idp: Provider, amr: Any) -> None:
    idp.claims["amr"] = amr
    browser = at_door.browser()
    assert (await came_back(browser)).headers["location"] == "/desk/signin/second"
    assert not await browser.is_in()
    await browser.enrol()
    assert await browser.is_in()


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": None},
        {"email": ["clara@example.org"]},
        {"email": "eve@example.org"},
        {"amr": "mfa"},
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": 4_000_000_000},
    ],
    ids=str,
)
async def test_whoever_is_not_proven_is_refused(at_door: Door, idp: Provider, claims: dict[str, Any]) -> None:
    idp.claims |= claims
    browser = at_door.browser()
    answer = await came_back(browser)
    assert (answer.status_code, "did not let you in" in answer.text) == (403, True)
    assert not await browser.is_in()
    assert (await browser.get("/signin/second")).headers["location"] == "/desk/signin"


async def test_a_token_signed_by_somebody_else_is_refused(at_door: Door, idp: Provider, key: RSAKey) -> None:
    idp.sign_with = key
    assert (await came_back(at_door.browser())).status_code == 403


async def test_a_provider_that_says_it_is_another_one_is_not_asked(at_door: Door, idp: Provider) -> None:
    idp.metadata = {"issuer": "https://evil.example"}
    assert (await at_door.browser().get("/signin/openid")).status_code == 403


async def test_an_answer_is_for_one_browser_and_one_time(at_door: Door) -> None:
    browser, thief = at_door.browser(), at_door.browser()
    path, query = await there_and_back(browser)
    assert (await thief.get(f"{path}?{query}")).status_code == 403
    await there_and_back(thief)
    assert (await thief.get(f"{path}?{query}")).status_code == 403, "with a state of another browser"
    assert (await browser.get(f"{path}?{query}")).status_code == 303
    assert (await browser.get(f"{path}?{query}")).status_code == 403


@pytest.mark.parametrize("query", ["", "error=access_denied", "code=x", "state=x", "code=x&state=x", "code=&state="])
async def test_what_no_provider_sends_is_refused(at_door: Door, query: str) -> None:
    browser = at_door.browser()
    await there_and_back(browser)
    assert (await browser.get(f"/signin/openid/back?{query}")).status_code == 403


async def test_somebody_who_is_suspended_stays_outside(at_door: Door, idp: Provider) -> None:
    number = await at_door.hire("Dora")
    idp.claims["email"] = "dora@example.org"
    path, query = await there_and_back(browser := at_door.browser())
    await at_door.do(lambda connection: coordinators.switch_off(connection, number))
    assert (await browser.get(f"{path}?{query}")).status_code == 403


async def test_a_provider_that_cannot_be_reached_is_no_broken_page(home: House) -> None:
    async with door(home, HERE, oidc.Provider("http://127.0.0.1:9", CLIENT, SECRET)) as found:
        answer = await found.browser().get("/signin/openid")
        assert (answer.status_code, "did not let you in" in answer.text) == (403, True)


async def test_without_a_provider_there_is_no_such_door(home: House) -> None:
    async with door(home) as found:
        assert "organisation" not in await found.browser().see("/signin")
        for path in ("/signin/openid", "/signin/openid/back?code=x&state=y"):
            assert (await found.browser().get(path)).status_code == 404
