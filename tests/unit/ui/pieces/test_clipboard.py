"""What was copied here does not stay on the clipboard, and secrets are marked for programs that remember."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from bookdesk.ui.pieces.clipboard import KDE, STAYS, WINDOWS, ClipboardKeeper, SecretLine, copy, marked, marks
from bookdesk.ui.pieces.pasteboard import CONCEALED, OBJC, conceal
from bookdesk.ui.pieces.recovery_sheet import SheetKeeper

UI = Path(__file__).parents[4] / "bookdesk" / "ui"


@pytest.fixture
def keeper(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[ClipboardKeeper]:
    """A clipboard that knows who put there what lies there, as that of every system does but the one in memory."""
    del qtbot
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _: True)
    parent = QObject()
    QGuiApplication.clipboard().clear()
    yield ClipboardKeeper(parent)
    QGuiApplication.clipboard().clear()


def lies() -> str:
    return QGuiApplication.clipboard().text()


def test_what_is_copied_is_gone_after_half_a_minute(keeper: ClipboardKeeper) -> None:
    copy("INV-204")
    assert keeper.timer.isActive()
    assert keeper.timer.interval() == STAYS == 30_000
    assert lies() == "INV-204"
    keeper.timer.timeout.emit()
    assert lies() == ""
    assert not keeper.timer.isActive()


def test_what_a_field_copies_by_itself_is_no_exception(keeper: ClipboardKeeper, qtbot: QtBot) -> None:
    field = QLineEdit("062-000 12345678")
    qtbot.addWidget(field)
    field.selectAll()
    field.copy()
    assert lies() == "062-000 12345678"
    keeper.timer.timeout.emit()
    assert lies() == ""


def test_a_second_copy_has_its_own_half_minute(keeper: ClipboardKeeper) -> None:
    copy("one")
    copy("two")
    keeper.timer.timeout.emit()
    assert lies() == ""
    copy("three")
    assert keeper.timer.isActive()


def test_what_another_program_put_there_since_stays(keeper: ClipboardKeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    copy("ours")
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _: False)
    QGuiApplication.clipboard().setText("a shopping list")
    assert not keeper.timer.isActive(), "there is nothing of ours to be cleared any more"
    keeper.forget()
    assert lies() == "a shopping list"


def test_locking_clears_it_at_once(keeper: ClipboardKeeper) -> None:
    copy("INV-204")
    keeper.forget()
    assert lies() == ""
    assert not keeper.timer.isActive()


def test_each_system_has_its_mark_for_secrets() -> None:
    names = {f'application/x-qt-windows-mime;value="{name}"' for name in WINDOWS}
    assert set(marks("win32")) == names
    assert set(marks("win32").values()) == {bytes(4)}
    assert marks("linux") == {KDE: b"secret"}
    assert marks("darwin") == {}, "there the system itself is asked"
    assert marked("a secret", "linux").data(KDE).data() == b"secret"
    assert marked("a secret", "linux").text() == "a secret"


@pytest.mark.skipif("sys.platform != 'linux'", reason="the mark is that of Linux")
@pytest.mark.usefixtures("keeper")
def test_a_secret_is_copied_with_its_mark_and_anything_else_without(qtbot: QtBot) -> None:
    line = SecretLine("Or type: ", size=13, copied=lambda text: text.replace(" ", ""))
    qtbot.addWidget(line)
    line.show_secret("ABCD EFGH")
    assert line.label.text() == "Or type: ABCD EFGH"
    line.button.click()
    found = QGuiApplication.clipboard().mimeData()
    assert (found.text(), found.data(KDE).data()) == ("ABCDEFGH", b"secret")
    copy("INV-204")
    assert not QGuiApplication.clipboard().mimeData().hasFormat(KDE)
    line.show_secret("")
    assert not line.button.isEnabled()


@pytest.mark.skipif("sys.platform != 'linux'", reason="the mark is that of Linux")
@pytest.mark.usefixtures("keeper")
def test_a_recovery_sheet_copied_by_hand_is_marked_too(qtbot: QtBot) -> None:
    sheet = SheetKeeper()
    qtbot.addWidget(sheet)
    sheet.show_sheet("KEY ABCD", {0: "First", 1: "Second"}, lambda _place, _typed: True, printer=False)
    sheet.text.selectAll()
    sheet.text.copy()
    found = QGuiApplication.clipboard().mimeData()
    assert (found.text(), found.data(KDE).data()) == ("KEY ABCD", b"secret")


class Runtime:
    """Stands in for the library of Objective-C: it writes down who was sent what."""

    def __init__(self) -> None:
        self.sent: list[tuple[object, ...]] = []
        self._alive: dict[int, object] = {}

    def load(self, path: str) -> Any:  # noqa: ANN401 - a library is anything
        assert path == OBJC
        calls: dict[str, Callable[..., object]] = {
            "objc_getClass": self._keep,
            "sel_registerName": self._keep,
            "objc_msgSend": self._send,
        }
        return type("Library", (), {name: _Function(does) for name, does in calls.items()})()

    def _keep(self, one: object) -> int:
        self._alive[len(self._alive) + 1] = one
        return len(self._alive)

    def _send(self, to: int, what: int, *words: object) -> int:
        told = tuple(self._alive.get(one) if isinstance(one, int) else one for one in (to, what, *words))
        self.sent.append(told)
        return self._keep(told[2] if len(told) > 2 else "the board")


class _Function:
    def __init__(self, does: Callable[..., object]) -> None:
        self._does = does
        self.restype: object = None
        self.argtypes: tuple[object, ...] = ()

    def __call__(self, *words: object) -> object:
        assert len(words) == len(self.argtypes), "each message says what it carries before it is sent"
        return self._does(*words)


def test_on_a_mac_the_mark_is_added_to_what_was_copied() -> None:
    """With a stand-in for the library; on a Mac itself this was never run."""
    runtime = Runtime()
    conceal(runtime.load)
    kind = CONCEALED.encode()
    assert runtime.sent[-2:] == [
        ("the board", b"addTypes:owner:", kind, None),
        ("the board", b"setString:forType:", b"", kind),
    ]


def test_nobody_puts_anything_on_the_clipboard_but_through_one_place() -> None:
    writes = [
        str(path.relative_to(UI))
        for path in UI.rglob("*.py")
        if "clipboard()" in (text := path.read_text("utf-8")) and (".setText(" in text or ".setMimeData(" in text)
    ]
    reads = {"inbox/view.py"}  # pastes files
    assert set(writes) - reads == {"pieces/clipboard.py"}
    assert "clipboard().set" not in (UI / "inbox" / "view.py").read_text("utf-8")
