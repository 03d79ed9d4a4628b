"""`bookdesk inbox`: the review without a window, from listing to confirming, one act a command."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from bookdesk.capture.arrivals import came_in_words
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.views import BillView, FieldView, InboxItem, InboxRow, LineView, with_names
from bookdesk.cli import layouts, parting
from bookdesk.cli.asking import at_terminal
from bookdesk.cli.capture import capturing
from bookdesk.cli.compared import told_beside
from bookdesk.cli.console import Console, Row, with_command
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_words, assignments, whole
from bookdesk.cli.people import open_peopled
from bookdesk.cli.session import add_workspace_arguments, clock, open_as, open_client, passphrase
from bookdesk.core.errors import UsageError
from bookdesk.models.document import DocumentState
from bookdesk.office.addressed import addressee_among, takers
from bookdesk.office.moving import move_document
from bookdesk.office.opened import Office
from bookdesk.reading.second import ENGINES
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.security.roles import Permission

_Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so


def register(commands: _Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("inbox", help="review captured documents").add_subparsers(required=True)
    listing = add_command(acts, "list", "documents and where they stand", _list)
    listing.add_argument("--state", type=DocumentState, choices=list(DocumentState), action="append", default=[])
    add_workspace_arguments(listing)
    _act(acts, "show", "one document: fields, checks, remarks, draft bill", _show)
    correct = _act(acts, "set", "correct fields: issue_date=2026-05-04 line.1.tax_code=GST kind=invoice", _set)
    correct.add_argument("corrections", nargs="+", metavar="FIELD=VALUE")
    _act(acts, "compare", "what differs from the document it may be again", _compare).add_argument(
        "other", nargs="?", default="", help="intake number or id; none: the likeliest one"
    )
    unlock = _act(acts, "unlock", "read a locked document with its password", _unlock)
    unlock.add_argument("--password-file", type=Path, help="file with the password; asked for otherwise")
    again = _act(acts, "read-again", "read a document anew, also with the second reader", _read_again)
    again.add_argument("--engine", choices=list(ENGINES), default="rapid", help="who reads (default: both readers)")
    again.add_argument("--drop-corrections", action="store_true", help="lose what was corrected and said of it")
    confirm = _act(acts, "confirm", "make the draft a reviewed bill", _confirm)
    parting.add_acts(acts)
    layouts.add_acts(acts)
    reopen = _act(acts, "reopen", "take a confirmed document back to review", _reopen)
    reject = _act(acts, "reject", "put a document aside", _reject)
    reject.add_argument("--why", required=True, type=as_words)
    move = _act(acts, "move", "hand a document over to the client it belongs to", _move)
    move.add_argument("--to", required=True, metavar="CLIENT", help="name or id")
    for parser in (correct, confirm, reopen, reject, move):
        parser.add_argument("--version", type=whole(1), help="refuse if somebody changed it since this version")


def _act(acts: _Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    parser.add_argument("document", help="intake number or id")
    add_workspace_arguments(parser)
    return parser


def _list(args: Arguments, console: Console) -> int:
    def act(inbox: InboxService) -> None:
        for row in inbox.list(args.state):
            console.row(list_row(row), _line(row))

    return _with_inbox(args, console, act, writes=False)


def _show(args: Arguments, console: Console) -> int:
    return _with_inbox(args, console, lambda inbox: inbox.show(args.document), writes=False)


def _set(args: Arguments, console: Console) -> int:
    corrections = assignments(args.corrections)
    return _with_inbox(args, console, lambda inbox: inbox.set(args.document, corrections, version=args.version))


def _compare(args: Arguments, console: Console) -> int:
    return _with_inbox(
        args, console, lambda inbox: told_beside(inbox.compare(args.document, args.other), console), writes=False
    )


def _unlock(args: Arguments, console: Console) -> int:
    if args.password_file is None and not at_terminal():
        raise UsageError(
            "There is no password of the document.", "Name a file that holds it.", command="--password-file FILE"
        )
    password = passphrase(args.password_file, "Password of the document: ").reveal().decode("utf-8")
    return _with_inbox(args, console, lambda inbox: inbox.unlock(args.document, password))


def _read_again(args: Arguments, console: Console) -> int:
    second, drop = ENGINES[args.engine], args.drop_corrections
    return _with_inbox(args, console, lambda inbox: inbox.read_again(args.document, second, drop=drop))


def _confirm(args: Arguments, console: Console) -> int:
    return _with_inbox(args, console, lambda inbox: inbox.confirm(args.document, version=args.version))


def _reopen(args: Arguments, console: Console) -> int:
    return _with_inbox(args, console, lambda inbox: inbox.reopen(args.document, version=args.version))


def _reject(args: Arguments, console: Console) -> int:
    def act(inbox: InboxService) -> None:
        row = inbox.reject(args.document, args.why, version=args.version)
        console.row(list_row(row), _line(row))

    return _with_inbox(args, console, act)


def _move(args: Arguments, console: Console) -> int:
    with open_as(args) as practice:
        office = Office(practice, clock())
        source, target = practice.client(args.client), practice.client(args.to)
        with open_client(args, practice, writes=True):
            moved = move_document(office, args.document, source.client_id, target.client_id, version=args.version)
    row = {"client": moved.client_id, "number": moved.number, "id": moved.document_id, "duplicate": moved.duplicate}
    told = f"It is document {moved.number} of {target.name} now"
    console.row(row, f"{told}, where the same file lay already." if moved.duplicate else f"{told}.")
    if not moved.duplicate:
        console.say(f"It is read when documents of {target.name} are read next: bookdesk capture --client CLIENT.")
    return console.status


def _with_inbox(
    args: Arguments, console: Console, act: Callable[[InboxService], InboxItem | None], *, writes: bool = True
) -> int:
    """Do something in the inbox; a document that it returns is told, people in it by their names."""
    with open_peopled(args, writes=writes) as people:
        workspace = people.workspace
        workspace.require(Permission.CAPTURE if writes else Permission.SEE)
        with capturing(workspace) as capture:
            item = act(InboxService(workspace.desk, capture))
        if item is not None:
            _print(with_names(item, people.named), console, workspace.entry.profile.zone)
            _tell_whose(item, takers(people.clients, workspace.entry), console)
    return console.status


def list_row(row: InboxRow) -> Row:
    """Return one document of the list."""
    return {
        "number": row.number,
        "id": row.document_id,
        "version": row.version,
        "file": row.file_name,
        "state": row.state.value,
        "kind": row.kind.value if row.kind else None,
        "reason": row.reason,
        "duplicate_of": row.duplicate_of,
        "bill": row.bill_id,
        "supplier_name": row.supplier,
        "invoice_number": row.bill_number,
        "issue_date": row.document_date,
        "due_date": row.due_date,
        "total": row.total.text if row.total else None,
        "currency": row.total.currency if row.total else None,
        "to_check": row.to_check,
    }


def item_row(item: InboxItem, zone: str | None) -> Row:
    """Return one document in full; when it came is told by the clock of the client's IANA `zone`."""
    return {
        **list_row(item.row),
        "fields": {field.name: _field(field) for field in item.fields},
        "checks": [{"name": name, "passed": passed} for name, passed in item.checks],
        "remarks": list(item.remarks),
        "papers": list(item.papers),
        "came": _came(item, zone),
        "draft": _bill(item.bill) if item.bill else None,
    }


def _came(item: InboxItem, zone: str | None) -> str | None:
    """Return how a document came, unless somebody handed it in as a file."""
    came = item.arrival.came
    if came is None:
        return None
    sent = came.sent_at.astimezone(ZoneInfo(zone or "UTC")) if came.sent_at is not None else None
    return came_in_words(came, f"{sent:%Y-%m-%d %H:%M %Z}" if sent is not None else "")


def _field(field: FieldView) -> Row:
    return {
        "value": field.value,
        "read": field.read_value,
        "state": field.state.value,
        "confidence": field.confidence,
        "page": field.page,
        "box": list(field.box) if field.box else None,
        "why": field.why,
        "alternatives": [{"value": other.value, "why": other.why} for other in field.alternatives],
    }


def _bill(bill: BillView) -> Row:
    return {
        "kind": bill.kind,
        "status": bill.status.value,
        "supplier_known": bill.supplier_known,
        "tax_mode": bill.tax_mode.value,
        "net": bill.net.text,
        "tax": bill.tax.text,
        "total": bill.total.text,
        "amount_due": bill.amount_due.text if bill.amount_due else None,
        "way_of_payment": bill.way_of_payment.value,
        "po_number": bill.order_number,
        "payment_reference": bill.payment_reference,
        "posting_date": bill.posting_date,
        "lines": [_line_row(line) for line in bill.lines],
    }


def _line_row(line: LineView) -> Row:
    return {
        "position": line.position,
        "description": line.description,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "account": line.account,
        "tax_code": line.tax_code,
        "net": line.net.text,
        "tax": line.tax.text,
        "gross": line.gross.text,
        "tax_edited": line.tax_edited,
        "why": line.why,
    }


def _tell_whose(item: InboxItem, others: Sequence[ClientEntry], console: Console) -> None:
    """Say which other client of the practice a document that is open is addressed to, and how it comes there."""
    said = {field.name: field.value for field in item.fields} if item.row.state is DocumentState.TO_REVIEW else {}
    meant = addressee_among(said.get("customer_name"), others)
    if meant is not None:
        way = f'bookdesk inbox move {item.row.number} --to "{meant.name}"'
        console.say(with_command(f"It is addressed to {meant.name}, a client of the practice: move it there.", way))


def _print(item: InboxItem, console: Console, zone: str | None) -> None:
    console.row(item_row(item, zone), _in_full(item))


def _line(row: InboxRow) -> str:
    """Return a document of the list in words."""
    named = " ".join(filter(None, (row.supplier, row.bill_number))) or row.file_name
    total = f"  {row.total}" if row.total else ""
    due = f"  due {row.due_date}" if row.due_date else ""
    check = f"  {row.to_check} to check" if row.to_check and row.state is DocumentState.TO_REVIEW else ""
    reason = f": {row.reason}" if row.reason else ""
    return f"{row.number:>5}  {row.state.value:12} {named}{total}{due}{check}{reason}"


def _in_full(item: InboxItem) -> str:
    """Return a document in words."""
    lines = [_line(item.row)]
    lines += [
        f"       {field.name:18} {field.value}  ({field.state.value}: {field.why})"
        for field in item.fields
        if field.value
    ]
    lines += [f"       {'passed' if passed else 'FAILED'}: {name}" for name, passed in item.checks]
    lines += [f"       note: {remark}" for remark in (*item.remarks, *item.papers)]
    for line in item.bill.lines if item.bill else ():
        lines.append(
            f"       line {line.position}: {line.description}  {line.net.text} + {line.tax.text} = {line.gross.text}"
            f"  account {line.account or '?'}  tax code {line.tax_code or '?'}"
        )
    return "\n".join(lines)
