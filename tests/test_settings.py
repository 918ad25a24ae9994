"""The settings, as whoever runs Lotse meets them: what is wrong is said in one sentence that names it and its cure."""

import socket
from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path

import pytest

from bot import serving
from bot.settings import Secret, SettingProblem, Settings, read
from tests.terminal import Said, lotse, process


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def settings(folder: Path, **variables: object) -> Settings:
    return read({f"LOTSE_{name.upper()}": str(value) for name, value in variables.items()}, folder)


def problem(folder: Path, **variables: object) -> str:
    with pytest.raises(SettingProblem) as caught:
        settings(folder, **variables)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


# --- What holds --------------------------------------------------------------------------------------------------------


def test_without_any_setting_everything_has_a_sensible_value(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    found = settings(folder)
    assert (found.host, found.port, found.metrics_port) == ("127.0.0.1", 8080, 0)
    assert found.database == f"sqlite:///{folder}/data/lotse.db"
    assert found.key_file == folder / "data/key"
    assert (found.telegram_api, found.telegram_pace) == ("https://api.telegram.org", 30.0)
    assert not found.telegram_token
    assert not found.webhook
    assert [programme.code for programme in found.programmes] == ["lotse"]


def test_every_setting_can_be_given_by_the_environment(folder: Path) -> None:
    found = settings(
        folder,
        telegram_token="1:abc",
        telegram_api="http://127.0.0.1:8081/",
        telegram_secret="s3cret",
        telegram_pace="12.5",
        public_url="https://lotse.example.org/",
        database="postgresql://lotse@db/lotse",
        key_file=folder / "secret/key",
        host="0.0.0.0",
        port=9000,
        metrics_port=9001,
        data=folder / "elsewhere",
        forms=folder,
        desk_port=9002,
        crash_at="committed",
    )
    assert found.telegram_token.reveal() == "1:abc"
    assert found.telegram_secret.reveal() == "s3cret"
    assert (found.telegram_api, found.public_url) == ("http://127.0.0.1:8081", "https://lotse.example.org")
    assert (found.telegram_pace, found.host, found.port, found.metrics_port) == (12.5, "0.0.0.0", 9000, 9001)
    assert (found.database, found.sqlite, found.webhook) == ("postgresql+asyncpg://lotse@db/lotse", False, True)
    assert (found.key_file, found.data, found.forms) == (folder / "secret/key", folder / "elsewhere", folder)
    assert (found.desk_port, found.crash_at) == (9002, "committed")


def test_a_webhook_needs_both_the_address_and_the_secret(folder: Path) -> None:
    assert "LOTSE_TELEGRAM_SECRET" in problem(folder, public_url="https://lotse.example.org")
    assert "LOTSE_PUBLIC_URL" in problem(folder, telegram_secret="s3cret")


def test_what_lotse_toml_names_wrongly_is_said(folder: Path) -> None:
    (folder / "lotse.toml").write_text('telegramm_token = "1:abc"\n', encoding="utf-8")
    assert "telegramm_token" in problem(folder)


def test_the_desk_has_a_port_of_its_own_where_the_bot_is_reached_from_outside(folder: Path) -> None:
    assert settings(folder, port=9000).desk_port == 9000
    assert settings(folder, port=9000, public_url="https://lotse.example.org", telegram_secret="s3cret").desk_port == 8090


def test_a_secret_may_stand_in_a_file(folder: Path) -> None:
    (folder / "token").write_text("1:abc\n", encoding="utf-8")
    (folder / "url").write_text("postgresql://lotse:pw@db/lotse\n", encoding="utf-8")
    found = settings(folder, telegram_token_file=folder / "token", database_file=folder / "url", key_file=folder / "key")
    assert found.telegram_token.reveal() == "1:abc"
    assert found.database == "postgresql+asyncpg://lotse:pw@db/lotse"


def test_the_environment_wins_over_a_file_and_a_file_over_lotse_toml(folder: Path) -> None:
    (folder / "token").write_text("2:file", encoding="utf-8")
    (folder / "lotse.toml").write_text('telegram_token = "3:toml"\nport = 8000\n', encoding="utf-8")
    assert settings(folder).telegram_token.reveal() == "3:toml"
    assert settings(folder).port == 8000
    assert settings(folder, telegram_token_file=folder / "token").telegram_token.reveal() == "2:file"
    both = settings(folder, telegram_token="1:environment", telegram_token_file=folder / "token", port=9000)
    assert (both.telegram_token.reveal(), both.port) == ("1:environment", 9000)


def test_an_empty_variable_is_none(folder: Path) -> None:
    assert settings(folder, port="", telegram_api="", forms="").port == 8080


def test_lotse_toml_names_programmes(folder: Path) -> None:
    (folder / "my.toml").write_text(
        '[programmes.esch]\nname = "Esch"\nstart = "hello"\nforms = ["hello", "welcome"]\nzone = "Europe/Luxembourg"\n'
        'region = "LU"\nquiet = [20, 9]\ncentres = { alzette = "Esch, house 3" }\n[programmes.metz]\n',
        encoding="utf-8",
    )
    esch, metz = settings(folder, config=folder / "my.toml").programmes
    assert (esch.code, esch.name, esch.start, esch.forms) == ("esch", "Esch", "hello", ("hello", "welcome"))
    assert (esch.zone, esch.region, esch.quiet) == ("Europe/Luxembourg", "LU", (20, 9))
    assert esch.centres == {"alzette": "Esch, house 3"}
    assert (metz.name, metz.start, metz.zone, metz.quiet) == ("metz", "welcome", "UTC", (21, 8))


# --- What is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("telegram_pace", ["fast", "-1", "nan", "inf", "1e999", "½"]),
        ("port", ["http", "-1", "65536", "80.5", "1e3", "٨٠٨٠", "9" * 5000, "inf"]),
        ("metrics_port", ["70000", "x"]),
        (
            "telegram_api",
            [
                "api.telegram.org",
                "http://api.telegram.org",
                "ftp://127.0.0.1",
                "https://",
                "http://[",
                "http://127.0.0.1.evil.org",
            ],
        ),
        ("public_url", ["lotse.example.org", "http://lotse.example.org", "https://lotse.example.org:port", "javascript:1"]),
        (
            "database",
            ["mysql://lotse@db", "postgres://db/lotse", "lotse.db", "sqlite://", "postgresql:lotse", "sqlite+aiosqlite:///x"],
        ),
        ("forms", ["/nowhere/forms"]),
        ("telegram_token_file", ["/nowhere/token", "/"]),
        ("config", ["/nowhere/lotse.toml"]),
    ],
)
def test_a_wrong_value_is_named(folder: Path, name: str, values: list[str]) -> None:
    for value in values:
        sentence = problem(folder, **{name: value})
        assert name.upper().removesuffix("_FILE") in sentence or "lotse.toml" in sentence, sentence
        assert sentence.endswith((".", ")")), sentence


def test_plain_http_is_for_this_machine_only(folder: Path) -> None:
    for address in ("http://127.0.0.1:8081", "http://localhost", "http://[::1]:80", "https://anywhere.example.org"):
        assert settings(folder, telegram_api=address).telegram_api == address
    assert "https://" in problem(folder, telegram_api="http://192.168.0.7")


def test_postgresql_needs_a_key_file_and_the_sentence_says_how_to_make_one(folder: Path) -> None:
    sentence = problem(folder, database="postgresql://lotse@db/lotse")
    assert "LOTSE_KEY_FILE" in sentence
    assert "head -c 32 /dev/urandom" in sentence


@pytest.mark.parametrize(
    ("toml", "part"),
    [
        ("port = ", "lotse.toml cannot be read"),
        ("port = [80]", "port in lotse.toml must be one value"),
        ('host = {name = "x"}', "host in lotse.toml must be one value"),
        ("programmes = 3", "programmes in lotse.toml must be tables"),
        ("[programmes.'a b']", "its name letters"),
        ("[programmes]\nesch = 1", "must be a table"),
        ("[programmes.esch]\nquiet = [25, 8]", "quiet in [programmes.esch] must be two hours"),
        ('[programmes.esch]\ncentres = ["x"]', "[programmes.esch.centres] must be names"),
        ('[programmes.esch.centres]\n"a b" = "A"', "[programmes.esch.centres] must be names"),
        ("[programmes.esch]\nquiet = 21", "quiet in [programmes.esch] must be two hours"),
        ('[programmes.esch]\nforms = "welcome"', "forms in [programmes.esch] must be names"),
        ("[programmes.esch]\nforms = []", "forms in [programmes.esch] must be names"),
        ('[programmes.esch]\nzone = "Europe"', "zone in [programmes.esch] must be a time zone"),
        ("[programmes.esch]\nzone = 2", "zone in [programmes.esch] must be a time zone"),
    ],
)
def test_a_fault_in_lotse_toml_is_named(folder: Path, toml: str, part: str) -> None:
    (folder / "lotse.toml").write_text(toml, encoding="utf-8")
    assert part in problem(folder)


def test_a_lotse_toml_that_is_no_text_is_named(folder: Path) -> None:
    (folder / "lotse.toml").write_bytes(b"\xff\xfe\x00")
    assert "lotse.toml cannot be read" in problem(folder)


# --- Secrets -----------------------------------------------------------------------------------------------------------


def test_a_secret_never_shows_itself(folder: Path) -> None:
    secret = Secret("hunter2")
    found = settings(
        folder, telegram_token="1:hunter2", telegram_secret="hunter2", public_url="https://x", database="sqlite:////hunter2/x"
    )
    for shown in (str(secret), repr(secret), f"{secret}", f"{[secret]}", repr(found), str(found), str(vars(secret).keys())):
        assert "hunter2" not in shown
    assert (bool(secret), bool(Secret(""))) == (True, False)
    assert secret.reveal() == "hunter2"


# --- As a command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def _within(monkeypatch: pytest.MonkeyPatch, read_here: None) -> Iterator[None]:
    """`lotse run` leaves this process as it was: logs, garbage collector, and the sockets that end with a process."""
    sockets, listen = list[socket.socket](), serving.listener

    def listener(host: str, port: int) -> socket.socket:
        sockets.append(listen(host, port))
        return sockets[-1]

    with monkeypatch.context() as patch:
        patch.setattr("bot.serving.logs.configure", lambda: None)
        patch.setattr("bot.serving.settle_memory", lambda: None)
        patch.setattr("bot.serving.listener", listener)
        yield
    for one in sockets:
        one.close()


@pytest.mark.usefixtures("_within")
def test_without_a_token_it_says_where_to_get_one(folder: Path) -> None:
    code, out, said = lotse("run", folder=folder, data=folder, port=0)
    assert (code, out, said.count("\n")) == (78, "", 1)
    assert said.startswith("lotse: LOTSE_TELEGRAM_TOKEN is missing. Ask @BotFather")


def ready(folder: Path) -> dict[str, object]:
    """Settings that are right, but for a Telegram that is not there."""
    (folder / "key").write_bytes(b"k" * 32)
    (folder / "key").chmod(0o600)
    api = "http://127.0.0.1:9"
    return {"data": folder, "port": 0, "telegram_token": "1:abc", "telegram_api": api, "key_file": folder / "key"}


def one_line(done: Said, part: str) -> None:
    code, out, said = done
    assert code in (75, 78), said
    assert (out, said.count("\n")) == ("", 1), said
    assert part in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("variables", "part"),
    [
        ({"telegram_token": "hunter2"}, "LOTSE_TELEGRAM_TOKEN"),
        ({"key_file": "/proc/version"}, "key"),
        ({"data": "/proc/nowhere"}, "LOTSE_DATA"),
        ({"host": "192.0.2.1"}, "LOTSE_HOST"),
    ],
)
@pytest.mark.usefixtures("_within")
def test_what_turns_out_wrong_at_the_start_is_one_line_too(folder: Path, variables: dict[str, str], part: str) -> None:
    one_line(lotse("run", folder=folder, **ready(folder) | variables), part)


def test_a_process_that_cannot_reach_its_database_ends_with_one_line(folder: Path) -> None:
    """It is tried when forms and languages were read already."""
    one_line(
        process("run", folder=folder, **ready(folder) | {"database": "postgresql://lotse@127.0.0.1:9/lotse"}), "LOTSE_DATABASE"
    )


# --- Where the desk is, and the organisation's own sign-in ---------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["https://desk.example", "https://desk.example:8443", "http://localhost:8090", "https://DESK.example/"]
)
def test_the_desk_may_have_an_address(folder: Path, url: str) -> None:
    assert settings(folder, desk_url=url).desk_at == url.lower().rstrip("/")
    assert settings(folder, port=7000).desk_at == "http://localhost:7000"


@pytest.mark.parametrize(
    "url", ["http://desk.example", "desk.example", "https://desk.example/desk", "https://desk.example?x=1"]
)
def test_an_address_that_is_open_or_has_a_path_is_none_for_the_desk(folder: Path, url: str) -> None:
    assert "LOTSE_DESK_URL" in problem(folder, desk_url=url)


def test_the_organisations_own_sign_in_is_set_whole_or_not_at_all(folder: Path) -> None:
    whole = {"oidc_issuer": "https://id.example/realm", "oidc_client_id": "lotse", "oidc_client_secret": "kept-apart"}
    found = settings(folder, **whole)
    assert (found.oidc_issuer, "kept-apart" in repr(found)) == ("https://id.example/realm", False)
    for name in whole:
        assert "LOTSE_OIDC_ISSUER" in problem(folder, **{one: value for one, value in whole.items() if one != name})


# --- WhatsApp ------------------------------------------------------------------------------------------------------------

ACCOUNT = {
    "whatsapp_token": "EAAtoken",
    "whatsapp_phone_number_id": "106540352242922",
    "whatsapp_business_account_id": "102290129340398",
    "whatsapp_app_secret": "kept-apart",
    "whatsapp_verify_token": "made-up",
}


def test_whatsapp_is_set_whole_or_not_at_all_and_what_is_missing_is_named(folder: Path) -> None:
    """Every combination; Telegram's settings have no part in it."""
    assert not settings(folder, telegram_token="1:abc").whatsapp
    assert settings(folder, **ACCOUNT).whatsapp
    for some in chain.from_iterable(combinations(ACCOUNT, size) for size in range(1, len(ACCOUNT))):
        sentence = problem(folder, **{name: ACCOUNT[name] for name in some})
        needed, _, missing = sentence.partition("missing: ")
        for name in ACCOUNT:
            assert f"LOTSE_{name.upper()}" in needed
            assert (f"LOTSE_{name.upper()}" in missing) == (name not in some), sentence
        assert "kept-apart" not in sentence


def test_numbers_of_whatsapp_are_metas_ids_each_of_them_once(folder: Path) -> None:
    assert settings(folder, **ACCOUNT | {"whatsapp_phone_number_id": " 12, 34 ,12,"}).whatsapp_numbers == ("12", "34")
    for wrong in ("+352621000001", "12;34", "12 34", "١٢"):
        assert "LOTSE_WHATSAPP_PHONE_NUMBER_ID" in problem(folder, **ACCOUNT | {"whatsapp_phone_number_id": wrong})


def test_the_graph_api_is_named_with_its_version(folder: Path) -> None:
    assert settings(folder, **ACCOUNT).whatsapp_api == "https://graph.facebook.com/v26.0"
    at = "http://127.0.0.1:8081/v25.0"
    assert settings(folder, **ACCOUNT, whatsapp_api=f"{at}/").whatsapp_api == at
    for wrong in ("https://graph.facebook.com", "https://graph.facebook.com/v26", "https://graph.facebook.com/v26.0/123"):
        assert "LOTSE_WHATSAPP_API must end with" in problem(folder, whatsapp_api=wrong)
