"""BAI2 cash management files (BAI Cash Management Balance Reporting Specifications, version 2).

Amounts carry no decimal point: they are in minor units of the account's currency. Type codes below 400 and the
credit details 100-399 are money in, 400-699 money out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.errors import InputError
from bookdesk.formats.statements.model import Balance, Problems, Statement, StatementFile, Transaction
from bookdesk.formats.statements.proof import prove
from bookdesk.formats.statements.text import decode, squeeze
from bookdesk.formats.statements.values import calendar_date

_OPENING, _CLOSING = "010", "015"
_FIRST_CREDIT, _FIRST_DEBIT, _AFTER_DEBIT = 100, 400, 700
_SPREAD_FUNDS = 3
_DETAIL_FIXED = 3
_SUMMARY_SIZE = 3


@dataclass(slots=True)
class _Record:
    """One logical record, continuations joined, and the line it begins on."""

    line: int
    code: str
    fields: list[str]
    text: list[str] = field(default_factory=list)


def read_bai2(data: bytes) -> StatementFile:
    """Read every account of a BAI2 file and verify its control totals; a wrong total is a problem, not a loss."""
    records = list(_records(decode(data)))
    if not records or records[0].code != "01":
        raise InputError("This is not a BAI2 file: it has no file header.", "Download it from the bank once more.")
    reading = _Reading()
    for record in records:
        reading.take(record)
    reading.finish()
    return StatementFile("bai2", tuple(reading.statements), reading.problems.all())


def _records(text: str) -> Iterator[_Record]:
    """Yield records; 88 continues the one before: its text for details, its fields for anything else."""
    current: _Record | None = None
    for line, raw in enumerate(text.splitlines(), 1):
        entry = raw.strip()
        if not entry:
            continue
        code, _, rest = entry.partition(",")
        body = rest.removesuffix("/")
        if code != "88":
            if current is not None:
                yield current
            current = _Record(line, code, body.split(","))
        elif current is not None and current.code == "16":
            current.text.append(body)
        elif current is not None:
            current.fields += body.split(",")
    if current is not None:
        yield current


@dataclass
class _Account:
    """An account while its details are read."""

    line: int
    number: str
    currency: str | None
    balances: dict[str, Decimal] = field(default_factory=dict)
    control: int = 0
    transactions: list[Transaction] = field(default_factory=list)


@dataclass
class _Reading:
    """One pass over one file."""

    statements: list[Statement] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    group_date: date | None = None
    group_currency: str | None = None
    account: _Account | None = None

    def take(self, record: _Record) -> None:
        """Handle one record by its code; unknown codes are a problem."""
        handlers = {"02": self._group, "03": self._account, "16": self._detail, "49": self._account_end}
        handler = handlers.get(record.code)
        if handler is not None:
            handler(record)
        elif record.code not in {"01", "98", "99"}:
            self.problems.add(record.line, f"A record of unknown type {record.code[:10]} was left out.")

    def finish(self) -> None:
        """Close an account whose trailer is missing."""
        if self.account is not None:
            self.problems.add(self.account.line, f"Account {self.account.number} has no trailer: the file may be cut.")
            self._close()

    def _group(self, record: _Record) -> None:
        self.group_date = _date(_field(record, 3))
        self.group_currency = _field(record, 5) or None

    def _account(self, record: _Record) -> None:
        if self.account is not None:
            self._close()
        currency = _field(record, 1) or self.group_currency
        self.account = _Account(record.line, _field(record, 0), currency)
        position = 2
        while position < len(record.fields):
            position = self._summary(record.fields, position)

    def _summary(self, fields: list[str], position: int) -> int:
        """Read one balance or total (type, amount, count, funds type) and return where the next begins."""
        assert self.account is not None  # noqa: S101 - only called while an account is open
        kind, amount = fields[position].strip(), _at(fields, position + 1)
        value = _minor(amount)
        if value is not None:
            self.account.control += int(value)
            if kind:
                self.account.balances[kind] = value.scaleb(-EXPONENTS.get(self.account.currency or "", 2))
        return position + _SUMMARY_SIZE + _funds(fields, position + _SUMMARY_SIZE)

    def _detail(self, record: _Record) -> None:
        """Read one booking."""
        if self.account is None:
            self.problems.add(record.line, "A transaction outside any account was left out.")
            return
        kind, value = _field(record, 0), _minor(_field(record, 1))
        sign = _sign(kind)
        if value is None or sign is None or self.group_date is None:
            self.problems.add(record.line, f"A transaction of type {kind} was left out: it cannot be read.")
            return
        self.account.control += int(value)
        after = 2 + _funds(record.fields, 2)
        value_on = _date(_at(record.fields, 3)) if _at(record.fields, 2).strip() == "V" else None
        rest = record.fields[after + 1 :]
        self.account.transactions.append(
            Transaction(
                booked_on=self.group_date,
                amount=sign * value.scaleb(-EXPONENTS.get(self.account.currency or "", 2)),
                currency=self.account.currency,
                value_on=value_on,
                description=squeeze(" ".join([",".join(rest[2 - 1 :]), *record.text])),
                reference=(_at(rest, 0) or None),
                bank_id=(_at(record.fields, after) or None),
                kind=kind,
                line=record.line,
            )
        )

    def _account_end(self, record: _Record) -> None:
        """Compare the control total: the sum of all amounts of the account as written, signs included."""
        if self.account is None:
            return
        stated = _minor(_field(record, 0))
        if stated is not None and int(stated) != self.account.control:
            self.problems.add(
                record.line,
                f"The control total of account {self.account.number} is {stated}, its records add up to "
                f"{self.account.control}: amounts were left out or changed.",
            )
        self._close()

    def _close(self) -> None:
        """Turn the open account into a statement."""
        account, self.account = self.account, None
        if account is None:
            return
        balance = {
            kind: Balance(account.balances[kind], self.group_date)
            for kind in (_OPENING, _CLOSING)
            if kind in account.balances
        }
        statement = Statement(account.number, account.currency, tuple(account.transactions))
        self.statements.append(prove(replace(statement, opening=balance.get(_OPENING), closing=balance.get(_CLOSING))))


def _funds(fields: list[str], position: int) -> int:
    """Return how many fields the funds type at `position` takes: S spreads over 3 more, V over 2, D over pairs."""
    kind = _at(fields, position).strip()
    if kind == "S":
        return 1 + _SPREAD_FUNDS
    if kind == "V":
        return 3
    if kind == "D":
        count = _at(fields, position + 1)
        return 2 + 2 * int(count) if count.isdecimal() else 2
    return 1


def _sign(kind: str) -> int | None:
    number = int(kind) if kind.isdecimal() else 0
    if _FIRST_CREDIT <= number < _FIRST_DEBIT:
        return 1
    return -1 if _FIRST_DEBIT <= number < _AFTER_DEBIT else None


def _minor(text: str) -> Decimal | None:
    """Return whole minor units, signed; None for an empty or unreadable field."""
    clean = text.strip()
    bare = clean.removeprefix("+").removeprefix("-")
    return Decimal(clean) if bare.isdecimal() and bare.isascii() else None


def _date(text: str) -> date | None:
    return calendar_date(text[-6:-4], text[-4:-2], text[-2:]) if len(text) in {6, 8} else None


def _field(record: _Record, position: int) -> str:
    return _at(record.fields, position).strip()


def _at(fields: list[str], position: int) -> str:
    return fields[position] if position < len(fields) else ""
