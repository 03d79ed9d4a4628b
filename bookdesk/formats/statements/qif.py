"""QIF (Quicken Interchange Format): no currency, no account number, no ids, and dates of either order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from bookdesk.core.amounts import DecimalMark, NotAnAmount, human_amount
from bookdesk.core.errors import InputError
from bookdesk.formats.statements.csv_dates import parse_date, settled_order
from bookdesk.formats.statements.csv_profile import DateOrder
from bookdesk.formats.statements.model import Problems, Statement, StatementFile, Status, Transaction
from bookdesk.formats.statements.text import decode, joined

_BANK_LISTS = frozenset({"bank", "cash", "ccard", "oth a", "oth l"})
_OPENING = "opening balance"
_TWO_DIGITS = 2


@dataclass(slots=True)
class _Record:
    """One block up to `^`: its fields by letter, in the list it stands in."""

    line: int
    section: str
    account: str | None
    fields: dict[str, list[str]] = field(default_factory=dict)

    def first(self, letter: str) -> str:
        """Return the first value of a field, empty if absent."""
        return self.fields.get(letter, [""])[0]


def read_qif(data: bytes, date_order: DateOrder | None = None) -> StatementFile:
    """Read all bank, cash and card lists; `InputError` where day and month cannot be told apart."""
    records = list(_records(decode(data)))
    bookings = [record for record in records if record.section in _BANK_LISTS and record.fields]
    problems = Problems()
    _report_other_lists(records, problems)
    texts = [_numbers(record.first("D")) for record in bookings if record.first("D")]
    order = settled_order(texts, date_order) if texts else DateOrder.YEAR_FIRST
    accounts = dict.fromkeys(record.account for record in bookings)
    statements = tuple(
        _statement(account, [record for record in bookings if record.account == account], order, problems)
        for account in accounts
    )
    if not statements and not problems.found:
        problems.add(None, "The file holds no transactions of an account.")
    return StatementFile("qif", statements, problems.all())


def _records(text: str) -> Iterator[_Record]:
    """Yield the blocks, following `!Type`, `!Account` and the end of an account's own block."""
    section, account = "", None
    current = _Record(1, section, account)
    for line, raw in enumerate(text.splitlines(), 1):
        entry = raw.strip()
        if entry.startswith("!"):
            section = _section(entry, section)
            current = _Record(line + 1, section, account)
        elif entry.startswith("^"):
            if section == "account":
                account = current.first("N") or account
            yield current
            current = _Record(line + 1, section, account)
        elif entry and not (entry.startswith("#") and not current.fields):
            current.fields.setdefault(entry[0], []).append(entry[1:].strip())
    if current.fields:
        yield current


def _section(entry: str, before: str) -> str:
    """Return the list a header opens; options open none."""
    words = entry[1:].casefold()
    if words.startswith("type:"):
        return words[len("type:") :].strip()
    return "account" if words.startswith("account") else before


def _report_other_lists(records: Sequence[_Record], problems: Problems) -> None:
    """Say which investment lists were left out; lists of names and categories carry no bookings."""
    count = sum(record.section == "invst" and bool(record.fields) for record in records)
    if count:
        problems.add(None, f"{count} investment records were left out.")


def _statement(account: str | None, records: Sequence[_Record], order: DateOrder, problems: Problems) -> Statement:
    mark = _mark(records)
    read = (_transaction(record, order, mark, problems) for record in records)
    return Statement(account, None, tuple(item for item in read if item is not None))


def _mark(records: Sequence[_Record]) -> DecimalMark:
    """Return the decimal mark that the amounts show; a point if none does, as the format was born in the US."""
    for record in records:
        try:
            found = human_amount(record.first("T") or record.first("U")).mark
        except NotAnAmount:
            continue
        if found:
            return found
    return DecimalMark.DOT


def _transaction(record: _Record, order: DateOrder, mark: DecimalMark, problems: Problems) -> Transaction | None:
    """Return one booking, or None with a problem. The opening balance that Quicken writes as a booking is one."""
    booked_on = _date(record.first("D"), order)
    try:
        amount = human_amount(record.first("T") or record.first("U"), mark).value
    except NotAnAmount as error:
        problems.add(record.line, f"A transaction was left out: {error.what}")
        return None
    if booked_on is None or amount is None:
        problems.add(record.line, f"A transaction was left out: there is no date {record.first('D') or '(none)'}.")
        return None
    payee = record.first("P") or None
    return Transaction(
        booked_on=booked_on,
        amount=amount,
        description=joined(payee, record.first("M")),
        payee=payee,
        cheque_number=record.first("N") or None,
        kind="opening" if (payee or "").casefold() == _OPENING else None,
        status=Status.BOOKED,
        line=record.line,
    )


def _numbers(text: str) -> str:
    """Return a date with plain separators: `9/23'20` means 2020, blanks pad single digits."""
    return text.replace("'", "/").replace(" ", "")


def _date(text: str, order: DateOrder) -> date | None:
    try:
        return parse_date(_numbers(text), order)
    except InputError:
        return None
