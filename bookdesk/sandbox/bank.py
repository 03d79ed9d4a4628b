"""A bank's statements for the demo and the tests: OFX 1.02 as banks still send it, and CSV with a running balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bookdesk.core.money import Money, total


@dataclass(frozen=True, slots=True)
class Booking:
    """One line of a statement; + is money in."""

    day: date
    amount: Money
    text: str
    payee: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Where the statement is of: `routing` and `number` for OFX, an IBAN as number without routing."""

    routing: str
    number: str
    currency: str


def ofx(account: Account, opening: Money, bookings: Sequence[Booking]) -> str:
    """Return an OFX 1.02 file, newest last, with the closing balance.

    A booking has the same id in each file that holds all of its day.
    """
    closing = opening + total((one.amount for one in bookings), account.currency)
    of_day = Counter[date]()
    rows = "\n".join(_ofx_row(_counted(of_day, one.day), one) for one in bookings)
    first, last = bookings[0].day, bookings[-1].day
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\n"
        "COMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n"
        "<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS>"
        f"<DTSERVER>{_stamp(last)}<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>\n"
        "<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>"
        f"<STMTRS><CURDEF>{account.currency}\n"
        f"<BANKACCTFROM><BANKID>{account.routing}<ACCTID>{account.number}<ACCTTYPE>CHECKING</BANKACCTFROM>\n"
        f"<BANKTRANLIST><DTSTART>{_stamp(first)}<DTEND>{_stamp(last)}\n{rows}\n</BANKTRANLIST>\n"
        f"<LEDGERBAL><BALAMT>{closing.text}<DTASOF>{_stamp(last)}</LEDGERBAL>\n"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )


def csv(opening: Money, bookings: Sequence[Booking]) -> str:
    """Return a CSV with date (22 Nov 2026), description, amount and running balance, oldest first."""
    balance, rows = opening, ["Date,Description,Amount,Balance"]
    for one in bookings:
        balance += one.amount
        rows.append(f'{one.day:%d %b %Y},"{one.text}",{one.amount.text},{balance.text}')
    return "\n".join(rows) + "\n"


def spreadsheet(title: str, opening: Money, bookings: Sequence[Booking]) -> str:
    """Return a CSV as few banks write it: lines of talk first, semicolons, money out and in apart, the newest first."""
    balance, rows = opening, []
    for one in bookings:
        balance += one.amount
        out, paid_in = ("", one.amount.text) if one.amount.minor > 0 else (abs(one.amount).text, "")
        rows.append(f"{one.day:%d-%b-%y};{one.text};{out};{paid_in};{balance.text}")
    headings = "Date posted;Narrative;Withdrawal;Deposit;Running balance"
    return (
        "\n".join([f"Transactions of {title}", "All amounts in the account's currency", "", headings, *rows[::-1]])
        + "\n"
    )


def _counted(of_day: Counter[date], day: date) -> int:
    of_day[day] += 1
    return of_day[day]


def _ofx_row(number: int, one: Booking) -> str:
    kind = "CREDIT" if one.amount.minor > 0 else "DEBIT"
    name = f"<NAME>{one.payee}" if one.payee else ""
    return (
        f"<STMTTRN><TRNTYPE>{kind}<DTPOSTED>{_stamp(one.day)}<TRNAMT>{one.amount.text}"
        f"<FITID>{one.day:%Y%m%d}{number:04d}{name}<MEMO>{one.text}</STMTTRN>"
    )


def _stamp(day: date) -> str:
    return f"{day:%Y%m%d}120000"
