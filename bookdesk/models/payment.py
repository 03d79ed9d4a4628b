"""Payment runs: which payees get how much for which bills, the file that was written, and what became of it."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import BankScheme
from bookdesk.models.base import Books, ClientBase
from bookdesk.models.columns import Currency, Day, Flag, Instant, Minor, member, one_of, part_of, reference


class Rail(StrEnum):
    """The kind of file a run becomes."""

    ABA = "aba"
    SEPA = "sepa"
    FASTER_PAYMENTS_CSV = "faster payments csv"


class RunState(StrEnum):
    """Draft may be edited; released has its file and its postings."""

    DRAFT = "draft"
    RELEASED = "released"
    CANCELLED = "cancelled"
    RECALLED = "recalled"


class PaymentState(StrEnum):
    """Excluded and held payments stay visible in the run and are not in its file."""

    PROPOSED = "proposed"
    EXCLUDED = "excluded"
    HELD = "held"
    RELEASED = "released"
    RETURNED = "returned"


class PaymentRun(Books, ClientBase):
    """A run from one bank account on one day. Written once: the file is a sealed document with its SHA-256."""

    __tablename__ = "payment_run"
    __extra__ = (one_of("rail", Rail), one_of("state", RunState))

    number: Mapped[int] = mapped_column(unique=True)
    bank_account_id: Mapped[str] = mapped_column(reference("bank_account"))
    rail: Mapped[Rail] = member(Rail)
    execution_date: Mapped[Day]
    currency: Mapped[Currency]
    state: Mapped[RunState] = member(RunState, default=RunState.DRAFT)
    batch_booking: Mapped[Flag] = mapped_column(default=True)
    proposed_by: Mapped[str]
    proposed_at: Mapped[Instant]
    released_by: Mapped[str | None]
    released_at: Mapped[Instant | None]
    release_statement: Mapped[str | None]
    release_signature: Mapped[str | None]
    file_name: Mapped[str | None]
    file_sha256: Mapped[str | None]
    file_stored_name: Mapped[str | None]
    file_seal_key: Mapped[str | None]


class Payment(Books, ClientBase):
    """One payee's money in a run, with his bank details as they were when it was proposed.

    `bank_hash` is of the snapshot; `statement_reference` is what will stand on both statements.
    """

    __tablename__ = "payment"
    __extra__ = (one_of("state", PaymentState), one_of("scheme", BankScheme), Index(None, "run_id"))

    run_id: Mapped[str] = mapped_column(part_of("payment_run"))
    position: Mapped[int]
    contact_id: Mapped[str] = mapped_column(reference("contact"))
    payee_account_id: Mapped[str] = mapped_column(reference("payee_account"))
    holder: Mapped[str]
    scheme: Mapped[BankScheme] = member(BankScheme)
    iban: Mapped[str | None]
    bic: Mapped[str | None]
    routing: Mapped[str | None]
    account_number: Mapped[str | None]
    bank_hash: Mapped[str]
    amount: Mapped[Minor]
    currency: Mapped[Currency]
    statement_reference: Mapped[str]
    state: Mapped[PaymentState] = member(PaymentState, default=PaymentState.PROPOSED)
    state_reason: Mapped[str | None]
    entry_id: Mapped[str | None] = mapped_column(reference("ledger_entry"))


class PaymentPart(Books, ClientBase):
    """What a payment settles: `amount` of a bill, or minus that much of a netted credit note."""

    __tablename__ = "payment_part"
    __extra__ = (Index(None, "payment_id"), Index(None, "bill_id"))

    payment_id: Mapped[str] = mapped_column(part_of("payment"))
    bill_id: Mapped[str] = mapped_column(reference("bill"))
    amount: Mapped[Minor]
