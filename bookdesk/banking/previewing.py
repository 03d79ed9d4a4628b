"""A statement file looked at before it is taken in: what it holds, what of it is new, and what a person has to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.banking import records
from bookdesk.banking.arriving import Arrival, arrivals, as_money
from bookdesk.core.amounts import DecimalMark
from bookdesk.core.errors import BookDeskError, InputError, UsageError
from bookdesk.core.money import Money
from bookdesk.formats.statements import Format, StatementFile, Status, Transaction, identify, read_statement
from bookdesk.formats.statements.csv_dates import AmbiguousDates
from bookdesk.formats.statements.csv_look import Column, CsvLook, look_at_csv
from bookdesk.formats.statements.csv_profile import CsvProfile, DateOrder, Role, SignRule
from bookdesk.models.bank import BankAccount, StatementProof

__all__ = [
    "Column",
    "ImportPreview",
    "Novelty",
    "Question",
    "Questioned",
    "SampleLine",
    "Sayings",
    "StatementLook",
    "look_at",
]

_SAMPLES = 8
_FAR = 31
"""Days ahead of today from which a booking's date is told to be strange."""


class Question(StrEnum):
    """What only a person can say about a file."""

    ACCOUNT = "account"
    DATE_ORDER = "date order"
    DECIMAL_MARK = "decimal mark"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class Questioned:
    """A question with the sentence to show, and an example out of the file."""

    question: Question
    says: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Sayings:
    """What a person said about a file. `columns` are roles by place (from 0) and replace all guesses."""

    date_order: DateOrder | None = None
    decimal_mark: DecimalMark | None = None
    inverted: bool | None = None
    columns: Mapping[int, Role] = field(default_factory=dict)

    def added_to(self, profile: CsvProfile) -> CsvProfile:
        """Return the profile with what was said; columns are set by `look_at`, which knows where the data begin."""
        sign = profile.sign if self.inverted is None else SignRule.INVERTED if self.inverted else SignRule.SIGNED
        return replace(
            profile,
            date_order=self.date_order or profile.date_order,
            decimal_mark=self.decimal_mark or profile.decimal_mark,
            sign=sign,
        )


class Novelty(StrEnum):
    """What would become of a booking."""

    NEW = "new"
    KNOWN = "known"
    EARLY = "before the account's opening day"
    PENDING = "not booked yet"


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A booking as it would be taken in."""

    day: date
    amount: Money
    description: str
    payee: str | None
    balance: Money | None
    novelty: Novelty


@dataclass(frozen=True, slots=True)
class StatementLook:
    """One statement of the file. `proof` is what its balances say together with what the account holds already."""

    account: str | None
    number: str | None
    first: date | None
    last: date | None
    opening: Money | None
    closing: Money | None
    lines: int
    new: int
    known: int
    before_opening: int
    proof: StatementProof


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would bring. `profile` is what to import with; `account_id` None where it is not clear which.

    `refusal` is why it is not taken in: an error of the file, or, where `gap_only`, balances that do not follow, which
    a person may accept.
    """

    name: str
    format: str
    account_id: str | None
    account_name: str
    account_number: str | None
    statements: tuple[StatementLook, ...] = ()
    samples: tuple[SampleLine, ...] = ()
    columns: tuple[Column, ...] = ()
    date_order: DateOrder | None = None
    decimal_mark: DecimalMark | None = None
    inverted: bool = False
    questions: tuple[Questioned, ...] = ()
    problems: tuple[str, ...] = ()
    refusal: BookDeskError | None = None
    gap_only: bool = False
    profile: CsvProfile = field(default_factory=CsvProfile)

    @property
    def new(self) -> int:
        """How many lines would be new."""
        return sum(one.new for one in self.statements)

    @property
    def known(self) -> int:
        """How many lines are known already."""
        return sum(one.known for one in self.statements)

    @property
    def ready(self) -> bool:
        """Whether it can be taken in as it is."""
        return not self.questions and self.refusal is None


@dataclass(frozen=True, slots=True)
class _File:
    """The file as far as it could be read without knowing the account."""

    name: str
    format: Format
    profile: CsvProfile
    look: CsvLook | None
    read: StatementFile | None
    questions: tuple[Questioned, ...]
    refusal: BookDeskError | None


def look_at(  # noqa: PLR0913 - a file, where it goes, how it is read, and when
    session: Session, name: str, data: bytes, account: str | None, profile: CsvProfile, *, today: date
) -> ImportPreview:
    """Return what a file would bring into an account (by name or id; None lets the file say which); stores nothing."""
    file = _opened(name, data, profile)
    read = file.read
    numbers = [] if read is None else list(dict.fromkeys(one.account for one in read.statements if one.account))
    chosen, asked = _account(session, account, numbers)
    shown = ImportPreview(
        name,
        file.format.value if read is None else read.format,
        None if chosen is None else chosen.id,
        "" if chosen is None else chosen.name,
        numbers[0] if numbers else None,
        questions=(*file.questions, *asked),
        refusal=file.refusal,
        profile=file.profile,
    )
    if file.look is not None:
        shown = replace(
            shown,
            columns=file.look.columns,
            date_order=file.look.date_order,
            decimal_mark=file.look.decimal_mark,
            inverted=file.look.inverted,
        )
    if read is None or chosen is None:
        return shown
    try:
        found = arrivals(session, chosen, read)
    except BookDeskError as error:
        return replace(shown, refusal=error)
    return _with_arrivals(shown, found, chosen.currency, today)


def said(sayings: Sayings, profile: CsvProfile, data: bytes) -> CsvProfile:
    """Return the profile with what a person said about the file; columns are named by their places."""
    answered = sayings.added_to(profile)
    if not sayings.columns or identify(data) is not Format.CSV:
        return answered
    look = look_at_csv(data, replace(answered, columns={}))
    columns = {str(place + 1): role for place, role in sorted(sayings.columns.items())}
    return replace(answered, columns=columns, skip_rows=look.skipped, delimiter=look.delimiter)


def _opened(name: str, data: bytes, profile: CsvProfile) -> _File:
    """Read the file as far as it goes; what stays open becomes a question, what cannot be read a refusal."""
    kind = identify(data)
    look: CsvLook | None = None
    questions: tuple[Questioned, ...] = ()
    try:
        if kind is Format.CSV:
            look = look_at_csv(data, profile)
            _require_rows(look)
            questions = _questions(look)
        read = None if questions else read_statement(data, profile)
    except AmbiguousDates as error:
        asked = (Questioned(Question.DATE_ORDER, error.what, error.example),)
        return _File(name, kind, profile, look, None, asked, None)
    except InputError as error:
        return _File(name, kind, profile, look, None, questions, error)
    return _File(name, kind, profile, look, read, questions, None)


def _require_rows(look: CsvLook) -> None:
    if not look.rows:
        raise InputError("This file has headings and no line below them.", "Export a longer span from the bank.")


def _questions(look: CsvLook) -> tuple[Questioned, ...]:
    found: list[Questioned] = []
    if look.no_columns:
        found.append(Questioned(Question.COLUMNS, f"{look.no_columns} Say what each column holds."))
    if look.date_example:
        says = f"Is {look.date_example} written with the day or with the month first?"
        found.append(Questioned(Question.DATE_ORDER, says, look.date_example))
    if look.amount_example:
        says = f"Does {look.amount_example} mean thousands or decimals?"
        found.append(Questioned(Question.DECIMAL_MARK, says, look.amount_example))
    return tuple(found)


def _account(
    session: Session, wanted: str | None, numbers: Sequence[str]
) -> tuple[BankAccount | None, tuple[Questioned, ...]]:
    """Return the account that was chosen, or that the file names, or the only one; else the question which."""
    if wanted is not None:
        return records.bank_account(session, wanted), ()
    accounts = session.scalars(select(BankAccount).where(BankAccount.archived.is_(False))).all()
    named = [one for one in accounts if any(records.is_number_of(number, one) for number in numbers)]
    fitting = named or ([] if numbers else list(accounts))
    if len(fitting) == 1:
        return fitting[0], ()
    if not accounts:
        raise UsageError("This client has no bank account.", "Add one first: its statement needs a place.")
    number = numbers[0] if numbers else ""
    says = f"No account here has the number {number}." if number and not named else "To which account does it belong?"
    return None, (Questioned(Question.ACCOUNT, says, number),)


def _with_arrivals(shown: ImportPreview, found: Sequence[Arrival], currency: str, today: date) -> ImportPreview:
    refusal = next((one.refusal for one in found if one.refusal is not None), None)
    problems = dict.fromkeys([*(problem for one in found for problem in one.problems), *_to_come(found, today)])
    return replace(
        shown,
        statements=tuple(_look(one, currency) for one in found),
        samples=_samples(found, currency),
        problems=tuple(problems),
        refusal=refusal,
        gap_only=refusal is not None,
    )


def _to_come(found: Sequence[Arrival], today: date) -> list[str]:
    """Say that bookings are dated far ahead, which no bank tells as booked: a date was misread or mistyped."""
    days = [one.booked_on for arrival in found for one in arrival.dated if (one.booked_on - today).days > _FAR]
    return [f"{len(days)} of these bookings are still to come, up to {max(days)}: look at the dates."] if days else []


def _look(arrival: Arrival, currency: str) -> StatementLook:
    statement = arrival.statement
    days = [one.booked_on for one in statement.transactions]
    opening, closing = statement.opening, statement.closing
    return StatementLook(
        statement.account,
        statement.number,
        min(days, default=None),
        max(days, default=None),
        None if opening is None else as_money(opening.amount, currency),
        None if closing is None else as_money(closing.amount, currency),
        len(statement.transactions),
        len(arrival.found.fresh),
        len(arrival.found.repeated),
        arrival.before_opening,
        arrival.proof,
    )


def _samples(found: Sequence[Arrival], currency: str) -> tuple[SampleLine, ...]:
    """Return the first bookings, each with what would become of it."""
    shown: list[SampleLine] = []
    for arrival in found:
        fresh = {id(arrival.dated[one.position]) for one in arrival.found.fresh}
        dated = {id(item) for item in arrival.dated}
        for item in arrival.statement.transactions[: _SAMPLES - len(shown)]:
            new = Novelty.NEW if id(item) in fresh else Novelty.KNOWN
            early = Novelty.PENDING if item.status is Status.PENDING else Novelty.EARLY
            shown.append(_sample(item, currency, new if id(item) in dated else early))
    return tuple(shown)


def _sample(item: Transaction, currency: str, novelty: Novelty) -> SampleLine:
    balance = None if item.balance is None else as_money(item.balance, currency)
    return SampleLine(item.booked_on, as_money(item.amount, currency), item.description, item.payee, balance, novelty)
