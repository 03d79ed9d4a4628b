"""What a separated file looks like before it is read: columns by their roles, samples, and what stays open."""

from __future__ import annotations

import pytest

from bookdesk.core.amounts import DecimalMark
from bookdesk.core.errors import InputError
from bookdesk.formats.statements import read_statement
from bookdesk.formats.statements.csv_look import CsvLook, look_at_csv
from bookdesk.formats.statements.csv_profile import CsvProfile, DateOrder, Role

_GERMAN = (
    "Kontonummer: 12345678;;;;\n;;;;\n"
    "Buchungstag;Empfänger;Verwendungszweck;Betrag (EUR);Saldo\n"
    "14.07.2026;Bäcker;Brot;-4,20;995,80\n15.07.2026;Kunde;RE 7;1.100,00;2.095,80\n"
).encode()


def _roles(look: CsvLook) -> list[Role]:
    return [column.role for column in look.columns]


def test_columns_are_named_with_samples_and_everything_is_settled() -> None:
    look = look_at_csv(_GERMAN, CsvProfile())
    assert (look.delimiter, look.skipped, look.rows) == (";", 2, 2)  # rows without any cell do not count
    assert _roles(look) == [Role.DATE, Role.PAYEE, Role.DESCRIPTION, Role.AMOUNT, Role.BALANCE]
    assert look.columns[3].heading == "Betrag (EUR)"
    assert look.columns[1].samples == ("Bäcker", "Kunde")
    assert (look.date_order, look.decimal_mark, look.inverted) == (DateOrder.DAY_FIRST, DecimalMark.COMMA, False)


def test_a_card_statement_proves_that_its_signs_are_turned() -> None:
    data = (
        b"Date,Details,Amount,Balance\n2026-07-01,A,5.00,-5.00\n2026-07-02,B,7.00,-12.00\n2026-07-03,C,-2.00,-10.00\n"
    )
    assert look_at_csv(data, CsvProfile()).inverted


def test_what_nothing_settles_is_left_open_with_an_example() -> None:
    look = look_at_csv(b"Date,Details,Amount\n03/04/2026,A,1.234\n", CsvProfile())
    assert (look.date_order, look.date_example) == (None, "03/04/2026")
    assert (look.decimal_mark, look.amount_example) == (None, "1.234")
    assert _roles(look) == [Role.DATE, Role.DESCRIPTION, Role.AMOUNT]
    answered = look_at_csv(
        b"Date,Details,Amount\n03/04/2026,A,1.234\n",
        CsvProfile(date_order=DateOrder.MONTH_FIRST, decimal_mark=DecimalMark.DOT),
    )
    assert (answered.date_order, answered.date_example, answered.amount_example) == (DateOrder.MONTH_FIRST, "", "")


def test_a_file_without_dates_shows_its_columns_all_the_same() -> None:
    look = look_at_csv(b"A,B\nx,1.00\ny,2.00\n", CsvProfile())
    assert look.no_columns == "No column of this file holds dates."
    assert [(column.heading, column.samples) for column in look.columns] == [("A", ("x", "y")), ("B", ("1.00", "2.00"))]
    with pytest.raises(InputError, match="no columns"):
        look_at_csv(b"nothing\nat all\n", CsvProfile())


def test_columns_counted_by_a_person_keep_headings_account_and_rows() -> None:
    columns = {"1": Role.DATE, "3": Role.DESCRIPTION, "4": Role.AMOUNT}
    profile = CsvProfile(columns=columns, skip_rows=2)
    look = look_at_csv(_GERMAN, profile)
    assert _roles(look) == [Role.DATE, Role.IGNORED, Role.DESCRIPTION, Role.AMOUNT, Role.IGNORED]
    assert look.columns[4].heading == "Saldo"
    (statement,) = read_statement(_GERMAN, profile).statements
    assert (statement.account, statement.currency, len(statement.transactions)) == ("12345678", "EUR", 2)


def test_headings_in_unknown_words_are_no_bookings() -> None:
    data = b"Wann,Was,Raus,Rein\n2026-07-14,Brot,5.00,\n2026-07-15,Kunde,,7.50\n"
    read = read_statement(data)
    assert read.problems == ()
    assert [str(item.amount) for item in read.statements[0].transactions] == ["-5.00", "7.50"]
    look = look_at_csv(data, CsvProfile())
    assert [column.heading for column in look.columns] == ["Wann", "Was", "Raus", "Rein"]
    assert _roles(look) == [Role.DATE, Role.DESCRIPTION, Role.DEBIT, Role.CREDIT]
