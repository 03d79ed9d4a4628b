"""Three bills of one supplier: corrected once, the next is right, and what was learned goes with what taught it.

The bills are real files, read as the program reads them; their labels mislead, so that only memory can be right.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.layoutlist import learned_layouts
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.contacts.service import ContactService
from bookdesk.models.layout import SharedLayout
from bookdesk.office.layoutsharing import let_layouts_be_shared
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.security.erasing import erase_client
from bookdesk.workspace import Workspace
from tests.support.readers import NoTextReader
from tests.unit.office.bureau import BOOKSHOP, Bureau, bureau_in
from tests.unit.security.test_erasing import everything

NAME, ABN = "Quillon & Brae", "23 009 000 303"
NUMBERS, TOTALS = ("QB/771", "QB/802", "QB/833", "QB/864"), ("131.90", "138.90", "145.90", "152.90")
DAYS = ("4 May 2026", "9 June 2026", "14 June 2026", "15 June 2026")


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    with bureau_in(tmp_path / "home") as opened:
        yield opened


def bill(at: int) -> bytes:
    """Draw a bill whose number has no label and whose sum is called a score."""
    lines = (
        f"{NAME}                 RESTORATION OF CLOCKS   TAX INVOICE",
        f"3 Mill Lane, Fowey                    Order no  {90010 + 345 * at}",
        f"ABN {ABN}",
        f"                                      {NUMBERS[at]}",
        f"Done on            {DAYS[at]}",
        "",
        f"Escapement cleaned                              {40 + at}.00",
        f"Mainspring                                      {12 + at}.50",
        f"Score                                           {TOTALS[at]}",
        f"Total hours                                     {7 + at}.00",
    )
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=True)
    canvas.setFont("Courier", 10)
    for row, line in enumerate(lines):
        canvas.drawString(60, 780 - 22 * row, line)
    canvas.save()
    return target.getvalue()


def inbox(workspace: Workspace) -> InboxService:
    return InboxService(workspace.desk, capture(workspace))


def capture(workspace: Workspace) -> CaptureService:
    return CaptureService(workspace.desk, InProcessReader(NoTextReader()))


def take(workspace: Workspace, at: int) -> str:
    (intake,) = capture(workspace).capture([Incoming(f"{at}.pdf", bill(at))])
    return capture(workspace).read(intake.document_id).document_id


def read(workspace: Workspace, document_id: str) -> tuple[str | None, str | None]:
    fields = {one.name: one.value for one in inbox(workspace).show(document_id).fields}
    return fields["invoice_number"], fields["total"]


def correct(workspace: Workspace, document_id: str, at: int) -> None:
    said = {"supplier_name": NAME, "invoice_number": NUMBERS[at], "total": TOTALS[at], "due_date": "2026-07-30"}
    month, day = ("05" if at == 0 else "06"), DAYS[at].split()[0].rjust(2, "0")
    coded = {"lines": "1", "account": "6-1700", "tax_code": "FRE", "tax": "0.00"}
    inbox(workspace).set(document_id, {**said, "issue_date": f"2026-{month}-{day}", **coded})
    inbox(workspace).set(document_id, {"checks": "ok", "customer": "ok"})


def confirm(workspace: Workspace, document_id: str) -> None:
    inbox(workspace).confirm(document_id)
    assert workspace.serve() == ()


def shared(bureau: Bureau) -> list[SharedLayout]:
    with bureau.anna.practice.file.query() as session:
        return list(session.scalars(select(SharedLayout)))


def test_what_was_corrected_once_is_right_the_next_time_until_it_is_taken_back(bureau: Bureau) -> None:
    with bureau.anna.workspace(bureau.cafe) as workspace:
        first, second, third = (take(workspace, at) for at in range(3))
        right = [(NUMBERS[at], TOTALS[at]) for at in range(3)]
        assert read(workspace, first) != right[0], "nothing but memory can read it"
        correct(workspace, first, 0)
        confirm(workspace, first)
        capture(workspace).read(second)
        assert read(workspace, second) == right[1]
        told = {one.name: one.why for one in inbox(workspace).show(second).fields}
        assert "where it stood before" in told["invoice_number"]
        correct(workspace, second, 1)
        confirm(workspace, second)
        capture(workspace).read(third)
        assert read(workspace, third) == right[2]
        assert [one.documents for one in learned_layouts(workspace.desk)] == [2]
        for document_id in (first, second):
            inbox(workspace).reopen(document_id)
        assert learned_layouts(workspace.desk) == ()
        capture(workspace).read(third)
        assert read(workspace, third) != right[2], "what taught it is taken back"


def test_sharing_carries_no_word_amount_or_account_and_ends_with_the_supplier_and_with_the_client(
    bureau: Bureau,
) -> None:
    practice = bureau.anna.practice
    let_layouts_be_shared(practice, on=True)
    before = everything(practice)
    with bureau.anna.workspace(bureau.cafe) as workspace:
        for at in range(2):
            document_id = take(workspace, at)
            correct(workspace, document_id, at)
            confirm(workspace, document_id)
    assert len(shared(bureau)) == 2
    stored = everything(practice)
    assert len(stored) > len(before)
    words = {word for at in range(2) for word in (NUMBERS[at], TOTALS[at], DAYS[at], f"{40 + at}.00")}
    words |= {*NAME.split(" & "), ABN, ABN.replace(" ", ""), "Escapement", "Mainspring", "RESTORATION", "Fowey"}
    assert [word for word in words if word.casefold() in stored.casefold()] == []
    with bureau.anna.workspace(bureau.client(BOOKSHOP.name)) as workspace:
        assert read(workspace, take(workspace, 3)) == (NUMBERS[3], TOTALS[3])

    with bureau.anna.workspace(bureau.cafe) as workspace:
        contacts = ContactService(workspace.desk)
        his = learned_layouts(workspace.desk)[0].contact_id
        contacts.edit(his, {"tax_id": ""})
        workspace.serve()
        assert shared(bureau) == [], "without his number nobody else can know that he is meant"
        contacts.edit(his, {"tax_id": ABN})
        workspace.serve()
    assert len(shared(bureau)) == 2
    practice.step_up.proved()
    erase_client(practice, bureau.cafe, practice.client(bureau.cafe).name)
    assert shared(bureau) == []
