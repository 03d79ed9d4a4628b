"""What the commands for invoices, estimates and schedules have in common: how a document is typed, saved and mailed."""

from __future__ import annotations

import argparse
from pathlib import Path

from bookdesk.cli.console import Console, Row, told
from bookdesk.cli.parsing import Arguments
from bookdesk.core.errors import UsageError
from bookdesk.core.ownfiles import write_new
from bookdesk.formats.einvoice.invoice import Syntax
from bookdesk.invoicing.handing import take_einvoice, take_papers, take_shown
from bookdesk.invoicing.mailing import SalesMailing, Wish
from bookdesk.receivables.online.offering import Offered, offered_in_mail
from bookdesk.store.desk import Desk

_LINE = "TEXT; quantity=3; price=120; unit=h; tax=CODE; account=CODE; product=CODE; discount=5%%; from=DAY; to=DAY"
_PART = "NAME; 30%% or an amount or rest; a day, or net 7, or nothing until it is reached. None takes the plan away"


def add_document_arguments(parser: argparse.ArgumentParser, *, plan: bool = False) -> None:
    """Let a command be told fields, lines and, for an invoice, its parts."""
    parser.add_argument(
        "assignments",
        nargs="*",
        metavar="FIELD=VALUE",
        help="date, due, terms, currency, rate, reference, note, discount...; line.2.price of a line that is there",
    )
    parser.add_argument("--line", dest="lines", action="append", default=[], metavar="LINE", help=_LINE)
    if plan:
        parser.add_argument("--part", dest="parts", action="append", default=[], metavar="PART", help=_PART)


def add_paper_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a command be told where the PDF goes."""
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the PDF; it must not be there yet")
    parser.add_argument("--draft", action="store_true", help="as it would be now; nothing is kept")


def add_mail_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a command be told how a mail differs from the usual."""
    parser.add_argument("--to", action="append", default=[], metavar="ADDRESS", help="instead of the customer's own")
    parser.add_argument("--copy", action="append", default=[], metavar="ADDRESS")
    parser.add_argument("--again", action="store_true", help="although it was mailed before")
    parser.add_argument("--preview", action="store_true", help="show the mail and write none")


def save_paper(desk: Desk, document_id: str, arguments: Arguments, console: Console) -> None:
    """Write the PDF of a document to a new file: as it was issued, or as it would be now. The history says so first."""
    _require_new(arguments.out)
    found = take_shown(desk, document_id) if arguments.draft else take_papers(desk, [document_id])[0][1]
    write_new(arguments.out, found)
    console.row({"file": str(arguments.out), "bytes": len(found)}, f"{arguments.out} was written.")


def save_einvoice(desk: Desk, document_id: str, arguments: Arguments, console: Console) -> None:
    """Write the data of an issued invoice as XML to a new file; refused where it would be wrong."""
    _require_new(arguments.out)
    _, found = take_einvoice(desk, document_id, Syntax.CII if arguments.cii else Syntax.UBL)
    write_new(arguments.out, found)
    console.row({"file": str(arguments.out), "bytes": len(found)}, f"{arguments.out} was written.")


def _require_new(path: Path) -> None:
    """Refuse a file that is there, before the history says that something was taken out."""
    if path.exists():
        raise UsageError(f"{path} is there already.", "Choose another name, or take that file away.")


def mail(desk: Desk, document_id: str, arguments: Arguments, console: Console) -> None:
    """Put the mail with a document into the outbox, or show it; says what speaks against mailing it."""
    service, wish = SalesMailing(desk), Wish(tuple(arguments.to), tuple(arguments.copy), again=arguments.again)
    seen = service.preview(document_id, wish)
    for warned in seen.warned:
        console.say(warned.sentence)
    for problem in seen.einvoice.problems:
        console.say(f"The data that the PDF carries is not in order: {problem}")
    offered = offered_in_mail(desk, document_id)
    if offered is not None:
        _tell_cost(offered, console)
    if arguments.preview:
        console.row(
            {
                "to": list(seen.recipients),
                "from": seen.from_name,
                "subject": seen.text.subject,
                "text": seen.text.plain,
                "online": _offered_row(offered) if offered is not None else None,
            },
            "\n".join(
                [f"To: {', '.join(seen.recipients)}", f"From: {seen.from_name}", seen.text.subject, "", seen.text.plain]
            ),
        )
        return
    written = service.write(document_id, wish)
    console.row(
        {"mail": written.id, "to": list(seen.recipients), "subject": written.subject},
        f"'{written.subject}' to {', '.join(seen.recipients)} waits in the outbox.",
    )


def _tell_cost(offered: Offered, console: Console) -> None:
    """Say what a link in the mail offers, and what that is expected to cost, before it is offered."""
    console.say(f"A link to pay {offered.amount} online is made as the mail leaves, where the gateway answers then.")
    for method, one in offered.expected.items():
        console.say(f"By {method} it is expected to cost {one.fee + one.tax}, so {one.net} would arrive.")
    if not offered.expected:
        console.say("What that costs is not known: nobody entered what the gateway charges.")


def _offered_row(offered: Offered) -> Row:
    return {
        "amount": offered.amount.text,
        "currency": offered.amount.currency,
        "expected": {
            method.value: {"fee": (one.fee + one.tax).text, "net": one.net.text}
            for method, one in offered.expected.items()
        },
    }


def mail_all(desk: Desk, document_ids: list[str], console: Console) -> None:
    """Put the mails with several documents into the outbox; those that cannot be written are told."""
    done = SalesMailing(desk).write_all(document_ids)
    for document_id, error in done.failed:
        console.problem(f"The mail with {document_id} was not written: {told(error)}")
