"""Who may what, told as it goes: somebody comes, does his part and no more, and leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from bookdesk.core.errors import Locked
from bookdesk.models.payment import RunState
from bookdesk.office.equipment import Equipment
from bookdesk.sandbox.firm.facts import PASSPHRASES
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Role
from bookdesk.security.stepup import LASTS
from bookdesk.ui.approvals.view import ApprovalsScreen
from bookdesk.ui.frame.step_up import StepUpDialog
from bookdesk.ui.messages import Place
from bookdesk.ui.payments.view import PaymentsScreen
from bookdesk.ui.people.view import PeopleScreen
from tests.support.hands import Hands, at_window
from tests.support.sample import ANN, SampleFirm

pytestmark = pytest.mark.slow

CLEO, HERS = "Cleo", "zwei rote Schuhe im Schnee"
STORIES = ("approvals", "draft run")


@dataclass
class Firm(SampleFirm):
    """The sample practice, in which Cleo may come to work."""

    def open(self, user: str = ANN, passphrase: str = "", *, writes: bool = True) -> OpenPractice:
        return super().open(user, HERS if user == CLEO else passphrase, writes=writes)


@pytest.fixture
def firm(sample: SampleFirm, tmp_path: Path) -> Firm:
    copy = sample.copy(tmp_path / "home")
    return Firm(copy.places, copy.clock, copy.sheet, copy.clients)


@pytest.fixture
def ann(qtbot: QtBot, firm: Firm, equipment: Equipment) -> Iterator[Hands]:
    with at_window(qtbot, firm, ANN, equipment=equipment) as hands:
        yield hands


def people(hands: Hands) -> PeopleScreen:
    hands.seat.desktop.go(Place("people", view="people"))
    hands.settle()
    return hands.screen(PeopleScreen)


def choose(screen: PeopleScreen, name: str) -> None:
    """Choose somebody in the list of people."""
    assert screen.staff is not None
    assert screen.page.table.choose(next(one.id for one in screen.staff.members if one.name == name))


def add_cleo(hands: Hands, firm: Firm) -> None:
    """Let Cleo type her passphrase, and let her approve for two clients, any amount for the first."""
    screen = people(hands)
    hands.press("N")
    form = screen.form
    hands.write(CLEO)
    form.roles.ticks[Role.APPROVER].setChecked(True)
    for story in STORIES:
        form._clients[firm.client(story)].setChecked(True)  # noqa: SLF001 - a box of the list
    form.passphrase.first.line.setFocus()
    hands.write(HERS)
    hands.press("Return")
    hands.write(HERS)
    hands.press("Return")
    hands.settle()
    assert hands.toast().words == "Cleo was added, with 2 clients."
    choose(screen, CLEO)
    screen.acts["give"].trigger()
    screen.access.client.setText(hands.seat.office.entry(firm.client("approvals")).name)
    screen.access.client.editingFinished.emit()
    hands.settle()
    screen.access.how_far.buttons["any"].click()
    screen.access.save.click()
    hands.settle()
    assert screen.access.isHidden(), screen.access.problem.text()


def test_who_comes_does_her_part_and_no_more_and_opens_nothing_once_she_left(
    qtbot: QtBot, firm: Firm, equipment: Equipment
) -> None:
    with at_window(qtbot, firm, ANN, equipment=equipment) as ann:
        add_cleo(ann, firm)
    with at_window(qtbot, firm, CLEO, equipment=equipment) as cleo:
        assert {one.client_id for one in cleo.seat.office.clients()} == {firm.client(story) for story in STORIES}
        cleo.seat.desktop.go(Place("approvals", view="mine"))
        cleo.settle()
        screen = cleo.screen(ApprovalsScreen)
        waiting = screen.model.rowCount()
        assert waiting > 0
        cleo.press("A")
        cleo.settle()
        said = screen.page.banner.message()
        assert said is not None
        assert said.words == "0 approved, 1 not."
        assert "keys that another made for him" in said.remedy
        assert "another owner" in said.remedy
        assert screen.model.rowCount() == waiting
    firm.clock.advance(timedelta(days=1).total_seconds())
    with at_window(qtbot, firm, CLEO, equipment=equipment) as cleo:
        cleo.seat.desktop.go(Place("approvals", view="mine"))
        cleo.settle()
        cleo.screen(ApprovalsScreen)
        cleo.press("A")
        cleo.settle()
        assert cleo.toast().words.endswith("approved")
        payments = paying(cleo, firm)
        payments.acts["release"].trigger()
        cleo.press("Return")
        cleo.settle()
        view = payments.run()
        assert view is not None
        assert view.run.state is RunState.DRAFT, "an approver releases nothing"
        assert not people(cleo).acts["new"].isEnabled()
    with at_window(qtbot, firm, ANN, equipment=equipment) as ann:
        staff = people(ann)
        choose(staff, CLEO)
        staff.acts["remove"].trigger()
        staff.page.prompt.do.click()
        ann.settle()
        assert ann.toast().words == "Cleo was removed; the practice and 2 clients have new keys."
        assert "stays readable" in ann.toast().remedy
    with pytest.raises(Locked):
        firm.open(CLEO)


def paying(hands: Hands, firm: Firm) -> PaymentsScreen:
    hands.seat.desktop.go(Place("payments", firm.client("draft run"), view="draft"))
    hands.settle()
    return hands.screen(PaymentsScreen)


def test_a_release_long_after_the_unlocking_asks_once_more_and_then_goes_out(ann: Hands, firm: Firm) -> None:
    screen = paying(ann, firm)
    view = screen.run()
    assert view is not None
    held = next(one.payment.id for one in view.payments if one.payment.holder.startswith("Severnside"))
    screen.pane.payments.choose(held)
    screen.pane.payments.setFocus()
    ann.press("X")
    ann.write("details not confirmed")
    ann.press("Return")
    ann.settle()
    firm.clock.advance(LASTS.total_seconds() + 1)
    dialog = release(ann, screen)
    assert "It holds for 5 minutes." in " ".join(one.text() for one in dialog.findChildren(QLabel))
    dialog.leave.click()
    ann.settle()
    unreleased = screen.run()
    assert unreleased is not None
    assert unreleased.run.state is RunState.DRAFT
    asked = release(ann, screen)
    asked.passphrase.line.setText(PASSPHRASES[ANN])
    asked.go_on.click()
    ann.settle()
    released = screen.run()
    assert released is not None
    assert released.run.state is RunState.RELEASED


def release(hands: Hands, screen: PaymentsScreen) -> StepUpDialog:
    """Release the run that is shown, and return the question who is there."""
    hands.until(hands.window.isActiveWindow)
    screen.pane.payments.setFocus()
    hands.press("Ctrl+Return")
    hands.press("Return")
    hands.until(lambda: hands.window.step_ups.dialog is not None)
    dialog = hands.window.step_ups.dialog
    assert dialog is not None
    return dialog
