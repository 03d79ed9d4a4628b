"""The round in which money is asked for: schedules billed and mailed, then reminders, statements, thanks and notices.

It writes into each client's outbox and sends nothing. As often as it runs, and wherever it stops, each is written once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bookdesk.core.errors import BookDeskError
from bookdesk.invoicing.mailing import SalesMailing
from bookdesk.invoicing.recurring import Billed, ScheduleService
from bookdesk.ledger.owner import NotStarted
from bookdesk.models.mail import MailMessage
from bookdesk.office.mailing import Borrow, senders
from bookdesk.receivables.daily import write_due
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.security.practice import OpenPractice
from bookdesk.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Collected:
    """What a round did for one client: invoices of schedules, mails, what a person takes up, and what failed."""

    billed: tuple[Billed, ...]
    written: tuple[MailMessage, ...]
    escalated: int
    failed: tuple[tuple[str, BookDeskError], ...]


@dataclass(frozen=True, slots=True)
class ClientRound:
    """What a round did for a client, or why nothing could be done for him."""

    entry: ClientEntry
    collected: Collected | None = None
    error: BookDeskError | None = None


def collect(workspace: Workspace) -> Collected:
    """Write what is due of a client. Who may not invoice for him is refused with `NotAllowed`."""
    desk = workspace.desk
    billed = tuple(ScheduleService(desk).bill())
    mailed = SalesMailing(desk).write_all([one.invoice.id for one in billed if one.to_send and one.invoice])
    numbers = {one.invoice.id: one.invoice.number or "" for one in billed if one.invoice}
    run = write_due(desk)
    workspace.serve()
    failed = [(numbers.get(id_, id_), error) for id_, error in mailed.failed]
    failed += [(f"schedule, {one.occurrence.day}", one.why) for one in billed if one.why is not None]
    return Collected(billed, (*mailed.written, *run.written), run.escalated, (*failed, *run.failed))


def collect_all(practice: OpenPractice, borrow: Borrow) -> Iterator[ClientRound]:
    """Write what is due of every client this user invoices for, and yield what came of it.

    One that fails keeps no other; who was not taken on yet is passed over.
    """
    for entry in senders(practice.clients()):
        try:
            with borrow(entry.client_id) as workspace:
                done = collect(workspace)
        except NotStarted:
            continue
        except BookDeskError as error:
            yield ClientRound(entry, error=error)
        else:
            yield ClientRound(entry, done)
