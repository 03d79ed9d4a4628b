"""CSV: what the file settles is read, what it leaves open is asked, and the running balance is the judge."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import InputError, UsageError
from bookdesk.formats.statements import Proof, Statement, Status, read_statement
from bookdesk.formats.statements.csv_profile import CsvProfile, Role, named_profile, profile_from_toml


def _read(text: str, profile: CsvProfile | None = None) -> Statement:
    (statement,) = read_statement(text.encode(), profile).statements
    return statement


def _amounts(statement: Statement) -> list[Decimal]:
    return [item.amount for item in statement.transactions]


def test_german_bank_with_semicolons_and_decimal_commas() -> None:
    statement = _read(
        "Konto;DE89370400440532013000\n\nBuchungstag;Valuta;Empfänger;Verwendungszweck;Betrag (EUR);Saldo\n"
        "31.01.2026;30.01.2026;Stadtwerke;Strom Januar;-1.234,50;765,50\n"
        "30.01.2026;30.01.2026;Kunde;RE 7;1.000,00;2.000,00\n"
    )
    assert statement.account == "DE89370400440532013000"
    assert (statement.currency, statement.proof) == ("EUR", Proof.PROVED)
    assert _amounts(statement) == [Decimal("1000.00"), Decimal("-1234.50")]  # newest first in the file
    assert statement.opening is not None
    assert statement.opening.amount == Decimal("1000.00")
    assert statement.transactions[1].payee == "Stadtwerke"
    assert statement.transactions[1].value_on == date(2026, 1, 30)


def test_debit_and_credit_columns() -> None:
    statement = _read(
        "Date,Details,Withdrawals,Deposits,Balance\n13/01/2026,Rent,500.00,,500.00\n14/01/2026,Sale,,20.50,520.50\n"
    )
    assert _amounts(statement) == [Decimal("-500.00"), Decimal("20.50")]
    assert statement.proof is Proof.PROVED


def test_flag_column_af_bij() -> None:
    statement = _read('Datum;Naam;Bedrag;Af Bij\n20260113;Huur;"500,00";Af\n20260114;Klant;"20,50";Bij\n')
    assert _amounts(statement) == [Decimal("-500.00"), Decimal("20.50")]


def test_a_card_statement_is_turned_round_only_when_the_balance_proves_it() -> None:
    rows = (
        "Date,Description,Amount,Balance\n2026-01-02,Shop,10.00,-10.00\n"
        "2026-01-03,Fuel,5.00,-15.00\n2026-01-04,Paid,-15.00,0.00\n"
    )
    statement = _read(rows)
    assert _amounts(statement) == [Decimal("-10.00"), Decimal("-5.00"), Decimal("15.00")]
    assert statement.proof is Proof.PROVED
    without = "\n".join(line.rsplit(",", 1)[0] for line in rows.splitlines())
    assert _amounts(_read(without)) == [Decimal("10.00"), Decimal("5.00"), Decimal("-15.00")]
    assert _amounts(_read(without, named_profile("card-inverted"))) == [
        Decimal("-10.00"),
        Decimal("-5.00"),
        Decimal("15.00"),
    ]


def test_swapped_columns_fail_the_balance_proof_with_the_line() -> None:
    text = (
        "Date,Description,Balance,Amount\n"
        "2026-01-02,A,-10.00,90.00\n2026-01-03,B,-20.00,70.00\n2026-01-04,C,5.00,75.00\n"
    )
    read = read_statement(text.encode())
    assert read.statements[0].proof is Proof.GAP
    assert read.problems[0].line == 3
    assert "columns are swapped" in read.problems[0].text


def test_a_missing_row_is_a_gap() -> None:
    assert _read("Date,Text,Amount,Balance\n2026-01-02,A,-10,90\n2026-01-04,C,5,75\n").proof is Proof.GAP


def test_dates_that_fit_both_orders_are_asked_not_guessed() -> None:
    text = "Date,Text,Amount\n03/04/2026,A,-10.00\n05/06/2026,B,-1.00\n"
    with pytest.raises(InputError, match="day first or month first") as unclear:
        _read(text)
    assert unclear.value.command == "--profile day-first; --profile month-first"
    assert _read(text, named_profile("day-first")).transactions[0].booked_on == date(2026, 4, 3)
    assert _read(text, named_profile("month-first")).transactions[0].booked_on == date(2026, 3, 4)


def test_one_date_settles_the_whole_column() -> None:
    assert _read("Date,Text,Amount\n03/04/2026,A,-10.00\n05/25/2026,B,-1.00\n").transactions[0].booked_on == date(
        2026, 3, 4
    )


def test_amounts_that_may_be_thousands_are_asked() -> None:
    text = "Date,Text,Amount\n2026-01-02,A,1.234\n2026-01-03,B,-5\n"
    with pytest.raises(InputError, match="thousands or decimals"):
        _read(text)
    assert _amounts(_read(text, named_profile("decimal-comma")))[0] == Decimal(1234)


def test_a_bad_row_is_reported_and_the_others_are_read() -> None:
    read = read_statement(b"Date,Text,Amount\n2026-01-02,A,12..34\n2026-01-03,B,-5.00\nTotal,,-5.00\n")
    assert _amounts(read.statements[0]) == [Decimal("-5.00")]
    assert sorted(problem.line or 0 for problem in read.problems) == [2, 4]


def test_an_amount_broken_by_its_own_comma_is_left_out_and_told_not_read_as_less() -> None:
    read = read_statement(b"Date,Text,Amount\n2026-01-02,A,-1,234.00\n2026-01-03,B,-5.00\n2026-01-04,C,-6.00\n")
    assert _amounts(read.statements[0]) == [Decimal("-5.00"), Decimal("-6.00")]
    (problem,) = read.problems
    assert (problem.line, "more cells than there are headings" in problem.text) == (2, True)


def test_columns_without_a_header_are_told_by_their_cells_and_the_balance() -> None:
    statement = _read(
        "13/01/2026,EFTPOS SHOP,-10.00,90.00\n14/01/2026,SALARY,100.00,190.00\n15/01/2026,FEE,-5.00,185.00\n"
    )
    assert _amounts(statement) == [Decimal("-10.00"), Decimal("100.00"), Decimal("-5.00")]
    assert statement.proof is Proof.PROVED


def test_one_file_with_two_accounts_gives_two_statements() -> None:
    read = read_statement(
        b"Account,Date,Text,Amount\n111,2026-01-02,A,1.00\n222,2026-01-02,B,2.00\n111,2026-01-03,C,3.00\n"
    )
    assert [(s.account, len(s.transactions)) for s in read.statements] == [("111", 2), ("222", 1)]


def test_pending_rows_are_marked_and_failed_ones_left_out() -> None:
    read = read_statement(
        b"Date,Text,Amount,Status\n2026-01-02,A,1.00,Pending\n2026-01-02,B,2.00,Declined\n2026-01-03,C,3.00,Booked\n"
    )
    assert [item.status for item in read.statements[0].transactions] == [Status.PENDING, Status.BOOKED]
    assert "declined" in read.problems[0].text


def test_files_that_are_no_statement_say_what_is_missing() -> None:
    with pytest.raises(InputError, match="No column of this file holds dates"):
        _read("Name,Town\nAnna,Cork\nBen,Perth\n")
    with pytest.raises(InputError, match="No column of this file holds amounts"):
        _read("Date,Town\n2026-01-02,Cork\n2026-01-03,Perth\n")


def test_a_profile_names_columns_and_is_checked() -> None:
    profile = profile_from_toml('date-order = "day-first"\n[columns]\n"Wann" = "date"\n"Wieviel" = "amount"\n', "mine")
    assert profile.columns == {"Wann": Role.DATE, "Wieviel": Role.AMOUNT}
    assert _amounts(_read("Wann,Was,Wieviel\n03/04/2026,A,-10.00\n", profile)) == [Decimal("-10.00")]
    with pytest.raises(InputError, match="does not fit this file"):
        _read("When,What\n2026-01-02,1\n", profile)
    with pytest.raises(UsageError, match="unknown keys colour"):
        profile_from_toml('colour = "red"', "mine")
    with pytest.raises(UsageError, match="no statement profile"):
        named_profile("nobody")


_bookings = st.lists(st.tuples(st.integers(0, 5), st.integers(-99_999, 99_999).filter(bool)), min_size=3, max_size=25)


@given(_bookings, st.integers(-50_000, 50_000), st.sampled_from(["oldest", "newest"]), st.sampled_from(".,"))
def test_any_export_with_a_running_balance_is_read_back_whatever_its_order_and_marks(
    bookings: list[tuple[int, int]], opening: int, first: str, mark: str
) -> None:
    def shown(minor: int) -> str:
        return f"{Decimal(minor) / 100:.2f}".replace(".", mark)

    day, balance, rows = date(2026, 1, 1), opening, []
    for pause, amount in bookings:
        day += timedelta(days=pause)
        balance += amount
        rows.append(f"{day.isoformat()};text {amount};{shown(amount)};{shown(balance)}")
    if first == "newest":
        rows.reverse()
    statement = _read("Date;Description;Amount;Balance\n" + "\n".join(rows))
    read = sorted(_amounts(statement))
    assert statement.proof is Proof.PROVED
    assert read in (
        sorted(Decimal(amount) / 100 for _, amount in bookings),
        sorted(Decimal(-amount) / 100 for _, amount in bookings),
    )
