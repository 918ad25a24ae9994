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
    check = add("check", _check, "Find what is wrong with forms and languages before a person meets it.")
    check.add_argument("what", nargs="?", default="", metavar="FORM|FILE", help="one form, or a workbook (default: everything)")
    messages = add("messages", _messages, "Gather the texts to translate into locales/.")
    messages.add_argument("--check", action="store_true", help="change nothing; fail when something would change")
    _add_export(add("export", _export, "Write answers, or what was handed in, to a file."))
    text = "Import a workbook, export a form as one, or print it."
    _add_forms(commands.add_parser("form", help=text, description=text))
    text = "What WhatsApp needs to write to somebody who has not written for a day: templates, which Meta approves."
    _add_templates(commands.add_parser("templates", help=text, description=text))
    coordinator = add("coordinator", _coordinator, "Invite a coordinator: prints the link that connects their Telegram.")
    coordinator.add_argument("name")
    coordinator.add_argument("--programme", help="its code (default: the first one)")
    coordinator.add_argument("--language", default="en")
    coordinator.add_argument("--hour", default="08:00", help="of the daily overview (default: %(default)s)")
    return parser


def _add_export(export: argparse.ArgumentParser) -> None:
    export.add_argument(
        "what", choices=["answers", "submissions"], help="submissions: what was handed in, as OpenRosa XML or as Kobo's tables"
    )
    export.add_argument(
        "--to",
        choices=["xlsx", "csv", "xml", "lines"],
        default="xlsx",
        help="xml: of submissions only; lines: of answers, bare, for the benchmark (default: %(default)s)",
    )
    export.add_argument("--out", type=Path, help="the file (default: answers.xlsx, submissions.zip …)")
    export.add_argument("--form", help="only this form; submissions always are of one")
    export.add_argument(
        "--headings", choices=["names", "labels"], default="names", help="of submissions (default: %(default)s)"
    )
    export.add_argument(
        "--multiple",
        choices=["joined", "split"],
        default="joined",
        help="several choices: in one cell, or a column for each too",
    )
    export.add_argument("--language", default="en", help="of labels (default: %(default)s)")


def _add_forms(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="WHAT")

    def add(name: str, command: Command, text: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=text, description=text)
        found.set_defaults(command=command)
        return found

    coming = add("import", _import, "Take in an XLSForm (xlsx, xls, csv, Markdown) with the csv files and media that it names.")
    coming.add_argument("file", type=Path)
    coming.add_argument("--name", default="", help="what the form is called from now on (default: its form_id)")
    going = add("export", _export_form, "Write a form as a workbook that KoboToolbox and ODK take.")
    going.add_argument("name")
    going.add_argument("--to", choices=["xlsx"], default="xlsx")
    going.add_argument("--out", type=Path, help="the file (default: NAME.xlsx)")
    printed = add("paper", _paper, "Print a form as a PDF, in one language or two, for filling in by hand.")
    printed.add_argument("name")
    printed.add_argument(
        "--languages", default="en", help="codes with a comma between them, for example fr,ps (default: %(default)s)"
    )
    printed.add_argument("--out", type=Path, help="the file (default: NAME.pdf)")


def _add_templates(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="WHAT")
    pushed = "Submit what is missing at Meta, and change what differs."
    commands.add_parser("push", help=pushed, description=pushed).set_defaults(command=_templates, what="push")
    shown = "Show how each stands at Meta; fail unless all are approved."
    commands.add_parser("status", help=shown, description=shown).set_defaults(command=_templates, what="status")


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


def _check(options: argparse.Namespace, settings: Settings) -> int:
    from bot import app, checking

    found = checking.check(app.forms(settings), options.what)
    if not settings.whatsapp or options.what:
        return found
    from bot import approving

    return found | approving.check(settings)


def _templates(options: argparse.Namespace, settings: Settings) -> int:
    from bot import approving

    return approving.push(settings) if options.what == "push" else approving.status(settings)


def _messages(options: argparse.Namespace, _: Settings) -> int:
    from bot import messages

    return messages.main(check=options.check)


def _export(options: argparse.Namespace, settings: Settings) -> int:
    from bot import exporting

    if options.what == "answers":
        return asyncio.run(exporting.answers(settings, to=options.to, out=options.out, form=options.form))
    style = exporting.Style(headings=options.headings, split=options.multiple == "split")
    return asyncio.run(
        exporting.submissions(
            settings, form=options.form, to=options.to, out=options.out, style=style, language=options.language
        )
    )


def _import(options: argparse.Namespace, settings: Settings) -> int:
    from bot import forming

    return forming.import_(settings, options.file, options.name)


def _export_form(options: argparse.Namespace, settings: Settings) -> int:
    from bot import forming

    return forming.export(settings, options.name, options.out)


def _paper(options: argparse.Namespace, settings: Settings) -> int:
    from bot import forming

    languages = [code.strip() for code in options.languages.split(",") if code.strip()]
    return forming.paper(settings, options.name, languages, options.out)


def _coordinator(options: argparse.Namespace, settings: Settings) -> int:
    from bot.inviting import invite

    code = asyncio.run(
        invite(settings, options.name, programme=options.programme, language=options.language, hour=options.hour)
    )
    print(f"Ask them to open, within seven days: https://t.me/YOUR_BOT?start={code}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
