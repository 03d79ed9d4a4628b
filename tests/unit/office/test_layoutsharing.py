"""What one client's confirmed documents taught serves another only where the firm says so, and tells nothing of it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.layoutlist import forget_layouts
from bookdesk.capture.memory.layouts import LEARNED
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.errors import NotAllowed
from bookdesk.models.layout import LayoutKey, SharedLayout
from bookdesk.office.layoutsharing import layouts_shared, let_layouts_be_shared
from bookdesk.workspace import Workspace
from tests.support.readers import DrawnReader
from tests.unit.capture.test_remembering import NAME, PAGES, TRUE, corrected, value
from tests.unit.office.bureau import BOOKSHOP, Bureau


def take(workspace: Workspace, at: int) -> str:
    capture = CaptureService(workspace.desk, DrawnReader(PAGES))
    (intake,) = capture.capture([Incoming(f"{at}.pdf", str(at).encode())])
    return capture.read(intake.document_id, is_duplicate=False).document_id


def inbox(workspace: Workspace) -> InboxService:
    return InboxService(workspace.desk, CaptureService(workspace.desk, DrawnReader(PAGES)))


def confirmed(bureau: Bureau, at: int) -> str:
    """Take a document in at the cafe, correct and confirm it, and let what follows follow."""
    with bureau.anna.workspace(bureau.cafe) as workspace:
        document_id = take(workspace, at)
        corrected(inbox(workspace), document_id, at)
        inbox(workspace).set(document_id, {"customer": "ok"})
        inbox(workspace).confirm(document_id)
        assert workspace.serve() == ()
    return document_id


def number_at_the_bookshop(bureau: Bureau, at: int) -> str | None:
    with bureau.anna.workspace(bureau.client(BOOKSHOP.name)) as workspace:
        return value(inbox(workspace).show(take(workspace, at)), "invoice_number").value


def shared(bureau: Bureau) -> list[SharedLayout]:
    with bureau.anna.practice.file.query() as session:
        return list(session.scalars(select(SharedLayout)))


def test_layouts_serve_other_clients_only_where_the_firm_says_so(bureau: Bureau) -> None:
    practice = bureau.anna.practice
    first = confirmed(bureau, 0)
    assert not layouts_shared(practice)
    assert shared(bureau) == []
    assert number_at_the_bookshop(bureau, 1) != TRUE[1][0]

    with pytest.raises(NotAllowed):
        let_layouts_be_shared(bureau.ben.practice, on=True)
    let_layouts_be_shared(practice, on=True)
    second = confirmed(bureau, 2)
    rows = shared(bureau)
    assert {row.document_id for row in rows} == {first, second}
    assert len({row.supplier_mark for row in rows}) == 1
    assert number_at_the_bookshop(bureau, 3) == TRUE[3][0]
    tells_nothing(rows)

    with bureau.anna.workspace(bureau.cafe) as workspace:
        inbox(workspace).reopen(second)
        workspace.serve()
    assert {row.document_id for row in shared(bureau)} == {first}
    with bureau.anna.workspace(bureau.cafe) as workspace:
        assert forget_layouts(workspace.desk, NAME).documents == 1
    assert shared(bureau) == [], "what is forgotten serves nobody else"
    confirmed(bureau, 5)
    assert len(shared(bureau)) == 1
    let_layouts_be_shared(practice, on=False)
    assert shared(bureau) == []
    assert number_at_the_bookshop(bureau, 4) != TRUE[4][0]


def tells_nothing(rows: list[SharedLayout]) -> None:
    """Hold what is stored in the practice's file against every word of the documents, and their amounts."""
    texts = {word.text for at in ("0", "2") for word in PAGES[at].words if len(word.text) > 4}
    assert NAME.split()[0] in texts
    for row in rows:
        spots = json.loads(row.spots)
        assert spots.keys() <= set(LEARNED)
        stored = f"{row.supplier_mark} {row.signs} {json.dumps(list(spots.values()))}".casefold()
        assert [text for text in texts if text.casefold() in stored] == []
        assert "23009000303" not in stored


def test_the_key_is_one_for_all_clients(bureau: Bureau) -> None:
    for client in (bureau.cafe, bureau.client(BOOKSHOP.name)):
        with bureau.anna.workspace(client) as workspace:
            assert workspace.desk.layouts is not None
            assert workspace.desk.layouts.key is not None
    with bureau.anna.practice.file.query() as session:
        (key,) = session.scalars(select(LayoutKey.key))
    with bureau.anna.workspace(bureau.cafe) as workspace:
        assert workspace.desk.layouts is not None
        assert workspace.desk.layouts.key == bytes.fromhex(key)
