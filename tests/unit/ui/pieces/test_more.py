"""What is done less often is in a menu that names what can be done, and is gone where nothing can."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from bookdesk.ui.pieces.more import More


def test_it_offers_what_can_be_done_and_does_it(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    acts = [QAction(name, over) for name in ("Copy", "Cancel…")]
    done: list[str] = []
    for act in acts:
        act.triggered.connect(lambda _on, act=act: done.append(act.text()))
    acts[1].setEnabled(False)
    more = More(acts)
    more.setParent(over)
    over.show()
    assert more.isVisibleTo(over)
    more.click()
    (menu,) = more.findChildren(QMenu)
    assert [one.text() for one in menu.actions()] == ["Copy"]
    menu.actions()[0].trigger()
    menu.close()
    assert done == ["Copy"]
    acts[0].setEnabled(False)
    assert not more.isVisibleTo(over)
