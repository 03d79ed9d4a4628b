"""`bookdesk template`: the words of mails, built in or the client's own."""

from __future__ import annotations

import argparse
from pathlib import Path

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, Handler, add_command
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.errors import InputError, UsageError
from bookdesk.core.ownfiles import read_own_file
from bookdesk.core.vocabulary import MailKind, Tone
from bookdesk.mail.templates import Template
from bookdesk.mail.templateservice import MailTemplateService, Words
from bookdesk.mail.wordings import LANGUAGES
from bookdesk.security.roles import Permission

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so
_MOST_BYTES = 2_000_000
"""Of a file with words; how many characters are taken, the service says."""


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("template", help="the words of mails").add_subparsers(required=True)
    listing = add_command(acts, "list", "which mails have words of the client's own", _list)
    listing.add_argument("--language", choices=LANGUAGES)
    add_workspace_arguments(listing)
    _act(acts, "show", "the words of one kind of mail, with its placeholders", _show)
    preview = _act(acts, "preview", "a mail to a made-up customer in these words", _preview)
    edit = _act(acts, "edit", "use other words from now on", _edit)
    edit.add_argument("--version", type=int, help="the version that was read")
    for parser in (preview, edit):
        parser.add_argument("--subject")
        parser.add_argument("--body-file", type=Path, metavar="FILE", help="the text, in UTF-8")
    _act(acts, "reset", "use the built-in words again", _reset)


def _act(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    parser.add_argument("kind", type=MailKind, choices=list(MailKind))
    parser.add_argument("language", choices=LANGUAGES)
    parser.add_argument("--tone", type=Tone, choices=list(Tone), default=Tone.FRIENDLY, help="of a reminder")
    add_workspace_arguments(parser)
    return parser


def _list(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        for one in MailTemplateService(workspace.desk).words(arguments.language):
            console.row(_row(one), f"{_named(one)}: {'own words' if one.own else 'built in'}.")
    return console.status


def _show(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        _tell(MailTemplateService(workspace.desk).show(arguments.kind, arguments.language, arguments.tone), console)
    return console.status


def _preview(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        service = MailTemplateService(workspace.desk)
        words = None
        if arguments.subject is not None or arguments.body_file is not None:
            words = _typed(arguments, service)
        found = service.preview(arguments.kind, arguments.language, arguments.tone, words)
    console.row({"subject": found.subject, "text": found.plain}, f"{found.subject}\n\n{found.plain}")
    return console.status


def _edit(arguments: Arguments, console: Console) -> int:
    if arguments.subject is None and arguments.body_file is None:
        raise UsageError("Nothing to change was said.", "Give --subject, --body-file or both.")
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        service = MailTemplateService(workspace.desk)
        words = _typed(arguments, service)
        _tell(service.keep(arguments.kind, arguments.language, arguments.tone, words, arguments.version), console)
    return console.status


def _reset(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        _tell(MailTemplateService(workspace.desk).reset(arguments.kind, arguments.language, arguments.tone), console)
    return console.status


def _typed(arguments: Arguments, service: MailTemplateService) -> Template:
    """Return the words as they would be: what is typed, and what is not as it is now."""
    now = service.show(arguments.kind, arguments.language, arguments.tone).template
    body = now.body if arguments.body_file is None else _text(arguments.body_file)
    return Template(now.subject if arguments.subject is None else arguments.subject, body)


def _text(path: Path) -> str:
    try:
        return read_own_file(path, _MOST_BYTES).decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{path.name} is no text in UTF-8.", "Save it as UTF-8.") from None


def _tell(one: Words, console: Console) -> None:
    head = f"{_named(one)} ({'own words' if one.own else 'built in'})"
    console.row(_row(one), f"{head}\n{one.template.subject}\n\n{one.template.body}")


def _named(one: Words) -> str:
    return f"{one.kind} in {one.language}" + (f", {one.tone}" if one.kind is MailKind.REMINDER else "")


def _row(one: Words) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "language": one.language,
        "tone": one.tone.value,
        "own": one.own,
        "version": one.version,
        "subject": one.template.subject,
        "body": one.template.body,
    }
