"""What decides about money is seen before it is booked, however large the type and small the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from bookdesk.receivables.receipts import ReceiptService
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Message
from tests.support.billing import customer, issued, line
from tests.support.firm import KOALA
from tests.support.hands import Hands, at_window
from tests.support.window import new_firm
from tests.unit.ui.sales.conftest import start
from tests.unit.ui.sales.selling import Selling
from tests.unit.ui.sales.test_editor import fill, screen


@pytest.fixture
def hands_at(qtbot: QtBot, tmp_path: Path, percent: str) -> Iterator[tuple[Hands, Selling]]:
    """Yield somebody with an open invoice in a small window, at a size of type."""
    liked = Memory()
    liked.keep("type size", percent)
    with at_window(qtbot, new_firm(tmp_path / "home"), memory=liked) as hands:
        hands.window.resize(1100, 700)
        client_id = hands.seat.client(KOALA.name)
        with hands.seat.office.workspace(client_id) as workspace:
            start(workspace)
            issued(workspace.desk, customer(workspace.desk), line("1000"))
        selling = Selling(hands.seat, hands.window, client_id)
        selling.go(view="open")
        yield hands, selling


def is_seen(part: QWidget) -> bool:
    """Whether all of a part can be seen."""
    return bool(part.visibleRegion().boundingRect() == part.rect())


@pytest.mark.parametrize("percent", ["150"])
def test_large_type_leaves_the_whole_place_to_a_payment(hands_at: tuple[Hands, Selling]) -> None:
    hands, selling = hands_at
    selling.act("take")
    hands.settle()
    panel = selling.sales.taking
    decides = (panel.amount, panel.ways, panel.into, panel.invoices.viewport(), panel.booked.viewport(), panel.do)
    assert all(map(is_seen, decides))
    hands.press("Escape")
    hands.settle()
    page = selling.sales.page
    assert is_seen(page.table.viewport())
    assert is_seen(page.filter)


@pytest.mark.parametrize("percent", ["200"])
def test_enter_books_nothing_whose_button_was_not_seen(hands_at: tuple[Hands, Selling]) -> None:
    hands, selling = hands_at
    selling.act("take")
    hands.settle()
    panel = selling.sales.taking
    assert not is_seen(panel.do)
    hands.press("Return")
    hands.settle()
    assert selling.work(lambda desk: ReceiptService(desk).find()) == []
    assert is_seen(panel.do)
    assert panel.do.hasFocus()
    assert panel.said() == "Cash  ·  Settles 1,100.00 AUD"
    hands.press("Return")
    hands.settle()
    assert len(selling.work(lambda desk: ReceiptService(desk).find())) == 1


@pytest.mark.parametrize("percent", ["150"])
def test_large_type_keeps_what_is_owed_and_whose_it_is(hands_at: tuple[Hands, Selling]) -> None:
    hands, selling = hands_at

    def columns() -> list[str]:
        hands.settle()
        table, shown = selling.sales.table, selling.sales.model.columns
        return [one.name for place, one in enumerate(shown) if not table.isColumnHidden(place)]

    assert columns() == ["customer", "number", "due", "open", "state"]
    page = selling.sales.page
    assert page.table.height() * 2 > page.height(), "names of lists and filter take the room of the list"
    selling.go(view="settled")
    assert "total" in columns()
    assert "open" not in columns()


@pytest.mark.parametrize("percent", ["100", "150"])
def test_a_note_lies_over_no_act_of_what_was_just_kept(hands_at: tuple[Hands, Selling]) -> None:
    hands, selling = hands_at
    selling.go("invoice")
    shown = screen(selling)
    fill(selling, shown.form.customer, "blue")
    note = Message("Invoice added", Tone.GOOD, label="Undo", act=selling.settle)
    hands.seat.desktop.tell(note)
    hands.settle()
    toast = hands.window.toast
    assert toast.isVisible()
    covered = [one.text() for one in shown.findChildren(QPushButton) if one.isVisible() and _lies_over(toast, one)]
    assert covered == []


def _lies_over(toast: QWidget, one: QWidget) -> bool:
    return QRect(toast.mapToGlobal(QPoint()), toast.size()).intersects(QRect(one.mapToGlobal(QPoint()), one.size()))
