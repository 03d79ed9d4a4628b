"""The right client: whatever is under way, nothing of another client is ever seen under the name of this one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bookdesk.office.equipment import Equipment
from bookdesk.ui.bank.view import BankScreen
from bookdesk.ui.contacts.view import ContactsScreen
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.messages import Place
from bookdesk.ui.payments.view import PaymentsScreen
from bookdesk.ui.review.view import ReviewScreen
from tests.support.eyes import read
from tests.support.firm import NOON
from tests.support.hands import Hands, at_window
from tests.support.sample import SampleFirm

pytestmark = pytest.mark.slow

PLACES = {
    "inbox": ("heap", "documents"),
    "bills": ("overdue", "draft run"),
    "payments": ("draft run", "signed off"),
    "bank": ("bank", "signed off"),
    "contacts": ("overdue", "approvals"),
}
"""Screen → two clients of whom there is something to be seen on it."""


@pytest.fixture
def hands(qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path) -> Iterator[Hands]:
    with at_window(qtbot, sample.copy(tmp_path / "home"), equipment=equipment) as made:
        yield made


def only_of(hands: Hands, screen: str, one: str, other: str) -> set[str]:
    """Return the words that are seen on a screen with one client, and not with the other."""
    seen = []
    for client in (other, one):
        hands.seat.desktop.go(Place(screen, client))
        hands.settle()
        seen.append(read(hands.window))
    return seen[1] - seen[0]


def assert_none_is_seen(hands: Hands, foreign: set[str]) -> None:
    """Look in every turn of the loop until all is quiet."""
    shown = read(hands.window) & foreign
    while not shown and not hands.seat.door.quiet():
        QApplication.processEvents()
        shown = read(hands.window) & foreign
    assert shown | (read(hands.window) & foreign) == set()


@pytest.mark.parametrize("screen", PLACES)
def test_another_client_leaves_nothing_of_the_one_before(hands: Hands, sample: SampleFirm, screen: str) -> None:
    one, other = (sample.client(story) for story in PLACES[screen])
    foreign = only_of(hands, screen, one, other)
    assert len(foreign) > 3, "there is something to be confused"
    hands.seat.desktop.go(Place(screen, other))
    assert_none_is_seen(hands, foreign)


@pytest.mark.parametrize("screen", PLACES)
def test_an_answer_that_comes_too_late_is_not_shown(hands: Hands, sample: SampleFirm, screen: str) -> None:
    one, other = (sample.client(story) for story in PLACES[screen])
    foreign = only_of(hands, screen, one, other)
    hands.seat.desktop.go(Place(screen, other))
    hands.settle()
    hands.seat.desktop.go(Place(screen, one))
    hands.seat.desktop.go(Place(screen, other))
    assert_none_is_seen(hands, foreign)


def test_a_run_proposed_for_one_client_is_not_shown_with_another(hands: Hands, sample: SampleFirm) -> None:
    one, other = sample.client("overdue"), sample.client("signed off")
    hands.seat.desktop.go(Place("payments", one))
    hands.settle()
    screen = hands.screen(PaymentsScreen)
    hands.press("N")
    hands.click(screen.form.do)
    hands.seat.desktop.go(Place("payments", other, view="draft"))
    hands.settle()
    assert screen.run() is None
    assert screen.model.rowCount() == 0
    hands.seat.desktop.go(Place("payments", one, view="draft"))
    hands.settle()
    view = screen.run()
    assert view is not None
    assert len(view.payments) > 0


def test_a_page_that_is_still_painted_is_not_shown_with_another_client(hands: Hands, sample: SampleFirm) -> None:
    one, other = sample.client("heap"), sample.client("new")
    hands.seat.desktop.go(Place("inbox", one, view="to review"))
    hands.settle()
    hands.press("R")
    review = hands.screen(ReviewScreen)
    hands.seat.desktop.go(Place("inbox", other))
    hands.settle()
    assert (review.paper.page(), review.fields.current, review.presenter.reviewed) == (0, "", None)
    assert hands.screen(InboxScreen).paper.page() == 0


def test_whoever_is_asked_why_is_asked_no_more_once_another_client_is_in_front(
    hands: Hands, sample: SampleFirm
) -> None:
    hands.seat.desktop.go(Place("inbox", sample.client("heap"), view="to review"))
    hands.settle()
    screen = hands.screen(InboxScreen)
    hands.press("X")
    assert screen.page.prompt.isVisible()
    hands.press("Ctrl+P")
    hands.write("anger")
    hands.press("Return")
    hands.settle()
    assert hands.seat.desktop.client_id == sample.client("documents")
    assert not screen.page.prompt.isVisible()


def test_a_contact_that_is_half_typed_keeps_its_client_in_front(hands: Hands, sample: SampleFirm) -> None:
    one, other = sample.client("overdue"), sample.client("approvals")
    hands.seat.desktop.go(Place("contacts", one))
    hands.settle()
    hands.press("E")
    hands.write("Trident Pipes")
    hands.seat.desktop.go(Place("contacts", other))
    screen = hands.screen(ContactsScreen)
    assert hands.seat.desktop.client_id == one
    assert screen.form.refusal().startswith("A contact is typed and not saved.")
    hands.click(screen.pane.form.cancel)
    hands.seat.desktop.go(Place("contacts", other))
    hands.settle()
    assert hands.seat.desktop.client_id == other


def test_a_statement_that_is_looked_at_for_one_client_is_put_down_for_another(
    hands: Hands, sample: SampleFirm, tmp_path: Path
) -> None:
    book = sample.passbook("bank")
    book.move(NOON.date(), "-12.50", "STAMPS")
    name, content = book.statement(NOON.date())
    file = tmp_path / name
    file.write_bytes(content)
    hands.seat.desktop.go(Place("bank", sample.client("bank")))
    hands.settle()
    screen = hands.screen(BankScreen)
    assert hands.drop([file])
    hands.settle()
    assert screen.importing.isVisible()
    hands.seat.desktop.go(Place("bank", sample.client("signed off")))
    hands.settle()
    assert not screen.importing.isVisible()


def test_another_client_comes_with_the_first_list_and_not_with_the_last_ones(hands: Hands, sample: SampleFirm) -> None:
    hands.seat.desktop.go(Place("inbox", sample.client("heap"), view="failed"))
    hands.settle()
    assert hands.screen(InboxScreen).page.tab() == "failed"
    hands.seat.desktop.go(Place("inbox", sample.client("documents")))
    hands.settle()
    assert hands.screen(InboxScreen).page.tab() == "to review"
