"""The whole history as a list: newest first, found by person, kind, record, day and words, and told in full."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bookdesk.models.actions import Action
from bookdesk.office.actkinds import ActKind, acts_of, kind_of
from bookdesk.office.past import ActRow, Past, PastQuery
from bookdesk.payments.bills import BillService
from bookdesk.store.undo import undo
from bookdesk.workspace import Workspace
from tests.support.firm import BEN, OWNER
from tests.unit.office.bureau import Bureau
from tests.unit.office.deeds import on_bill


def looked(bureau: Bureau, query: PastQuery) -> list[ActRow]:
    def work(one: Workspace) -> list[ActRow]:
        past = Past(one.desk.books, query, bureau.anna.name_of, "Australia/Sydney")
        keys = past.keys()
        assert list(past.first(3)) == list(keys)[:3]
        assert list(keys) == sorted(keys, reverse=True)
        return list(past.rows(keys))

    return bureau.ask(work)


def held(bureau: Bureau) -> str:
    bill = bureau.id_of("INV-1")
    on_bill(bureau, "INV-1", lambda one, _: BillService(one.desk).hold(bill, "short: two crates"))
    return bill


def test_everything_that_happened_is_there_newest_first(busy: Bureau) -> None:
    held(busy)
    rows = looked(busy, PastQuery())
    assert (rows[0].label, rows[0].note, rows[0].who) == ("Bill INV-1 put on hold", "short: two crates", OWNER)
    assert [row.key for row in rows] == list(range(len(rows), 0, -1))


@pytest.mark.parametrize(
    ("sought", "fits"),
    [
        (PastQuery(kind=ActKind.APPROVALS), lambda row: kind_of(Action(row.action)) is ActKind.APPROVALS),
        (PastQuery(by_people=True), lambda row: not row.by_job),
        (PastQuery(since=date(2100, 1, 1)), lambda _: False),
        (PastQuery(until=date(2000, 1, 1)), lambda _: False),
        (PastQuery(since=date(2000, 1, 1), until=date(2100, 1, 1)), lambda _: True),
    ],
)
def test_what_is_sought_is_found_and_nothing_else(
    busy: Bureau, sought: PastQuery, fits: Callable[[ActRow], bool]
) -> None:
    held(busy)
    everything = looked(busy, PastQuery())
    assert looked(busy, sought) == [row for row in everything if fits(row)]


def test_acts_of_one_person_are_found(busy: Bureau) -> None:
    ben = next(row.user for row in looked(busy, PastQuery()) if row.who == BEN)
    found = looked(busy, PastQuery(person=ben))
    assert found
    assert {row.who for row in found} == {BEN}


def test_words_find_reasons_and_the_records_that_are_called_so(busy: Bureau) -> None:
    held(busy)
    labels = {row.label for row in looked(busy, PastQuery(text="two crates"))}
    assert labels == {"Bill INV-1 put on hold"}
    found = [row.label for row in looked(busy, PastQuery(text="INV-1"))]
    assert "Bill INV-1 approved" in found
    assert "Bill INV-1 put on hold" in found
    assert looked(busy, PastQuery(text="100%_")) == []


def test_the_history_of_a_record_and_of_a_kind_of_record(busy: Bureau) -> None:
    bill = held(busy)
    of_bill = looked(busy, PastQuery(records=(("bill", bill),)))
    assert of_bill[0].label == "Bill INV-1 put on hold"
    assert {row.id for row in of_bill} <= {row.id for row in looked(busy, PastQuery(table="bill"))}


def test_an_act_in_full_tells_each_record_and_where_it_is_shown(busy: Bureau) -> None:
    bill = held(busy)

    def work(one: Workspace) -> None:
        past = Past(one.desk.books, PastQuery(), busy.anna.name_of)
        detail = past.detail(past.first(1)[0])
        assert detail is not None
        (touched,) = detail.touched
        assert (touched.noun, touched.name, touched.leads_to) == ("bill", "INV-1", ("bill", bill))
        assert (touched.made, touched.gone, touched.purged, detail.more) == (False, False, False, False)
        assert {one.field: (one.before, one.after) for one in touched.changes}["on hold"] == (False, True)
        assert past.detail(10_000) is None

    busy.ask(work)


def test_an_act_that_was_taken_back_says_so(busy: Bureau) -> None:
    held(busy)
    first = looked(busy, PastQuery())[0]
    on_bill(busy, "INV-1", lambda one, _: undo(one.desk.books, first.id, actor=one.desk.actor))
    rows = looked(busy, PastQuery())
    assert rows[0].label == "Undone: Bill INV-1 put on hold"
    assert next(row for row in rows if row.id == first.id).undone


def test_the_practice_has_a_history_of_its_own(busy: Bureau) -> None:
    past = Past(busy.anna.practice.file, PastQuery(), busy.anna.name_of)
    rows = past.rows(past.keys())
    assert {"practice created", "user edited"} <= {row.action for row in rows}
    for row in rows:
        detail = past.detail(row.key)
        assert detail is not None
        said = {change.field for one in detail.touched for change in one.changes}
        assert not said & {"sign key", "box key", "wrapped key", "root box", "sealed profile", "sealed secret"}


def test_roles_are_told_in_words(busy: Bureau) -> None:
    past = Past(busy.anna.practice.file, PastQuery(), busy.anna.name_of)
    details = [past.detail(row.key) for row in past.rows(past.keys())]
    told = {str(change.after) for detail in details if detail for one in detail.touched for change in one.changes}
    assert any("approver" in words for words in told)


def test_every_act_is_of_one_kind_and_every_kind_has_acts() -> None:
    known = [acts_of(kind) for kind in ActKind]
    assert all(known)
    assert sorted(one for those in known for one in those) == sorted(Action)


@pytest.mark.parametrize("action", Action)
def test_a_kind_finds_its_acts(action: Action) -> None:
    assert action.value in acts_of(kind_of(action))
