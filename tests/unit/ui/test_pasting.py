"""A picture from the clipboard becomes a document of the client in front, and says how it came."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage, QPixmap
from pytestqt.qtbot import QtBot

from bookdesk.capture.arrivals import came_in_words, how_it_came
from bookdesk.office.opened import Office
from bookdesk.reading.sniff import kind_of
from bookdesk.ui.intake import IntakeDesk, as_png, files_in, picture_in
from tests.support import intakes


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with intakes.office(tmp_path / "practice") as opened:
        yield opened


def snippet() -> QImage:
    """A part of a screen."""
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    return picture


def test_a_picture_is_found_on_the_clipboard_and_packed(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    held = QMimeData()
    assert picture_in(held) is None
    held.setText("no picture")
    assert picture_in(held) is None
    for picture in (snippet(), QPixmap.fromImage(snippet())):
        held = QMimeData()
        held.setImageData(picture)
        found = picture_in(held)
        assert found is not None
        assert kind_of(as_png(found)) is not None
        assert QImage.fromData(as_png(found)).size() == snippet().size()
    held.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    assert files_in(held) == [tmp_path]


def test_it_is_taken_in_and_says_how_it_came(qtbot: QtBot, office: Office) -> None:
    desk, client_id = IntakeDesk(office), intakes.client_of(office)
    with closing(desk):
        with qtbot.waitSignal(desk.taken, timeout=60_000) as taken:
            desk.paste(client_id, "Pasted.png", as_png(snippet()))
        client, standing = taken.args
        assert (client, standing.file_name) == (client_id, "Pasted.png")
        desk.cancel(client_id)
    with office.workspace(client_id) as workspace, workspace.desk.books.query() as session:
        came = how_it_came(session, standing.document_id)
    assert came is not None
    assert came_in_words(came) == "Pasted from the clipboard."
