"""The section on layouts: an owner lets them serve all clients, and what was learned of a supplier is forgotten."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.layoutlist import learned_layouts
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.office.layoutsharing import layouts_shared
from bookdesk.ui.settings.layouts.view import LayoutsSection
from tests.support.readers import DrawnReader
from tests.support.sample import SampleFirm
from tests.support.window import Seat, new_firm, seated
from tests.unit.capture.test_remembering import NAME, PAGES, corrected
from tests.unit.ui.settings.test_mail import BensFirm
from tests.unit.ui.settings.test_sources import settings


def section_of(seat: Seat) -> LayoutsSection:
    return settings(seat, "layouts").layouts


def teach(seat: Seat, client: str) -> None:
    """Confirm a document at a client."""
    with seat.office.workspace(client) as workspace:
        capture = CaptureService(workspace.desk, DrawnReader(PAGES))
        (intake,) = capture.capture([Incoming("0.pdf", b"0")])
        document_id = capture.read(intake.document_id).document_id
        inbox = InboxService(workspace.desk, capture)
        corrected(inbox, document_id, 0)
        inbox.set(document_id, {"customer": "ok"})
        inbox.confirm(document_id)


def test_an_owner_lets_layouts_serve_all_clients_and_no_more(qtbot: QtBot, tmp_path: Path) -> None:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        section = section_of(seat)
        assert section.serves.value() == "alone"
        for value, shared in (("all", True), ("alone", False)):
            section.serves.buttons[value].click()
            seat.settle()
            assert layouts_shared(seat.practice) is shared
            assert section.serves.value() == value
        seat.desktop.arriving.close()


def test_what_was_learned_of_a_supplier_is_listed_and_forgotten(
    qtbot: QtBot, sample: SampleFirm, tmp_path: Path
) -> None:
    client = sample.client("heap")
    with seated(qtbot, sample.copy(tmp_path / "home")) as seat:
        teach(seat, client)
        section = section_of(seat)
        assert "Choose a client first" in section.whose.text()
        seat.desktop.choose_client(client)
        seat.settle()
        with seat.office.workspace(client) as workspace:
            before = learned_layouts(workspace.desk)
        learned = next(one for one in before if one.supplier == NAME)
        section.supplier.show_value(learned.contact_id)
        section.supplier.settled.emit()
        section.forget.click()
        seat.settle()
        with seat.office.workspace(client) as workspace:
            assert learned_layouts(workspace.desk) == tuple(one for one in before if one is not learned)
        seat.desktop.arriving.close()


def test_who_owns_nothing_sees_whom_they_serve(qtbot: QtBot, tmp_path: Path) -> None:
    with seated(qtbot, BensFirm(new_firm(tmp_path / "home").places)) as seat:
        section = section_of(seat)
        assert not section.serves.isEnabled()
        assert section.no_right.isVisible()
        seat.desktop.arriving.close()
