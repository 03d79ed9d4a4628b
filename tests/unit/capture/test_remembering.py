"""What confirming teaches is used for the supplier's next document, and goes when the confirmation does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.capture.chosen import ChosenPlace
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.keptpages import kept_pages
from bookdesk.capture.remembering import KEPT, memory_of
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.capture.views import FieldView, InboxItem
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.document import DocumentPage
from bookdesk.models.layout import SupplierLayout
from bookdesk.reading.words import Page
from bookdesk.store.desk import Desk
from bookdesk.store.layouts import Shareable
from tests.support.books import client_desk
from tests.support.readers import DrawnReader
from tests.support.sheets import page
from tests.unit.capture.intake import COST

NAME = "Quillon & Brae"
DAYS = ("4 May 2026", "9 June 2026", "14 June 2026", "15 June 2026", "16 June 2026", "17 June 2026", "18 June 2026")
TRUE = [(f"QB/{771 + 31 * at}", f"{131 + 7 * at}.90") for at in range(len(DAYS))]


def odd(at: int) -> Page:
    """Return a bill whose labels say little and mislead: its number has none, the sum is called a score."""
    number, total = TRUE[at]
    return page(
        f"{NAME}                              RESTORATION OF CLOCKS   TAX INVOICE",
        f"3 Mill Lane, Fowey                                 Order no  {90010 + 345 * at}",
        "ABN 23 009 000 303",
        f"                                                 {number}",
        f"Done on            {DAYS[at]}",
        "",
        f"Escapement cleaned                                       {40 + at}.00",
        f"Mainspring                                               {12 + at}.50",
        f"Score                                                {total}",
        f"Total hours                                               {7 + at}.00",
    )


PAGES = {str(at): odd(at) for at in range(len(DAYS))}


@dataclass
class Firm:
    """The practice's part, without a practice."""

    key: bytes | None = b"a key of a practice, 32 bytes at"

    def shared(self, client_id: str) -> Sequence[Shareable]:
        """Share nothing."""
        del client_id
        return ()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path, name="Harbour Lane Cafe Pty Ltd") as opened:
        yield replace(opened, layouts=Firm())


@pytest.fixture
def capture(desk: Desk) -> CaptureService:
    return CaptureService(desk, DrawnReader(PAGES))


@pytest.fixture
def inbox(desk: Desk, capture: CaptureService) -> InboxService:
    return InboxService(desk, capture)


def take(capture: CaptureService, at: int) -> str:
    (intake,) = capture.capture([Incoming(f"{at}.pdf", str(at).encode())])
    return capture.read(intake.document_id, is_duplicate=False).document_id


def value(item: InboxItem, name: str) -> FieldView:
    return next(field for field in item.fields if field.name == name)


def corrected(inbox: InboxService, document_id: str, at: int, **more: str) -> InboxItem:
    number, total = TRUE[at]
    said = {"supplier_name": NAME, "invoice_number": number, "total": total, "due_date": "2026-07-30"} | more
    day = f"2026-{'05' if at == 0 else '06'}-{DAYS[at].split()[0].rjust(2, '0')}"
    inbox.set(document_id, {"lines": "1", "issue_date": day, **said, "account": COST, "tax_code": "FRE", "tax": "0.00"})
    return inbox.set(document_id, {"checks": "ok"})


def confirmed(inbox: InboxService, capture: CaptureService, at: int) -> str:
    document_id = take(capture, at)
    corrected(inbox, document_id, at)
    inbox.confirm(document_id)
    return document_id


def layouts(desk: Desk) -> list[SupplierLayout]:
    with desk.books.query() as session:
        return list(session.scalars(select(SupplierLayout).order_by(SupplierLayout.id)))


def test_the_second_document_is_right_once_the_first_was_corrected_and_confirmed(
    capture: CaptureService, inbox: InboxService
) -> None:
    first = take(capture, 0)
    assert value(inbox.show(first), "invoice_number").value != TRUE[0][0]
    corrected(inbox, first, 0)
    before = inbox.show(take(capture, 1))
    assert value(before, "invoice_number").value != TRUE[1][0], "nothing is learned before it is confirmed"
    inbox.confirm(first)
    after = inbox.show(take(capture, 2))
    assert (value(after, "invoice_number").value, value(after, "total").value) == TRUE[2]
    assert "where it stood before" in value(after, "invoice_number").why


def test_nothing_is_learned_where_the_firm_has_no_key(desk: Desk) -> None:
    for shelf in (None, Firm(None)):
        bare = replace(desk, layouts=shelf)
        capture = CaptureService(bare, DrawnReader(PAGES))
        confirmed(InboxService(bare, capture), capture, 0 if shelf is None else 1)
    assert layouts(desk) == []


def test_what_is_kept_has_no_word_number_or_amount_of_the_document(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    confirmed(inbox, capture, 0)
    (row,) = layouts(desk)
    for word in PAGES["0"].words:
        if len(word.text) > 1:
            assert f'"{word.text}"' not in row.spots
            assert word.text.strip("&") not in row.signs or len(word.text) < 4  # base64 may spell a short one


def test_reopening_takes_back_what_was_taught(desk: Desk, capture: CaptureService, inbox: InboxService) -> None:
    document_id = confirmed(inbox, capture, 0)
    inbox.reopen(document_id)
    assert layouts(desk) == []
    with desk.books.query() as session:
        assert session.scalars(select(Contact).where(Contact.name == NAME)).all() == [], "nor holds it the supplier"
    inbox.confirm(document_id)
    assert len(layouts(desk)) == 1


def test_the_newest_of_a_supplier_are_kept(desk: Desk, capture: CaptureService, inbox: InboxService) -> None:
    made = [confirmed(inbox, capture, at) for at in range(len(DAYS))]
    assert [row.document_id for row in layouts(desk)] == made[-KEPT:]


def test_a_layout_whose_supplier_is_gone_is_not_asked_and_goes_with_the_next(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    confirmed(inbox, capture, 0)
    (row,) = layouts(desk)
    with desk.books.change(Action.CONTACT_EDITED, "archived", actor=desk.actor) as work:
        work.get(Contact, row.contact_id).archived = True
        work.commit()
    with desk.books.query() as session:
        memory = memory_of(session, desk.layouts, desk.books.client_id)
        assert memory is not None
        assert not memory.kept
    with desk.books.upkeep() as session:
        session.add(SupplierLayout(contact_id="nobody", document_id="none", signs="", spots="{}"))
    confirmed(inbox, capture, 1)
    assert "nobody" not in {one.contact_id for one in layouts(desk)}


def test_of_a_supplier_whom_the_accounting_system_named_nothing_is_learned(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    with desk.books.change(Action.CONTACT_EDITED, "pulled", actor=desk.actor) as work:
        work.add(Contact(name=NAME, supplier=True, customer=False, origin="Xero"))
        work.commit()
    confirmed(inbox, capture, 0)
    assert layouts(desk) == []


def test_a_layout_that_spoke_for_a_wrong_value_counts_for_less(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    confirmed(inbox, capture, 0)
    second = take(capture, 1)
    corrected(inbox, second, 1, invoice_number="90355")
    inbox.confirm(second)
    assert [row.missed for row in layouts(desk)] == [1, 0]


def test_the_place_a_person_clicked_is_learned_until_he_types(capture: CaptureService, inbox: InboxService) -> None:
    order = next(word for word in PAGES["0"].words if word.text == "90010")
    first = take(capture, 0)
    corrected(inbox, first, 0)
    inbox.set(first, {"invoice_number": "90010x"}, places={"invoice_number": ChosenPlace(1, order.box)})
    assert (
        "position remembered for this supplier (0 of his documents agree"
        in value(inbox.show(first), "invoice_number").why
    )
    inbox.confirm(first)
    third = take(capture, 1)
    assert value(inbox.show(third), "invoice_number").value == "90355"
    number = next(word for word in PAGES["1"].words if word.text == TRUE[1][0])
    inbox.set(third, {"invoice_number": TRUE[1][0]}, places={"invoice_number": ChosenPlace(1, number.box)})
    assert "(0 of his documents agree, 1 do not)" in value(inbox.show(third), "invoice_number").why
    inbox.reopen(first)
    inbox.set(first, {"invoice_number": TRUE[0][0]})
    inbox.confirm(first)
    assert value(inbox.show(take(capture, 2)), "invoice_number").value == TRUE[2][0]


@pytest.mark.parametrize(("rotation", "skew"), [(0, 0.0), (90, 0.0), (180, 1.5), (270, -2.0)])
def test_kept_pages_have_their_words_where_they_were_read(desk: Desk, rotation: int, skew: float) -> None:
    drawn = replace(odd(0), rotation=rotation, skew=skew)
    capture = CaptureService(desk, DrawnReader({"turned": drawn}))
    (intake,) = capture.capture([Incoming("turned.pdf", b"turned")])
    capture.read(intake.document_id)
    with desk.books.query() as session:
        (again,) = kept_pages(session, intake.document_id)
    assert (again.rotation, again.skew, again.text) == (rotation, skew, drawn.text)
    for word, kept in zip(drawn.words, again.words, strict=True):
        assert kept.box == pytest.approx(word.box, abs=0.0006)


def test_pages_that_were_kept_before_are_taken_as_upright(desk: Desk, capture: CaptureService) -> None:
    document_id = take(capture, 0)
    with desk.books.upkeep() as session:
        row = session.scalars(select(DocumentPage).where(DocumentPage.document_id == document_id)).one()
        row.words = [one for one in row.words if isinstance(one, list) and len(one) == 8][:3]  # type: ignore[union-attr] # a list
        session.flush()
    with desk.books.query() as session:
        (again,) = kept_pages(session, document_id)
    assert [word.text for word in again.words] == [word.text for word in PAGES["0"].words[:3]]


def test_who_is_not_named_is_known_by_his_layout_and_that_is_told(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    confirmed(inbox, capture, 0)
    (row,) = layouts(desk)
    nameless = replace(
        PAGES["1"], words=tuple(word for word in PAGES["1"].words if word.line != 2 and word.text not in NAME.split())
    )
    reading = CaptureService(desk, DrawnReader({"nameless": nameless}))
    (intake,) = reading.capture([Incoming("nameless.pdf", b"nameless")])
    shown = inbox.show(reading.read(intake.document_id, is_duplicate=False).document_id)
    assert shown.bill is not None
    assert shown.bill.contact_id == row.contact_id
    assert any("recognised by the layout of his documents" in remark for remark in shown.remarks)


def test_a_person_may_say_that_a_document_teaches_nothing(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    document_id = take(capture, 0)
    corrected(inbox, document_id, 0)
    assert inbox.set(document_id, {"layout": "no"}).said[-1][0] == "its layout is not remembered"
    inbox.confirm(document_id)
    assert layouts(desk) == []
