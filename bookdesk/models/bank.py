"""The client's bank accounts, what the bank reported, and what each line was matched with."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import BankScheme
from bookdesk.models.base import Books, ClientBase, Facts
from bookdesk.models.columns import Currency, Day, Flag, Instant, Json, Minor, member, one_of, part_of, reference


class Reconciler(StrEnum):
    """Who reconciles an account: never both, or every line is booked twice."""

    BOOKDESK = "bookdesk"
    LEDGER = "ledger"


class StatementProof(StrEnum):
    """Whether a statement's own balances prove that it is complete."""

    PROVED = "proved"
    GAP = "gap"
    OVERLAP = "overlap"
    UNPROVED = "unproved"


class MatchKind(StrEnum):
    """What bank lines were matched with."""

    PAYMENT = "payment"
    RUN = "payment run"
    BILL = "bill"
    INVOICE = "invoice"
    CODED = "coded"
    TRANSFER = "transfer"
    ENTRY = "entry"


class TargetKind(StrEnum):
    """What a part of a match points to."""

    PAYMENT = "payment"
    RUN = "payment run"
    BILL = "bill"
    INVOICE = "invoice"
    RECEIPT = "receipt"
    """The unapplied rest of a customer's money."""
    ENTRY = "ledger entry"


class BankAccount(Books, ClientBase):
    """An account at a bank, or a card. `opening_balance` is the statement balance at the end of `opening_date`.

    Direct-entry fields are the debtor's details a bank asks for in its file: user name, user id (APCA), institution.
    """

    __tablename__ = "bank_account"
    __extra__ = (one_of("scheme", BankScheme), one_of("reconciled_in", Reconciler))

    name: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[str] = mapped_column(reference("account"))
    holder: Mapped[str]
    scheme: Mapped[BankScheme] = member(BankScheme)
    iban: Mapped[str | None]
    bic: Mapped[str | None]
    routing: Mapped[str | None]
    account_number: Mapped[str | None]
    currency: Mapped[Currency]
    opening_balance: Mapped[Minor]
    opening_date: Mapped[Day]
    reconciled_in: Mapped[Reconciler] = member(Reconciler, default=Reconciler.BOOKDESK)
    direct_entry_user_name: Mapped[str | None]
    direct_entry_user_id: Mapped[str | None]
    institution: Mapped[str | None]
    self_balancing: Mapped[Flag] = mapped_column(default=True)
    card: Mapped[Flag] = mapped_column(default=False)
    archived: Mapped[Flag] = mapped_column(default=False)


class Statement(Books, ClientBase):
    """One imported file's report on one account. A withdrawn import stays visible and counts for nothing."""

    __tablename__ = "statement"
    __extra__ = (one_of("proof", StatementProof), Index(None, "bank_account_id", "to_day"))

    bank_account_id: Mapped[str] = mapped_column(reference("bank_account"))
    format: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[str]
    number: Mapped[str | None]
    from_day: Mapped[Day | None]
    to_day: Mapped[Day | None]
    opening: Mapped[Minor | None]
    closing: Mapped[Minor | None]
    proof: Mapped[StatementProof] = member(StatementProof)
    imported_at: Mapped[Instant]
    imported_by: Mapped[str]
    problems: Mapped[Json | None]
    withdrawn: Mapped[Flag] = mapped_column(default=False)


class BankLine(Facts, ClientBase):
    """A booking as the bank reported it; + is money in. Dates are the bank's, never shifted.

    `fingerprint` and `occurrence` tell a re-imported line from an equal second one; `bank_id` is the bank's own id.
    """

    __tablename__ = "bank_line"
    __extra__ = (
        Index(None, "bank_account_id", "day", "id"),
        Index(None, "bank_account_id", "fingerprint"),
        Index(None, "statement_id"),
    )

    statement_id: Mapped[str] = mapped_column(reference("statement"))
    bank_account_id: Mapped[str] = mapped_column(reference("bank_account"))
    position: Mapped[int]
    day: Mapped[Day]
    value_day: Mapped[Day | None]
    amount: Mapped[Minor]
    currency: Mapped[Currency]
    description: Mapped[str]
    reference: Mapped[str | None]
    payee: Mapped[str | None]
    payee_account: Mapped[str | None]
    bank_id: Mapped[str | None]
    balance: Mapped[Minor | None]
    fingerprint: Mapped[str]
    occurrence: Mapped[int]


class Match(Books, ClientBase):
    """Bank lines on one side, payments, runs, bills, invoices or entries on the other. What is booked is only cleared.

    `why` keeps the reasons that were shown; `entry_id` is the entry that coding or a transfer posted.
    """

    __tablename__ = "match"
    __extra__ = (one_of("kind", MatchKind), Index(None, "bank_account_id"))

    bank_account_id: Mapped[str] = mapped_column(reference("bank_account"))
    kind: Mapped[MatchKind] = member(MatchKind)
    matched_by: Mapped[str]
    matched_at: Mapped[Instant]
    why: Mapped[Json | None]
    entry_id: Mapped[str | None] = mapped_column(reference("ledger_entry"))
    reconciliation_id: Mapped[str | None] = mapped_column(reference("reconciliation"))


class MatchLine(Books, ClientBase):
    """A bank line in a match; a line is in one match at most."""

    __tablename__ = "match_line"
    __extra__ = (Index(None, "match_id"),)

    match_id: Mapped[str] = mapped_column(part_of("match"))
    bank_line_id: Mapped[str] = mapped_column(reference("bank_line"), unique=True)


class MatchPart(Books, ClientBase):
    """What the lines of a match settle, with the amount (signed like a bank line)."""

    __tablename__ = "match_part"
    __extra__ = (one_of("target_kind", TargetKind), Index(None, "match_id"), Index(None, "target_id"))

    match_id: Mapped[str] = mapped_column(part_of("match"))
    target_kind: Mapped[TargetKind] = member(TargetKind)
    target_id: Mapped[str]
    amount: Mapped[Minor]


class Reconciliation(Books, ClientBase):
    """A finished reconciliation: ledger balance = statement balance + deposits in transit - unpresented payments.

    `outstanding` lists what had not reached the statement that day.
    """

    __tablename__ = "reconciliation"
    __extra__ = (Index(None, "bank_account_id", "statement_day"),)

    bank_account_id: Mapped[str] = mapped_column(reference("bank_account"))
    statement_day: Mapped[Day]
    statement_balance: Mapped[Minor]
    ledger_balance: Mapped[Minor]
    outstanding: Mapped[Json]
    difference: Mapped[Minor]
    signed_off_by: Mapped[str]
    signed_off_at: Mapped[Instant]
    reopened: Mapped[Flag] = mapped_column(default=False)


class CodingRule(Books, ClientBase):
    """Lines whose text contains `contains` are proposed this account and tax code, once a person enabled it."""

    __tablename__ = "coding_rule"

    contains: Mapped[str]
    account_id: Mapped[str] = mapped_column(reference("account"))
    tax_code_id: Mapped[str | None] = mapped_column(reference("tax_code"))
    contact_id: Mapped[str | None] = mapped_column(reference("contact"))
    enabled: Mapped[Flag] = mapped_column(default=False)
    suspended_reason: Mapped[str | None]
