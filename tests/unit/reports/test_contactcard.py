"""A contact on one card, and everything that happened with it, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookdesk.contacts.service import ContactService
from bookdesk.core.errors import InputError, NotFound
from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailKind, MailStage, TaxMode
from bookdesk.models.actions import Action
from bookdesk.models.bill import BillKind, BillStatus
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.models.mail import MailMessage, MailState
from bookdesk.models.reminder import ReminderSent
from bookdesk.reports.collection import Name
from bookdesk.reports.contactcard import NOT_PAID, ContactCards
from bookdesk.reports.service import Side
from bookdesk.reports.timeline import Event, EventKind, Key
from bookdesk.store.desk import Desk
from tests.support import sales
from tests.support.books import client_desk, supplier
from tests.support.owed import Owed, enter

TODAY = date(2026, 7, 1)
PARK = "Hilton Park"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def both_ways(desk: Desk) -> str:
    """A contact that is customer and supplier, with something of every kind."""
    who = sales.customer(desk, PARK).id
    old = sales.issued(desk, "I-1", 11_000, day=date(2026, 5, 1))
    sales.received(desk, 11_000, (old, 11_000), day=date(2026, 6, 3))
    late = sales.issued(desk, "I-2", 5_500, day=date(2026, 5, 20))
    sales.issued(desk, "I-3", 2_200, day=date(2026, 6, 28))
    sales.received(desk, 700)
    enter(desk, [Owed(BillKind.BILL, BillStatus.APPROVED, "any", 300, 9)], [who])
    _write_others(desk, who, late.id)
    ContactService(desk).edit(who, {"city": "Perth"})
    return who


def test_the_card_tells_what_is_owed_both_ways_and_what_is_next(desk: Desk) -> None:
    who = both_ways(desk)
    card = ContactCards(desk).card(who)
    assert (card.who.name, card.who.customer, card.stamp.as_of) == (PARK, True, TODAY)
    assert card.owes == (Money(5_500 + 2_200 - 700, "AUD"),)
    assert card.owed == (Money(300, "AUD"),)
    assert card.overdue == ((Side.RECEIVABLES, Money(5_500, "AUD")),)
    assert [(one.number, one.days_overdue) for one in card.open if one.open] == [
        ("I-2", 12),
        ("INV-000", -9),
        ("I-3", -27),
    ]
    assert [one.credit for one in card.open if one.credit] == [Money(700, "AUD")]
    assert card.next_due is not None
    assert (card.next_due.side, card.next_due.due) == (Side.PAYABLES, date(2026, 7, 10))


def test_the_card_tells_how_he_pays_and_what_was_mailed(desk: Desk) -> None:
    card = ContactCards(desk).card(both_ways(desk))
    assert card.behaviour is not None
    assert (card.behaviour.usual_lag, card.behaviour.invoices) == (3, 1)
    assert [one.name for one in card.behaviour.figures] == [Name.DAYS_TO_PAY, Name.ON_TIME_COUNT, Name.ON_TIME_AMOUNT]
    assert card.behaviour.figures[0].value is not None
    assert card.behaviour.figures[1].value == 0
    assert [(one.subject, one.stage) for one in card.mails] == [("Your invoice", MailStage.ACCEPTED)]


def test_a_card_of_a_past_day_knows_what_was_so_then(desk: Desk) -> None:
    who = both_ways(desk)
    then = ContactCards(desk).card(who, date(2026, 6, 2))
    assert then.owes == (Money(16_500, "AUD"),)
    assert then.behaviour is not None
    assert then.behaviour.usual_lag is None
    assert (then.behaviour.figures[0].value, then.behaviour.figures[0].remark) == (None, NOT_PAID)
    with pytest.raises(InputError, match="still to come"):
        ContactCards(desk).card(who, TODAY + timedelta(days=1))


def test_a_supplier_has_no_pay_behaviour_of_his_own(desk: Desk) -> None:
    card = ContactCards(desk).card(supplier(desk, "Harbour Foods").id)
    assert (card.behaviour, card.open, card.next_due, card.owes) == (None, (), None, ())


def test_a_contact_is_found_by_id_name_or_a_part_of_it(desk: Desk) -> None:
    cards, foods = ContactCards(desk), supplier(desk, "Harbour Foods").id
    for text in (foods, "harbour foods", "Harb", " Harbour\u202e Foods "):
        assert cards.find(text) == foods
    for text, refused in (
        ("ar", "2 contacts are called so: Cedar Cleaning, Harbour Foods"),
        ("x", "no contact"),
        ("", "no"),
    ):
        with pytest.raises(NotFound, match=refused) as met:
            cards.find(text)
        assert met.value.remedy
    with pytest.raises(NotFound):
        cards.card("nobody")


def every(desk: Desk, who: str, most: int, **how: object) -> list[Event]:
    """Return the whole timeline, page by page, as whoever scrolls sees it."""
    cards, before = ContactCards(desk), None
    found: list[Event] = []
    while True:
        page = cards.timeline(who, before=before, most=most, **how)  # type: ignore[arg-type] # kinds alone
        assert len(page.events) <= most
        found += page.events
        if page.next is None:
            return found
        before = Key.read(str(page.next))


def test_the_timeline_holds_something_of_each_kind_the_newest_first(desk: Desk) -> None:
    who = both_ways(desk)
    found = every(desk, who, 100)
    kinds = {one.kind for one in found}
    assert kinds == set(EventKind) - {EventKind.PAYMENT, EventKind.REFUND, EventKind.SETTLED, EventKind.MATCH}
    assert all(newer.key.order > older.key.order for newer, older in pairwise(found))
    assert all(newer.day >= older.day for newer, older in pairwise(found))
    assert [one.title for one in found if one.kind is EventKind.INVOICE] == [
        "Invoice I-3",
        "Invoice I-2",
        "Invoice I-1",
    ]
    edit = next(one for one in found if one.kind is EventKind.EDIT)
    assert (edit.detail, edit.by, edit.day) == ("city=Perth", "ann", TODAY)


@pytest.mark.parametrize("most", [1, 2, 3, 7])
def test_pages_of_any_length_make_the_same_timeline(desk: Desk, most: int) -> None:
    who = both_ways(desk)
    assert every(desk, who, most) == every(desk, who, 100)


def test_kinds_asked_for_alone_are_their_part_of_the_whole(desk: Desk) -> None:
    who = both_ways(desk)
    whole = every(desk, who, 100)
    for kind in EventKind:
        assert every(desk, who, 2, kinds={kind}) == [one for one in whole if one.kind is kind]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), max_size=12), st.integers(1, 4))
@settings(max_examples=25)
def test_what_happened_at_one_moment_is_neither_lost_nor_told_twice(happened: list[tuple[int, int]], most: int) -> None:
    with TemporaryDirectory() as folder, client_desk(Path(folder)) as desk:
        who = sales.customer(desk, PARK).id
        with desk.books.change(Action.ESTIMATE_EDITED, "test", actor=desk.actor) as work:
            for sort, offset in happened:
                day = TODAY - timedelta(days=offset)
                if sort:
                    work.add(_estimate(who, day))
                else:
                    work.add(_message(who, datetime(day.year, day.month, day.day, 14, tzinfo=UTC) - timedelta(days=1)))
            work.commit()
        found = every(desk, who, most, kinds={EventKind.ESTIMATE, EventKind.MAIL})
        assert len(found) == len(happened)
        assert [one.key.order for one in found] == sorted((one.key.order for one in found), reverse=True)
        assert len({one.key for one in found}) == len(found)


@pytest.mark.parametrize(
    "text", ["", "x", "2026-07-01|mail|1", "2026-07-01T00:00:00+00:00|mail", "2026-07-01T00:00:00+00:00|tea|1"]
)
def test_a_place_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no place in a timeline"):
        Key.read(text)


def _estimate(who: str, day: date) -> Estimate:
    return Estimate(
        id=new_id(), contact_id=who, status=EstimateStatus.OFFERED, document_date=day, currency="AUD",
        tax_mode=TaxMode.EXCLUSIVE, net=100, total=100, created_by="ann",
    )  # fmt: skip


def _message(who: str, at: datetime) -> MailMessage:
    return MailMessage(
        id=new_id(), key=new_id(), kind=MailKind.INVOICE, contact_id=who, message_id=new_id(),
        recipients=["a@b.example"], from_name="Acme", language="en", subject="Your invoice", plain="x", attachments=[],
        written_at=at, written_by="ann",
    )  # fmt: skip


def _write_others(desk: Desk, who: str, invoice_id: str) -> None:
    message = _message(who, desk.clock.now())
    with desk.books.change(Action.MAIL_WRITTEN, "test", actor=desk.actor) as work:
        work.add(message, _estimate(who, date(2026, 4, 1)))
        work.session.flush()
        work.add(
            MailState(mail_id=message.id, stage=MailStage.ACCEPTED),
            ReminderSent(
                contact_id=who, invoice_id=invoice_id, invoice_version=1, step="friendly", day=TODAY,
                mail_id=message.id,
            ),
        )  # fmt: skip
        work.commit()
