"""The command line: `lotse run`, `lotse demo`, `lotse talk` … `lotse --help` lists them."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot import settings as settings_
from bot.settings import SettingProblem, Settings
from dialogs.xlsform.reader import FormError
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
    text = "What the staff is told at the hours they choose."
    _add_digest(commands.add_parser("digest", help=text, description=text))
    text = "Import a workbook, export a form as one, or print it."
    _add_forms(commands.add_parser("form", help=text, description=text))
    text = "What WhatsApp needs to write to somebody who has not written for a day: templates, which Meta approves."
    _add_templates(commands.add_parser("templates", help=text, description=text))
    text = "The staff: who may come to the desk, and help for somebody who cannot get in."
    _add_staff(commands.add_parser("coordinator", help=text, description=text))
    text = "Whether the list of who has read and changed what is as it was written."
    audit = commands.add_parser("audit", help=text, description=text).add_subparsers(required=True, metavar="WHAT")
    audit.add_parser("verify", help=text, description=text).set_defaults(command=_verify)
    return parser


WISHES = {  # of a digest: {option: what it means}
    "channels": "telegram,whatsapp,email; all; none; they are used as far as somebody has them",
    "days": "mon,tue,wed,thu,fri,sat,sun; all",
    "hours": "as on a clock, up to four: 08:00,13:30",
    "zone": "time zone of these hours, for example Europe/Luxembourg",
    "language": "of digests, and of the desk",
    "programme": "only of the people of this one; all: of everybody they may see",
    "centre": "only of the people of this centre of it",
    "mine": "only what waits for them",
    "waiting": "one more digest as soon as so many new cases wait; 0: never",
    "stuck": "after how many days without an answer somebody counts as stuck",
    "urgent": "what cannot wait is told at once: off; day: not in the quiet hours; always",
}


def _add_staff(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="WHAT")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=text, description=text)
        found.set_defaults(command=_coordinator, what=name)
        return found

    new = add("invite", "Invite somebody: prints the link that connects their Telegram or WhatsApp.")
    new.add_argument("name")
    new.add_argument("--email", default="", help="by which they can sign in at the desk at once")
    new.add_argument("--role", choices=["viewer", "coordinator", "admin", "auditor"], default="coordinator")
    new.add_argument("--programme", help="whose people they see: its code, or all (default: the first one)")
    new.add_argument("--centre", default="", help="only people of this centre of it")
    new.add_argument("--language", default="en")
    new.add_argument("--hour", default="08:00", help="of the daily overview (default: %(default)s)")
    add("list", "Show everybody.")
    whose = "their e-mail address, their name, or the number that `list` shows"
    text = "Take away their passkeys and codes: they choose anew the next time they sign in."
    add("reset", text).add_argument("who", help=whose)
    role = add("role", "Give them another role.")
    role.add_argument("who", help=whose)
    role.add_argument("role", choices=["viewer", "coordinator", "admin", "auditor"])
    add("off", "Suspend them: they may not come in any more.").add_argument("who", help=whose)
    add("link", "Print a link to sign in by.").add_argument("who", help=whose)
    told = add("digest", "Show what they are told at the hours they chose, or change it: only what is given here.")
    told.add_argument("who", help=whose)
    for name, text in WISHES.items():
        told.add_argument(f"--{name}", choices=["yes", "no"] if name == "mine" else None, help=text)


def _add_export(export: argparse.ArgumentParser) -> None:
    export.add_argument(
        "what",
        choices=["answers", "submissions", "attendance"],
        help="submissions: what was handed in, as OpenRosa XML or as Kobo's tables; attendance: of workshops",
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


def _add_digest(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="WHAT")
    text = "Print what would be sent now, in chat and by mail; send nothing."
    preview = commands.add_parser("preview", help=text, description=text)
    preview.set_defaults(command=_preview)
    preview.add_argument("--coordinator", default="", metavar="WHO", help="name, e-mail address or id (default: everybody)")
    preview.add_argument("--language", default="", help="another one than theirs")


def _preview(options: argparse.Namespace, settings: Settings) -> int:
    from bot.commands.previewing import preview

    return asyncio.run(preview(settings, options.coordinator, options.language))


def _run(_: argparse.Namespace, settings: Settings) -> int:
    import uvloop

    from bot.serving import serve

    return uvloop.run(serve(settings))


def _demo(_: argparse.Namespace, settings: Settings) -> int:
    from bot.commands.demo import demo

    return demo(settings)


def _talk(options: argparse.Namespace, _: Settings) -> int:
    from bot.commands.talk import talk

    return asyncio.run(talk(options.language))


def _check(options: argparse.Namespace, settings: Settings) -> int:
    from bot.commands import checking
    from bot.forms import library
    from bot.texts.reviews import reviews

    found = checking.check(library.forms(settings), options.what)
    if not options.what:
        print("".join(f"{line}\n" for line in asyncio.run(reviews(settings))), end="")
    if not settings.whatsapp or options.what:
        return found
    from bot.commands import approving

    return found | approving.check(settings)


def _templates(options: argparse.Namespace, settings: Settings) -> int:
    from bot.commands import approving

    return approving.push(settings) if options.what == "push" else approving.status(settings)


def _messages(options: argparse.Namespace, _: Settings) -> int:
    from bot.texts import messages

    return messages.main(check=options.check)


def _export(options: argparse.Namespace, settings: Settings) -> int:
    from bot.exports import command as exporting

    if options.what == "answers":
        return asyncio.run(exporting.answers(settings, to=options.to, out=options.out, form=options.form))
    if options.what == "attendance":
        return asyncio.run(exporting.attendance(settings, to=options.to, out=options.out))
    style = exporting.Style(headings=options.headings, split=options.multiple == "split")
    return asyncio.run(
        exporting.submissions(
            settings, form=options.form, to=options.to, out=options.out, style=style, language=options.language
        )
    )


def _import(options: argparse.Namespace, settings: Settings) -> int:
    from bot.commands import forming

    return forming.import_(settings, options.file, options.name)


def _export_form(options: argparse.Namespace, settings: Settings) -> int:
    from bot.commands import forming

    return forming.export(settings, options.name, options.out)


def _paper(options: argparse.Namespace, settings: Settings) -> int:
    from bot.commands import forming

    languages = [code.strip() for code in options.languages.split(",") if code.strip()]
    return forming.paper(settings, options.name, languages, options.out)


def _coordinator(options: argparse.Namespace, settings: Settings) -> int:
    from bot.commands import inviting

    match options.what:
        case "invite":
            return _invite(options, settings)
        case "list":
            return asyncio.run(inviting.show(settings))
        case "role":
            return asyncio.run(inviting.set_role(settings, options.who, options.role))
        case "reset":
            return asyncio.run(inviting.reset(settings, options.who))
        case "off":
            return asyncio.run(inviting.off(settings, options.who))
        case "digest":
            from bot.commands import wishing

            said = {name: value for name in WISHES if (value := getattr(options, name)) is not None}
            print("\n".join(asyncio.run(wishing.digest(settings, options.who, said))))
            return 0
    return asyncio.run(inviting.link(settings, options.who))


def _invite(options: argparse.Namespace, settings: Settings) -> int:
    from bot.commands.inviting import Wanted, add

    names = ("name", "email", "role", "programme", "centre", "language", "hour")
    code = asyncio.run(add(settings, Wanted(**{name: getattr(options, name) for name in names})))
    if settings.telegram_token or not settings.whatsapp:
        print(f"Ask them to open, within seven days: https://t.me/YOUR_BOT?start={code}")
    if settings.whatsapp:
        print(f"Ask them to open, within seven days, on WhatsApp: https://wa.me/YOUR_NUMBER?text=start%20{code}")
    return 0


def _verify(_: argparse.Namespace, settings: Settings) -> int:
    from bot.commands import inviting

    return asyncio.run(inviting.verify(settings))


if __name__ == "__main__":
    sys.exit(main())
