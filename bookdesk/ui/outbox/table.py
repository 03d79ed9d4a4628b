"""What the list of mails shows of each, and the pane of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bookdesk.core.vocabulary import MailKind, MailStage
from bookdesk.mail.comeback import came_back
from bookdesk.mail.listing import MailOrder, MailRow
from bookdesk.mail.outbox import texts
from bookdesk.mail.service import MailDetails, MailFact
from bookdesk.models.mail import MailEventKind
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

_STAGES = {
    MailStage.UNKNOWN: Pill("alert", "Not known", Tone.WARN),
    MailStage.REFUSED: Pill("failed", "Refused", Tone.BAD),
    MailStage.SENDING: Pill("send", "Being sent", Tone.INFO),
    MailStage.ACCEPTED: Pill("check", "Sent", Tone.GOOD),
}
_KINDS = {
    MailKind.ESTIMATE: "Estimate",
    MailKind.INVOICE: "Invoice",
    MailKind.CREDIT_NOTE: "Credit note",
    MailKind.RECEIPT: "Receipt",
    MailKind.THANKS: "Thanks",
    MailKind.REMINDER: "Reminder",
    MailKind.STATEMENT: "Statement",
    MailKind.NOTICE: "Notice",
}
_KILO, _MEGA = 1000, 1_000_000


def state_pill(row: MailRow) -> Pill:
    """Return the one state a person looks for first: what he has to decide, else how far it is and why it waits."""
    if row.stage in _STAGES and row.stage is not MailStage.ACCEPTED:
        return _STAGES[row.stage]
    if row.back:
        return Pill("failed", "Came back", Tone.BAD)
    if row.refused:
        return Pill("failed", "Refused by some", Tone.BAD)
    if row.stage is MailStage.QUEUED:
        return _waiting(row)
    if row.stage is MailStage.CANCELLED:
        return Pill("void", "Not wanted" if row.withdrawn else "Not sent")
    return Pill("check", "Seen to", Tone.PLAIN) if row.settled else _STAGES[MailStage.ACCEPTED]


def _waiting(row: MailRow) -> Pill:
    """Return why a mail has not left."""
    if row.stopped is not None:
        return Pill("void", f"Stopped: {row.stopped.word}", Tone.BAD)
    if row.held:
        return Pill("hold", "Held", Tone.WARN)
    if row.settled_since is not None:
        return Pill("alert", "Sum changed", Tone.WARN)
    if row.early:
        return Pill("clock", "Quiet hours", Tone.INFO)
    if row.offline:
        return Pill("offline", "Offline", Tone.WARN)
    return Pill("waiting", "Tries again", Tone.WARN) if row.tries else Pill("waiting", "Waits", Tone.INFO)


def about(row: MailRow) -> str:
    """Return what a mail is about: `Invoice INV-0001`, `Reminder INV-0001 + 2`, `Statement`."""
    first = row.numbers[0] if row.numbers else ""
    more = f"+ {len(row.numbers) - 1}" if len(row.numbers) > 1 else ""
    return " ".join(filter(None, (_KINDS[row.kind], first, more)))


def _about_note(row: MailRow) -> str:
    return f"{_KINDS[row.kind]} {', '.join(row.numbers)}".strip()


def _to(row: MailRow) -> str:
    return row.customer or ", ".join(row.recipients)


COLUMNS: tuple[Column[MailRow], ...] = (
    Column(
        "customer",
        "To",
        160,
        _to,
        order=MailOrder.CUSTOMER,
        note=lambda row: ", ".join(row.recipients),
    ),
    Column("address", "Address", 190, lambda row: ", ".join(row.recipients), muted=True, hidden=True),
    Column(
        "subject",
        "Subject",
        200,
        lambda row: row.subject,
        order=MailOrder.SUBJECT,
        note=lambda row: row.subject,
        grows=True,
    ),
    Column("about", "About", 130, about, note=_about_note, muted=True, spare=3),
    Column("written", "Written", 146, lambda row: wording.moment(row.written_at), order=MailOrder.WRITTEN, spare=2),
    Column("tries", "Tries", 56, lambda row: str(row.tries or ""), number=True, spare=4),
    Column("state", "State", 164, lambda row: state_pill(row).words, pill=state_pill, order=MailOrder.STATE),
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a mail, as the timeline shows it."""

    when: datetime
    who: str
    label: str
    note: str
    undone: bool = False


_SERVER, _MAILBOX = "The mail server", "The mailbox"
_HAPPENED: dict[MailEventKind, tuple[str, str]] = {
    MailEventKind.ACCEPTED: ("Taken over for {}", _SERVER),
    MailEventKind.REFUSED: ("Refused for {}", _SERVER),
    MailEventKind.DELAYED: ("Put off for {}", _SERVER),
    MailEventKind.BOUNCED: ("Came back from {}", _MAILBOX),
    MailEventKind.CANCELLED: ("Taken out of the outbox", "BookDesk"),
    MailEventKind.AGAIN: ("To be sent once more", "BookDesk"),
    MailEventKind.HELD: ("Held", "BookDesk"),
    MailEventKind.RELEASED: ("Released", "BookDesk"),
    MailEventKind.SETTLED: ("Seen to: {}", "BookDesk"),
    MailEventKind.UNLINKED: ("A link to pay online is missing", "BookDesk"),
}


def happenings(details: MailDetails, person: Callable[[str], str]) -> list[Happening]:
    """Return what happened to a mail, oldest first, each in the words of who said it; `person` names users."""
    message = details.message
    written = Happening(message.written_at, person(message.written_by), "Written", "")
    return [written, *(_happening(one, person) for one in details.facts)]


def _happening(fact: MailFact, person: Callable[[str], str]) -> Happening:
    label, source = _HAPPENED[fact.kind]
    label = label.format(fact.recipient or "nobody in particular")
    generic = fact.by is not None and fact.kind is not MailEventKind.SETTLED
    note = "" if generic else wording.local(fact.detail or "")
    return Happening(fact.at, person(fact.by) if fact.by else source, label, note)


def facts_of(details: MailDetails, row: MailRow) -> list[tuple[str, str]]:
    """Return what stands above a letter: to whom, from whom, when it leaves or left."""
    message, view = details.message, details.view
    waits = row.stage is MailStage.QUEUED and not row.held
    return [
        ("To", ", ".join(texts(message.recipients))),
        ("Copy", ", ".join(texts(message.copies))),
        ("From", message.from_name),
        ("Answers to", message.reply_to or ""),
        ("About", _about_note(row)),
        ("Written", wording.moment(message.written_at)),
        ("Not before", wording.moment(row.not_before) if row.early else ""),
        ("Tried next", wording.moment(view.next_at) if waits and not row.early else ""),
        ("Tries", str(view.tries or "")),
        ("Left", wording.moment(row.left_at)),
        ("Not yet with", ", ".join(view.left) if row.left_at is not None else ""),
    ]


def warning(details: MailDetails, row: MailRow) -> str:
    """Return what is to be known of a mail before anything is done: why it did not leave, and of its addresses."""
    view = details.view
    said = [*_outdated(row), *([wording.local(view.problem)] if view.problem else [])]
    said += _came_back(details, row)
    if view.stage is MailStage.UNKNOWN:
        said.append("Ask the customer, or look among what was sent; then say below what is so.")
    if details.shut and view.stage in {MailStage.QUEUED, MailStage.ACCEPTED}:
        said.append(f"{came_back(details.shut)}.")
    return "\n".join(said)


def _outdated(row: MailRow) -> list[str]:
    """Return what changed of a waiting mail's document since it was written."""
    if row.stopped is not None:
        return [f"{row.stopped.why.removesuffix('.')}, so it will not leave. Take it out of the outbox."]
    if row.settled_since is None:
        return []
    amount = wording.money(abs(row.settled_since))
    what = f"{amount} of the invoice was paid, credited or written off"
    if row.settled_since.minor < 0:
        what = f"{amount} that was settled of the invoice is open again"
    return [f"{what} after this was written: the sum to pay in it is the old one. Take it out and write it anew."]


def _came_back(details: MailDetails, row: MailRow) -> list[str]:
    """Return from whom a mail came back, in the words of the report, and what to do."""
    if not row.back:
        return []
    found = [one for one in details.facts if one.kind is MailEventKind.BOUNCED]
    reports = [f"It came back{f' from {one.recipient}' if one.recipient else ''}: {one.detail}" for one in found]
    return [*reports, "Mend the address and send the document once more, or say below what you did."]


def size(count: int) -> str:
    """Return the size of a file as people read it: `34 kB`, `1.2 MB`."""
    return f"{count / _MEGA:.1f} MB" if count >= _MEGA else f"{max(1, round(count / _KILO))} kB"
