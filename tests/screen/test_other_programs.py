"""Beside other programs, in real windows: what is dragged or copied there is taken here, or refused without harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookdesk.models.document import DocumentState
from bookdesk.sandbox.firm.cast import australia as au
from bookdesk.sandbox.firm.office_work import bill_of
from tests.support.firm import NOON
from tests.support.neighbour import beside
from tests.support.outside import Seen, started
from tests.support.sample import SampleFirm
from tests.support.screen import Screen

pytestmark = pytest.mark.slow

COFFEE = "Kaffee für Änne №36.pdf"


def bills(folder: Path, count: int) -> list[str]:
    """Return the files of so many bills that nobody has seen yet."""
    files = []
    for number in range(count):
        file = folder / (COFFEE if count == 1 else f"bill {number}.pdf")
        file.write_bytes(bill_of(au.ROASTER, au.CAFE, 36 + number, NOON.date()).data)
        files.append(str(file))
    return files


def taken_in(seen: Seen) -> bool:
    return seen.says("taken in and read.")


def test_a_file_dragged_from_another_program_lands_with_the_client_in_front(
    screen: Screen, firm: SampleFirm, tmp_path: Path
) -> None:
    with started(screen, firm.places.home) as desk:
        desk.unlock()
        desk.go("Harbour", "Ctrl+3")
        with beside(screen, "drag-files", bills(tmp_path, 1)) as other:
            with screen.holding(other.box) as drag:
                desk.until_dragged(drag, lambda seen: seen.says("Take 1 file in for\nHarbour Lane Cafe"))
            assert other.says() == "dropped"
            seen = desk.until(lambda seen: taken_in(seen) and seen.says("Inbox   15"))
        assert seen.says("Drafts"), "wherever one is"
        desk.close()
    assert firm.documents("heap")[COFFEE] is DocumentState.TO_REVIEW


def test_text_dragged_over_a_list_is_refused_and_nothing_happens(screen: Screen, firm: SampleFirm) -> None:
    with started(screen, firm.places.home) as desk:
        desk.unlock()
        before = desk.go("Harbour", "Ctrl+2")
        with beside(screen, "drag-text", ["not a file"]) as other:
            with screen.holding(other.box) as drag:
                drag(before.cell("Documents", "LL00030").box)
                assert not desk.settle().says(" in for\nHarbour Lane Cafe")
            assert other.says() == "refused"
        seen = desk.settle()
        assert seen.rows("Documents") == before.rows("Documents")
        assert {one.text for one in seen.parts} == {one.text for one in before.parts}, "nothing is said either"
        desk.close()


def test_files_copied_in_another_program_are_pasted(screen: Screen, firm: SampleFirm, tmp_path: Path) -> None:
    with beside(screen, "copy", bills(tmp_path, 2)), started(screen, firm.places.home) as desk:
        desk.unlock()
        desk.go("Harbour", "Ctrl+2")
        desk.press("Ctrl+V")
        desk.until(taken_in)
        desk.close()
    states = firm.documents("heap")
    assert {states[name] for name in ("bill 0.pdf", "bill 1.pdf")} == {DocumentState.TO_REVIEW}


def test_who_closes_while_documents_are_read_loses_none(screen: Screen, firm: SampleFirm, tmp_path: Path) -> None:
    files = bills(tmp_path, 10)
    with beside(screen, "copy", files), started(screen, firm.places.home) as desk:
        desk.unlock()
        desk.go("Harbour", "Ctrl+2")
        desk.press("Ctrl+V")
        desk.until(lambda seen: seen.says("Reading "), quiet=False)
        desk.close()
    assert DocumentState.RECEIVED in firm.documents("heap").values(), "some were not read yet"
    with started(screen, firm.places.home) as desk:
        desk.unlock()
        desk.go("Harbour", "Ctrl+2")
        desk.until(lambda seen: seen.says("Being read  0"))
        desk.close()
    states = firm.documents("heap")
    assert {states[Path(file).name] for file in files} == {DocumentState.TO_REVIEW}
