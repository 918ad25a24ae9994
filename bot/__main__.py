"""The command line: `lotse run`, `lotse demo`, `lotse talk` … `lotse --help` lists them."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot import settings as settings_
from bot.settings import SettingProblem, Settings
from dialogs.xlsform import FormError
from storage.crypt import KeyProblem
from storage.store import StoreProblem

CANNOT_START = 78  # EX_CONFIG: something must be set right first
IN_USE = 75  # EX_TEMPFAIL: another process is at it

Command = Callable[[argparse.Namespace, Settings], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; every known trouble ends in one line on the error stream and an exit code."""
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        return command(options, settings_.read())
    except StoreProblem as problem:
        print(f"lotse: {problem}", file=sys.stderr)
        return IN_USE
    except (SettingProblem, KeyProblem) as problem:
        print(f"lotse: {problem}", file=sys.stderr)
        return CANNOT_START
    except FormError as problem:
        print("\n".join([f"lotse: {problem.form} has faults:", *(f"  {fault}" for fault in problem.faults)]), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lotse", description="A chatbot that guides newcomers to work, in their own language."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, text: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=text, description=text)
        found.set_defaults(command=command)
        return found

    add("run", _run, "Serve: the bot and the desk, with the settings of lotse.toml and the environment.")
    add("demo", _demo, "Try everything in the browser: pretended phones, bot and desk. No account is needed.")
    talk = add("talk", _talk, "Hold the conversation in this terminal.")
    talk.add_argument("--language", default="en", help="the language of the pretended phone (default: %(default)s)")
    add("check", _check, "Find what is wrong with forms and languages before a person meets it.")
    messages = add("messages", _messages, "Gather the texts to translate into locales/.")
    messages.add_argument("--check", action="store_true", help="change nothing; fail when something would change")
    export = add("export", _export, "Write answers to a file.")
    export.add_argument("what", choices=["answers"])
    export.add_argument(
        "--to", choices=["xlsx", "csv", "lines"], default="xlsx", help="lines: bare, for the benchmark (default: %(default)s)"
    )
    export.add_argument("--out", type=Path, help="the file (default: answers.xlsx or answers.csv)")
    export.add_argument("--form", help="only this form")
    coordinator = add("coordinator", _coordinator, "Invite a coordinator: prints the link that connects their Telegram.")
    coordinator.add_argument("name")
    coordinator.add_argument("--programme", help="its code (default: the first one)")
    coordinator.add_argument("--language", default="en")
    coordinator.add_argument("--hour", default="08:00", help="of the daily overview (default: %(default)s)")
    return parser


def _run(_: argparse.Namespace, settings: Settings) -> int:
    import uvloop

    from bot.serving import serve

    return uvloop.run(serve(settings))


def _demo(_: argparse.Namespace, settings: Settings) -> int:
    from bot.demo import demo

    return demo(settings)


def _talk(options: argparse.Namespace, _: Settings) -> int:
    from bot.talk import talk

    return asyncio.run(talk(options.language))


def _check(_: argparse.Namespace, settings: Settings) -> int:
    from bot import app, checking

    return checking.main(app.forms(settings))


def _messages(options: argparse.Namespace, _: Settings) -> int:
    from bot import messages

    return messages.main(check=options.check)


def _export(options: argparse.Namespace, settings: Settings) -> int:
    from bot.exporting import export

    return asyncio.run(export(settings, to=options.to, out=options.out, form=options.form))


def _coordinator(options: argparse.Namespace, settings: Settings) -> int:
    from bot.inviting import invite

    code = asyncio.run(
        invite(settings, options.name, programme=options.programme, language=options.language, hour=options.hour)
    )
    print(f"Ask them to open, within seven days: https://t.me/YOUR_BOT?start={code}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
