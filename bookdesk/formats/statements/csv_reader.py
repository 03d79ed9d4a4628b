"""CSV statements: layout, date order, decimal mark and sign are found in the file; the running balance proves them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bookdesk.core.amounts import DecimalMark, NotAnAmount
from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.errors import InputError
from bookdesk.formats.statements.csv_amounts import Reading, cell_amount, mark_of, readings
from bookdesk.formats.statements.csv_dates import looks_like_date, parse_date, settled_order
from bookdesk.formats.statements.csv_grid import Row, grid_of
from bookdesk.formats.statements.csv_headers import plain
from bookdesk.formats.statements.csv_layout import Layout, layout_of
from bookdesk.formats.statements.csv_profile import CsvProfile, DateOrder, Role
from bookdesk.formats.statements.csv_proof import Verdict, judge, verdict
from bookdesk.formats.statements.model import Balance, Problems, Proof, Statement, StatementFile, Status, Transaction
from bookdesk.formats.statements.text import decode, joined, words

_IBAN = re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b")
_NUMBER_AFTER = re.compile(
    r"(?:account|konto|compte|rekening|cuenta|conto)[^\d:]*:?\s*([\d][\d \-/]{4,}\d)", re.IGNORECASE
)
_CODE = re.compile(r"\b[A-Z]{3}\b")
_PENDING = words("pending|vorgemerkt|in behandeling|en attente|pendiente|authorised|authorized|not settled", "|")
_FAILED = words("declined failed cancelled canceled rejected reverted abgelehnt storniert geweigerd refuse")
_SHOWN = 60


def read_csv(data: bytes, profile: CsvProfile) -> StatementFile:
    """Read a separated file; `InputError` (with the profile that answers it) where columns or dates stay open."""
    layout = layout_of(grid_of(decode(data), profile.delimiter), profile)
    order = order_in(layout, profile)
    mark = mark_of(layout, profile)
    reading = reading_of(layout, profile, order, mark)
    reader = _Reader(layout, profile, order, mark, reading, Problems())
    statements = tuple(reader.statement(rows) for rows in _groups(layout).values())
    if layout.rows and not any(statement.transactions for statement in statements):
        first = reader.problems.all()[0] if reader.problems.found else None
        raise InputError(
            f"No row of this file could be read{'' if first is None else f'; line {first.line}: {first.text}'}",
            "Check that its columns are those of a bank statement, or name them in a profile.",
        )
    return StatementFile("csv", statements, reader.problems.all())


def order_in(layout: Layout, profile: CsvProfile) -> DateOrder:
    """Return the order of day and month that the date column settles; `AmbiguousDates` where it does not."""
    dates = [cell for row in layout.rows if looks_like_date(cell := layout.cell(row, Role.DATE))]
    return settled_order(dates, profile.date_order) if dates else DateOrder.YEAR_FIRST


def reading_of(layout: Layout, profile: CsvProfile, order: DateOrder, mark: DecimalMark | None) -> Reading:
    """Return which columns hold amount and balance, and with which sign, as the running balance judges."""
    ordered = [(rows, _newest_first(layout, rows, order)) for rows in _groups(layout).values()]
    reading = judge(ordered, readings(layout, profile, mark), mark)
    if not layout.header and not any(verdict(rows, reading, mark, newest_first=None).proved for rows, _ in ordered):
        return replace(reading, balance=None)  # a balance column that no header names has to prove itself
    return reading


def _groups(layout: Layout) -> dict[tuple[str, str], list[Row]]:
    """Part the rows by account and currency: some banks export all accounts into one file."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in layout.rows:
        account, currency = layout.cell(row, Role.ACCOUNT), layout.cell(row, Role.CURRENCY).upper()
        groups.setdefault((account, currency), []).append(row)
    if len(groups) > 1:  # a footer names neither account nor currency
        loose = groups.pop(("", ""), [])
        next(iter(groups.values())).extend(loose)
    return groups or {("", ""): []}


class _Rejected(Exception):
    """A row that cannot be used, and why."""


def _newest_first(layout: Layout, rows: Sequence[Row], order: DateOrder) -> bool | None:
    """Return whether the newest row stands first; None where the first and the last day are the same."""
    dates = [found for row in rows if (found := parse_date(layout.cell(row, Role.DATE), order))]
    return None if not dates or dates[0] == dates[-1] else dates[0] > dates[-1]


@dataclass(frozen=True, slots=True)
class _Reader:
    """One pass over the rows with everything settled."""

    layout: Layout
    profile: CsvProfile
    order: DateOrder
    mark: DecimalMark | None
    reading: Reading
    problems: Problems

    def statement(self, rows: Sequence[Row]) -> Statement:
        """Return the statement of one account and currency, oldest booking first."""
        before = len(self.problems.found)
        usable = [row for row in rows if self._is_booking(row)]
        told = _newest_first(self.layout, usable, self.order)
        judged = verdict(usable, self.reading, self.mark, newest_first=told)
        ordered = list(reversed(usable)) if judged.newest_first else usable
        read = [self._transaction(row) for row in ordered]
        transactions = tuple(item for item in read if item is not None)
        rejected = len(self.problems.found) > before
        opening, closing = self._balances(ordered) if not rejected else (None, None)
        return Statement(
            account=self.profile.account or self._text(rows, Role.ACCOUNT) or self._preamble_account(),
            currency=self._currency(rows),
            transactions=transactions,
            opening=opening,
            closing=closing,
            proof=self._proof(judged, usable, rejected=rejected),
        )

    def _is_booking(self, row: Row) -> bool:
        """Keep rows with a date; others are reported, since a dropped row is a lost booking."""
        if looks_like_date(self.layout.cell(row, Role.DATE)):
            return True
        said = "; ".join(cell for cell in row.cells if cell)[:_SHOWN]
        self.problems.add(row.line, f"A row without a readable date was left out: {said}")
        return False

    def _transaction(self, row: Row) -> Transaction | None:
        """Return one booking; None for a pure balance row, or with a problem where it cannot be read."""
        try:
            return self._read(row)
        except _Rejected as error:
            self.problems.add(row.line, f"A row was left out: {error}")
        except NotAnAmount as error:
            self.problems.add(row.line, f"A row was left out: {error.what}")
        return None

    def _read(self, row: Row) -> Transaction | None:
        """Return one booking, None for a pure balance row; `_Rejected` or `NotAnAmount` if it cannot be used."""
        if self.reading.balance is None and self.layout.header and any(row.cells[len(self.layout.header) :]):
            raise _Rejected("it has more cells than there are headings, as an amount with an unquoted comma makes.")
        booked_on = parse_date(self.layout.cell(row, Role.DATE), self.order)
        amount = self.reading.of(row, self.mark)
        balance = None if self.reading.balance is None else cell_amount(row, self.reading.balance, self.mark)
        if booked_on is None:
            raise _Rejected(f"there is no date {self.layout.cell(row, Role.DATE)}.")
        if amount is None and balance is None:
            raise _Rejected("it has no amount.")
        status = plain(self.layout.cell(row, Role.STATUS))
        if status in _FAILED:
            raise _Rejected(f"its status is {status}.")
        return None if amount is None else self._built(row, booked_on, amount, balance, pending=status in _PENDING)

    def _built(
        self, row: Row, booked_on: date, amount: Decimal, balance: Decimal | None, *, pending: bool
    ) -> Transaction:
        layout = self.layout
        payee = joined(*layout.cells(row, Role.PAYEE)[:1]) or None
        return Transaction(
            booked_on=booked_on,
            amount=amount,
            currency=self._currency([row]),
            value_on=parse_date(layout.cell(row, Role.VALUE_DATE), self.order),
            description=joined(*layout.cells(row, Role.DESCRIPTION)) or payee or "",
            reference=layout.cell(row, Role.REFERENCE) or None,
            payee=payee,
            payee_account=layout.cell(row, Role.PAYEE_ACCOUNT) or None,
            bank_id=layout.cell(row, Role.ID) or None,
            cheque_number=layout.cell(row, Role.CHEQUE) or None,
            balance=balance,
            status=Status.PENDING if pending else Status.BOOKED,
            original_amount=self._original(row),
            original_currency=layout.cell(row, Role.ORIGINAL_CURRENCY) or None,
            line=row.line,
        )

    def _original(self, row: Row) -> Decimal | None:
        """Return the amount in the other currency; a doubtful one is no reason to lose the row."""
        try:
            return cell_amount(row, self.layout.first(Role.ORIGINAL_AMOUNT), self.mark)
        except NotAnAmount:
            return None

    def _balances(self, ordered: Sequence[Row]) -> tuple[Balance | None, Balance | None]:
        """Return the balances before the first and after the last row, as the running balances give them."""
        opening: Balance | None = None
        closing: Balance | None = None
        since = Decimal(0)
        for row in ordered:
            booked_on = parse_date(self.layout.cell(row, Role.DATE), self.order)
            since += self.reading.of(row, self.mark) or Decimal(0)
            balance = None if self.reading.balance is None else cell_amount(row, self.reading.balance, self.mark)
            if balance is None:
                continue
            opening = opening or Balance(balance - since, booked_on)
            closing, since = Balance(balance, booked_on), Decimal(0)
        return opening, closing and Balance(closing.amount + since, closing.on)

    def _proof(self, judged: Verdict, usable: Sequence[Row], *, rejected: bool) -> Proof:
        """Turn the verdict into a proof, and say where the chain breaks and what that may mean."""
        if judged.disproved:
            line = None if judged.first_break is None else usable[judged.first_break].line
            self.problems.add(
                line,
                f"The running balance does not follow from the amounts ({judged.held} of {judged.steps} steps hold): "
                "rows are missing, or columns are swapped.",
            )
            return Proof.GAP
        if judged.proved:
            return Proof.GAP if rejected else Proof.PROVED
        return Proof.UNPROVED

    def _text(self, rows: Sequence[Row], role: Role) -> str | None:
        return next((cell for row in rows if (cell := self.layout.cell(row, role))), None)

    def _currency(self, rows: Sequence[Row]) -> str | None:
        """Return the currency of the rows, of the amount's header (`Betrag (EUR)`), or of the profile."""
        found = (self._text(rows, Role.CURRENCY) or "").upper()
        if found in EXPONENTS:
            return found
        columns = (self.reading.amount, self.reading.credit, self.reading.debit)
        heads = [self.layout.header[c] for c in columns if c is not None and c < len(self.layout.header)]
        codes = (code for head in heads for code in _CODE.findall(head) if code in EXPONENTS)
        return next(codes, self.profile.currency)

    def _preamble_account(self) -> str | None:
        """Find the account among the lines above the header: an IBAN, or a number after the word for account."""
        text = "\n".join(";".join(row.cells) for row in self.layout.preamble)
        iban, number = _IBAN.search(text), _NUMBER_AFTER.search(text)
        return iban[0] if iban else number[1].strip() if number else None
