"""Mail as rows and sentences of the command line."""

from __future__ import annotations

from bookdesk.cli.console import Row
from bookdesk.core.vocabulary import MailStage
from bookdesk.mail.accounts import Account
from bookdesk.mail.outbox import texts
from bookdesk.mail.service import MailDetails, MailView
from bookdesk.office.mailing import ClientMail

_ENOUGH = 8
"""Of the end of an id: enough to name a mail by."""


def account_row(account: Account) -> Row:
    """Return an account as one object; its password is not in it."""
    server, mailbox = account.server, account.mailbox
    return {
        "name": account.name,
        "whose": "firm" if account.firm else "client",
        "address": server.address,
        "host": server.host,
        "port": server.port,
        "security": server.security.value,
        "mail_user": server.user,
        "password": "kept" if server.password is not None else None,
        "imap_host": mailbox.host if mailbox else None,
        "imap_port": mailbox.port if mailbox else None,
        "imap_security": mailbox.security.value if mailbox else None,
        "imap_folder": mailbox.folder if mailbox else None,
    }


def account_text(account: Account) -> str:
    """Return an account as a sentence."""
    server, mailbox = account.server, account.mailbox
    by = f"{server.address} by {server.host}, port {server.port} ({server.security.value})"
    reads = f"; bounces from {mailbox.host}, folder {mailbox.folder}" if mailbox else "; bounces are not read"
    return f"{'The firm' if account.firm else 'This client'} sends as {by}{reads}."


def view_row(view: MailView) -> Row:
    """Return a mail of the list as one object."""
    return {
        "id": view.id,
        "kind": view.kind.value,
        "contact": view.contact,
        "recipients": list(view.recipients),
        "subject": view.subject,
        "written_at": view.written_at,
        "stage": view.stage.value,
        "tries": view.tries,
        "next_at": view.next_at,
        "problem": view.problem,
        "left": list(view.left),
        "bounced": list(view.bounced),
        "held": view.held,
        "stopped": view.stopped,
    }


def view_text(view: MailView) -> str:
    """Return a mail of the list in lines: what it is, then why it is still here."""
    whom = view.contact or ", ".join(view.recipients)
    lines = [f"…{view.id[-_ENOUGH:]} [{view.stage.value}] {whom}: {view.subject}"]
    if view.next_at is not None:
        lines.append(f"    next at {view.next_at:%Y-%m-%d %H:%M} UTC, after {view.tries} tries")
    if view.problem:
        lines.append(f"    ! {view.problem}")
    if view.stopped:
        lines.append(
            f"    ! {view.stopped.removesuffix('.')}, so it will not leave. Take it out: bookdesk mail cancel."
        )
    if view.stage is MailStage.UNKNOWN:
        lines.append("    Ask the customer, then say what is so: bookdesk mail resolve.")
    lines += [f"    ! came back from {one}" for one in view.bounced]
    return "\n".join(lines)


def details_row(details: MailDetails) -> Row:
    """Return one mail in full."""
    message = details.message
    return {
        **view_row(details.view),
        "message_id": message.message_id,
        "from_name": message.from_name,
        "reply_to": message.reply_to,
        "copies": list(texts(message.copies)),
        "language": message.language,
        "text": message.plain,
        "left_as": [
            {"at": one.at, "text": one.plain, "html": one.html, "slips": list(texts(one.slips))} for one in details.left
        ],
        "files": [*details.files, *(one.file_name for one in details.slips)],
        "not_before": message.not_before,
        "facts": [
            {"kind": one.kind.value, "at": one.at, "recipient": one.recipient, "detail": one.detail}
            for one in details.facts
        ],
    }


def details_text(details: MailDetails) -> str:
    """Return one mail as it is read, with what is known of it behind."""
    message = details.message
    lines = [
        view_text(details.view),
        f"    from {message.from_name}, replies to {message.reply_to or 'the account'}",
        f"    to {', '.join(details.view.recipients)}",
        *(f"    with {name}" for name in (*details.files, *(one.file_name for one in details.slips))),
        "",
        details.text.rstrip("\n"),
    ]
    facts = [
        f"    {one.at:%Y-%m-%d %H:%M} UTC {one.kind.value}{f', {one.recipient}' if one.recipient else ''}: {one.detail}"
        for one in details.facts
    ]
    return "\n".join([*lines, *([""] if facts else []), *facts])


def report_row(one: ClientMail) -> Row:
    """Return what a round did for a client."""
    report = one.report
    return {
        "client": one.entry.name,
        "accepted": report.accepted,
        "refused": report.refused,
        "put_off": report.put_off,
        "unknown": report.unknown,
        "withdrawn": report.withdrawn,
        "bounced": one.bounced,
        "problem": report.problem,
    }


def report_text(one: ClientMail) -> str:
    """Return what a round did for a client as a sentence."""
    report = one.report
    counts = {
        "left": report.accepted,
        "refused": report.refused,
        "put off": report.put_off,
        "unknown": report.unknown,
        "not wanted any more": report.withdrawn,
        "came back": one.bounced,
    }
    said = ", ".join(f"{count} {words}" for words, count in counts.items() if count)
    return f"{one.entry.name}: {said or 'nothing is due'}."
