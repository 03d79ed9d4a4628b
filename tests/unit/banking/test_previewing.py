"""A statement file looked at before it is taken in: mapping, samples, proof and questions, and nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bookdesk.banking.previewing import ImportPreview, Novelty, Question, Sayings
from bookdesk.banking.service import BankingService
from bookdesk.core.amounts import DecimalMark
from bookdesk.core.errors import InputError, NotFound
from bookdesk.core.money import Money
from bookdesk.formats.statements.csv_profile import DateOrder, Role
from bookdesk.models.bank import StatementProof
from bookdesk.models.history import ChangeSet
from bookdesk.sandbox.bank import Account, ofx
from bookdesk.store.desk import Desk
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import BankDetails, bank_account
from tests.support.books import OPENING_DAY, client_desk
from tests.unit.banking.bank_desk import OWN, as_csv, booking, import_ofx

_JULY = [booking(15, -11000, "HARBOUR FOODS"), booking(16, -1100, "MONTHLY ACCOUNT FEE"), booking(20, 50000, "SALES")]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def _look(desk: Desk, data: bytes, account: str | None = None, sayings: Sayings | None = None) -> ImportPreview:
    """Look at a file, and see that looking leaves no trace."""
    before = _sets(desk)
    found = BankingService(desk).look_at("july.csv", data, account, sayings)
    assert _sets(desk) == before
    return found


def _sets(desk: Desk) -> int:
    with desk.books.query() as session:
        return session.scalar(select(func.count()).select_from(ChangeSet)) or 0


def _asked(found: ImportPreview) -> list[Question]:
    return [one.question for one in found.questions]


def test_a_dropped_csv_shows_its_mapping_its_lines_and_its_proof(desk: Desk) -> None:
    found = _look(desk, as_csv(_JULY))
    assert (found.ready, found.account_name, found.format) == (True, "Everyday", "csv")
    (statement,) = found.statements
    assert (statement.lines, statement.new, statement.known, statement.proof) == (3, 3, 0, StatementProof.PROVED)
    assert (statement.first, statement.last) == (date(2026, 7, 15), date(2026, 7, 20))
    assert (statement.opening, statement.closing) == (Money(1_000_000, "AUD"), Money(1_037_900, "AUD"))
    roles = {column.heading: column.role for column in found.columns}
    assert {roles["Date"], roles["Amount"], roles["Balance"]} == {Role.DATE, Role.AMOUNT, Role.BALANCE}
    assert found.columns[0].samples[0] == "15 Jul 2026"
    assert found.samples[1].amount == Money(-1100, "AUD")
    assert found.samples[1].balance == Money(987_900, "AUD")
    assert {one.novelty for one in found.samples} == {Novelty.NEW}


def test_what_was_looked_at_is_what_is_imported(desk: Desk) -> None:
    service = BankingService(desk)
    found = _look(desk, as_csv(_JULY[:2]))
    (done,) = service.import_statement("a.csv", as_csv(_JULY[:2]), account=found.account_id, profile=found.profile)
    assert (done.new, done.proof) == (found.new, found.statements[0].proof)
    again = _look(desk, as_csv(_JULY))
    assert (again.new, again.known) == (1, 2)
    assert [one.novelty for one in again.samples] == [Novelty.KNOWN, Novelty.KNOWN, Novelty.NEW]


def test_dates_that_may_be_read_both_ways_are_asked_about(desk: Desk) -> None:
    data = b"Date,Description,Amount\n03/07/2026,A,-5.00\n04/07/2026,B,-7.00\n"
    found = _look(desk, data)
    assert (_asked(found), found.ready, found.date_order) == ([Question.DATE_ORDER], False, None)
    assert "03/07/2026" in found.questions[0].says
    assert found.statements == ()
    assert found.columns[0].role is Role.DATE
    answered = _look(desk, data, None, Sayings(date_order=DateOrder.DAY_FIRST))
    assert (answered.ready, answered.samples[0].day) == (True, date(2026, 7, 3))
    BankingService(desk).import_statement("a.csv", data, account=answered.account_id, profile=answered.profile)


def test_amounts_that_may_be_thousands_are_asked_about(desk: Desk) -> None:
    data = b"Date,Description,Amount\n2026-07-14,A,-1.234\n2026-07-15,B,-2.345\n"
    found = _look(desk, data)
    assert _asked(found) == [Question.DECIMAL_MARK]
    assert "-2.345" in found.questions[0].says
    answered = _look(desk, data, None, Sayings(decimal_mark=DecimalMark.COMMA))
    assert [one.amount.major for one in answered.samples] == [Decimal("-1234.00"), Decimal("-2345.00")]


def test_columns_that_nothing_names_are_shown_and_said(desk: Desk) -> None:
    data = b"Account 062000 11223344,,,\nWann,Was,Raus,Rein\nxx 2026-07-14,A,5.00,\nxx 2026-07-15,B,,7.50\n"
    found = _look(desk, data)
    assert _asked(found) == [Question.COLUMNS]
    assert [column.role for column in found.columns] == [Role.IGNORED] * 4
    named = b"Posted,Info,Minus,Plus\n2026-07-14,A,5.00,\n2026-07-15,B,,7.50\n"
    guessed = _look(desk, named)
    said = Sayings(columns={0: Role.DATE, 1: Role.DESCRIPTION, 2: Role.CREDIT, 3: Role.DEBIT})
    answered = _look(desk, named, None, said)
    assert [one.amount.minor for one in guessed.samples] == [-500, 750]
    assert [one.amount.minor for one in answered.samples] == [500, -750]
    assert [(column.heading, column.role) for column in answered.columns][2:] == [
        ("Minus", Role.CREDIT),
        ("Plus", Role.DEBIT),
    ]
    assert answered.problems == ()
    BankingService(desk).import_statement("a.csv", named, account=None, profile=answered.profile)


def test_signs_can_be_turned(desk: Desk) -> None:
    data = b"Date,Description,Amount\n2026-07-14,A,5.00\n2026-07-15,B,-7.50\n"
    assert [one.amount.minor for one in _look(desk, data).samples] == [500, -750]
    turned = _look(desk, data, None, Sayings(inverted=True))
    assert ([one.amount.minor for one in turned.samples], turned.inverted) == ([-500, 750], True)


def test_the_files_own_number_says_which_account(desk: Desk) -> None:
    taking_on = TakeOnService(desk)
    details = BankDetails("Savings", "1-1020", "AUD", bsb="062-000", account_number="55667788")
    taking_on.bank_account(*bank_account(details, Decimal(0), OPENING_DAY))
    own = ofx(OWN, Money(1_000_000, "AUD"), _JULY).encode()
    found = _look(desk, own)
    assert (found.account_name, found.format, found.columns, found.ready) == ("Everyday", "ofx", (), True)
    unknown = ofx(Account("062000", "99999999", "AUD"), Money(0, "AUD"), _JULY).encode()
    asked = _look(desk, unknown)
    assert (asked.account_id, _asked(asked)) == (None, [Question.ACCOUNT])
    assert "99999999" in asked.questions[0].says
    silent = _look(desk, as_csv(_JULY))
    assert _asked(silent) == [Question.ACCOUNT]
    wrong = _look(desk, own, "Savings")
    assert isinstance(wrong.refusal, InputError)
    assert "not of Savings" in str(wrong.refusal)
    assert not wrong.gap_only
    with pytest.raises(NotFound):
        _look(desk, own, "Nowhere")


def test_missing_bookings_are_told_and_may_be_accepted(desk: Desk) -> None:
    import_ofx(desk, _JULY[:1])
    late = as_csv([booking(20, -500, "LATE")], opening=900_000)
    found = _look(desk, late)
    assert (found.gap_only, found.ready, found.statements[0].proof) == (True, False, StatementProof.GAP)
    assert "are missing" in str(found.refusal)
    BankingService(desk).import_statement("l.csv", late, account=None, profile=found.profile, accept_gap=True)


def test_what_is_no_statement_is_refused_in_words(desk: Desk) -> None:
    found = _look(desk, b"%PDF-1.7 ...")
    assert (found.format, found.ready, found.columns) == ("pdf", False, ())
    assert "PDF" in str(found.refusal)
    qif = b"!Type:Bank\nD03/04/2026\nT-5.00\nPX\n^\n"
    assert _asked(_look(desk, qif)) == [Question.DATE_ORDER]
    settled = _look(desk, qif, None, Sayings(date_order=DateOrder.DAY_FIRST))
    assert (settled.format, settled.samples[0].novelty) == ("qif", Novelty.EARLY)
