"""Reminders: how long it takes to see who gets what of 2,100 open invoices, and to write 300 mails once each.

The baseline of the look is to read the same invoices with their customers; that of writing is as many letters, a change
each, of which nothing is decided, none encloses anything and no step is noted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import process_time

from sqlalchemy import select

from bookdesk.bench.measure import Measurement, against, median
from bookdesk.bench.salesbooks import client_of_receivables
from bookdesk.core.clock import MovableClock
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailKind
from bookdesk.mail.outbox import Letter, write
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice
from bookdesk.office.asking import Asking
from bookdesk.receivables.policies import PolicyService
from bookdesk.receivables.reminding import Outcome, ReminderService
from bookdesk.reports.owed import Document, Owed
from bookdesk.store.desk import Desk

_CUSTOMERS, _EACH, _RUNS = 300, 7, 5
_TODAY = date(2026, 6, 30)


def run(data: Path | None) -> Sequence[Measurement]:
    """Measure on a client in Dublin; `data` is not used."""
    del data
    with client_of_receivables(_owed(), _TODAY) as desk:
        _begin(desk)
        service, open_ = ReminderService(desk), _CUSTOMERS * _EACH
        pairs = [(_cpu(service.preview), _cpu(lambda: _read(desk))) for _ in range(_RUNS)]
        glances = [_glance(desk) for _ in range(_RUNS)]
        letters = [*_letters(desk)]
        outcomes: list[Outcome] = []
        plain, written = _cpu(lambda: _write(desk, letters)), _cpu(lambda: outcomes.append(service.send()))
        if len(outcomes[0].written) != _CUSTOMERS or service.send().written:
            raise RuntimeError("Not every customer was written to, and once.")
    look, rows = median([pair[0] for pair in pairs]), median([pair[1] for pair in pairs])
    return [
        against(f"reminders-look-{open_}", "CPU s", look, "reading the invoices", rows, "<= 1.5 s", _RUNS),
        against(
            f"reminders-glance-{open_}",
            "CPU s",
            median([again for _, again in glances]),
            "planning anew",
            median([anew for anew, _ in glances]),
            "<= 0.02 s",
            _RUNS,
        ),
        against(f"reminders-write-{_CUSTOMERS}", "CPU s", written, "letters alone", plain, "<= 10 s", 1),
    ]


def _glance(desk: Desk) -> tuple[float, float]:
    """Time what the desk asks of a client at the first look, and once more where nothing it depends on was written."""
    asking = Asking()

    def look() -> None:
        with desk.books.query() as session:
            asking(session, desk.clock.now())

    return _cpu(look), _cpu(look)


def _owed() -> Owed:
    """Return invoices of which each customer has some that are late, by more than the second step for one in two."""
    amount = Money.of("119", "EUR")
    return Owed(
        tuple(
            Document(
                f"{customer}-{number}",
                f"c{customer:03}",
                f"I-{customer}-{number}",
                _TODAY - timedelta(days=60),
                _TODAY - timedelta(days=3 + number * 2 + customer % 2 * 12),
                amount,
            )
            for customer in range(_CUSTOMERS)
            for number in range(_EACH)
        ),
        (),
    )


def _begin(desk: Desk) -> None:
    """Give each customer an address, and approve the first list, at ten in the morning of a Wednesday."""
    if isinstance(desk.clock, MovableClock):
        desk.clock.instant = datetime.combine(_TODAY + timedelta(days=1), time(10), UTC)
    with desk.books.change(Action.CONTACT_EDITED, "addresses", actor=desk.actor) as work:
        for contact in work.session.scalars(select(Contact)):
            contact.email = f"{contact.id}@customer.example"
        work.commit()
    policies = PolicyService(desk)
    policies.switch_on()
    policies.approve(ReminderService(desk).preview(texts=False).list_hash)


def _read(desk: Desk) -> int:
    with desk.books.query() as session:
        return len(session.execute(select(Invoice, Contact).join(Contact, Contact.id == Invoice.contact_id)).all())


def _letters(desk: Desk) -> Sequence[Letter]:
    """Return the mails of the dry run under keys of their own, to be written without deciding anything."""
    return [
        Letter(
            key=f"plain:{text.message.customer_id}",
            kind=MailKind.NOTICE,
            contact_id=text.message.customer_id,
            subject_id=None,
            recipients=(f"{text.message.customer_id}@customer.example",),
            from_name="Bench",
            language=text.message.language,
            subject=text.text.subject,
            plain=text.text.plain,
            html=text.text.html,
        )
        for text in ReminderService(desk).preview().texts
    ]


def _write(desk: Desk, letters: Sequence[Letter]) -> None:
    for letter in letters:
        with desk.books.change(Action.MAIL_WRITTEN, "plain", actor=desk.actor) as work:
            write(work, letter, by=desk.actor.user, at=desk.clock.now())
            work.commit()


def _cpu(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start
