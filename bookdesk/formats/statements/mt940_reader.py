"""SWIFT MT940 and MT942, read by the library mt-940 and put into our form.

The library raises on one bad tag and mixes several statements of a file into one; so the file is cut into messages
here, and a message it refuses is read booking by booking, each refused one being a problem with its line.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import mt940
from mt940.models import Transactions
from mt940.tags import StatementASNB

from bookdesk.core.errors import InputError
from bookdesk.formats.statements.model import Balance, Basis, Problems, Statement, StatementFile, Transaction
from bookdesk.formats.statements.proof import prove_all
from bookdesk.formats.statements.text import decode, joined

_REFUSALS = (RuntimeError, ValueError, TypeError, KeyError, AttributeError, InvalidOperation)
# A refused tag is retried or becomes a problem with its line; the library's own traces would put bookings into a log.
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)
_TAG = re.compile(r"^:(\d{2}[A-Z]?|NS):")
_ENVELOPE = re.compile(r"^(\{.*|-\}?.?|-)$")
_SLASHED = re.compile(r"/(NAME|EREF|IBAN|REMI|BENM|ORDP|TRTP|CSID|MARF|BIC|ADDR|ISDT|RTRN|SVCL)/")
_NO_REFERENCE = frozenset({"", "NONREF", "NONREF//", "EREF", "NOTPROVIDED"})
_OPENINGS = ("final_opening_balance", "opening_balance", "intermediate_opening_balance")
_CLOSINGS = ("final_closing_balance", "closing_balance", "intermediate_closing_balance")


@dataclass(frozen=True, slots=True)
class _Message:
    """One message: its lines, and the 1-based line each stands on."""

    lines: tuple[tuple[int, str], ...]

    def text(self) -> str:
        """Return the message as the library wants it."""
        return "\n".join(line for _, line in self.lines)


def read_mt940(data: bytes) -> StatementFile:
    """Read all messages; `InputError` if there is no tag that a statement must have."""
    messages = [message for message in _messages(decode(data)) if message.lines]
    problems = Problems()
    statements = [found for message in messages if (found := _statement(message, problems)) is not None]
    if not statements and not problems.found:
        raise InputError("The file holds no MT940 message.", "Download the statement from the bank once more.")
    return StatementFile("mt940", prove_all(_pages_joined(statements)), problems.all())


def _messages(text: str) -> Iterator[_Message]:
    """Cut at each `:20:`; SWIFT's envelope and the dashes between messages are dropped."""
    current: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith(":20:") and any(_TAG.match(other) for _, other in current):
            yield _Message(tuple(current))
            current = []
        if stripped and not _ENVELOPE.match(stripped):
            current.append((number, line.rstrip()))
    yield _Message(tuple(current))


def _statement(message: _Message, problems: Problems) -> Statement | None:
    """Return the statement of one message; None if it carries neither account, balance nor booking."""
    parsed = _parsed(message.text())
    if parsed is not None:
        rows, data = _lined(parsed, message), parsed.data
    else:
        rows, data = _piecewise(message, problems)
    opening, closing = _balance(data, _OPENINGS), _balance(data, _CLOSINGS)
    if not rows and opening is None and closing is None and not data.get("account_identification"):
        if parsed is not None:
            problems.add(message.lines[0][0], "A message without account, balances and bookings was left out.")
        return None
    read = (_transaction(line, row, problems) for line, row in rows)
    return Statement(
        account=(data.get("account_identification") or "").strip() or None,
        currency=_currency(data, rows),
        transactions=tuple(item for item in read if item is not None),
        number="/".join(part for key in ("statement_number", "sequence_number") if (part := data.get(key))) or None,
        opening=opening,
        closing=closing,
        basis=Basis.REPORT if "date" in data or "floor_limit" in str(data.keys()) else Basis.STATEMENT,
    )


_Rows = Sequence[tuple[int, dict[str, Any]]]


def _parsed(text: str) -> Transactions | None:
    """Let the library read a message, with the tag layout of Dutch ASN where the standard one fails."""
    for tags in (None, {61: StatementASNB()}):
        found = Transactions(tags=tags, options=mt940.Options.all())  # type: ignore[arg-type]  # keys are tag numbers
        try:
            found.parse(text)
        except _REFUSALS:
            continue
        return found
    return None


def _lined(parsed: Transactions, message: _Message) -> _Rows:
    """Give each booking the line of its `:61:`."""
    lines = [number for number, line in message.lines if line.lstrip().startswith(":61:")]
    rows = [row.data for row in parsed.transactions if row.data.get("amount") is not None]
    lines += [message.lines[0][0]] * (len(rows) - len(lines))
    return list(zip(lines, rows, strict=False))


def _piecewise(message: _Message, problems: Problems) -> tuple[_Rows, dict[str, Any]]:
    """Read a refused message booking by booking."""
    head, bookings, tail = _cut(message)
    data: dict[str, Any] = {}
    for part in (*_tags(head), *_tags(tail)):
        found = _parsed("\n".join(line for _, line in part))
        if found is None:
            problems.add(part[0][0], f"A field was left out: {part[0][1][:40]} cannot be read.")
        else:
            data |= found.data
    readable_head = "\n".join(line for part in _tags(head) for _, line in part if _parsed(_joined(part)) is not None)
    rows: list[tuple[int, dict[str, Any]]] = []
    for booking in bookings:
        found = _parsed(f"{readable_head}\n{_joined(booking)}")
        if found is None or not found.transactions:
            problems.add(booking[0][0], f"A booking was left out: {booking[0][1][:60]} cannot be read.")
        else:
            rows.append((booking[0][0], found.transactions[-1].data))
    return rows, data


_Lines = Sequence[tuple[int, str]]


def _joined(lines: _Lines) -> str:
    return "\n".join(line for _, line in lines)


def _cut(message: _Message) -> tuple[_Lines, list[_Lines], _Lines]:
    """Return the lines before the first booking, the bookings, and the lines from the closing balance on."""
    head: list[tuple[int, str]] = []
    bookings: list[list[tuple[int, str]]] = []
    tail: list[tuple[int, str]] = []
    for number, line in message.lines:
        tag = _TAG.match(line.lstrip())
        if tag and tag[1] == "61":
            bookings.append([])
        elif tag and bookings and tag[1] not in {"86", "NS"}:
            tail.append((number, line))
            continue
        (tail or (bookings[-1] if bookings else head)).append((number, line))
    return head, [booking for booking in bookings if booking], tail


def _tags(lines: _Lines) -> list[_Lines]:
    """Cut lines at each tag."""
    parts: list[list[tuple[int, str]]] = []
    for number, line in lines:
        if _TAG.match(line.lstrip()) or not parts:
            parts.append([])
        parts[-1].append((number, line))
    return list(parts)


def _transaction(line: int, row: dict[str, Any], problems: Problems) -> Transaction | None:
    """Return one booking; its accounting date is the entry date where given, else the value date."""
    amount, value_on = row.get("amount"), row.get("date")
    if amount is None or not isinstance(value_on, date):
        problems.add(line, "A booking was left out: it has no amount or date.")
        return None
    details = str(row.get("transaction_details") or "").replace("\n", "")
    slashed = _slashed(details)
    booked_on = row.get("entry_date")
    return Transaction(
        booked_on=_plain(booked_on if isinstance(booked_on, date) else value_on),
        amount=Decimal(amount.amount),
        currency=amount.currency,
        value_on=_plain(value_on),
        description=_description(row, slashed),
        reference=_known(row.get("customer_reference")),
        payee=_known(row.get("applicant_name")) or slashed.get("NAME"),
        payee_account=_known(row.get("applicant_iban")) or slashed.get("IBAN"),
        bank_id=_known(row.get("bank_reference")),
        end_to_end_id=_known(row.get("end_to_end_reference")) or slashed.get("EREF"),
        kind=row.get("id"),
        reversal=str(row.get("status") or "").upper().startswith("R"),
        line=line,
    )


def _description(row: dict[str, Any], slashed: dict[str, str]) -> str:
    """Return what the booking is for: German sub-fields, Dutch codes, else the text of `:86:` or after `:61:`."""
    purpose = joined(row.get("posting_text"), row.get("purpose"), row.get("additional_purpose"))
    return (
        purpose
        or joined(slashed.get("REMI"))
        or joined(row.get("transaction_details"))
        or joined(row.get("extra_details"))
    )


def _slashed(details: str) -> dict[str, str]:
    """Read `/NAME/…/REMI/…` codes, as Dutch banks write them; lines wrap in the middle of words."""
    parts = _SLASHED.split(details)
    values = {code: " ".join(text.strip("/").split()) for code, text in zip(parts[1::2], parts[2::2], strict=False)}
    return {code: text for code, text in values.items() if text}


def _known(text: object) -> str | None:
    clean = " ".join(str(text or "").split())
    return None if clean in _NO_REFERENCE else clean


def _plain(day: date) -> date:
    """Return a plain date instead of the library's subclass."""
    return date(day.year, day.month, day.day)


def _balance(data: dict[str, Any], names: Sequence[str]) -> Balance | None:
    found = next((data[name] for name in names if name in data), None)
    if found is None or found.amount is None:
        return None
    return Balance(Decimal(found.amount.amount), _plain(found.date) if found.date else None)


def _currency(data: dict[str, Any], rows: _Rows) -> str | None:
    found = next((data[name] for name in (*_OPENINGS, *_CLOSINGS) if name in data), None)
    if found is not None and found.amount is not None:
        return str(found.amount.currency)
    return next((row["amount"].currency for _, row in rows if row.get("amount") is not None), None)


def _pages_joined(statements: Sequence[Statement]) -> list[Statement]:
    """Join pages of one statement: the same account and number, the second opening where the first closed."""
    joined_pages: list[Statement] = []
    for statement in statements:
        before = joined_pages[-1] if joined_pages else None
        if before is not None and _continues(before, statement):
            transactions = before.transactions + statement.transactions
            joined_pages[-1] = replace(before, transactions=transactions, closing=statement.closing)
        else:
            joined_pages.append(statement)
    return joined_pages


def _continues(before: Statement, after: Statement) -> bool:
    """Return whether `after` is the next page of `before`."""
    same = before.account == after.account and before.number and after.number
    if not same or before.closing is None or after.opening is None:
        return False
    main = (before.number or "").split("/")[0], (after.number or "").split("/")[0]
    return main[0] == main[1] and main[0].strip("0") != "" and before.closing.amount == after.opening.amount
