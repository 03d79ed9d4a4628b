"""A client in Dublin (or Sydney) whose customers owe him: real books, short words for long acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailStage, ReceiptWay
from bookdesk.mail.verdicts import Withdraw, withdrawn_key
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Instalment, Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource, InvoiceStatus
from bookdesk.models.mail import MailEvent, MailEventKind, MailMessage, MailState
from bookdesk.models.receipt import Receipt
from bookdesk.models.reminder import ReminderSent
from bookdesk.models.sales import SalesSettings
from bookdesk.receivables.policies import PolicyService
from bookdesk.receivables.reminding import Outcome, ReminderService
from bookdesk.receivables.stillwanted import still_wanted
from bookdesk.store.desk import Desk
from tests.support.books import client_desk

DUE = date(2026, 6, 1)
"""A Monday."""


def moment(day: date, hour: int = 11, minute: int = 0) -> datetime:
    """Return an instant; at 11 UTC it is noon in Dublin."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


@dataclass
class Owing:
    """One client's desk and what is done at it."""

    desk: Desk

    def at(self, day: date, hour: int = 11, minute: int = 0) -> Owing:
        assert isinstance(self.desk.clock, MovableClock)
        self.desk.clock.instant = moment(day, hour, minute)
        return self

    def keep(self, *rows: object, action: Action = Action.INVOICE_ISSUED) -> None:
        with self.desk.books.change(action, "for a test", actor=self.desk.actor) as work:
            work.add(*rows)
            work.commit()

    def customer(self, name: str = "Acme", **fields: Any) -> str:  # noqa: ANN401 - columns of the row
        said = {
            "customer": True,
            "email": f"{name.split(maxsplit=1)[0].lower()}@customer.example",
            "country": "IE",
        } | fields
        contact = Contact(id=new_id(), name=name, **said)
        self.keep(contact, action=Action.CONTACT_EDITED)
        return contact.id

    def invoice(self, customer: str, number: str, total: str = "100", due: date | None = DUE, **fields: Any) -> str:  # noqa: ANN401 - columns of the row
        currency = fields.pop("currency", "EUR")
        minor = Money.of(total, currency).minor
        plan = fields.pop("plan", ())
        said = {
            "kind": InvoiceKind.INVOICE,
            "status": InvoiceStatus.ISSUED,
            "document_date": date(2026, 5, 1),
            "created_by": "ann",
        }
        row = Invoice(
            id=new_id(), contact_id=customer, number=number, due_date=due, currency=currency,
            net=minor, tax=0, total=minor, **(said | fields),
        )  # fmt: skip
        parts = [
            Instalment(
                invoice_id=row.id, position=at, name=f"part {at}", due_date=day, amount=Money.of(part, currency).minor
            )
            for at, (part, day) in enumerate(plan, 1)
        ]
        self.keep(row, *parts)
        return row.id

    def pays(self, customer: str, amount: str, day: date, *invoices: tuple[str, str], currency: str = "EUR") -> str:
        """Enter a receipt, of which the named parts settle invoices."""
        minor = Money.of(amount, currency).minor
        with self.desk.books.query() as session:
            account = session.scalars(select(BankAccount.account_id).order_by(BankAccount.id)).first()
        row = Receipt(
            id=new_id(), contact_id=customer, day=day, currency=currency, amount=minor, way=ReceiptWay.BANK,
            account_id=account, banked=minor, banked_currency=currency, entered_by="ann",
            entered_at=self.desk.clock.now(),
        )  # fmt: skip
        settled = [
            InvoiceAllocation(
                invoice_id=invoice, source=InvoiceSource.RECEIPT, source_id=row.id, day=day,
                amount=Money.of(part, currency).minor,
            )
            for invoice, part in invoices
        ]  # fmt: skip
        self.keep(row, *settled, action=Action.RECEIPT_BOOKED)
        return row.id

    def mark(self, invoice: str, **fields: Any) -> None:  # noqa: ANN401 - columns of the row
        with self.desk.books.change(Action.INVOICE_MARKED, "marked", actor=self.desk.actor) as work:
            row = work.get(Invoice, invoice)
            for name, value in fields.items():
                setattr(row, name, value)
            work.commit()

    def change_customer(self, customer: str, **fields: Any) -> None:  # noqa: ANN401 - columns of the row
        with self.desk.books.change(Action.CONTACT_EDITED, "changed", actor=self.desk.actor) as work:
            row = work.get(Contact, customer)
            for name, value in fields.items():
                setattr(row, name, value)
            work.commit()

    def settings(self, **fields: Any) -> None:  # noqa: ANN401 - columns of the row
        self.keep(SalesSettings(**fields), action=Action.SALES_SETTINGS_EDITED)

    @property
    def policies(self) -> PolicyService:
        return PolicyService(self.desk)

    @property
    def reminders(self) -> ReminderService:
        return ReminderService(self.desk)

    def start(self, day: date = date(2026, 5, 1)) -> Owing:
        """Switch reminders on and approve the list of that day."""
        self.at(day)
        self.policies.switch_on()
        self.policies.approve(self.reminders.preview().list_hash)
        return self

    def send(self) -> Outcome:
        return self.reminders.send()

    def mails(self) -> list[MailMessage]:
        with self.desk.books.query() as session:
            return list(session.scalars(select(MailMessage).order_by(MailMessage.written_at, MailMessage.id)))

    def steps(self) -> list[tuple[str, str, date]]:
        """Return what is recorded as sent: number, step, day."""
        with self.desk.books.query() as session:
            query = select(Invoice.number, ReminderSent.step, ReminderSent.day).join(
                Invoice, Invoice.id == ReminderSent.invoice_id
            )
            return [(str(number), step, day) for number, step, day in session.execute(query.order_by(ReminderSent.id))]

    def leave(self) -> list[tuple[str, str]]:
        """Do what a sender does with the outbox now; returns (subject, what became of it) in order."""
        done = []
        with self.desk.books.query() as session:
            query = select(MailMessage).join(MailState, MailState.mail_id == MailMessage.id)
            waiting = session.scalars(query.where(MailState.stage == MailStage.QUEUED).order_by(MailMessage.id)).all()
        now = self.desk.clock.now()
        for message in waiting:
            if message.not_before is not None and message.not_before > now:
                done.append((message.subject, "waits"))
                continue
            with self.desk.books.query() as session:
                verdict = still_wanted(session, message, now)
            done.append((message.subject, self._settle(message, verdict)))
        return done

    def cancel(self, mail_id: str) -> None:
        """Take a mail out of the outbox, as a person does."""
        with self.desk.books.change(Action.MAIL_CANCELLED, "not him", actor=self.desk.actor) as work:
            at = self.desk.clock.now()
            work.add(MailEvent(mail_id=mail_id, kind=MailEventKind.CANCELLED, key=f"cancelled:{mail_id}", at=at))
            state = work.session.scalars(select(MailState).where(MailState.mail_id == mail_id)).one()
            state.stage = MailStage.CANCELLED
            work.commit()

    def _settle(self, message: MailMessage, verdict: object) -> str:
        if verdict is not None and not isinstance(verdict, Withdraw):
            return "waits"
        gone = isinstance(verdict, Withdraw)
        kind = MailEventKind.CANCELLED if gone else MailEventKind.ACCEPTED
        key = withdrawn_key(message.id) if gone else f"accepted:{message.id}"
        detail = verdict.why if isinstance(verdict, Withdraw) else None
        with self.desk.books.change(Action.MAIL_SENT, "sent", actor=self.desk.actor) as work:
            work.add(MailEvent(mail_id=message.id, kind=kind, key=key, at=self.desk.clock.now(), detail=detail))
            state = work.session.scalars(select(MailState).where(MailState.mail_id == message.id)).one()
            state.stage = MailStage.CANCELLED if gone else MailStage.ACCEPTED
            work.commit()
        return detail or "left"


@contextmanager
def owing(folder: Path, country: str = "IE") -> Iterator[Owing]:
    """Yield a client whose customers are about to owe him."""
    with client_desk(folder, country) as desk:
        yield Owing(desk)
