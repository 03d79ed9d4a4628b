"""Amounts of a CSV file: the decimal mark by the columns, the sign by rule; the running balance judges both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bookdesk.core.amounts import AmountReading, DecimalMark, NotAnAmount, Side, human_amount
from bookdesk.core.errors import InputError
from bookdesk.formats.statements.csv_grid import Row
from bookdesk.formats.statements.csv_headers import plain
from bookdesk.formats.statements.csv_layout import Layout
from bookdesk.formats.statements.csv_profile import CsvProfile, Role, SignRule
from bookdesk.formats.statements.text import words

_OUT = words("d dr db debit debet s soll af out outflow o lastschrift withdrawal rc paid sortie uitgave dare")
_IN = words("c cr credit h haben bij in inflow i gutschrift deposit rd received entree avere k kredit")
_EMPTY = frozenset({"", "-", "--", "n/a"})


class AmbiguousAmounts(InputError):
    """Every amount of the file may mean thousands or decimals."""

    def __init__(self, example: str) -> None:
        """Show one of them and name the two answers."""
        super().__init__(
            f"Amounts such as {example} may mean thousands or decimals, and nothing in the file settles it.",
            "Say which mark stands before the decimals.",
            command="--profile decimal-point; --profile decimal-comma",
        )
        self.example = example


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the amount of a row: signed, by debit and credit columns, or by a flag; `balance` judges it."""

    amount: int | None = None
    debit: int | None = None
    credit: int | None = None
    flag: int | None = None
    inverted: bool = False
    balance: int | None = None
    debits_negative: bool = False
    only_if_proved: bool = False

    def of(self, row: Row, mark: DecimalMark | None) -> Decimal | None:
        """Return the signed amount (+ is money in), None where the row carries none; `NotAnAmount` if unreadable."""
        if self.amount is None:
            return self._by_columns(row, mark)
        amount = cell_amount(row, self.amount, mark)
        if amount is None or self.flag is None:
            return -amount if amount is not None and self.inverted else amount
        word = plain(_cell(row, self.flag))
        if word not in _OUT | _IN:
            raise NotAnAmount(_cell(row, self.flag))
        return -abs(amount) if word in _OUT else abs(amount)

    def _by_columns(self, row: Row, mark: DecimalMark | None) -> Decimal | None:
        debit, credit = cell_amount(row, self.debit, mark), cell_amount(row, self.credit, mark)
        if debit is None and credit is None:
            return None
        out = debit or Decimal(0)
        return (credit or Decimal(0)) + (out if self.debits_negative else -out)


def readings(layout: Layout, profile: CsvProfile, mark: DecimalMark | None) -> list[Reading]:
    """Return the ways to read amounts, the usual first.

    The inverse of a signed column (card statements) is tried only where a balance column can prove it.
    """
    balances = layout.columns.get(Role.BALANCE, ()) or (None,)
    found: list[Reading] = []
    for balance in balances:
        for amount in layout.columns.get(Role.AMOUNT, ()):
            if amount != balance:
                found += _signed(layout, profile, amount, balance)
        if debit_credit := _debit_credit(layout, mark, balance):
            found.append(debit_credit)
    return found


def _signed(layout: Layout, profile: CsvProfile, amount: int, balance: int | None) -> list[Reading]:
    flag = layout.first(Role.FLAG)
    if profile.sign is not None:
        return [Reading(amount=amount, inverted=profile.sign is SignRule.INVERTED, balance=balance)]
    by_flag = [Reading(amount=amount, flag=flag, balance=balance)] if _flags_known(layout, flag) else []
    plain_sign = [Reading(amount=amount, balance=balance)]
    inverse = [Reading(amount=amount, inverted=True, balance=balance, only_if_proved=True)]
    return by_flag + plain_sign + (inverse if balance is not None and not by_flag else [])


def _flags_known(layout: Layout, flag: int | None) -> bool:
    """Return whether every flag is a word for debit or credit."""
    if flag is None:
        return False
    flags = {plain(_cell(row, flag)) for row in layout.rows} - {""}
    return bool(flags) and flags <= _OUT | _IN


def _debit_credit(layout: Layout, mark: DecimalMark | None, balance: int | None) -> Reading | None:
    debit, credit = layout.first(Role.DEBIT), layout.first(Role.CREDIT)
    if debit is None and credit is None:
        return None
    values = [] if debit is None else [_quietly(row, debit, mark) for row in layout.rows]
    debits = [value for value in values if value]
    negative = bool(debits) and all(value < 0 for value in debits)
    return Reading(debit=debit, credit=credit, balance=balance, debits_negative=negative)


def mark_of(layout: Layout, profile: CsvProfile) -> DecimalMark | None:
    """Return the decimal mark that the money columns show; `InputError` where amounts such as 1.234 stay ambiguous."""
    if profile.decimal_mark:
        return profile.decimal_mark
    roles = (Role.AMOUNT, Role.DEBIT, Role.CREDIT, Role.BALANCE)
    columns = {column for role in roles for column in layout.columns.get(role, ())}
    texts = [_cell(row, column) for row in layout.rows for column in sorted(columns)]
    shown, doubtful = _shown_marks(texts)
    if len(shown) == 1:
        return shown.pop()
    if doubtful and not shown:
        raise AmbiguousAmounts(doubtful)
    return None


def _shown_marks(texts: Iterable[str]) -> tuple[set[DecimalMark], str]:
    """Return the marks that single cells prove, and an example of a cell that proves none."""
    shown: set[DecimalMark] = set()
    doubtful = ""
    for text in texts:
        try:
            reading = _reading(text, None)
        except NotAnAmount:
            continue
        if reading.mark:
            shown.add(reading.mark)
        elif reading.ambiguous:
            doubtful = text
    return shown, doubtful


def cell_amount(row: Row, column: int | None, mark: DecimalMark | None) -> Decimal | None:
    """Return the amount in one cell, CR and DR turned into a sign; None if empty, `NotAnAmount` if unreadable."""
    text = _cell(row, column)
    if text.casefold() in _EMPTY:
        return None
    reading = _reading(text, mark)
    if reading.value is None:
        raise NotAnAmount(text)
    return -abs(reading.value) if reading.side is Side.DEBIT else reading.value


@lru_cache(maxsize=200_000)
def _reading(text: str, mark: DecimalMark | None) -> AmountReading:
    """Read an amount as printed; each cell is asked for several times (mark, sign, proof, booking)."""
    return human_amount(text, mark)


def _quietly(row: Row, column: int, mark: DecimalMark | None) -> Decimal | None:
    try:
        return cell_amount(row, column, mark)
    except NotAnAmount:
        return None


def _cell(row: Row, column: int | None) -> str:
    return row.cells[column] if column is not None and column < len(row.cells) else ""


@dataclass(frozen=True, slots=True)
class Step:
    """A row's amount and the balance beside it, as far as they can be read."""

    amount: Decimal
    balance: Decimal | None


def steps_of(rows: Sequence[Row], reading: Reading, mark: DecimalMark | None) -> list[Step | None]:
    """Return the steps of `rows`; None where a row cannot be read (it is then a problem of its own)."""
    found: list[Step | None] = []
    for row in rows:
        try:
            amount = reading.of(row, mark)
            balance = None if reading.balance is None else cell_amount(row, reading.balance, mark)
        except NotAnAmount:
            found.append(None)
            continue
        found.append(None if amount is None and balance is None else Step(amount or Decimal(0), balance))
    return found
