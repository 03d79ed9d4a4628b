"""What the inbox shows of a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bookdesk.capture.listing import DocumentRow, InboxOrder
from bookdesk.capture.views import InboxRow
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.models.document import DocumentState
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

_PILLS = {
    DocumentState.RECEIVED: Pill("waiting", "To be read"),
    DocumentState.NOT_PAYABLE: Pill("info", "Not payable", Tone.INFO),
    DocumentState.DUPLICATE: Pill("duplicate", "Duplicate", Tone.INFO),
    DocumentState.FAILED: Pill("failed", "Failed", Tone.BAD),
    DocumentState.LOCKED: Pill("lock", "Needs password", Tone.WARN),
    DocumentState.CONFIRMED: Pill("check", "Confirmed", Tone.GOOD),
    DocumentState.REJECTED: Pill("void", "Put aside"),
    DocumentState.MOVED: Pill("right", "Moved"),
}
READY = Pill("accept", "Ready", Tone.GOOD)
BEING_READ = Pill("waiting", "Being read")


def state_pill(row: DocumentRow) -> Pill:
    """Return what is to be done with a document; of one to review, how many doubts there are."""
    if row.state is not DocumentState.TO_REVIEW:
        return _PILLS[row.state]
    if row.ready:
        return READY
    return Pill("doubt", wording.count(row.doubts, "doubt") if row.doubts else "Incomplete", Tone.WARN)


def kind_words(kind: DocumentKind | None) -> str:
    """Return what a document is, in words."""
    return kind.value.replace("_", " ").capitalize() if kind is not None else ""


def repeats(row: DocumentRow, other: InboxRow | None) -> str:
    """Return in words what a document repeats: the other one and its bill, or why it was taken for one."""
    if other is None:
        return f"{row.file_name}: {row.reason or 'it is here already.'}"
    what = " ".join(filter(None, (kind_words(other.kind).lower() or "bill", other.bill_number)))
    who, over = other.supplier or "an unnamed supplier", wording.money(other.total)
    stands = _PILLS[other.state].words.lower() if other.state in _PILLS else "to review"
    return f"{row.file_name} repeats document {other.number} ({stands}), the {what} of {who}{over and f' over {over}'}."


def _who(row: DocumentRow) -> str:
    return row.supplier or row.file_name


def _total(row: DocumentRow) -> str:
    """Return the total with its currency; a credit note takes it off what is owed."""
    credit = row.total is not None and row.kind is DocumentKind.CREDIT_NOTE
    return wording.money(-abs(row.total) if credit and row.total is not None else row.total)


def _note(row: DocumentRow, zone: str) -> str:
    came = wording.how_it_came(row.came, zone)
    return "\n".join(filter(None, (row.file_name, kind_words(row.kind), told_why(row), came)))


def told_why(row: DocumentRow) -> str:
    """Return why a document is no bill to confirm: why it could not be read or paid, or what speaks against it."""
    return row.reason or wording.local(row.held or "")


def coded_words(codes: tuple[str, ...], what: str) -> str:
    """Return how the lines of a bill are coded: the one code, how many there are, or that some have none."""
    if len(codes) < 2:  # noqa: PLR2004 - one code, or none
        return next(iter(codes), "")
    return f"{len([one for one in codes if one])} {what}, some without" if "" in codes else f"{len(codes)} {what}"


def columns(being_read: Callable[[DocumentRow], bool], zone: Callable[[], str]) -> tuple[Column[DocumentRow], ...]:
    """Return the columns with the state of what is being read with its password just now.

    Times are told by the clock of the IANA `zone` that holds as rows are read: the client's, as his days are reckoned.
    """

    def pill(row: DocumentRow) -> Pill:
        return BEING_READ if being_read(row) else state_pill(row)

    def came(row: DocumentRow) -> str:
        return wording.moment_at(row.received_at, zone())

    def note(row: DocumentRow) -> str:
        return _note(row, zone())

    return (
        Column("number", "#", 44, lambda row: str(row.number), number=True, order=InboxOrder.NUMBER, muted=True),
        Column("who", "Supplier", 200, _who, order=InboxOrder.SUPPLIER, note=note, grows=True),
        Column("bill", "Number", 112, lambda row: row.bill_number or "", order=InboxOrder.BILL_NUMBER, spare=2),
        Column("kind", "Kind", 96, lambda row: kind_words(row.kind), order=InboxOrder.KIND, muted=True, spare=6),
        Column(
            "dated", "Date", 92, lambda row: wording.day(row.document_date), order=InboxOrder.DOCUMENT_DATE, spare=4
        ),
        Column("due", "Due", 92, lambda row: wording.day(row.due_date), order=InboxOrder.DUE_DATE, spare=1),
        Column("account", "Account", 92, lambda row: coded_words(row.accounts, "accounts"), spare=3),
        Column("tax_code", "Tax code", 80, lambda row: coded_words(row.tax_codes, "codes"), spare=5),
        Column("total", "Total", 124, _total, number=True, order=InboxOrder.TOTAL),
        Column("state", "State", 124, lambda row: pill(row).words, pill=pill, order=InboxOrder.STATE),
        Column("file", "File", 180, lambda row: row.file_name, order=InboxOrder.FILE_NAME, muted=True, hidden=True),
        Column("received", "Came", 176, came, order=InboxOrder.RECEIVED, hidden=True),
    )


BINDABLE = (DocumentState.TO_REVIEW, DocumentState.NOT_PAYABLE, DocumentState.DUPLICATE)
"""States in which a document may be taken apart, and put together with others."""
DONE = (DocumentState.CONFIRMED, DocumentState.REJECTED, DocumentState.MOVED)
_NOT_SO = {
    "confirm": "Only one of which nothing is doubtful is confirmed from the list: R brings it under review.",
    "put aside": "Only what is still open can be put aside.",
    "account": "Only the draft of a document to review is coded.",
    "tax code": "Only the draft of a document to review is coded.",
    "move": "What was confirmed is taken back to review first: R shows it, with Review again.",
    "bill": "Only a duplicate, or what is not payable, can be said to be a bill of its own.",
    "split": "Only what waits for review, is not payable or is a duplicate, and has pages, can be taken apart.",
    "merge": "Only what waits for review, is not payable or is a duplicate, and has pages, can be put together.",
    "rejoin": "It was neither taken apart nor put together, so that it is as it came.",
    "unlock": "It needs no password.",
    "again": "Only what could not be read is read again here; R shows it, and there Ctrl+Shift+G has it read anew.",
}
"""What is told of a document with which something cannot be done, after how it stands."""
_PAIR = 2


def why_not(name: str, rows: Sequence[DocumentRow]) -> tuple[str, Tone, str]:
    """Return why the command `name` cannot be done with the chosen documents, and what to do: for a message."""
    if not rows:
        return "No document is chosen.", Tone.PLAIN, "Choose one in the list first."
    many = f"{wording.count(len(rows), 'document')} {'is' if len(rows) == 1 else 'are'} chosen."
    if name == "compare":
        if len(rows) > 1:
            return many, Tone.PLAIN, "Choose two to see them side by side."
        return f"Document {rows[0].number} looks like no other one.", Tone.PLAIN, "Choose two to see them side by side."
    if name == "merge" and len(rows) < _PAIR:
        return many, Tone.PLAIN, "Choose all that are pages of one document, with Ctrl or Shift held."
    if name in {"split", "rejoin", "unlock"} and len(rows) > 1:
        return many, Tone.PLAIN, "Choose one."
    hinders = next((row for row in rows if not _allows(name, row)), rows[0])
    stands = state_pill(hinders).words.lower()
    return f"Document {hinders.number} is listed as “{stands}”.", Tone.PLAIN, _NOT_SO.get(name, "")


def _allows(name: str, row: DocumentRow) -> bool:
    """Whether a document that is chosen with others is none of those that hinder a command."""
    if name == "move":
        return row.state not in (DocumentState.CONFIRMED, DocumentState.MOVED)
    if name == "bill":
        return row.state in (DocumentState.DUPLICATE, DocumentState.NOT_PAYABLE)
    if name in {"split", "merge"}:
        return row.state in BINDABLE and bool(row.pages)
    return row.state is DocumentState.FAILED if name == "again" else False
