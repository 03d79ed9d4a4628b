"""The lines of an account as a windowed list: filters, orders, balances, and what lines were matched with in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bookdesk.banking.charging import Part
from bookdesk.banking.clearing import Choice
from bookdesk.banking.listing import LineList, LineListing, LineOrder, LineQuery, LineRow, LineState
from bookdesk.banking.service import BankingService
from bookdesk.core.money import Money
from bookdesk.models.bank import MatchKind
from bookdesk.models.bill import BillKind
from bookdesk.store.desk import Desk
from bookdesk.store.listing import Listing
from tests.support.books import client_desk
from tests.unit.banking.bank_desk import as_csv, bill, booking, import_ofx, released_run

_JULY = [
    booking(3, -22000, "CEDAR CLEANING C-77 CARD XX4321"),
    booking(5, -1100, "MONTHLY ACCOUNT FEE"),
    booking(5, -420, "BÄCKEREI MÜLLER 0422"),
    booking(9, 50000, "CARD SALES DEPOSIT"),
    booking(12, -420, "bäckerei müller 0423"),
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def _shown(desk: Desk, query: LineQuery | None = None) -> list[LineRow]:
    listing: Listing[LineRow] = LineListing(desk.books, query or LineQuery(on=LineList.ALL))
    keys = listing.keys()
    rows = listing.rows(keys)
    assert [row.key for row in rows] == list(keys)
    return list(rows)


def _texts(desk: Desk, query: LineQuery) -> list[str]:
    return [row.raw.split()[0] for row in _shown(desk, query)]


def test_rows_show_clean_texts_and_running_balances_of_the_lines(desk: Desk) -> None:
    import_ofx(desk, _JULY)
    rows = _shown(desk)
    assert [row.balance.minor for row in rows] == [978000, 976900, 976480, 1026480, 1026060]
    assert not any(row.balance_is_banks for row in rows)
    assert (rows[0].description, rows[0].raw) == ("CEDAR CLEANING C-77", "CEDAR CLEANING C-77 CARD XX4321")
    part = LineListing(desk.books, LineQuery()).rows([rows[3].key, 10**9, rows[1].key])
    assert [row.balance.minor for row in part] == [1026480, 976900]
    assert {row.state for row in rows} == {LineState.OPEN}


def test_the_banks_own_balance_is_shown_where_there_is_one(desk: Desk) -> None:
    BankingService(desk).import_statement("a.csv", as_csv(_JULY[:3]), account=None)
    rows = _shown(desk)
    assert all(row.balance_is_banks for row in rows)
    assert [row.balance.minor for row in rows] == [978000, 976900, 976480]


def test_lines_are_found_by_amount_word_payee_day_and_statement(desk: Desk) -> None:
    import_ofx(desk, _JULY)
    (statement,) = BankingService(desk).statements(None)
    assert _texts(desk, LineQuery(text="=4.20")) == ["BÄCKEREI", "bäckerei"]
    assert _texts(desk, LineQuery(text=">10 -")) == ["CEDAR", "MONTHLY"]
    assert _texts(desk, LineQuery(text="*20 müller")) == ["BÄCKEREI", "bäckerei"]
    assert _texts(desk, LineQuery(text="card")) == ["CEDAR", "CARD"]
    assert _texts(desk, LineQuery(text="100% _")) == []
    assert _texts(desk, LineQuery(first=date(2026, 7, 5), last=date(2026, 7, 9))) == ["MONTHLY", "BÄCKEREI", "CARD"]
    assert len(_shown(desk, LineQuery(statement=statement.id))) == 5
    assert _shown(desk, LineQuery(statement="other")) == []
    baker = _shown(desk, LineQuery(text="0422"))[0]
    assert _texts(desk, LineQuery(same_payee_as=baker.id)) == ["BÄCKEREI", "bäckerei"]


def test_lines_are_ordered_by_day_amount_or_description_both_ways(desk: Desk) -> None:
    import_ofx(desk, _JULY)
    assert [row.day.day for row in _shown(desk, LineQuery(descending=True))] == [12, 9, 5, 5, 3]
    by_amount = [row.amount.minor for row in _shown(desk, LineQuery(order=LineOrder.AMOUNT))]
    assert by_amount == [-22000, -1100, -420, -420, 50000]
    by_text = _texts(desk, LineQuery(order=LineOrder.DESCRIPTION, descending=True))
    assert by_text == ["MONTHLY", "CEDAR", "CARD", "bäckerei", "BÄCKEREI"]


def test_a_row_says_in_words_what_its_line_was_matched_with(desk: Desk) -> None:
    bill(desk, "Cedar Cleaning", "C-77", 25000)
    bill(desk, "Cedar Cleaning", "N-5", 2000, kind=BillKind.CREDIT_NOTE)
    import_ofx(desk, _JULY)
    service = BankingService(desk)
    cedar, fee, one, sales, other = (row.id for row in _shown(desk))
    service.accept_many([cedar], [Choice("bill:C-77"), Choice("credit:N-5")], residue=[Part("5-2000", "FRE")])
    service.code(fee, [Part("6-0400", "FRE")])
    service.code(sales, [Part("4-1000", "GSTI")])
    rows = {row.id: row for row in _shown(desk)}
    assert rows[cedar].matched_with == (
        "bill C-77 of Cedar Cleaning, credit note N-5 of Cedar Cleaning, 5-2000 Goods for resale FRE"
    )
    assert (rows[cedar].state, rows[cedar].match_kind) == (LineState.MATCHED, MatchKind.BILL)
    assert (rows[fee].state, rows[fee].matched_with) == (LineState.CODED, "6-0400 Bank fees FRE")
    assert rows[sales].matched_with == "4-1000 Sales GSTI"
    assert _texts(desk, LineQuery(on=LineList.OPEN)) == ["BÄCKEREI", "bäckerei"]
    assert service.counts(None)[LineList.OPEN] == 2
    details = service.match_of(cedar)
    assert details is not None
    assert [item.amount for item in details.items] == [
        Money(-25000, "AUD"),
        Money(2000, "AUD"),
        Money(1000, "AUD"),
    ]
    assert service.match_of(one) is service.match_of(other) is None


def test_several_lines_of_one_match_know_of_each_other(desk: Desk) -> None:
    released_run(desk, [bill(desk, "Harbour Foods", "INV-1001", 840)])
    import_ofx(desk, _JULY)
    service = BankingService(desk)
    ids = [row.id for row in _shown(desk, LineQuery(text="=4.20"))]
    service.accept_many(ids, [Choice("payment:INV-1001")])
    rows = _shown(desk, LineQuery(on=LineList.MATCHED))
    assert {(row.matched_with, row.lines_in_match) for row in rows} == {("payment INV-1001 to Harbour Foods", 2)}
    details = service.match_of(ids[1])
    assert details is not None
    assert details.lines == tuple(ids)


def test_a_withdrawn_statement_is_gone_and_signed_off_lines_say_so(desk: Desk) -> None:
    import_ofx(desk, _JULY[3:4])
    service = BankingService(desk)
    service.code(_shown(desk)[0].id, [Part("4-1000", "GSTI")])
    service.sign_off(None)
    assert _shown(desk)[0].state is LineState.SIGNED_OFF
    import_ofx(desk, _JULY[4:], opening=1_050_000)
    assert [row.balance.minor for row in _shown(desk)] == [1050000, 1049580]
    service.withdraw_statement(service.statements(None)[-1].id)
    assert len(_shown(desk)) == 1
