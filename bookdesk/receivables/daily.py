"""All that is written by itself for a client: reminders, monthly statements, thanks, and notices of what was paid.

It may be started as often as one likes: what was written is not written again, and what must wait for a person waits.
"""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.core.errors import BookDeskError
from bookdesk.ledger.owner import client_today
from bookdesk.models.mail import MailMessage
from bookdesk.receivables.ladders import read_ladders
from bookdesk.receivables.reminding import Outcome, ReminderService
from bookdesk.receivables.statementmail import StatementService
from bookdesk.receivables.thanks import ThanksService
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class DailyRun:
    """What was written, whom a person has to take up, and what failed, by the name of whom or what it is about."""

    written: tuple[MailMessage, ...]
    escalated: int
    failed: tuple[tuple[str, BookDeskError], ...]


def write_due(desk: Desk) -> DailyRun:
    """Write what is due of a client now; nothing of it leaves before it is sent from the outbox."""
    thanks, statements = ThanksService(desk), StatementService(desk)
    thanked, monthly, noticed = thanks.thank(), statements.send_monthly(), thanks.notify()
    reminded = ReminderService(desk).send() if _reminds(desk) else Outcome((), (), 0, ())
    failed = [*thanked.failed, *monthly.failed, *((one.customer, one.error) for one in reminded.failed)]
    written = (*thanked.written, *monthly.written, *noticed, *reminded.written)
    return DailyRun(written, len(reminded.escalated), tuple(failed))


def _reminds(desk: Desk) -> bool:
    with desk.books.query() as session:
        return read_ladders(session, client_today(session, desk.clock)).active
