"""MT940: pages are chained, one refused booking does not lose the file, reversals have the sign of the money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bookdesk.formats.statements import Proof, read_statement
from bookdesk.formats.statements.model import Basis

_HEAD = ":20:REF{n}\n:25:NL91ABNA0417164300\n:28C:{number}\n:60{kind}:C260130EUR{opening}\n"


def _message(rows: str, opening: str, closing: str, *, number: str = "12/1", kinds: str = "FF") -> str:
    return (
        _HEAD.format(n=1, number=number, kind=kinds[0], opening=opening)
        + rows
        + f":62{kinds[1]}:C260131EUR{closing}\n-\n"
    )


_FEE = ":61:2512310102D10,00NMSCNONREF//B1\n:86:Account fee\n"
_SALE = ":61:2601310131C25,5NTRFINV7//B2\n:86:166?00GUTSCHRIFT?20EREF+E1?21SVWZ+INV 7?31DE89?32ACME LTD\n"


def test_bookings_are_dated_by_their_entry_date_across_the_year() -> None:
    (statement,) = read_statement(_message(_FEE + _SALE, "100,00", "115,5").encode()).statements
    fee, sale = statement.transactions
    assert (fee.booked_on, fee.value_on) == (date(2026, 1, 2), date(2025, 12, 31))
    assert (fee.amount, fee.reference, fee.bank_id) == (Decimal("-10.00"), None, "B1")
    assert (sale.amount, sale.payee, sale.payee_account) == (Decimal("25.5"), "ACME LTD", "DE89")
    assert sale.description == "GUTSCHRIFT INV 7"
    assert statement.proof is Proof.PROVED


def test_pages_of_one_statement_are_joined() -> None:
    first = _message(_FEE, "100,00", "90,00", number="12/1", kinds="FM")
    second = _message(_SALE, "90,00", "115,50", number="12/2", kinds="MF")
    (statement,) = read_statement((first + second).encode()).statements
    assert len(statement.transactions) == 2
    assert statement.proof is Proof.PROVED


def test_two_statements_that_do_not_follow_show_a_gap() -> None:
    text = _message(_FEE, "100,00", "90,00", number="12") + _message(_SALE, "80,00", "105,50", number="14")
    assert [item.proof for item in read_statement(text.encode()).statements] == [Proof.PROVED, Proof.GAP]


def test_one_refused_booking_is_a_problem_with_its_line() -> None:
    broken = ":61:THIS IS NO BOOKING\n:86:?\n"
    read = read_statement(_message(_FEE + broken + _SALE, "100,00", "115,5").encode())
    assert [item.amount for item in read.statements[0].transactions] == [Decimal("-10.00"), Decimal("25.5")]
    assert [problem.line for problem in read.problems] == [7]


def test_a_reversed_credit_is_money_out_and_february_has_no_30th() -> None:
    rows = ":61:260228RC10,00NMSCNONREF\n:61:260230D1,00NMSCNONREF\n"
    (statement,) = read_statement(_message(rows, "100,00", "89,00").encode()).statements
    assert [item.amount for item in statement.transactions] == [Decimal("-10.00"), Decimal("-1.00")]
    assert statement.transactions[0].reversal
    assert statement.transactions[1].booked_on == date(2026, 2, 28)


def test_an_interim_report_is_one() -> None:
    text = ":20:A\n:25:GB1\n:28C:1/1\n:34F:EUR0,\n:13D:2601311030+0000\n" + _FEE
    assert read_statement(text.encode()).statements[0].basis is Basis.REPORT
