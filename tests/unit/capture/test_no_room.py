"""Where the disk is nearly full nothing new is taken in, and what is there can be worked on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.errors import StorageError
from bookdesk.sandbox import papers
from bookdesk.store.desk import Desk
from bookdesk.store.room import DiskRoom, Space
from tests.unit.capture.intake import XML

MB = 1_000_000


def test_nothing_new_is_taken_in_and_what_is_there_is_read(
    desk: Desk, capture: CaptureService, files: dict[str, papers.Paper], monkeypatch: pytest.MonkeyPatch
) -> None:
    capture.capture([Incoming(XML, files[XML].data)])

    def nearly_full(_room: DiskRoom, _folder: Path) -> Space:
        return Space(120 * MB, 90_000 * MB)

    monkeypatch.setattr(DiskRoom, "space", nearly_full)
    with pytest.raises(StorageError, match="disk is full but for 120 MB: nothing new is taken in") as refused:
        capture.capture([Incoming("second.xml", b"<Invoice/>")])
    assert refused.value.remedy.startswith("Free some space")
    assert len(desk.books.documents.names()) == 1
    assert len(capture.read_waiting()) == 1
